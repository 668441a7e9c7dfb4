"""Errors after training on a test distribution, or in single modes, at a batch of points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.methods.evaluate import DIGITS, batches
from scalecalc.theory.methods.method import Method
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.shift.probe import Probe
from scalecalc.theory.shift.response import Response, response
from scalecalc.theory.shift.single import SingleModes
from scalecalc.theory.solver.stages import stages
from scalecalc.theory.training.by_mode import ByMode
from scalecalc.theory.training.shifted import in_modes, on_test
from scalecalc.theory.training.sums import Sum, total


class Asked(Protocol):
    """What is asked of trained predictors beside the error itself."""

    def after(self, modal: ByMode) -> Sequence[Sum]:
        """The answers after a time, shape (n,) or (n, r) each."""

    def finally_(self, known: Response) -> Sequence[Floats]:
        """The answers of the ridge solution, of the same shape."""


@record
class OnTest:
    """The error on a test distribution, and its squared bias and variances of features and samples; shape (n,)."""

    probe: Probe

    def after(self, modal: ByMode) -> Sequence[Sum]:
        parts = on_test(self.probe, modal)
        return total(parts), *parts

    def finally_(self, known: Response) -> Sequence[Floats]:
        found = known.whole(self.probe)
        return found.error, found.bias2, found.features, found.samples


@record
class InModes:
    """Learnability and error of single modes, shape (n, r)."""

    single: SingleModes

    def after(self, modal: ByMode) -> Sequence[Sum]:
        return in_modes(self.single, modal)

    def finally_(self, known: Response) -> Sequence[Floats]:
        return self.single.learnability(known).T, self.single.errors(known).T


def ask(asked: Asked, method: Method, task: Task, points: Points, design: Design) -> list[Floats]:
    """The answers at every point, nan where they have few digits; the method has filters."""
    with np.errstate(all="ignore"):
        endless = np.isinf(method.duration(points))
        ridge = evaluate(task, replace(points, time=None, steps=None), design)
        answers = [np.array(one) for one in asked.finally_(response(ridge))]
        setting = stages(task, points, design)
        for rows in batches(~endless):
            for some, modal in method.by_mode(task, setting[rows], points[rows]):
                found = np.all(np.split(modal.found, 2), axis=0)
                for answer, part in zip(answers, asked.after(modal), strict=True):
                    sure = (part.rounding <= DIGITS * np.abs(part.value)).T & found
                    answer[rows[some]] = np.where(sure.T, part.value, np.nan)
    return answers

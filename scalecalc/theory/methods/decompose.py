"""The terms of the error after training at a batch of points, with the status of each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.methods.evaluate import DIGITS, Outcome, batches, train
from scalecalc.theory.methods.method import Method
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import OK, UNDERFLOW, evaluate
from scalecalc.theory.solver.stages import stages
from scalecalc.theory.training.terms import Terms

_SEEN = 1e-10  # what is smaller than this times the error is not missed in the sum
_LOST = "{} is 0 where it is below 1e-10 of the error and fewer than 8 of its digits are left."


def decompose(method: Method, task: Task, points: Points, design: Design) -> Outcome:
    """Train at every point, with a method that `decomposes`."""
    whole = train(method, task, points, design)
    error, status = whole.values["generalization_error"], whole.status
    values, notes = {}, dict.fromkeys(whole.notes)
    with np.errstate(all="ignore"):
        found = _terms(method, task, points, design)
        for name in TERMS:
            value, doubt = found.value[name], found.doubt[name]
            few = ~(doubt <= DIGITS * np.abs(value)) & np.isfinite(error)
            lost = few & (np.maximum(np.abs(value), doubt) <= _SEEN * error)
            status = np.where(few & ~lost & (status == OK), UNDERFLOW, status)
            values[name] = np.where(np.isnan(error), np.nan, np.where(lost | (value <= doubt) & few, 0.0, value))
            if lost.any():
                notes[_LOST.format(name)] = None
    return Outcome(values | {"generalization_error": error}, status, tuple(notes))


def _terms(method: Method, task: Task, points: Points, design: Design) -> Terms:
    """After finite durations, and of the ridge solution where they are infinite."""
    setting, result = stages(task, points, design), Terms.blank(len(points))
    endless = np.isinf(method.duration(points))
    if endless.any():
        errors = evaluate(task, replace(points[endless], time=None, steps=None), design).errors
        limit: dict[str, Floats] = {name: getattr(errors, name) for name in TERMS}
        result.put(endless, replace(result, value=limit, doubt=dict.fromkeys(TERMS, np.zeros(endless.sum()))))
    for rows in batches(~endless):
        result.put(rows, method.terms(task, setting[rows], points[rows]))
    return result

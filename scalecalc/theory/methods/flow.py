"""Gradient flow: gradient descent with a learning rate that goes to 0."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Bools, Floats
from scalecalc.reading.fields.types import Time
from scalecalc.reading.fields.values import OPTIMAL
from scalecalc.record import record
from scalecalc.theory.methods.method import Method
from scalecalc.theory.points import Points
from scalecalc.theory.training.trained import Trained

if TYPE_CHECKING:
    from scalecalc.theory.modes.tasks import Task
    from scalecalc.theory.rates.term import Term
    from scalecalc.theory.risk.evaluate import Evaluation
    from scalecalc.theory.solver.stages import Stages
    from scalecalc.theory.spectra.power_law import PowerLaw
    from scalecalc.theory.training.by_mode import ByMode
    from scalecalc.theory.training.contour import Contour
    from scalecalc.theory.training.descent import Clock
    from scalecalc.theory.training.terms import Terms


class FullBatch(Method):
    """What flow and descent have in common: all samples at every step."""

    answers = ("train_error",)
    filters = True
    decomposes = True

    def clock(self, setting: Stages, points: Points) -> Clock:
        """How long it takes, in units of the stages."""
        raise self.lacks("clock")

    def trained(self, task: Task, setting: Stages, points: Points) -> Trained:
        from scalecalc.theory.training.descent import descend

        return descend(task, setting, points.noise, self.clock(setting, points))

    def by_mode(self, task: Task, setting: Stages, points: Points) -> Iterator[tuple[Bools, ByMode]]:
        from scalecalc.theory.training.by_mode import by_mode

        return by_mode(task, setting, points.noise, self.clock(setting, points))

    def terms(self, task: Task, setting: Stages, points: Points) -> Terms:
        from scalecalc.theory.training.terms import terms

        return terms(task, setting, points.noise, self.clock(setting, points))

    def limit(self, task: Task, setting: Stages, points: Points, ridge: Evaluation) -> Trained:
        del task, setting, points
        errors = ridge.errors
        fine, exact = np.ones(len(ridge.status), dtype=bool), np.zeros(len(ridge.status))
        return Trained(errors.generalization_error, exact, fine, {"train_error": errors.train_error})

    def population(self, task: PowerLaw, noise: float) -> tuple[Term, ...] | None:
        from scalecalc.theory.rates.population import population

        return population(task, noise)


class GradientFlow(FullBatch):
    """Gradient flow on half the loss: a direction of curvature h relaxes like e^-ht."""

    method: Literal["flow"]
    time: Time = Field(description="the training time t: learning rate times steps, for the gradient of half the loss")

    @property
    def stops(self) -> bool:
        return self.time == OPTIMAL

    def duration(self, points: Points) -> Floats:
        assert points.time is not None  # as it is a coordinate
        return points.time

    def clock(self, setting: Stages, points: Points) -> Flowing:
        return Flowing(self.duration(points) * setting.gain)

    def learned(self, duration: float, curvature: Floats) -> Floats:
        return np.asarray(-np.expm1(-curvature * duration))


@record
class Flowing:
    """Gradient flow for times in units of the stages, shape (n,)."""

    time: Floats

    def __getitem__(self, rows: Bools | slice) -> Flowing:
        return Flowing(self.time[rows])

    @property
    def few(self) -> Bools:
        """Nothing is counted."""
        return np.zeros(self.time.shape, dtype=bool)

    def contour(self, times: int) -> Contour:
        """The contour for so many times the time."""
        from scalecalc.theory.training.contour import of_time

        return of_time(times * self.time)

    def left(self, curvature: Floats) -> Floats:
        """What is left of directions of these curvatures, shape (n, k)."""
        return np.asarray(np.exp(-curvature * self.time[:, None]))

    def learned(self, curvature: Floats) -> Floats:
        """The rest of them, shape (n, k)."""
        return np.asarray(-np.expm1(-curvature * self.time[:, None]))

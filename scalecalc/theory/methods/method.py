"""What every method of training answers: as a part of a spec, and at a batch of points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.reading.fields.kinds import kind_name
from scalecalc.reading.fields.types import Model
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path
from scalecalc.theory.points import Points
from scalecalc.theory.training.trained import Trained

if TYPE_CHECKING:
    from scalecalc.theory.grid import Grid
    from scalecalc.theory.matrices.design import Design
    from scalecalc.theory.modes.tasks import Task
    from scalecalc.theory.rates.term import Term
    from scalecalc.theory.risk.evaluate import Evaluation
    from scalecalc.theory.solver.stages import Stages
    from scalecalc.theory.spectra.power_law import PowerLaw
    from scalecalc.theory.training.by_mode import ByMode
    from scalecalc.theory.training.terms import Terms


class Method(Model):
    """A method of training. A kind of one's own gives its fields, `method` among them, and all of this.

    fresh: whether every step takes fresh samples, so that there is no number of samples.
    answers: the names of `Trained.more`.  filters: whether it knows what it makes of a mode.
    decomposes: whether it has `terms`.  unsolved: the status where equations were not solved.
    """

    fresh: ClassVar[bool] = False
    answers: ClassVar[tuple[str, ...]] = ()
    filters: ClassVar[bool] = False
    decomposes: ClassVar[bool] = False
    unsolved: ClassVar[str] = "not converged"

    @property
    def word(self) -> str:
        """What a spec calls it."""
        return f"training.method {kind_name(type(self), 'method')}"

    @property
    def stops(self) -> bool:
        """Whether it ends at the best time."""
        return False

    def check(self, section: Path, report: Report, task: Task, design: Design, grid: Grid) -> None:
        """Reports what is wrong with it for this problem."""

    def duration(self, points: Points) -> Floats:
        """How long it takes at each point, perhaps inf; shape (n,)."""
        raise self.lacks("duration")

    def elapsed(self, points: Points) -> Floats:
        """The same as a training time: learning rate times steps."""
        return self.pace * self.duration(points)

    def trained(self, task: Task, setting: Stages, points: Points) -> Trained:
        """The errors after a finite duration."""
        raise self.lacks("trained")

    def terms(self, task: Task, setting: Stages, points: Points) -> Terms:
        """The terms of the error after a finite duration."""
        raise self.lacks("terms")

    def limit(self, task: Task, setting: Stages, points: Points, ridge: Evaluation) -> Trained:
        """The errors after an endless duration, given those of the ridge solution."""
        raise self.lacks("limit")

    def by_mode(self, task: Task, setting: Stages, points: Points) -> Iterator[tuple[Bools, ByMode]]:
        """What it makes of any mode after a finite duration, for some rows after others."""
        raise self.lacks("by_mode")

    @property
    def pace(self) -> float:
        """How much time passes in one unit of the duration."""
        return 1.0

    @property
    def priced(self) -> dict[str, tuple[str, float]]:
        """Fixed numbers that a cost may count: their symbols and values, by name."""
        return {}

    def population(self, task: PowerLaw, noise: float) -> tuple[Term, ...] | None:
        """The terms of the late error on fresh samples and white features; None where they are not known."""
        del task, noise
        return None

    def bounded(self, task: Task, setting: Stages) -> Bools:
        """Where the error does not grow without bound; shape (n,)."""
        del task
        return np.ones(len(setting.ridge), dtype=bool)

    def learned(self, duration: float, curvature: Floats) -> Floats:
        """The fraction that is learned of directions of these curvatures, all > 0, where no sample is fresh."""
        raise self.lacks("learned")

    @property
    def minibatch(self) -> int:
        """The number of samples of a step, where they are fresh."""
        raise self.lacks("minibatch")

    def step(self, weights: Floats, features: Floats, labels: Floats) -> Floats:
        """The weights (draws, N, m) one step later, from fresh samples (draws, B, N) and (draws, B, m)."""
        raise self.lacks("step")

    def notes(self, task: Task, setting: Stages, points: Points, limit: Floats) -> tuple[str, ...]:
        """What there is to say of these points, given the errors in the end."""
        del task, setting, points, limit
        return ()

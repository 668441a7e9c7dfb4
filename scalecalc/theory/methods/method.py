"""What every method of training answers: as a part of a spec, and at a batch of points."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from scalecalc.arrays import Floats
from scalecalc.reading.fields.types import Model
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path
from scalecalc.theory.points import Points
from scalecalc.theory.training.trained import Trained

if TYPE_CHECKING:
    from scalecalc.theory.grid import Grid
    from scalecalc.theory.matrices.design import Design
    from scalecalc.theory.modes.tasks import Task
    from scalecalc.theory.risk.evaluate import Evaluation
    from scalecalc.theory.solver.stages import Stages


class Method(Model):
    """A method of training. A kind of one's own gives its fields, `method` among them, and all of this.

    fresh: whether every step takes fresh samples, so that there is no number of samples.
    answers: the names of `Trained.more`.  unsolved: the status where equations were not solved.
    """

    fresh: ClassVar[bool] = False
    answers: ClassVar[tuple[str, ...]] = ()
    unsolved: ClassVar[str] = "not converged"

    def check(self, section: Path, report: Report, task: Task, design: Design, grid: Grid) -> None:
        """Reports what is wrong with it for this problem."""

    def duration(self, points: Points) -> Floats:
        """How long it takes at each point, perhaps inf; shape (n,)."""
        raise self.lacks("duration")

    def elapsed(self, points: Points) -> Floats:
        """The same as a training time: learning rate times steps."""
        return self.duration(points)

    def trained(self, task: Task, setting: Stages, points: Points) -> Trained:
        """The errors after a finite duration."""
        raise self.lacks("trained")

    def limit(self, task: Task, setting: Stages, points: Points, ridge: Evaluation) -> Trained:
        """The errors after an endless duration, given those of the ridge solution."""
        raise self.lacks("limit")

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

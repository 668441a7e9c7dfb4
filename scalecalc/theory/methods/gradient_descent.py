"""Gradient descent on all samples, with steps of a given size."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Bools, Floats
from scalecalc.reading.fields.types import Positive, Steps
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path, path_text
from scalecalc.record import record
from scalecalc.theory.methods.flow import FullBatch
from scalecalc.theory.points import Points
from scalecalc.theory.training.trained import Trained

if TYPE_CHECKING:
    from scalecalc.theory.grid import Grid
    from scalecalc.theory.matrices.design import Design
    from scalecalc.theory.modes.tasks import Task
    from scalecalc.theory.solver.stages import Stages
    from scalecalc.theory.training.contour import Contour

_BLOCK = 1 << 14  # points
_REACH_OF_FEW = 2.9  # the contour for few steps passes the spectrum at 3
_NEGLIGIBLE = 1e-12


class GradientDescent(FullBatch):
    """Gradient descent on half the loss: a step leaves 1 - lr h of a direction of curvature h."""

    unsolved = "step too long"

    method: Literal["gd"]
    steps: Steps = Field(description="the number of steps n")
    learning_rate: Positive = Field(description="the learning rate, for the gradient of half the loss")

    def check(self, section: Path, report: Report, task: Task, design: Design, grid: Grid) -> None:
        """No step is so long that it goes too far in the direction of the largest curvature."""
        from scalecalc.theory.solver.stages import stages

        steepest = 0.0
        for points in grid.blocks(_BLOCK):
            setting, growth = stages(task, points, design), np.ones(len(points))
            for kind, width in zip(design.layers(len(points.widths)), points.widths, strict=True):
                growth = growth * np.where(np.isinf(width), 1.0, kind.mean_variance(width))
            steepest = max(steepest, float(np.max(setting.gain * (task.largest * growth + setting.ridge))))
        if self.learning_rate * steepest >= 1:
            path = (*section, "learning_rate")
            message = (
                f"{path_text(path)} is the learning rate of gradient descent, got {report.given(path)}, must be below "
                f"{1 / steepest:.15g}, 1 over the largest curvature"
            )
            report.at_value(path, message)

    def duration(self, points: Points) -> Floats:
        assert points.steps is not None  # as they are a coordinate
        return points.steps

    def clock(self, setting: Stages, points: Points) -> Stepping:
        return Stepping(self.duration(points), self.learning_rate * setting.gain)

    @property
    def pace(self) -> float:
        return self.learning_rate

    def learned(self, duration: float, curvature: Floats) -> Floats:
        jump = self.learning_rate * curvature
        small = -np.expm1(duration * np.log1p(-np.minimum(jump, 0.5)))  # keeps the digits of slow directions
        return np.where(jump < 0.5, small, 1 - (1 - jump) ** int(duration))

    def trained(self, task: Task, setting: Stages, points: Points) -> Trained:
        from scalecalc.theory.training.states import beyond

        result, clock = super().trained(task, setting, points), self.clock(setting, points)
        _, short = beyond(task, setting, setting.ridge - clock.reach / clock.rate)
        return replace(result, found=result.found & short)


@record
class Stepping:
    """Numbers of steps of gradient descent, with learning rates in units of the stages; shape (n,) each."""

    steps: Floats
    rate: Floats

    def __getitem__(self, rows: Bools | slice) -> Stepping:
        return Stepping(self.steps[rows], self.rate[rows])

    @property
    def time(self) -> Floats:
        """The time that corresponds."""
        return self.steps * self.rate

    @property
    def few(self) -> Bools:
        """Where the steps need a contour of their own."""
        from scalecalc.theory.training.contour import few

        return few(self.steps)

    @property
    def reach(self) -> Floats:
        """The rate times the largest curvature up to which contours serve: a power of 1 - reach is negligible."""
        return np.where(self.few, _REACH_OF_FEW, 1 + _NEGLIGIBLE ** (1 / self.steps))

    def contour(self, times: int) -> Contour:
        """The contour for so many times the steps."""
        from scalecalc.theory.training.contour import of_steps

        return of_steps(times * self.steps, self.rate)

    def left(self, curvature: Floats) -> Floats:
        """What is left of directions of these curvatures, shape (n, k)."""
        return np.asarray(np.exp(self._log_left(curvature)))

    def learned(self, curvature: Floats) -> Floats:
        """The rest of them, shape (n, k)."""
        return np.asarray(-np.expm1(self._log_left(curvature)))

    def _log_left(self, curvature: Floats) -> Floats:
        return np.asarray(self.steps[:, None] * np.log1p(-self.rate[:, None] * curvature))

"""The test error of n points over the ridge, looked at wherever one likes without solving an equation.

Every ridge has its delta = kappa2 - kappa_min, and lambda increases with delta from 0 to infinity; so the lowest error
over delta is the lowest over lambda. At a given delta all is explicit, and so is the slope of log E over log delta.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cached_property

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.numerics.roots import Indices
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.ridge_slopes import slopes_above_floor
from scalecalc.theory.solver.backwards import Backwards
from scalecalc.theory.spectra.nodes import TILE
from scalecalc.theory.spectra.tasks import Task

_HIDDEN = 3e-13  # of the slopes of the terms, taken absolutely: what is less is rounding
_ALIKE = 0.1
_ROOMY = 4  # blocks at once: what surrounds the mode sums costs as much as they do


@record
class Rungs:
    """k places in the landscape, shape (k,); those of a ladder by point, and by rising delta for each.

    row: which point.  height, slope: log E_test and its dlog/dlog delta.  pull: the slopes of its terms, taken
    absolutely, which says how many digits the slope has.  ridge: lambda.
    """

    row: Indices
    delta: Floats
    height: Floats
    slope: Floats
    pull: Floats
    ridge: Floats

    def __len__(self) -> int:
        return len(self.row)

    def __getitem__(self, chosen: Indices | Bools | slice) -> Rungs:
        return Rungs(*(getattr(self, f.name)[chosen] for f in fields(self)))

    @cached_property
    def x(self) -> Floats:
        """log delta"""
        return np.asarray(np.log(self.delta))

    @cached_property
    def direction(self) -> Floats:
        """1 where the error rises with the ridge, -1 where it falls, 0 where rounding hides which."""
        return np.where(np.abs(self.slope) <= _HIDDEN * self.pull, 0.0, np.sign(self.slope))

    def moved(self, step: Floats) -> Rungs:
        """A step of log delta away that is too small to be seen in anything else."""
        return replace(self, delta=self.delta * np.exp(step))

    def usable(self) -> Rungs:
        """Those at which there is a number."""
        return self[np.isfinite(self.height) & np.isfinite(self.slope)]


def stacked(*parts: Rungs) -> Rungs:
    """Rungs one after the other."""
    return Rungs(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Rungs)))


def joined(*parts: Rungs) -> Rungs:
    """Rungs put together into ladders."""
    rungs = stacked(*parts)
    return rungs[np.lexsort((rungs.delta, rungs.row))]


@record
class Intervals:
    """Pairs of rungs of the same points, the left one at the smaller ridge."""

    left: Rungs
    right: Rungs

    def __len__(self) -> int:
        return len(self.left)

    @cached_property
    def width(self) -> Floats:
        """In log delta."""
        return self.right.x - self.left.x

    @cached_property
    def quadratic(self) -> tuple[Floats, Floats, Floats]:
        """c0 + c1 t + c2 t^2, 0 < t < 1: the slope of the cubic through heights and slopes."""
        a, b = self.left.slope, self.right.slope
        mean = (self.right.height - self.left.height) / self.width
        return a, 6 * mean - 4 * a - 2 * b, 3 * (a + b) - 6 * mean

    @property
    def powers(self) -> Bools:
        """Where heights and slopes are those of a single power of delta, up to a constant."""
        a, b = self.left.slope, self.right.slope
        rise = self.width * (b - a) / np.log(b / a)
        return np.asarray(np.abs(self.right.height - self.left.height - rise) < _ALIKE * np.abs(rise))

    def turn(self) -> Floats:
        """The part of the way at which that is 0, if the error turns; else a half."""
        c0, c1, c2 = self.quadratic
        root = np.sqrt(c1 * c1 - 4 * c0 * c2)
        part = -2 * c0 / (c1 + np.where(c0 < 0, root, -root))
        return np.where((part > 0) & (part < 1) & (c0 * self.right.slope < 0), part, 0.5)

    def at(self, part: Floats) -> Floats:
        """log delta at a part of the way."""
        return self.left.x + part * self.width


@record
class Landscape:
    """log E_test of n points over delta."""

    points: Points
    design: Design
    back: Backwards

    @classmethod
    def of(cls, task: Task, points: Points, design: Design) -> Landscape:
        """Of points whose own ridges do not matter."""
        return cls(points, design, Backwards.of(task, points, design))

    def look(self, delta: Floats, row: Indices) -> Rungs:
        """What there is at these places of these points, in the order asked for."""
        size = max(16, _ROOMY * TILE // self.back.chain.nodes.eigenvalue.size)
        starts = range(0, max(len(delta), 1), size)
        parts = [self._look(delta[start : start + size], row[start : start + size]) for start in starts]
        return stacked(*parts)

    def _look(self, delta: Floats, row: Indices) -> Rungs:
        solution, change = self.back.solution(delta, row)
        errors = slopes_above_floor(change, self.points[row], self.design, solution, delta)
        test = errors.test_error
        with np.errstate(all="ignore"):
            pulls = [np.abs(term.value * term.slope) for term in (getattr(errors, name) for name in TERMS)]
            height = np.where(test.value > 0, np.log(test.value), np.nan)
            ridge = solution.link.ridge * solution.stages.gain
            return Rungs(row, delta, height, test.slope, np.nansum(pulls, axis=0) / test.value, ridge)

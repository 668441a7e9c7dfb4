"""The test error of n points as a function of the ridge, computed anywhere without solving an equation.

Every ridge has its delta = kappa2 - kappa_min, and lambda increases with delta from 0 to infinity. So the lowest error
over delta is the lowest over lambda. At a given delta, log E and its slope over log delta are explicit.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.modes.nodes import TILE
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.numerics.roots import Indices
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.ridge_slopes import slopes_above_floor
from scalecalc.theory.solver.backwards import Backwards

_HIDDEN = 3e-13  # times `magnitude`: a smaller slope is rounding
_ALIKE = 0.1
_TILES = 4  # at once: the steps around the mode sums take as long as the sums


@record
class Rungs:
    """k places in the landscape, shape (k,). In a ladder they are sorted by point, then by delta.

    row: which point.  height, slope: log E_test and its derivative by log delta.  ridge: lambda, or 1/t.
    magnitude: the absolute slopes of the terms of E_test, added up. The slope loses digits where it is much smaller.
    """

    row: Indices
    delta: Floats
    height: Floats
    slope: Floats
    magnitude: Floats
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
        """1 where the error rises with the ridge, -1 where it falls, 0 where rounding hides the sign."""
        return np.where(np.abs(self.slope) <= _HIDDEN * self.magnitude, 0.0, np.sign(self.slope))

    def moved(self, step: Floats) -> Rungs:
        """The rungs moved in log delta by a step that is too small to change anything else."""
        return replace(self, delta=self.delta * np.exp(step))

    def usable(self) -> Rungs:
        """The rungs whose height and slope are finite."""
        return self[np.isfinite(self.height) & np.isfinite(self.slope)]


def stacked(*parts: Rungs) -> Rungs:
    """Rungs one after the other."""
    return Rungs(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Rungs)))


def joined(*parts: Rungs) -> Rungs:
    """The rungs of all parts, sorted as in ladders."""
    rungs = stacked(*parts)
    return rungs[np.lexsort((rungs.delta, rungs.row))]


@record
class Intervals:
    """Pairs of rungs of the same point; the left one has the smaller ridge."""

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
        """c0, c1, c2 of c0 + c1 t + c2 t^2, 0 < t < 1: the slope of the cubic through heights and slopes."""
        a, b = self.left.slope, self.right.slope
        mean = (self.right.height - self.left.height) / self.width
        return a, 6 * mean - 4 * a - 2 * b, 3 * (a + b) - 6 * mean

    @property
    def powers(self) -> Bools:
        """Where heights and slopes are those of a constant plus a single power of delta."""
        a, b = self.left.slope, self.right.slope
        rise = self.width * (b - a) / np.log(b / a)
        return np.asarray(np.abs(self.right.height - self.left.height - rise) < _ALIKE * np.abs(rise))

    def turn(self) -> Floats:
        """The t at which the `quadratic` is 0 if the error turns, else 1/2."""
        c0, c1, c2 = self.quadratic
        root = np.sqrt(c1 * c1 - 4 * c0 * c2)
        part = -2 * c0 / (c1 + np.where(c0 < 0, root, -root))
        return np.where((part > 0) & (part < 1) & (c0 * self.right.slope < 0), part, 0.5)

    def at(self, part: Floats) -> Floats:
        """log delta at t = part."""
        return self.left.x + part * self.width


class Terrain(Protocol):
    """What has rungs: an error over something that says how little is learned, from 0 to infinity."""

    def rungs_at(self, delta: Floats, row: Indices) -> Rungs:
        """The rungs at these delta of these points, in the given order; shape (k,)."""
        ...


@record
class Landscape:
    """log E_test of n points over delta."""

    points: Points
    design: Design
    back: Backwards

    @classmethod
    def of(cls, task: Task, points: Points, design: Design) -> Landscape:
        """The landscape of these points, whose own ridges are ignored."""
        return cls(points, design, Backwards.of(task, points, design))

    def rungs_at(self, delta: Floats, row: Indices) -> Rungs:
        """The rungs at these delta of these points, in the given order; shape (k,)."""
        size = max(16, _TILES * TILE // self.back.chain.nodes.eigenvalue.size)
        starts = range(0, max(len(delta), 1), size)
        parts = [self._some_at(delta[start : start + size], row[start : start + size]) for start in starts]
        return stacked(*parts)

    def _some_at(self, delta: Floats, row: Indices) -> Rungs:
        solution, change = self.back.solution(delta, row)
        errors = slopes_above_floor(change, self.points[row], self.design, solution, delta)
        test = errors.test_error
        with np.errstate(all="ignore"):
            slopes = [np.abs(term.value * term.slope) for term in (getattr(errors, name) for name in TERMS)]
            height = np.where(test.value > 0, np.log(test.value), np.nan)
            ridge = solution.link.ridge * solution.stages.gain
            return Rungs(row, delta, height, test.slope, np.nansum(slopes, axis=0) / test.value, ridge)

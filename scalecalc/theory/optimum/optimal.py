"""The ridge that minimises the test error, at every point, over all ridges from 0 to infinity.

The ladder of a point (`ladder`) shows every valley of log E_test over delta = kappa2 - kappa_min, which increases with
the ridge (`landscape`). In each valley that may be the lowest, the bottom is found, where the exact slope is 0. The
lowest bottom is compared with no ridge and with an infinite one. So no minimum is missed, however many there are. The
result of a point does not depend on the other points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.optimum.flatness import flat
from scalecalc.theory.optimum.ladder import Ends, ladder
from scalecalc.theory.optimum.landscape import Landscape, Rungs, stacked
from scalecalc.theory.optimum.valleys import bottoms
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import evaluate

_BATCH = 128  # points that are treated together


@record
class Optimum:
    """The optimal ridges of n points, and how flat the test error is there; shape (n,).

    ridge: as `optimal_ridge`.  low, high: between these ridges the test error is within TOLERANCE of its minimum.
    """

    ridge: Floats
    low: Floats
    high: Floats


def optimal_ridge(task: Task, points: Points, design: Design = PLAIN) -> Floats:
    """lambda* at every point, shape (n,); the points' own ridges are ignored.

    0 or inf where the error has no minimum in between; nan where nothing can be computed.
    """
    with np.errstate(all="ignore"):
        found = [_Lowest.of(task, part, design) for part in _batches(points)]
        return np.concatenate([lowest.ridges(lowest.bottom.delta) for lowest in found])


def optimum(task: Task, points: Points, design: Design = PLAIN) -> Optimum:
    """The same, with the ridges between which the error is nearly as low."""
    with np.errstate(all="ignore"):
        parts = [_Lowest.of(task, part, design).with_flatness() for part in _batches(points)]
        return Optimum(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Optimum)))


def at_optimum(task: Task, points: Points, design: Design = PLAIN) -> Points:
    """The points with their optimal ridges."""
    return replace(points, ridge=optimal_ridge(task, points, design))


def _batches(points: Points) -> Iterator[Points]:
    for start in range(0, max(len(points), 1), _BATCH):
        yield points[start : start + _BATCH]


@record
class _Lowest:
    """Where the test error of n points is lowest.

    rungs: the ladders of all points.  bottom: one rung for each point, in order.
    """

    landscape: Landscape
    rungs: Rungs
    bottom: Rungs

    @classmethod
    def of(cls, task: Task, points: Points, design: Design) -> _Lowest:
        landscape, ends = Landscape.of(task, points, design), _ends(task, points, design)
        rungs = ladder(task, landscape, ends)
        found = bottoms(landscape, rungs, np.fmin(ends.zero, ends.endless))
        return cls(landscape, rungs, _lowest(rungs, found, ends))

    def with_flatness(self) -> Optimum:
        low, high = flat(self.landscape, self.rungs, self.bottom)
        return Optimum(*self.ridges(np.array([self.bottom.delta, low, high])))

    def ridges(self, delta: Floats) -> Floats:
        """The ridges at any delta, 0 and inf included; the last axis of `delta` is that of the points."""
        ridge = delta.copy()
        inside = (delta > 0) & np.isfinite(delta)
        ridge[inside] = self.landscape.rungs_at(delta[inside], np.nonzero(inside)[-1]).ridge
        return ridge


def _ends(task: Task, points: Points, design: Design) -> Ends:
    unridged = evaluate(task, replace(points, ridge=np.zeros(len(points))), design).errors.test_error
    return Ends(np.log(unridged), np.log(task.total_power + points.noise))


def _lowest(rungs: Rungs, found: Rungs, ends: Ends) -> Rungs:
    """The lowest valley of every point, or no ridge, or an infinite one; delta is nan where nothing can be computed.

    Where the error without ridge cannot be computed, the error at the lowest rung replaces it. Where it is infinite,
    the lowest rung is a candidate too.
    """
    n, first = len(ends.zero), rungs[np.diff(rungs.row, prepend=-1) > 0]
    unridged, last = ends.zero.copy(), np.isnan(ends.zero[first.row])
    unridged[first.row[last]] = first.height[last]
    nothing = np.isnan(unridged)
    endless = np.where(nothing, np.inf, ends.endless)
    limits = [_limit(np.where(nothing, np.nan, np.inf), endless), _limit(np.zeros(n), unridged)[~nothing]]
    every = stacked(*limits, found, first[ends.zero[first.row] == np.inf])
    falling = np.argsort(-every.height, kind="stable")
    best = np.empty(n, dtype=np.intp)
    best[every.row[falling]] = falling  # the last to be written is the lowest
    return every[best]


def _limit(delta: Floats, height: Floats) -> Rungs:
    still = np.zeros_like(height)
    return Rungs(np.arange(height.size), delta, height, still, still, delta)

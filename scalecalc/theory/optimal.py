"""The ridge that minimises the test error, at every point, over all ridges from 0 to infinity.

Each point's ladder (`ladder`) shows every valley of log E_test over delta = kappa2 - kappa_min, which rises with the
ridge (`landscape`). All valleys that may be the lowest are gone down to the bottom, where the exact slope is 0, and the
lowest of them is weighed against no ridge and an infinite one. So no minimum is missed, however many there are, and
none is found by way of another point: each stands on its own ladder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

import numpy as np

from scalecalc.record import record
from scalecalc.theory.design import PLAIN, Design
from scalecalc.theory.evaluate import evaluate, total_power
from scalecalc.theory.flatness import flat
from scalecalc.theory.ladder import Ends, ladder
from scalecalc.theory.landscape import Landscape, Rungs, stacked
from scalecalc.theory.points import Floats, Points
from scalecalc.theory.tasks import Task
from scalecalc.theory.valleys import bottoms

_BATCH = 128  # points whose ladders are climbed at once


@record
class Optimum:
    """The optimal ridges of n points; shape (n,).

    ridge: lambda*, 0 or inf where the error has no minimum in between; nan where nothing can be computed.
    low, high: between these ridges the test error is within TOLERANCE of its minimum.
    """

    ridge: Floats
    low: Floats
    high: Floats


def optimal_ridge(task: Task, points: Points, design: Design = PLAIN) -> Optimum:
    """The optimal ridge at every point; the points' own ridges do not matter."""
    parts = [_batch(task, part, design) for part in _batches(points)]
    return Optimum(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Optimum)))


def at_optimum(task: Task, points: Points, design: Design = PLAIN) -> tuple[Points, Optimum]:
    """The points with the optimal ridge in place."""
    optimum = optimal_ridge(task, points, design)
    return replace(points, ridge=optimum.ridge), optimum


def _batches(points: Points) -> Iterator[Points]:
    for start in range(0, max(len(points), 1), _BATCH):
        yield points[start : start + _BATCH]


def _batch(task: Task, points: Points, design: Design) -> Optimum:
    landscape, ends = Landscape.of(task, points, design), _ends(task, points, design)
    rungs = ladder(task, landscape, ends)
    bottom = _lowest(rungs, bottoms(landscape, rungs, np.fmin(ends.zero, ends.endless)), ends)
    low, high = flat(landscape, rungs, bottom)
    return Optimum(*_ridges(landscape, np.array([bottom.delta, low, high])))


def _ends(task: Task, points: Points, design: Design) -> Ends:
    unridged = evaluate(task, replace(points, ridge=np.zeros(len(points))), design).errors.test_error
    with np.errstate(all="ignore"):
        return Ends(np.log(unridged), np.log(total_power(task) + points.noise))


def _lowest(rungs: Rungs, found: Rungs, ends: Ends) -> Rungs:
    """The lowest valley of every point, or no ridge, or an infinite one; delta is nan where nothing can be computed.

    Where no ridge has no number, it is the best if the error falls as far as it can be followed; where its error is
    infinite, then the ridge up to which that is.
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


def _ridges(landscape: Landscape, delta: Floats) -> Floats:
    """The ridges at any delta, 0 and inf included; the last axis of `delta` is that of the points."""
    ridge = delta.copy()
    inside = (delta > 0) & np.isfinite(delta)
    ridge[inside] = landscape.look(delta[inside], np.nonzero(inside)[1]).ridge
    return ridge

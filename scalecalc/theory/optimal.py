"""The ridge that minimises the test error, at every point, over all ridges from 0 to infinity.

Each point's ladder (`ladder`) shows every valley of log E_test over delta = kappa2 - kappa_min, which rises with the
ridge (`landscape`). All valleys that may be the lowest are gone down to the bottom, where the exact slope is 0, and the
lowest of them is weighed against no ridge and an infinite one. So no minimum is missed, however many there are, and
none is found by way of another point: each stands on its own ladder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from scalecalc.theory.design import PLAIN, Design
from scalecalc.theory.evaluate import evaluate, total_power
from scalecalc.theory.ladder import Ends, ladder
from scalecalc.theory.landscape import Landscape, Rungs
from scalecalc.theory.points import Floats, Points
from scalecalc.theory.roots import Indices, increasing_root
from scalecalc.theory.tasks import Task
from scalecalc.theory.valleys import bottoms

TOLERANCE = 0.01  # the relative excess of the test error that tells how flat the minimum is

_BATCH = 128  # points whose ladders are climbed at once


@dataclass(frozen=True)
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
    delta, height = _lowest_valleys(landscape, rungs, ends)
    for limit, end in ((0.0, ends.zero), (np.inf, ends.endless)):
        better = end < height
        delta, height = np.where(better, limit, delta), np.where(better, end, height)
    delta = np.where(_falls_out_of_range(rungs, ends, height), 0.0, delta)
    low, high = _flat(landscape, rungs, delta, height)
    return Optimum(*_ridges(landscape, np.array([delta, low, high])))


def _ends(task: Task, points: Points, design: Design) -> Ends:
    unridged = evaluate(task, replace(points, ridge=np.zeros(len(points))), design).errors.test_error
    with np.errstate(all="ignore"):
        return Ends(np.log(unridged), np.log(total_power(task) + points.noise))


def _lowest_valleys(landscape: Landscape, rungs: Rungs, ends: Ends) -> tuple[Floats, Floats]:
    """delta and log E_test at the bottom of the lowest valley; nan and inf where there is none. Shape (n,)."""
    found = bottoms(landscape, rungs, np.fmin(ends.zero, ends.endless))
    delta, height = np.full(len(ends.zero), np.nan), np.full(len(ends.zero), np.inf)
    falling = np.argsort(-found.height, kind="stable")  # the last to be written is the lowest
    delta[found.row[falling]], height[found.row[falling]] = found.delta[falling], found.height[falling]
    return delta, height


def _falls_out_of_range(rungs: Rungs, ends: Ends, height: Floats) -> Floats:
    """Where the error is lower still at the lowest ridge that can be computed, and there is no number without ridge."""
    first = rungs[np.diff(rungs.row, prepend=-1) > 0]
    lower = np.zeros(len(height), dtype=bool)
    lower[first.row] = first.height < height[first.row]
    return lower & np.isnan(ends.zero)


def _flat(landscape: Landscape, rungs: Rungs, delta: Floats, height: Floats) -> tuple[Floats, Floats]:
    """delta on either side at which the test error is TOLERANCE above its minimum; 0 and inf where it nowhere is."""
    level = height + np.log1p(TOLERANCE)
    low, high = np.where(np.isnan(delta), np.nan, 0.0), np.where(np.isnan(delta), np.nan, np.inf)
    high[height == -np.inf] = 0.0  # nothing is within so much of no error at all
    above = (rungs.height > level[rungs.row]) & (level[rungs.row] > -np.inf)
    (left,) = np.nonzero(above & (rungs.delta < delta[rungs.row]))
    (right,) = np.nonzero(above & (rungs.delta > delta[rungs.row]))
    last = left[np.diff(rungs.row[left], append=-1) != 0]
    first = right[np.diff(rungs.row[right], prepend=-1) != 0]
    start, stop = rungs[last], rungs[first]
    inner = _beside(rungs, last, 1, delta), _beside(rungs, first, -1, delta)
    rows, sign = np.append(start.row, stop.row), np.repeat([-1.0, 1.0], [len(start), len(stop)])

    def excess(x: Floats, chosen: Indices) -> tuple[Floats, Floats]:
        at = landscape.look(x, rows[chosen])
        return sign[chosen] * (at.height - level[rows[chosen]]), sign[chosen] * at.slope

    lower, upper = np.append(start.delta, inner[1]), np.append(inner[0], stop.delta)
    found, _ = increasing_root(excess, lower, upper, np.sqrt(lower) * np.sqrt(upper))
    low[start.row], high[stop.row] = found[: len(start)], found[len(start) :]
    return low, high


def _beside(rungs: Rungs, which: Indices, step: int, delta: Floats) -> Floats:
    """The next rung towards the minimum at `delta`, or the minimum if that is nearer; the rung itself if it is last."""
    beside = np.clip(which + step, 0, len(rungs) - 1)
    row, own = rungs.row[which], rungs.delta[which]
    place = np.where(rungs.row[beside] == row, rungs.delta[beside], own)
    return np.minimum(place, delta[row]) if step > 0 else np.maximum(place, delta[row])


def _ridges(landscape: Landscape, delta: Floats) -> Floats:
    """The ridges at any delta, 0 and inf included; the last axis of `delta` is that of the points."""
    ridge = delta.copy()
    inside = (delta > 0) & np.isfinite(delta)
    ridge[inside] = landscape.look(delta[inside], np.nonzero(inside)[1]).ridge
    return ridge

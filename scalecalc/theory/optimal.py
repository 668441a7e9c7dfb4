"""The ridge that minimises the test error, at every point, over all ridges from 0 to infinity.

The zeros of the exact slope of log E_test against log lambda are bracketed on a ladder that covers every ridge that
matters; of several minima the lowest is taken. E falls towards large ridges like sum v - 2 sum eta v/kappa, so that
above a certain kappa there is no minimum; below the ladder, lambda = 0 to all intents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from scalecalc.theory.design import PLAIN, Design
from scalecalc.theory.evaluate import evaluate, total_power
from scalecalc.theory.nodes import mode_sums
from scalecalc.theory.points import Bools, Floats, Points
from scalecalc.theory.renormalize import VANISHING, renormalize
from scalecalc.theory.ridge_slopes import ridge_slopes
from scalecalc.theory.risk import TERMS
from scalecalc.theory.roots import Indices, crossing
from scalecalc.theory.stages import spectrum_trace, stages
from scalecalc.theory.tasks import Task

TOLERANCE = 0.01  # the relative excess of the test error that tells how flat the minimum is

_DECADES = 42  # of a ladder, at least
_MOST_DECADES = 280
_PER_DECADE = 2
_BELOW = 1e-12  # times what the ridge has to be compared with: less is no ridge
_ABOVE = 100.0  # times the kappa beyond which the error only falls as kappa does
_HIDDEN = 3e-13  # of the slopes of the terms, taken absolutely: what is less is rounding
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


@dataclass(frozen=True)
class _Ladder:
    """n points on rungs of falling ridge, shape (rungs, n).

    height, slope: log E_test and its slope, nan where it cannot be computed, the slope 0 where rounding hides it.
    """

    task: Task
    points: Points
    design: Design
    ridge: Floats
    height: Floats
    slope: Floats

    def look(self, ridge: Floats, columns: Indices) -> tuple[Floats, Floats]:
        """log E_test and its slope at these ridges of these points."""
        return _look(self.task, replace(self.points[columns], ridge=ridge), self.design)


def _look(task: Task, points: Points, design: Design) -> tuple[Floats, Floats]:
    errors, solution = ridge_slopes(task, points, design)
    test = errors.test_error
    good = solution.found & solution.in_range & (test.value > 0)
    with np.errstate(all="ignore"):
        pulls = [np.abs(term.value * term.slope) for term in (getattr(errors, name) for name in TERMS)]
        slope = np.where(np.abs(test.slope) * test.value <= _HIDDEN * np.nansum(pulls, axis=0), 0.0, test.slope)
        return np.where(good, np.log(test.value), np.nan), np.where(good, slope, np.nan)


def _batch(task: Task, points: Points, design: Design) -> Optimum:
    ladder = _climbed(task, points, design)
    ridge, height = _interior(ladder)
    for limit in (0.0, np.inf):
        error = evaluate(task, replace(points, ridge=np.full(len(points), limit)), design).errors.test_error
        with np.errstate(all="ignore"):
            end = np.log(error)
        better = (end < height) & (_downhill(ladder, limit) | np.isinf(height))
        ridge, height = np.where(better, limit, ridge), np.where(better, end, height)
    ridge = np.where(np.isfinite(height) | (height == -np.inf), ridge, np.nan)
    return Optimum(ridge, *_flat(ladder, ridge, height))


def _downhill(ladder: _Ladder, limit: float) -> Bools:
    """Whether the error falls towards the limit at that end of the ladder."""
    if limit:
        return np.asarray(ladder.slope[0] <= 0)
    usable = ~np.isnan(ladder.slope)
    last = ladder.slope.shape[0] - 1 - np.argmax(usable[::-1], axis=0)
    return np.asarray(ladder.slope[last, np.arange(last.size)] >= 0)


def _climbed(task: Task, points: Points, design: Design) -> _Ladder:
    top = _highest_ridge(task, points, design)
    with np.errstate(all="ignore"):
        spans = np.log10(top / _lowest_ridge(task, points, design))
    decades = int(np.ceil(np.clip(np.nanmax(spans, initial=_DECADES), _DECADES, _MOST_DECADES)))
    ridge = top * np.logspace(0, -decades, _PER_DECADE * decades + 1)[:, None]
    rows = np.tile(np.arange(len(points)), len(ridge))
    height, slope = _look(task, replace(points[rows], ridge=ridge.ravel()), design)
    return _Ladder(task, points, design, ridge, height.reshape(ridge.shape), slope.reshape(ridge.shape))


def _highest_ridge(task: Task, points: Points, design: Design) -> Floats:
    """Far above the minimum of sum v - 2 sum eta v/kappa + (sum v + sigma^2) sum eta^2/(P kappa^2)."""
    trace = spectrum_trace(task)
    far = np.array([1e3 * trace])
    lagging = float(far[0] * mode_sums(task.nodes(float(far[0])), far).T_B[0])  # sum eta v
    power = total_power(task) + points.noise
    kappa = trace + (power * task.largest * trace / lagging if lagging > 0 else trace)
    setting = stages(task, replace(points, ridge=np.zeros(len(points))), design)
    return np.asarray(_ABOVE * kappa * setting.product(lambda matrix: matrix.highest) * setting.gain)


def _lowest_ridge(task: Task, points: Points, design: Design) -> Floats:
    """Far below kappa2 S of the ridgeless limit, which is what a ridge adds to."""
    solution = renormalize(task, replace(points, ridge=np.zeros(len(points))), design)
    setting = solution.stages
    kappa = np.where(solution.vanishing, solution.kappa2 / VANISHING, solution.kappa2)
    return np.asarray(_BELOW * kappa * setting.product(lambda matrix: matrix.lowest) * setting.gain)


def _interior(ladder: _Ladder) -> tuple[Floats, Floats]:
    """The lowest of the minima between rungs, and log E_test there; inf where there is none."""
    n = len(ladder.points)
    ridge, height = np.full(n, np.nan), np.full(n, np.inf)
    valley = (ladder.slope[:-1] > 0) & (ladder.slope[1:] < 0)  # the rungs fall
    depth = np.where(valley, np.fmin(ladder.height[:-1], ladder.height[1:]), np.inf)
    for _ in range(2):  # the two that look lowest
        rung = np.argmin(depth, axis=0)
        (columns,) = np.nonzero(np.isfinite(depth[rung, np.arange(n)]))
        if not columns.size:
            break
        upper, lower = ladder.ridge[rung[columns], columns], ladder.ridge[rung[columns] + 1, columns]
        found = crossing(lambda x, rows, c=columns: ladder.look(x, c[rows])[::-1], lower, upper)  # type: ignore[misc]
        value = ladder.look(found, columns)[0]
        better = value < height[columns]
        ridge[columns] = np.where(better, found, ridge[columns])
        height[columns] = np.where(better, value, height[columns])
        depth[rung, np.arange(n)] = np.inf
    return ridge, height


def _flat(ladder: _Ladder, ridge: Floats, height: Floats) -> tuple[Floats, Floats]:
    """The ridges on either side at which the test error is TOLERANCE above its minimum."""
    level = height + np.log1p(TOLERANCE)
    low, high = np.where(np.isnan(ridge), np.nan, 0.0), np.where(np.isnan(ridge), np.nan, np.inf)
    above = ladder.height > level
    rungs = len(ladder.ridge)
    place = np.arange(rungs)[:, None]
    with np.errstate(invalid="ignore"):
        below_minimum = above & (ladder.ridge < ridge)
        beyond_minimum = above & (ladder.ridge > ridge)
    nearest_below = np.min(np.where(below_minimum, place, rungs), axis=0)
    nearest_beyond = np.max(np.where(beyond_minimum, place, -1), axis=0)
    (left,) = np.nonzero(nearest_below < rungs)
    (right,) = np.nonzero(nearest_beyond >= 0)

    def excess(sign: float, columns: Indices, x: Floats, rows: Indices) -> tuple[Floats, Floats]:
        value, slope = ladder.look(x, columns[rows])
        return sign * (value - level[columns[rows]]), slope

    if left.size:
        rung = nearest_below[left]
        start, stop = ladder.ridge[rung, left], np.minimum(ladder.ridge[np.maximum(rung - 1, 0), left], ridge[left])
        low[left] = crossing(lambda x, rows: excess(-1.0, left, x, rows), start, stop)
    if right.size:
        rung = nearest_beyond[right]
        lower = ladder.ridge[np.minimum(rung + 1, rungs - 1), right]
        start, stop = np.maximum(lower, ridge[right]), ladder.ridge[rung, right]
        high[right] = crossing(lambda x, rows: excess(1.0, right, x, rows), start, stop)
    return low, high

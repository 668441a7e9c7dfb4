"""Ladders in the landscape of the test error: grids of delta (rungs) so dense and wide that they miss no valley.

Where a ladder ends: mode sums and slacks are mixtures of 1/(1 + delta/c). The scales c range from the smallest of
kappa_min, the slacks that are left there and the row variances, to the largest of the eigenvalues and what the feature
noise adds. Below all scales, log E is a power series in delta: a valley at a fraction f of the smallest scale is only
f^2 deep. Above all scales, it is a power series in 1/delta. An end is accepted only if the error has come to its limit
in that way. Otherwise it is moved outwards.

How dense a ladder is: such mixtures change over a decade and a half. So the cubic through heights and slopes of two
rungs two thirds of a decade apart gives the slope in between to a few percent. Where the slope may change its sign
within this error, another rung is put halfway. It also shows how accurate the cubic is. This is repeated until no
interval can hide a second turn.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.numerics.roots import Indices
from scalecalc.theory.optimum.landscape import Intervals, Landscape, Rungs, Terrain, joined, stacked
from scalecalc.theory.solver.stages import Stages

_PER_DECADE = 1.5  # rungs, between the smallest and the largest scale
_PER_DECADE_OUTSIDE = 0.5  # rungs, outside of the scales
_DEEP = 1e-7  # times the smallest scale: a valley below this is only 1e-14 deep
_DEEPEST = 1e-13  # the same where the error may vanish without ridge: there a valley at a fraction f is f deep
_SPARSE = 0.01  # times the smallest scale: below, and as far above the largest, a power series has few relevant terms
_HIGH = 1e3  # times the largest scale
_FAR = 1e6  # times the trace: less than a millionth of a mode is learned
_MOVE = 1e4  # the factor by which an end is moved outwards
_MOST_MOVES = 10
_LEAST, _LEAST_RATIO = 1e-290, 1e-260  # of kappa, and of kappa to the largest eigenvalue
_AT_LIMIT = 1e-5
_AT_TOP = 5e-3
_ROUNDING = 1e-13
_FALLING = -0.3  # slope of an error that diverges without ridge
_DIVISIONS = 10
_TRUSTED = 0.05  # times the sum of both end slopes: an acceptable error of the slope in between
_UNSEEN = 0.25  # times the smaller end slope: the assumed error of the slope where no rung lies in between
_FAR_TURN = 0.3  # from the end with the smaller slope, as a part of the interval
_FLAT = 1e-10  # smaller slopes do not matter
_BELOW_TANGENTS = 0.1  # by how much a valley may be deeper than the tangents say


@record
class Ends:
    """log E_test without ridge and with an infinite one, shape (n,) each; nan where it cannot be computed."""

    zero: Floats
    endless: Floats


def ladder(task: Task, landscape: Landscape, ends: Ends) -> Rungs:
    """Rungs that show all valleys, for every point that can be computed."""
    first = _first(task, landscape)
    rungs = extended(landscape, first, ends, lambda rungs: _lower(rungs, landscape, ends), _MOST_MOVES)
    return refined(landscape, rungs, ends)


def extended(
    terrain: Terrain, rungs: Rungs, ends: Ends, lower: Callable[[Rungs], tuple[Indices, Floats]], most: int
) -> Rungs:
    """With both ends moved outwards, at most so often, until none has to be. lower: more rungs below, by their rows."""
    for _ in range(most):
        new = [lower(rungs), higher(rungs, ends)]
        row, delta = (np.concatenate([part[i] for part in new]) for i in (0, 1))
        if not row.size:
            break
        rungs = joined(rungs, terrain.rungs_at(delta, row).usable())
    return rungs


def _first(task: Task, landscape: Landscape) -> Rungs:
    """The first rungs, from below the smallest scale to above the largest."""
    scale, high = _smallest_scale(landscape), _largest_scale(task, landscape)
    low = _bottom(landscape, scale)
    (rows,) = np.nonzero(np.isfinite(low) & np.isfinite(high) & ~np.isnan(landscape.back.lowest))
    bottom, top = low[rows], np.maximum(high[rows], 10 * low[rows])
    middle = np.minimum(np.maximum(_SPARSE * scale[rows], bottom), top)
    upper = np.maximum(middle, top / (_HIGH * _SPARSE))
    parts = [
        spaced(rows, bottom, middle, _PER_DECADE_OUTSIDE),
        spaced(rows, middle, upper, _PER_DECADE),
        spaced(rows, upper, top, _PER_DECADE_OUTSIDE),
        (rows, top),
    ]
    row, delta = (np.concatenate([part[i] for part in parts]) for i in (0, 1))
    return joined(landscape.rungs_at(delta.astype(float), row.astype(np.intp)).usable())


def spaced(rows: Indices, low: Floats, high: Floats, per_decade: float) -> tuple[Indices, Floats]:
    """Points and delta: from `low` to just before `high` for each point, at least `per_decade` of them in a decade."""
    span = np.log(high / low)
    count = np.maximum(np.ceil(span * (per_decade / np.log(10))), 1).astype(np.intp)
    which = np.repeat(np.arange(rows.size), count)
    step = np.arange(which.size) - np.repeat(np.cumsum(count) - count, count)
    return rows[which], low[which] * np.exp(span[which] / count[which] * step)


def _smallest_scale(landscape: Landscape) -> Floats:
    """The smallest scale of delta; shape (n,)."""
    back, setting = landscape.back, landscape.back.chain.stages
    scale = np.where(back.vanishing, back.chain.nodes.eigenvalue.min(), back.chain.kappa_min)
    uneven = setting.product(lambda matrix: matrix.lowest / matrix.steepest)
    return np.asarray(scale * uneven * _closest_sizes(setting, back.chain.nodes.modes))


def _bottom(landscape: Landscape, scale: Floats) -> Floats:
    """The first choice of the delta at which a ladder begins; shape (n,)."""
    back = landscape.back
    least = max(_LEAST, _LEAST_RATIO * back.chain.nodes.eigenvalue.max())
    bottom = np.where(back.vanishing, np.maximum(_DEEPEST * scale, least), np.maximum(_DEEP * scale, _LEAST))
    return np.where(back.lowest > 0, back.lowest, bottom)


def _closest_sizes(setting: Stages, modes: float) -> Floats:
    """The smallest positive (size - m)/m over all sizes, where m is what can be used; at most 1; shape (n,)."""
    used = np.where(setting.noisy, setting.resolvable, np.minimum(setting.smallest, modes))
    left = [np.abs(size - used) / used for size in (setting.samples.size, *(layer.size for layer in setting.layers))]
    return np.asarray(np.minimum.reduce([np.where(share > 0, np.fmin(share, 1.0), 1.0) for share in left]))


def _largest_scale(task: Task, landscape: Landscape) -> Floats:
    """The delta at which a ladder ends at first, far above the largest scale; shape (n,)."""
    setting, n = landscape.back.chain.stages, len(landscape.points)
    noise = setting.tau if setting.tau is not None else np.zeros(n)
    far = _FAR * (task.trace + noise)
    link = landscape.back.solution(far, np.arange(n))[0].link
    few = np.minimum(setting.smallest, setting.resolvable)
    return np.asarray(_HIGH * np.maximum(task.largest, link.kappa2 * (link.z + link.extra) / few))


def _lower(rungs: Rungs, landscape: Landscape, ends: Ends) -> tuple[Indices, Floats]:
    """More rungs below a ladder whose lowest rung does not yet have the error without ridge."""
    first = lowest_rungs(rungs)
    limit, lowest = ends.zero[first.row], least_heights(rungs, len(ends.zero))[first.row]
    diverging = (first.slope < _FALLING) & (first.height > lowest + 1)
    done = np.where(limit == np.inf, diverging, np.abs(first.height - limit) <= _AT_LIMIT)
    endless = landscape.back.vanishing & ~np.isfinite(landscape.back.chain.nodes.modes)
    done |= ~(limit > -np.inf) | endless[first.row] | (first.delta < _LEAST * _MOVE)
    wanted = first[~done]
    return spaced(wanted.row, wanted.delta / _MOVE, wanted.delta, _PER_DECADE_OUTSIDE)


def higher(rungs: Rungs, ends: Ends) -> tuple[Indices, Floats]:
    """More rungs above a ladder at whose top the error does not yet approach that of an infinite ridge like 1/kappa."""
    last = rungs[np.diff(rungs.row, append=len(ends.zero)) > 0]
    depth = ends.endless[last.row] - last.height
    done = (depth > 0) & (depth < _AT_TOP) & (np.abs(last.slope - depth) < 0.1 * depth)
    done |= ~(np.abs(depth) > _ROUNDING)
    wanted = last[~done]
    places = spaced(wanted.row, 1 / (wanted.delta * _MOVE), 1 / wanted.delta, _PER_DECADE_OUTSIDE)
    return places[0], 1 / places[1]


def lowest_rungs(rungs: Rungs) -> Rungs:
    """The rung at the smallest delta of every ladder."""
    return rungs[np.diff(rungs.row, prepend=-1) > 0]


def least_heights(rungs: Rungs, n: int) -> Floats:
    """The lowest height of every point, shape (n,)."""
    result = np.full(n, np.inf)
    np.minimum.at(result, rungs.row, rungs.height)
    return result


@record
class _Suspects(Intervals):
    """Intervals; doubt: how large the error of the interpolated slope may be, shape (k,)."""

    doubt: Floats

    @classmethod
    def of(cls, rungs: Rungs) -> _Suspects:
        (i,) = np.nonzero(rungs.row[1:] == rungs.row[:-1])
        between = Intervals(rungs[i], rungs[i + 1])
        a, b = between.left.slope, between.right.slope
        doubt = np.where(between.powers, -np.inf, _UNSEEN * np.minimum(np.abs(a), np.abs(b)))
        return cls(between.left, between.right, np.where(a * b < 0, np.inf, doubt))

    def __getitem__(self, chosen: Bools) -> _Suspects:
        return _Suspects(self.left[chosen], self.right[chosen], self.doubt[chosen])

    def may_turn(self, lowest: Floats) -> Bools:
        """Where the error may turn in a way that the ends do not show, and fall as low as `lowest`."""
        a, b = self.left.slope, self.right.slope
        c0, c1, c2 = self.quadratic
        turn = -c1 / (2 * c2)
        inside = np.where((turn > 0) & (turn < 1), (c0 + c1 * turn / 2) * np.sign(a), np.inf)
        nearest, both = np.minimum(inside, np.minimum(np.abs(a), np.abs(b))), np.abs(a) + np.abs(b)
        uncertain = (self.doubt > _TRUSTED * both) | self.turns_far_away()
        doubtful = np.where(a * b < 0, uncertain, (nearest < self.doubt) & (self.doubt >= 0))
        deepest = np.minimum(self.left.height, self.right.height) - self.width * both - _BELOW_TANGENTS
        return np.asarray(doubtful & (deepest < lowest[self.left.row]) & (both > _FLAT))

    def turns_far_away(self) -> Bools:
        """Where the interpolated turn is far from the end whose slope is almost 0."""
        a, b, part = np.abs(self.left.slope), np.abs(self.right.slope), self.turn()
        return np.asarray(np.where(a < b, part, 1 - part) > _FAR_TURN + 2 * np.minimum(a, b) / np.maximum(a, b))

    def divided(self, landscape: Terrain) -> tuple[Rungs, _Suspects]:
        """New rungs where the interpolated slope is 0, or else halfway, and the intervals on both sides of them."""
        c0, c1, c2 = self.quadratic
        part = self.turn()
        middle = landscape.rungs_at(np.exp(self.at(part)), self.left.row)
        off = np.tile(np.abs(middle.slope - (c0 + part * (c1 + part * c2))) / 2, 2)
        parts = _Suspects(stacked(self.left, middle), stacked(middle, self.right), off)
        return middle.usable(), parts[np.isfinite(off)]


def refined(landscape: Terrain, rungs: Rungs, ends: Ends) -> Rungs:
    """The rungs, with more of them wherever the others may hide a turn."""
    intervals, found = _Suspects.of(rungs), [rungs]
    for _ in range(_DIVISIONS):
        lowest = np.fmin(least_heights(joined(*found), len(ends.zero)), np.fmin(ends.zero, ends.endless))
        intervals = intervals[intervals.may_turn(lowest)]
        if not len(intervals):
            break
        middle, intervals = intervals.divided(landscape)
        found.append(middle)
    return joined(*found)

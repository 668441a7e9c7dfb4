"""How flat a minimum of the test error over the ridge is: how far the ridge may move before the error rises much."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.numerics.roots import Indices, increasing_root
from scalecalc.theory.optimum.landscape import Intervals, Rungs, Terrain, stacked

TOLERANCE = 0.01  # the relative excess of the test error at which flatness is measured

_PARTS = np.linspace(0.0, 1.0, 17)[1:-1]


def flat(landscape: Terrain, rungs: Rungs, bottom: Rungs) -> tuple[Floats, Floats]:
    """The delta on both sides of the minimum at which the test error is TOLERANCE above it; 0 and inf if it never is.

    bottom: the minimum of every point; its delta may be 0 or inf. A delta of nan stays nan.
    """
    level = bottom.height + np.log1p(TOLERANCE)
    low, high = np.where(np.isnan(bottom.delta), np.nan, 0.0), np.where(np.isnan(bottom.delta), np.nan, np.inf)
    high[bottom.height == -np.inf] = 0.0  # no positive error is within TOLERANCE of 0
    above = (rungs.height > level[rungs.row]) & (level[rungs.row] > -np.inf)
    (left,) = np.nonzero(above & (rungs.delta < bottom.delta[rungs.row]))
    (right,) = np.nonzero(above & (rungs.delta > bottom.delta[rungs.row]))
    last = left[np.diff(rungs.row[left], append=-1) != 0]
    first = right[np.diff(rungs.row[right], prepend=-1) != 0]
    sides = Intervals(
        stacked(rungs[last], _towards(rungs, first, -1, bottom)),
        stacked(_towards(rungs, last, 1, bottom), rungs[first]),
    )
    found = _reached(landscape, sides, level, np.repeat([-1.0, 1.0], [last.size, first.size]))
    low[rungs.row[last]], high[rungs.row[first]] = found[: last.size], found[last.size :]
    return low, high


def _towards(rungs: Rungs, which: Indices, step: int, bottom: Rungs) -> Rungs:
    """The next rung towards the minimum, or the minimum if it is nearer. Without a next rung, the rung itself."""
    beside = np.clip(which + step, 0, len(rungs) - 1)
    row = rungs.row[which]
    beside = np.where(rungs.row[beside] == row, beside, which)
    passed = step * (rungs.delta[beside] - bottom.delta[row]) > 0
    return stacked(rungs, bottom)[np.where(passed, len(rungs) + row, beside)]


def _reached(landscape: Terrain, sides: Intervals, level: Floats, sign: Floats) -> Floats:
    """The delta at which the error reaches the level.  sign: 1 where it rises there with delta, -1 where it falls."""
    rows = sides.left.row

    def excess(x: Floats, chosen: Indices) -> tuple[Floats, Floats]:
        at = landscape.rungs_at(x, rows[chosen])
        return sign[chosen] * (at.height - level[rows[chosen]]), sign[chosen] * at.slope

    return increasing_root(excess, sides.left.delta, sides.right.delta, _start(sides, level[rows]))[0]


def _start(sides: Intervals, level: Floats) -> Floats:
    """A start for the search: where the cubic through heights and slopes reaches the level, or is nearest to it."""
    c0, c1, c2 = sides.quadratic
    bottom, width = sides.left.height, sides.width

    def above(part: Floats) -> Floats:
        return np.asarray(bottom + width * part * (c0 + part * (c1 / 2 + part * c2 / 3)) - level)

    part = _PARTS[np.argmin(np.abs(above(_PARTS[:, None])), axis=0)]
    for _ in range(2):
        nearer = part - above(part) / (width * (c0 + part * (c1 + part * c2)))
        part = np.where((nearer >= 0) & (nearer <= 1), nearer, part)
    return np.asarray(np.exp(sides.at(part)))

"""The bottoms of the valleys that a ladder shows, where the exact slope of the error is 0."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.optimum.landscape import Intervals, Rungs, Terrain, stacked

_MOST_STEPS = 60
_NARROW = 1e-3  # in log delta: in narrower valleys, slopes are more accurate than heights
_STEP_ERROR = 1e-13  # in log delta: the acceptable error of the last secant step
_ZERO_SLOPE = 1e-15  # times `magnitude`: a smaller slope is 0
_CLOSED = 1e-14  # in log delta: a narrower valley is a point
_NEAR = 0.1  # a guess this near to an end is moved twice as far away from it, to close the valley from both sides
_HALVE_EVERY = 8  # one step in so many halves the valley


@record
class _Valleys(Intervals):
    """Intervals in which the error falls from the left end and rises at the right one."""

    def __getitem__(self, chosen: Bools) -> _Valleys:
        return _Valleys(self.left[chosen], self.right[chosen])

    @property
    def curvature(self) -> Floats:
        """Of log E over log delta."""
        return np.asarray((self.right.slope - self.left.slope) / self.width)

    def guess(self) -> Floats:
        """The t at which the bottom is, by the cubic through heights and slopes, or by the slopes in narrow valleys."""
        fall, rise = self.left.slope, self.right.slope
        part = np.where(self.width < _NARROW, fall / (fall - rise), self.turn())
        return np.where(part < _NEAR, 2 * part, np.where(part > 1 - _NEAR, 2 * part - 1, part))

    def narrowed(self, middle: Rungs) -> _Valleys:
        """The valleys with the rung in between as their new left or right end."""
        falling = middle.slope < 0
        k, order = len(self), np.arange(len(self))
        left = stacked(self.left, middle)[np.where(falling, order + k, order)]
        return _Valleys(left, stacked(self.right, middle)[np.where(falling, order, order + k)])


def bottoms(landscape: Terrain, rungs: Rungs, lowest: Floats) -> Rungs:
    """The bottoms of the valleys of a ladder that may be below `lowest` and below all its rungs."""
    valleys, found = _shown(rungs, lowest), []
    for attempt in range(_MOST_STEPS):
        if not len(valleys):
            break
        part = np.full(len(valleys), 0.5) if attempt % _HALVE_EVERY == _HALVE_EVERY - 1 else valleys.guess()
        middle = landscape.rungs_at(np.exp(valleys.at(part)), valleys.left.row)
        valleys = valleys.narrowed(middle)
        step = np.clip(np.nan_to_num(-middle.slope / valleys.curvature), -valleys.width, valleys.width)
        done = (np.abs(step) * np.minimum(valleys.width, 1.0) <= _STEP_ERROR) & (valleys.curvature > 0)
        done |= (np.abs(middle.slope) <= _ZERO_SLOPE * middle.magnitude) | (valleys.width <= _CLOSED)
        found.append(middle[done].moved(step[done]))
        valleys = valleys[~done]
    return stacked(rungs[:0], *found, valleys.left)


def _shown(rungs: Rungs, lowest: Floats) -> _Valleys:
    """The valleys between neighbouring rungs that may be the lowest."""
    direction = _filled(rungs)
    (i,) = np.nonzero((rungs.row[1:] == rungs.row[:-1]) & (direction[:-1] < 0) & (direction[1:] > 0))
    valleys = _Valleys(rungs[i], rungs[i + 1])
    limit = lowest.copy()
    np.fmin.at(limit, rungs.row, rungs.height)
    reach = valleys.width * np.maximum(np.abs(valleys.left.slope), np.abs(valleys.right.slope))
    return valleys[np.minimum(valleys.left.height, valleys.right.height) - reach <= limit[valleys.left.row]]


def _filled(rungs: Rungs) -> Floats:
    """The direction of the error; where rounding hides it, that at the next larger ridge of the same point."""
    k = len(rungs)
    known = np.where(rungs.direction != 0, np.arange(k), k)
    following = np.minimum.accumulate(known[::-1])[::-1]
    following = np.where(following < k, following, np.arange(k))
    return np.where(rungs.row[following] == rungs.row, rungs.direction[following], 0.0)

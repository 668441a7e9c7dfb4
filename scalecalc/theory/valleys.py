"""Down to the bottom of the valleys that a ladder shows: where the exact slope of the error is 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scalecalc.theory.landscape import Landscape, Rungs, stacked
from scalecalc.theory.points import Bools, Floats

_MOST_STEPS = 60
_NARROW = 1e-3  # of log delta: across less, heights say nothing that slopes do not say better
_STILL = 1e-11  # of log delta: a step that short was the last
_NOTHING = 1e-15  # of the slopes of the terms: no slope is told from 0 any better
_IMPATIENT = 4  # every so many steps the valley is halved


@dataclass(frozen=True)
class Valleys:
    """Pairs of rungs, the error falling from the left one and rising at the right one."""

    left: Rungs
    right: Rungs

    def __len__(self) -> int:
        return len(self.left)

    def __getitem__(self, chosen: Bools) -> Valleys:
        return Valleys(self.left[chosen], self.right[chosen])

    @property
    def width(self) -> Floats:
        """In log delta."""
        return self.right.x - self.left.x

    def guess(self) -> Floats:
        """log delta at the bottom, by the cubic through heights and slopes."""
        rise, fall = self.right.slope, self.left.slope
        with np.errstate(all="ignore"):
            mean = (self.right.height - self.left.height) / self.width
            mean = np.where(self.width < _NARROW, (rise + fall) / 2, mean)
            c1, c2 = 6 * mean - 4 * fall - 2 * rise, 3 * (fall + rise) - 6 * mean
            part = -2 * fall / (c1 + np.sqrt(c1 * c1 - 4 * fall * c2))
            part = np.where((part > 0) & (part < 1), part, 0.5)
        return self.left.x + part * self.width

    def narrowed(self, middle: Rungs) -> Valleys:
        """With the rung in between in the place of the left or the right one."""
        falling = middle.slope < 0
        k, order = len(self), np.arange(len(self))
        left = stacked(self.left, middle)[np.where(falling, order + k, order)]
        return Valleys(left, stacked(self.right, middle)[np.where(falling, order, order + k)])


def bottoms(landscape: Landscape, rungs: Rungs, lowest: Floats) -> Rungs:
    """The bottoms of the valleys of a ladder that may be below `lowest` and below all its rungs."""
    valleys, found = _shown(rungs, lowest), []
    before = np.full(len(valleys), np.inf)
    for attempt in range(_MOST_STEPS):
        if not len(valleys):
            break
        place = valleys.guess() if attempt % _IMPATIENT < _IMPATIENT - 1 else valleys.left.x + valleys.width / 2
        middle = landscape.look(np.exp(place), valleys.left.row)
        done = (np.abs(place - before) <= _STILL) | (np.abs(middle.slope) <= _NOTHING * middle.pull)
        found.append(middle[done])
        valleys, before = valleys.narrowed(middle)[~done], place[~done]
    return stacked(rungs[:0], *found)


def _shown(rungs: Rungs, lowest: Floats) -> Valleys:
    """The valleys between neighbouring rungs that may be the lowest."""
    direction = _filled(rungs)
    (i,) = np.nonzero((rungs.row[1:] == rungs.row[:-1]) & (direction[:-1] < 0) & (direction[1:] > 0))
    valleys = Valleys(rungs[i], rungs[i + 1])
    limit = lowest.copy()
    np.fmin.at(limit, rungs.row, rungs.height)
    reach = valleys.width * np.maximum(np.abs(valleys.left.slope), np.abs(valleys.right.slope))
    return valleys[np.minimum(valleys.left.height, valleys.right.height) - reach <= limit[valleys.left.row]]


def _filled(rungs: Rungs) -> Floats:
    """Which way the error goes; where rounding hides it, as at the next larger ridge of the same point."""
    k = len(rungs)
    known = np.where(rungs.direction != 0, np.arange(k), k)
    following = np.minimum.accumulate(known[::-1])[::-1]
    following = np.where(following < k, following, np.arange(k))
    return np.where(rungs.row[following] == rungs.row, rungs.direction[following], 0.0)

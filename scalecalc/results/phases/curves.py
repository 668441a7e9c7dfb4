"""Boundaries where formulas are not linear: followed from square to square, as chords that are nowhere far from them.

All places are those of the unit square. A square whose corners say different things has a boundary through it, from
side to side, and it is cut into smaller ones where that is not all.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools, Floats

Numbers = NDArray[np.intp]
Regimes = Callable[[Floats], Numbers]  # of places, shape (n, 2)
Chords = tuple[Floats, Floats, Numbers, Numbers]  # start and stop, shape (n, 2); regimes before and after, shape (n,)

_CLOSE = 3e-7  # a chord is no farther from the boundary
_SHARP = 5e-8  # places on it
_SMALLEST = 4e-7  # side of a square in which boundaries meet
_ROUNDS = 12
_ASIDE = 1.3e-6  # nodes are moved by this, as boundaries like to lie on numbers that people write
_CORNERS = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])


def curves(regimes: Regimes, x: Floats, y: Floats) -> Chords:
    """The boundaries of regimes, seen at the nodes of a grid with these ascending places."""
    x, y = (_ASIDE + (1 - 2.1 * _ASIDE) * one for one in (x, y))
    across, up = (np.stack([one[:-1], one[1:]]) for one in (x, y))
    squares = np.stack(
        [
            np.repeat(across[0], y.size - 1),
            np.tile(up[0], x.size - 1),
            np.repeat(across[1], y.size - 1),
            np.tile(up[1], x.size - 1),
        ],
        axis=1,
    )
    starts, stops = [np.zeros((0, 2))], [np.zeros((0, 2))]
    while len(squares):
        corners = np.array([squares[:, [2 * i, 2 * j + 1]] for i, j in _CORNERS])  # (4, n, 2)
        seen = _seen(regimes, corners)
        mixed = (seen != seen[0]).any(axis=0)
        squares, corners, seen = squares[mixed], corners[:, mixed], seen[:, mixed]
        crossed = seen != np.roll(seen, -1, axis=0)
        simple = (crossed.sum(axis=0) == 2) & (np.sort(seen, axis=0)[[0, 3]] == _ends(seen)).all(axis=0)
        tiny = (squares[:, 2] - squares[:, 0] < _SMALLEST) & ~simple
        places = _crossings(regimes, corners, seen, crossed & (simple | tiny))
        for found in (_through(places, crossed, simple), _to_middle(places, crossed, tiny, squares)):
            starts.append(found[0])
            stops.append(found[1])
        squares = _quarters(squares[~simple & ~tiny])
    return _directed(regimes, *_bent(regimes, np.concatenate(starts), np.concatenate(stops)))


def _seen(regimes: Regimes, places: Floats) -> Numbers:
    return regimes(places.reshape(-1, 2)).reshape(places.shape[:-1])


def _ends(seen: Numbers) -> Numbers:
    """The regimes of two opposite corners of each square in ascending order, or of the others where these agree."""
    first = np.sort(seen[[0, 2]], axis=0)
    second = np.sort(seen[[1, 3]], axis=0)
    return np.where(first[0] != first[1], first, second)


def _crossings(regimes: Regimes, corners: Floats, seen: Numbers, wanted: Bools) -> Floats:
    """Where the regime changes on each wanted side of squares, shape (4, n, 2)."""
    result = np.full(corners.shape, np.nan)
    low, high = corners[wanted], np.roll(corners, -1, axis=0)[wanted]
    result[wanted] = _halved(regimes, low, high, seen[wanted])
    return result


def _halved(regimes: Regimes, low: Floats, high: Floats, at_low: Numbers) -> Floats:
    """Where the regime stops to be that at the low end, by bisection; shape (n, 2)."""
    while low.size and np.abs(high - low).max() > _SHARP:
        middle = (low + high) / 2
        same = (regimes(middle) == at_low)[:, None]
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return (low + high) / 2


def _through(places: Floats, crossed: Bools, simple: Bools) -> tuple[Floats, Floats]:
    sides = np.argsort(~crossed[:, simple], axis=0, kind="stable")[:2]
    inner = places[:, simple]
    which = np.arange(inner.shape[1])
    return inner[sides[0], which], inner[sides[1], which]


def _to_middle(places: Floats, crossed: Bools, tiny: Bools, squares: Floats) -> tuple[Floats, Floats]:
    middles = np.broadcast_to((squares[:, :2] + squares[:, 2:]) / 2, places.shape)
    chosen = crossed & tiny
    return places[chosen], middles[chosen]


def _quarters(squares: Floats) -> Floats:
    a, b, c, d = squares.T
    x, y = (a + c) / 2, (b + d) / 2
    parts = [np.stack(part, axis=1) for part in ((a, b, x, y), (x, b, c, y), (a, y, x, d), (x, y, c, d))]
    return np.concatenate(parts)


def _bent(regimes: Regimes, start: Floats, stop: Floats) -> tuple[Floats, Floats]:
    """Chords halved until the boundary is close to each."""
    done = [np.zeros((0, 4))]
    for _ in range(_ROUNDS):
        way = stop - start
        across = np.stack([-way[:, 1], way[:, 0]], axis=1) / 4
        middle = (start + stop) / 2
        low, high = np.clip(middle - across, 0, 1), np.clip(middle + across, 0, 1)
        at_low = regimes(low)
        known = at_low != regimes(high)
        places = middle.copy()
        places[known] = _halved(regimes, low[known], high[known], at_low[known])
        far = np.abs(places - middle).max(axis=1, initial=0.0) > _CLOSE
        done.append(np.hstack([start, stop])[~far])
        start, stop = np.concatenate([start[far], places[far]]), np.concatenate([places[far], stop[far]])
        if not start.size:
            break
    done.append(np.hstack([start, stop]))
    both = np.concatenate(done)
    return both[:, :2], both[:, 2:]


def _directed(regimes: Regimes, start: Floats, stop: Floats) -> Chords:
    """Chords upward, with what is on both sides; those without length or with the same on both sides left out."""
    down = (stop[:, 1] < start[:, 1]) | ((stop[:, 1] == start[:, 1]) & (stop[:, 0] < start[:, 0]))
    start, stop = np.where(down[:, None], stop, start), np.where(down[:, None], start, stop)
    way = stop - start
    length = np.hypot(*way.T)
    start, stop, way, length = (one[length > 0] for one in (start, stop, way, length))
    right = np.stack([way[:, 1], -way[:, 0]], axis=1) / length[:, None]
    flat = np.abs(way[:, 1]) < _SHARP
    right[flat] = (0.0, 1.0)
    step = np.minimum(10 * _CLOSE, length / 2)[:, None]
    middle = (start + stop) / 2
    before, after = (regimes(np.clip(middle + side * step * right, 0, 1)) for side in (-1, 1))
    real = before != after
    return start[real], stop[real], before[real], after[real]

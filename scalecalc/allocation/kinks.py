"""The largest value of a piecewise linear function on a stretch, exactly: it is at a kink or at an end."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import isfinite, nan

import numpy as np

from scalecalc.record import record

_STEP = 1e-3  # of the distance of two nodes, for slopes
_ROUNDING = 1e-11
_TIE = 2e-9  # values this close are equal
_FLAT = 1e-6  # of a stretch: shorter ones are one place
_MOST = 30  # kinks on the way to one maximum


@record
class Largest:
    """value: the largest one.  first, last: the stretch on which it is taken, one place unless the function is flat."""

    value: float
    first: float
    last: float


def largest(function: Callable[[float], float], low: float, high: float, nodes: int) -> Largest:
    """Of a continuous function that is linear between its kinks; nan where it is not known anywhere.

    From the nodes around the largest one, the lines on both sides are followed to where they meet. If the function is
    not there, another kink lies between, and the search goes on from it.
    """
    places = np.linspace(low, high, nodes + 1).tolist() if high > low else [low]
    good = {place: value for place in places if isfinite(value := function(place))}
    if not good:
        return Largest(nan, nan, nan)
    for _ in range(_MOST):
        top = max(good.values())
        places = sorted(good)
        best = [place for place in places if good[place] >= top - _TIE]
        left, right = _before(places, best[0]), _after(places, best[-1])
        new = [
            meeting
            for start, stop in pairwise([left, *best, right])
            if stop > start and (meeting := _meeting(function, start, stop, good)) is not None
        ]
        if not new:
            break
        for place in new:
            good[place] = function(place)
    top = max(good, key=lambda place: good[place])
    best = sorted(place for place, value in good.items() if value >= good[top] - _TIE)
    flat = best[-1] - best[0] > _FLAT
    return Largest(good[top], best[0] if flat else top, best[-1] if flat else top)


def _before(places: list[float], place: float) -> float:
    index = places.index(place)
    return places[index - 1] if index else place


def _after(places: list[float], place: float) -> float:
    index = places.index(place)
    return places[index + 1] if index + 1 < len(places) else place


def _meeting(function: Callable[[float], float], start: float, stop: float, known: dict[float, float]) -> float | None:
    """Where the lines from both ends of an interval meet, if that is inside and not known yet."""
    step = _STEP * (stop - start)
    if step <= _ROUNDING * max(1.0, abs(stop)):
        return None
    left, right = known[start], known[stop]
    up, down = (function(start + step) - left) / step, (right - function(stop - step)) / step
    if not isfinite(up) or not isfinite(down) or abs(up - down) <= 1e-7 * (abs(up) + abs(down) + 1):
        return None
    place = start + (right - left - down * (stop - start)) / (up - down)
    near = min(abs(place - start), abs(place - stop))
    return place if start < place < stop and near > _ROUNDING * max(1.0, abs(place)) and place not in known else None

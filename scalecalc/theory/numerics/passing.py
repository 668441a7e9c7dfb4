"""Where a falling function of a logarithm passes zero, to the last digit."""

from __future__ import annotations

from collections.abc import Callable
from math import nan, ulp

_ROUND = 3  # steps, of which the last is a bisection, whatever the secants do


def passing(function: Callable[[float], float], low: float, high: float) -> float:
    """The largest log x between low and high at which a falling function is above zero, as far as doubles x can tell.

    It is never looked at at the ends: at low it counts as above zero, at high as below. It may jump. Next to high is
    looked first, since that is where many bounds are reached. Then come secants by the Illinois rule: an end that stays
    where it is twice counts for half.
    """
    above = below = nan
    place, rose, step = high - _unit(high, high), None, 0
    while high - low > _unit(low, high):
        value, before = function(place), rose
        rose = value > 0
        half = 0.5 if rose is before else 1.0
        if rose:
            low, above, below = place, value, below * half
        else:
            high, above, below = place, above * half, value
        step += 1
        place = _secant(low, high, above, below) if step % _ROUND else (low + high) / 2
    return low


def _unit(low: float, high: float) -> float:
    """The distance at which logarithms, or the numbers themselves, are neighbours."""
    return ulp(max(1.0, abs(low), abs(high)))


def _secant(low: float, high: float, above: float, below: float) -> float:
    """Where the line between the ends passes zero, a unit inside at least, so that both close in; else the middle."""
    if not above > below:
        return (low + high) / 2
    unit, place = _unit(low, high), low + (high - low) * (above / (above - below))
    return min(max(place, low + unit), high - unit)

"""Where a decreasing function of a logarithm crosses zero, to the last digit."""

from __future__ import annotations

from collections.abc import Callable
from math import nan, ulp

from scalecalc.theory.traced import unrecorded

_ROUND = 3  # one step in so many is a bisection, so that the bracket always shrinks


def passing(function: Callable[[float], float], low: float, high: float) -> float:
    """The largest log x between low and high at which a decreasing function is above zero, to the precision of doubles.

    The function is never evaluated at the ends: it counts as above zero at low and as below zero at high. It may jump.
    The first place tried is next to high, because many bounds are reached there. The next ones come from secants by the
    Illinois rule: the value at an end that stays in place twice is halved.
    """
    with unrecorded():
        return _passing(function, low, high)


def _passing(function: Callable[[float], float], low: float, high: float) -> float:
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
    """The smallest difference of two logarithms that also separates the numbers themselves."""
    return ulp(max(1.0, abs(low), abs(high)))


def _secant(low: float, high: float, above: float, below: float) -> float:
    """Where the line between the ends crosses zero, at least a unit inside, so that both ends move; else the middle."""
    if not above > below:
        return (low + high) / 2
    unit, place = _unit(low, high), low + (high - low) * (above / (above - below))
    return min(max(place, low + unit), high - unit)

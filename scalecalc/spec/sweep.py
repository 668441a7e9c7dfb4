"""Sweeps: from what a spec says about a coordinate to its axis in the grid."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import accumulate, repeat
from math import isqrt, lcm, log10

import numpy as np

from scalecalc.arrays import Floats, as_counts
from scalecalc.law import Law
from scalecalc.reading.fields.laws import parse_law
from scalecalc.reading.fields.types import CountRange, FeatureLaw, Range, SampleLaw
from scalecalc.reading.fields.values import OPTIMAL
from scalecalc.theory.grid import Axis

_BITS, _SPARE = 256, 128  # binary digits behind the point of a factor, and those that rounding may have spoilt
_ONE, _HALF = 1 << _BITS, 1 << _SPARE - 1
_SHORT = 500  # ranges of fewer points are made quicker without arrays
_LEAST, _LARGEST = 1e-250, 1e250  # between these, no part of a pair of doubles underflows or overflows
_SLACK = 2.0**-90  # far more than the relative error of what is computed with pairs

Pair = tuple[Floats, Floats]  # numbers as the sum of a double and what it lacks


def axis(sweep: float | str | list[float] | Range | SampleLaw, key: str = "") -> Axis:
    """The axis a sweep of a spec describes, which stands at that key."""
    if sweep == OPTIMAL:
        return Axis(None, optimal=True, key=key)
    if isinstance(sweep, str):
        return Axis(None, parse_law(sweep), key=key)
    if isinstance(sweep, SampleLaw):
        return Axis(None, law_of(sweep), key=key)
    if isinstance(sweep, Range):
        return Axis(range_values(sweep), key=key)
    return Axis(np.atleast_1d(np.asarray(sweep, dtype=float)), key=key)


def law_of(mapping: SampleLaw) -> Law:
    """The law that a mapping of a spec says."""
    width = mapping.width if isinstance(mapping, FeatureLaw) else None
    return Law(mapping.times, mapping.samples, width or 0.0)


def range_size(sweep: Range) -> float:
    """The number of points of a range, before repeats are merged; a float, as it may be absurd."""
    if sweep.points is not None:
        return sweep.points
    assert sweep.per_decade is not None  # a range has the one or the other
    return max(2.0, float(np.rint(sweep.per_decade * (log10(sweep.stop) - log10(sweep.start)))) + 1)


def range_values(sweep: Range) -> Floats:
    """The values of a range, both ends exactly included, counts rounded to integers with repeats merged.

    Each value is the double nearest to the exact one between the ends as they are written: 1.2 and 0.001, not their
    neighbours.
    """
    size = int(range_size(sweep))
    inner = _linear if sweep.spacing == "linear" else _logarithmic
    values = inner(Decimal(repr(sweep.start)), Decimal(repr(sweep.stop)), size - 1)
    values[0], values[-1] = sweep.start, sweep.stop
    if not isinstance(sweep, CountRange):
        return values
    counts = as_counts(values)
    return counts[np.diff(counts, prepend=0.0) > 0]


def _linear(start: Decimal, stop: Decimal, steps: int) -> Floats:
    """Sums of pairs; Python divides integers without any error but the last rounding."""
    first, last = Fraction(start), Fraction(stop)
    whole = lcm(first.denominator, last.denominator)
    low, high = int(first * whole), int(last * whole)

    def exact(place: int) -> float:
        return (low * (steps - place) + high * place) / (whole * steps)

    largest = max(abs(start), abs(stop))
    if steps < _SHORT or not _LEAST < largest < _LARGEST:
        return np.fromiter(map(exact, range(steps + 1)), float, steps + 1)
    place = np.arange(steps + 1.0)
    pairs = _sum(_pair([low], whole), _product(_pair([high - low], whole * steps), (place, np.zeros_like(place))))
    return _nearest(pairs, _SLACK * float(largest), exact)


def _logarithmic(start: Decimal, stop: Decimal, steps: int) -> Floats:
    """Products of pairs, and of integers."""
    powers = _Powers(start, stop, steps)
    if steps < _SHORT or start < _LEAST or stop > _LARGEST:
        return np.fromiter(map(powers.value, range(steps + 1)), float, steps + 1)
    row, column = np.divmod(np.arange(steps + 1), powers.stride)
    (coarse, lacking), (fine, missing) = powers.pairs()
    pairs = _product((coarse[row], lacking[row]), (fine[column], missing[column]))
    return _nearest(pairs, _SLACK * pairs[0], powers.value)


def _nearest(pairs: Pair, slack: Floats | float, exact: Callable[[int], float]) -> Floats:
    """The doubles nearest to pairs that may be wrong by the slack: of the exact numbers where that makes a difference.

    exact: what is nearest to the exact number at a place.
    """
    values, rest = pairs
    doubtful = np.flatnonzero(values + (rest - slack) != values + (rest + slack))
    values[doubtful] = [exact(place) for place in doubtful.tolist()]
    return values


class _Powers:
    """Powers of the step of a range, times its start.

    Those of the step are integers with digits to spare: without these a whole power is whole again. Each is a product
    of a power of the step, fewer than `stride`, and one of its power `stride`.
    """

    def __init__(self, start: Decimal, stop: Decimal, steps: int) -> None:
        with localcontext(prec=90):
            step = int(((stop.ln() - start.ln()) / steps).exp() * _ONE)
        self.stride = isqrt(steps) + 1
        *self._fine, stride = _powers(step, self.stride)
        self._coarse = _powers(stride, steps // self.stride)
        self._above, self._below = start.as_integer_ratio()

    def value(self, place: int) -> float:
        """The double nearest to the one at this place."""
        row, column = divmod(place, self.stride)
        power = self._coarse[row] * self._fine[column] >> _BITS
        return self._above * (power + _HALF >> _SPARE) / (self._below << _BITS - _SPARE)

    def pairs(self) -> tuple[Pair, Pair]:
        """The factors: the start times powers of the power `stride`, and powers of the step."""
        coarse = [self._above * power for power in self._coarse]
        return _pair(coarse, self._below * _ONE), _pair(self._fine, _ONE)


def _powers(base: int, count: int) -> list[int]:
    return list(accumulate(repeat(base, count), lambda power, by: power * by >> _BITS, initial=_ONE))


def _pair(above: Iterable[int], below: int) -> Pair:
    """The quotients of integers, as pairs."""
    heads, tails = [], []
    for one in above:
        heads.append(one / below)
        number, by = heads[-1].as_integer_ratio()
        tails.append((one * by - number * below) / (below * by))
    return np.array(heads), np.array(tails)


def _product(one: Pair, other: Pair) -> Pair:
    """The products of pairs, of which the first part is the double nearest to the sum (Dekker 1971)."""
    product = one[0] * other[0]
    (high, low), (top, bottom) = _halves(one[0]), _halves(other[0])
    lacks = high * top - product + high * bottom + low * top + low * bottom + one[0] * other[1] + one[1] * other[0]
    values = product + lacks
    return values, lacks - (values - product)


def _sum(one: Pair, other: Pair) -> Pair:
    """The sums of pairs, likewise (Knuth 1969)."""
    total = one[0] + other[0]
    back = total - one[0]
    lacks = (one[0] - (total - back)) + (other[0] - back) + one[1] + other[1]
    values = total + lacks
    return values, lacks - (values - total)


def _halves(values: Floats) -> Pair:
    """Doubles as sums of two numbers of half the digits, whose products are exact (Veltkamp 1968)."""
    high = values * (2.0**27 + 1)
    high = high - (high - values)
    return high, values - high

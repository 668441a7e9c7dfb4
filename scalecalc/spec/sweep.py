"""Sweeps: from what a spec says about a coordinate to its axis in the grid."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import accumulate, repeat
from math import lcm, log10

import numpy as np

from scalecalc.arrays import Floats, as_counts
from scalecalc.law import Law
from scalecalc.reading.fields.laws import parse_law
from scalecalc.reading.fields.types import OPTIMAL, CountRange, FeatureLaw, Range, SampleLaw
from scalecalc.theory.grid import Axis

_BITS, _SPARE = 256, 128  # binary digits behind the point of a factor, and those that rounding may have spoilt
_ONE, _HALF = 1 << _BITS, 1 << _SPARE - 1


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
    values = np.fromiter(inner(Decimal(repr(sweep.start)), Decimal(repr(sweep.stop)), size - 1), float, size)
    values[0], values[-1] = sweep.start, sweep.stop
    if not isinstance(sweep, CountRange):
        return values
    counts = as_counts(values)
    return counts[np.diff(counts, prepend=0.0) > 0]


def _linear(start: Decimal, stop: Decimal, steps: int) -> Iterator[float]:
    """Python divides integers without any error but the last rounding."""
    first, last = Fraction(start), Fraction(stop)
    whole = lcm(first.denominator, last.denominator)
    low, high = int(first * whole), int(last * whole)
    return ((low * (steps - place) + high * place) / (whole * steps) for place in range(steps + 1))


def _logarithmic(start: Decimal, stop: Decimal, steps: int) -> Iterator[float]:
    """Powers of the step, as integers with digits to spare: without these a whole power is whole again."""
    with localcontext(prec=90):
        step = int(((stop.ln() - start.ln()) / steps).exp() * _ONE)
    powers = accumulate(repeat(step, steps), lambda power, by: power * by >> _BITS, initial=_ONE)
    above, below = start.as_integer_ratio()
    below <<= _BITS - _SPARE
    return (above * (power + _HALF >> _SPARE) / below for power in powers)

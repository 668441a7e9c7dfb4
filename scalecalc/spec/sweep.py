"""Sweeps: from what a spec says about a coordinate to its axis in the grid."""

from __future__ import annotations

from math import log10

import numpy as np

from scalecalc.arrays import Floats, as_counts
from scalecalc.law import Law
from scalecalc.reading.fields.laws import parse_law
from scalecalc.reading.fields.types import OPTIMAL, CountRange, FeatureLaw, Range, SampleLaw
from scalecalc.theory.grid import Axis


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
    """The values of a range, both ends exactly included, counts rounded to integers with repeats merged."""
    size = int(range_size(sweep))
    if sweep.spacing == "linear":
        values = np.linspace(sweep.start, sweep.stop, size)
    else:
        # Python's power gives whole decades exactly where numpy's is off by one digit in the last place.
        exponents = np.linspace(log10(sweep.start), log10(sweep.stop), size)
        values = np.fromiter((10.0**exponent for exponent in exponents.tolist()), float, size)
        values[0], values[-1] = sweep.start, sweep.stop
    if not isinstance(sweep, CountRange):
        return values
    counts = as_counts(values)
    return counts[np.diff(counts, prepend=0.0) > 0]

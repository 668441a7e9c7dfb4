"""Sweeps: from what a spec says about the coordinates to the grid of points."""

from __future__ import annotations

from collections.abc import Iterator
from math import log10, prod

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.reading.fields.laws import Law, parse_law
from scalecalc.reading.fields.types import OPTIMAL, CountRange, FeatureLaw, Range, SampleLaw
from scalecalc.record import record
from scalecalc.theory.coordinates import SAMPLES, WIDTH, PerCoordinate, coordinate, quantity
from scalecalc.theory.points import Points


@record
class Axis:
    """One coordinate of the grid: values in order (one for a plain number), a law in the others, or the optimum.

    optimal: whether it is the ridge that minimises the test error at each point, whatever that is.
    key: where the spec has it, such as features.width.
    """

    values: Floats | None
    law: Law | None = None
    optimal: bool = False
    key: str = ""

    @property
    def swept(self) -> bool:
        """Whether it takes more than one value of its own; a law or an optimum follows others instead."""
        return len(self) > 1

    def __len__(self) -> int:
        return 1 if self.values is None else len(self.values)

    def at(self, index: NDArray[np.intp], samples: Floats, width: Floats | float) -> Floats:
        """The values at positions along the axis, or the law's at the points given; nan for the optimum."""
        if self.optimal:
            return np.full(len(index), np.nan)
        if self.law is not None:
            return self.law(samples, width)
        assert self.values is not None  # an axis has one of the three
        return np.asarray(self.values[index])


@record
class Grid(PerCoordinate[Axis]):
    """The product of the axes in the order of the coordinates, the first fastest; points are made block by block.

    Laws in N follow the last of the widths, the number of features.
    """

    def __len__(self) -> int:
        return prod(map(len, self.named().values()))

    def block(self, start: int, stop: int) -> Points:
        """The points of rows start to stop (not included); the ridge is nan where it is the optimum."""
        index = np.arange(start, min(stop, len(self)))
        found: dict[str, Floats] = {}
        width: Floats | float = 1.0  # that of the last layer so far
        for name, axis in self.named().items():
            index, at = np.divmod(index, len(axis))
            values = axis.at(at, found.get(SAMPLES.name, np.empty(0)), width)
            found[name] = as_counts(values) if axis.law is not None and coordinate(name).count else values
            if quantity(name) == WIDTH.name:
                width = found[name]
        return Points.of(found)

    def blocks(self, size: int) -> Iterator[Points]:
        """All points, at most `size` at a time."""

        def beginning(start: int) -> Points:
            return self.block(start, start + size)

        return map(beginning, range(0, len(self), size))


def as_counts(values: Floats) -> Floats:
    """Rounded to integers, at least 1."""
    return np.maximum(np.rint(values), 1.0)


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

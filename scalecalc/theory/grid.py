"""The grid of points at which the theory is evaluated: the product of one axis for each coordinate."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats, as_counts
from scalecalc.coordinates import SAMPLES, WIDTH, PerCoordinate, coordinate, quantity
from scalecalc.law import Law
from scalecalc.record import record
from scalecalc.theory.points import Points


@record
class Axis:
    """One coordinate of the grid: values in order (one for a plain number), a law in the others, or the optimum.

    optimal: whether it is the ridge, or the time, that minimises the test error at each point, whatever that is.
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

    @property
    def stops(self) -> bool:
        """Whether training stops at the optimal time."""
        return self.time is not None and self.time.optimal

    def __len__(self) -> int:
        return prod(map(len, self.named().values()))

    def block(self, start: int, stop: int) -> Points:
        """The points of rows start to stop (not included); what is optimal is nan."""
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

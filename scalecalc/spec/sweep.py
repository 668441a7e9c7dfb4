"""Sweeps: from what a spec says about samples, width, ridge and noise to the grid of points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log10

import numpy as np

from scalecalc.spec.laws import parse_law
from scalecalc.spec.model import CountRange, Range
from scalecalc.theory.points import Floats, Law, Points


@dataclass(frozen=True)
class Axis:
    """One coordinate of the grid: values in order (one for a plain number), or a law in the others."""

    values: Floats | None
    law: Law | None = None

    @property
    def swept(self) -> bool:
        """Whether it takes more than one value of its own; a law follows others instead."""
        return len(self) > 1

    def __len__(self) -> int:
        return 1 if self.values is None else len(self.values)

    def at(self, index: np.ndarray, samples: Floats, width: Floats | float) -> Floats:
        """The values at positions along the axis, or the law's at the points given."""
        if self.law is not None:
            return self.law(samples, width)
        assert self.values is not None  # an axis has the one or the other
        return np.asarray(self.values[index])


@dataclass(frozen=True)
class Grid:
    """The product of the axes, samples fastest, then width, ridge, noise; points are made block by block.

    widths: one axis with random features, none without.
    """

    samples: Axis
    widths: tuple[Axis, ...]
    ridge: Axis
    noise: Axis

    def __len__(self) -> int:
        size = len(self.samples) * len(self.ridge) * len(self.noise)
        for width in self.widths:
            size *= len(width)
        return size

    def block(self, start: int, stop: int) -> Points:
        """The points of rows start to stop (not included)."""
        index = np.arange(start, min(stop, len(self)))
        index, at = np.divmod(index, len(self.samples))
        samples = self.samples.at(at, np.empty(0), 1.0)
        widths = []
        for axis in self.widths:
            index, at = np.divmod(index, len(axis))
            width = axis.at(at, samples, 1.0)
            widths.append(width if axis.law is None else as_counts(width))
        first_width = widths[0] if widths else 1.0
        index, at = np.divmod(index, len(self.ridge))
        ridge = self.ridge.at(at, samples, first_width)
        noise = self.noise.at(index, samples, first_width)
        return Points(samples, tuple(widths), ridge, noise)

    def blocks(self, size: int) -> Iterator[Points]:
        """All points, at most `size` at a time."""
        for start in range(0, len(self), size):
            yield self.block(start, start + size)


def as_counts(values: Floats) -> Floats:
    """Rounded to integers, at least 1."""
    return np.maximum(np.rint(values), 1.0)


def axis(sweep: float | str | list[float] | Range, variables: str = "PN") -> Axis:
    """The axis a sweep of a spec describes; `variables` are those a law may have."""
    if isinstance(sweep, str):
        return Axis(None, parse_law(sweep, variables))
    if isinstance(sweep, Range):
        return Axis(range_values(sweep))
    return Axis(np.atleast_1d(np.asarray(sweep, dtype=float)))


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

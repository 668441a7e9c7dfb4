"""Kernels of the distance between two samples, in units of a width."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.kernels.distances import median_distance, squared_distances
from scalecalc.empirical.kernels.kernel import DataKernel
from scalecalc.empirical.rows import Rows
from scalecalc.errors import UsageError
from scalecalc.record import record

NARROWEST = 1e-150  # a width whose square is still a double
StationaryT = TypeVar("StationaryT", bound="StationaryKernel")


@record
class StationaryKernel(DataKernel):
    """width: the unit of the distance; None for the median distance of the samples."""

    width: float | None = None

    @classmethod
    def named(cls: type[StationaryT], text: str, parameter: str) -> StationaryT:
        """`gaussian`, or `gaussian:2.5` with its width. Raises UsageError for a width that is not positive."""
        if text == cls.words[0]:
            return cls(None)
        try:
            width = float(parameter)
        except ValueError:
            width = 0.0
        if not NARROWEST < width < 1 / NARROWEST:
            allowed = f"a number > 0, from {NARROWEST:g} to {1 / NARROWEST:g}"
            raise UsageError(f"kernel {text}: the width must be {allowed}, got {parameter!r}")
        return cls(width)

    def fitted(self: StationaryT, rows: Rows) -> tuple[StationaryT, tuple[str, ...]]:
        """With the median distance, where no width was given. Raises UsageError where that is 0."""
        if self.width is not None:
            return self, ()
        width = median_distance(rows)
        if not width > 0:
            name = self.words[0]
            raise UsageError(f"half of the samples or more are the same; give the width, such as {name}:1")
        note = f"The width of the kernel is {width:.6g}, the median distance between samples."
        return type(self)(width), (note,)

    def block(self, left: Floats, right: Floats) -> Floats:
        assert self.width is not None  # `fitted` comes first
        squares = squared_distances(left, right)
        squares /= self.width**2
        return self.of(squares)

    def diagonal(self, rows: Floats) -> Floats:
        return np.ones(len(rows))

    def of(self, squares: Floats) -> Floats:
        """The kernel of these squared distances, in units of the width; it may take their place."""
        raise NotImplementedError

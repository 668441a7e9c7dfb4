"""Sums over contours, with what rounding may do to them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scalecalc.arrays import Bools, Complexes, Floats
from scalecalc.record import record

ROUNDING = 2.0**-52
_QUADRATURE = 1e-15  # of the power on the last panel of nodes
_PANEL = 21.0  # factor between the eigenvalues at its ends


@record
class Sum:
    """Sums over a contour, or over pairs: values and what rounding may do to them; shape (n,), or (n, k)."""

    value: Floats
    rounding: Floats

    @classmethod
    def of(cls, *parts: Complexes) -> Sum:
        """Of terms of shape (n, ...), over the upper half of a contour."""
        axes = tuple(range(1, parts[0].ndim))
        value = sum(part.real.sum(axis=axes) for part in parts)
        return cls(2 * value, 2 * ROUNDING * sum(np.abs(part).sum(axis=axes) for part in parts))

    def unless(self, rows: Bools, other: Sum) -> Sum:
        """The other sum in these rows."""
        return Sum(np.where(rows, other.value, self.value), np.where(rows, other.rounding, self.rounding))

    def compared(self) -> Sum:
        """The first half of the rows, which the second half gives as well; the rounding is what it may be off."""
        half = len(self.value) // 2
        apart = np.abs(self.value[:half] - self.value[half:])
        return Sum(self.value[:half], np.maximum(apart, self.rounding[:half]))


def off_at_the_end(eigenvalue: Floats, power: Floats) -> float:
    """How far the sum of what is left of nodes, shape (n,), may be off where even the last modes are learned.

    It is then exponentially small, and nodes that stand for several modes are not made for that.
    """
    return _QUADRATURE * float(np.abs(power[eigenvalue <= _PANEL * eigenvalue.min()]).sum())


def total(parts: Sequence[Sum]) -> Sum:
    """All of them together."""
    first, *rest = parts
    for part in rest:
        first = Sum(first.value + part.value, first.rounding + part.rounding)
    return first

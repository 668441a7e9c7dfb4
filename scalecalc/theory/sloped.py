"""Positive quantities with their logarithmic slopes along a path, on which the formulas run unchanged."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record


@record
class Sloped:
    """A positive quantity at n points with its slope dlog value/dlog X."""

    value: Floats
    slope: Floats

    def __add__(self, other: Sloped | float) -> Sloped:
        value, change = (other.value, _weighted(other)) if isinstance(other, Sloped) else (other, 0.0)
        total = self.value + value
        return Sloped(total, (_weighted(self) + change) / total)

    def __mul__(self, other: Sloped | float) -> Sloped:
        if isinstance(other, Sloped):
            return Sloped(self.value * other.value, self.slope + other.slope)
        return Sloped(self.value * other, self.slope)

    def __truediv__(self, other: Sloped | float) -> Sloped:
        if isinstance(other, Sloped):
            return Sloped(self.value / other.value, self.slope - other.slope)
        return Sloped(self.value / other, self.slope)

    def __rtruediv__(self, other: float) -> Sloped:
        return Sloped(other / self.value, -self.slope)

    def __pow__(self, exponent: float) -> Sloped:
        return Sloped(self.value**exponent, exponent * self.slope)

    __radd__, __rmul__ = __add__, __mul__


def held(value: Floats) -> Sloped:
    """A quantity that does not change along the path."""
    return Sloped(value, np.zeros_like(value))


def _weighted(x: Sloped) -> Floats:
    return np.where(x.value == 0, 0.0, x.value * x.slope)

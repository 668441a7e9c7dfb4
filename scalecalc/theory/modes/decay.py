"""A law by which eigenvalues or powers fall with their rank."""

from __future__ import annotations

from math import exp, expm1, isinf

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.numerics.powersum import power_sum


@record
class Decay:
    """scale * k^-exponent at ranks k = 1, 2, ..., or scale * e^(-rate k): one of exponent and rate is 0."""

    scale: float
    exponent: float = 0.0
    rate: float = 0.0

    def __call__(self, rank: Floats | float) -> Floats:
        """The value at a rank, not necessarily an integer; 0 where doubles end."""
        k = np.asarray(rank, dtype=float)
        with np.errstate(under="ignore"):
            return np.asarray(self.scale * (np.exp(-self.rate * k) if self.rate else k**-self.exponent))

    def total(self, first: float, last: float) -> float:
        """The sum of all values from one rank to another, which may be inf."""
        if not self.rate:
            return self.scale * float(power_sum(self.exponent, first, last))
        if last < first:
            return 0.0
        missing = 1.0 if isinf(last) else -expm1(-self.rate * (last - first + 1))
        return float(self(first)) * missing / -expm1(-self.rate)


def geometric_square(rate: float, modes: float) -> float:
    """(sum e^(-rate k))^2 / sum e^(-2 rate k), k = 1..modes: how many terms count."""
    each, twice = (1.0, 1.0) if isinf(modes) else (-expm1(-rate * modes), -expm1(-2 * rate * modes))
    return each**2 / twice * (1 + exp(-rate)) / -expm1(-rate)

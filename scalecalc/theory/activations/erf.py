"""The error function."""

from __future__ import annotations

from math import pi, sqrt
from typing import Literal

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.activations.activation import SERIES_BELOW, Activation
from scalecalc.theory.activations.nonlinearity import Real


class Erf(Activation):
    """erf(h)."""

    plain_word = True
    nearly_linear = (2 / 3, 3.0, 4 / pi)

    kind: Literal["erf"]

    def phi(self, h: Real) -> Real:
        from scipy.special import erf

        return np.asarray(erf(h))

    def moments(self, variance: Floats) -> tuple[Floats, Floats]:
        """E phi^2 = (2/pi) arcsin x and mu1^2 s^2 = (2/pi) x, with x = 2 s^2/(1 + 2 s^2) (Williams 1996)."""
        half = variance + 0.5
        x = variance / half
        return sqrt(2 / pi) / np.sqrt(half), 2 / pi * _arcsin_less_argument(x, 0.5 / half)

    def bent(self, a: Floats, b: Floats, c: Real) -> Real:
        """From E phi phi' = (2/pi) arcsin(2c/sqrt((1 + 2a)(1 + 2b))) (Williams 1996)."""
        x = 2 * c / (np.sqrt(1 + 2 * a)[..., :, None] * np.sqrt(1 + 2 * b)[..., None, :])
        return np.asarray(2 / pi * (np.arcsin(np.clip(x, -1.0, 1.0)) - x))


def _arcsin_less_argument(x: Floats, rest: Floats) -> Floats:
    """arcsin x - x without cancellation, 0 <= x <= 1; rest = 1 - x to full precision."""
    small = np.minimum(x, SERIES_BELOW)
    coefficient, power, series = 1.0, small.copy(), np.zeros_like(small)
    for n in range(1, 20):
        coefficient *= (2 * n - 1) / (2 * n)
        power = power * small * small
        series += coefficient / (2 * n + 1) * power
    return np.where(x <= SERIES_BELOW, series, np.arctan2(x, np.sqrt(rest * (1 + x))) - x)

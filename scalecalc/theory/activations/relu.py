"""The rectifier, max(h, 0)."""

from __future__ import annotations

from collections.abc import Callable
from math import pi
from typing import Literal

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.activations.activation import Activation
from scalecalc.theory.activations.nonlinearity import Real
from scalecalc.theory.leading import Leading


class Relu(Activation):
    """max(h, 0): homogeneous, so that its noise does not depend on the width."""

    plain_word = True
    curved = True
    nearly_linear = (1 - 2 / pi, 1.0, 0.25)

    kind: Literal["relu"]

    def phi(self, h: Real) -> Real:
        return np.maximum(h, 0)

    def moments(self, variance: Floats) -> tuple[Floats, Floats]:
        """mu1 = 1/2, E phi = s/sqrt(2 pi), E phi^2 = s^2/2."""
        return np.full_like(variance, 0.5), variance * (0.25 - 1 / (2 * pi))

    def mean(self, variance: Floats) -> Floats:
        return np.sqrt(variance / (2 * pi))

    def strength(self, width: Floats, trace: Callable[[], Floats]) -> tuple[Floats, Floats]:
        del width
        mu1, mustar2 = self.moments(trace())
        return mustar2 / mu1**2, mu1**2

    def law(self, width: Leading, trace: Callable[[], Leading]) -> tuple[Leading, float]:
        del width
        factor, _, gain = self.nearly_linear
        return trace() * Leading(factor), gain

    def bent(self, a: Floats, b: Floats, c: Real) -> Real:
        """From E phi phi' = [sqrt(ab - c^2) + c (pi/2 + arcsin(c/sqrt(ab)))]/(2 pi) (Cho and Saul 2009)."""
        scale = np.sqrt(a)[..., :, None] * np.sqrt(b)[..., None, :]
        rho = np.clip(c / scale, -1.0, 1.0)
        # E phi phi' - E phi E phi' - c/4, as rho -> 0 it is scale rho^2/(4 pi)
        return np.asarray(scale / (2 * pi) * (np.sqrt(1 - rho * rho) - 1 + rho * np.arcsin(rho)))

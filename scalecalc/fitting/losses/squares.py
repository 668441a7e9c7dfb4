"""Least squares."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.fitting.losses.loss import Loss


class Squares(Loss):
    """Half the square."""

    words = "least squares"

    def value(self, residual: Floats) -> Floats:
        return 0.5 * residual * residual

    def slope(self, residual: Floats) -> Floats:
        return residual

    def curvature(self, residual: Floats) -> Floats:
        return np.ones_like(residual)

    def secant(self, residual: Floats) -> Floats:
        return np.ones_like(residual)

    def mean_curvature(self, residual: Floats) -> float:
        return 1.0

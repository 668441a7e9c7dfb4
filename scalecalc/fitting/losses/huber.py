"""Huber's loss: quadratic up to delta, linear beyond, so that outliers count little."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.fitting.losses.loss import Loss


class Huber(Loss):
    """r^2 / 2 where |r| <= delta, else delta (|r| - delta / 2)."""

    words = "Huber's loss"

    def value(self, residual: Floats) -> Floats:
        size = np.abs(residual)
        inside = np.minimum(size, self.delta)
        return inside * (size - 0.5 * inside)

    def slope(self, residual: Floats) -> Floats:
        return np.clip(residual, -self.delta, self.delta)

    def curvature(self, residual: Floats) -> Floats:
        return (np.abs(residual) <= self.delta).astype(float)

    def secant(self, residual: Floats) -> Floats:
        return self.delta / np.maximum(np.abs(residual), self.delta)

    def mean_curvature(self, residual: Floats) -> float:
        """By the density of the residuals at 0: few of them may lie within delta itself."""
        size = np.abs(residual)
        width = max(self.delta, 1.5 * float(np.median(size)) * len(size) ** -0.2)
        return float((size <= width).mean() * self.delta / width)

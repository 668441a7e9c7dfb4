"""Activations that are known in full: what a function phi does to Gaussian pre-activations."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.reading.fields.types import Model
from scalecalc.theory.activations.nonlinearity import Real
from scalecalc.theory.leading import ZERO, Leading

SERIES_BELOW = 0.3  # arguments at which a series serves better than a subtraction


class Activation(Model):
    """Features phi(F^T x), less their mean, by Gaussian equivalence; the pre-activations have variance Tr Sigma/N.

    A kind of one's own gives its field `kind`, `phi`, `moments` and `nearly_linear`; `mean` where it is not 0; and
    `bent`, by which a simulation knows the test error without test inputs.

    curved: whether it has a part that is even in h.
    nearly_linear: as s^2 -> 0, mustar^2/mu1^2 = factor s^(2 power) and mu1^2 -> gain: (factor, power, gain), from the
    third Hermite coefficient.
    """

    stage: ClassVar[str] = "activation"
    nonlinear: ClassVar[bool] = True
    curved: ClassVar[bool] = False
    always: ClassVar[float] = 0.0
    gain: ClassVar[float] = 1.0
    nearly_linear: ClassVar[tuple[float, float, float]]

    def phi(self, h: Real) -> Real:
        """The function itself, entry by entry."""
        raise self.lacks("phi")

    def moments(self, variance: Floats) -> tuple[Floats, Floats]:
        """mu1 and mustar^2 at pre-activations of these variances, shape (n,).

        Where phi is nearly linear, mustar^2 is small and is never found by a subtraction.
        """
        raise self.lacks("moments")

    def mean(self, variance: Floats) -> Floats:
        """E phi at pre-activations of these variances, of any shape."""
        return np.zeros_like(variance)

    def mu1(self, variance: Floats) -> Floats:
        """mu1 = E phi' at pre-activations of these variances, of any shape."""
        return self.moments(np.asarray(variance, dtype=float))[0]

    def strength(self, width: Floats, trace: Callable[[], Floats]) -> tuple[Floats, Floats]:
        """As Nonlinearity says."""
        mu1, mustar2 = self.moments(trace() / width)
        with np.errstate(invalid="ignore"):
            tau = np.where(np.isinf(width), 0.0, width * mustar2 / mu1**2)
        return tau, mu1**2

    def law(self, width: Leading, trace: Callable[[], Leading]) -> tuple[Leading, float]:
        """As Nonlinearity says."""
        factor, power, gain = self.nearly_linear
        variance = trace() / width
        if variance.amplitude == 0 or variance.order < 0:
            return (width * Leading(factor) * variance.power(power) if variance.amplitude else ZERO), gain
        mu1, mustar2 = (float(value[0]) for value in self.moments(np.array([variance.amplitude])))
        return width * Leading(mustar2 / mu1**2), mu1**2

    def apply(self, h: Real, variance: Callable[[], Floats], normal: Callable[[], Real]) -> Real:
        """As Nonlinearity says; the mean is that of Gaussian inputs, exactly, for these weights."""
        del normal
        return np.asarray(self.phi(h) - self.mean(variance()).astype(h.dtype)[:, None, :])

    def slope(self, variance: Callable[[], Floats], width: int) -> Floats:
        """As Nonlinearity says."""
        del width
        return self.mu1(variance())

    def bent(self, a: Floats, b: Floats, c: Real) -> Real:
        """As Nonlinearity says."""
        raise self.lacks("bent")

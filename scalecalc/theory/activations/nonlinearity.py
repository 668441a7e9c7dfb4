"""What every nonlinearity of the features answers: noise added to them, an activation, or one known by its moments.

With h ~ N(0, s^2) of a Gaussian input, phi(h) - E phi ~ mu1 h + mustar xi (Gaussian equivalence, arXiv:2405.00592,
nonlinear random features):  mu1 = E phi'(h) = E[h phi]/s^2,  mustar^2 = E phi^2 - (E phi)^2 - mu1^2 s^2.
So each acts as noise of variance mustar^2/mu1^2 in every feature, and a ridge divided by mu1^2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.leading import Leading

Real = np.ndarray[Any, Any]  # float64, or float32 on request


class Nonlinearity(Protocol):
    """A nonlinearity of the last layer's features.

    stage: what its step from ridge to ridge is called.  nonlinear: whether features are no longer linear in the input
    but for noise.  curved: whether it has a part that is even in h, of which the quadratic one is largest.
    always: the variance of the noise of a feature that no width makes small.  gain: mu1 of a linear one, else 1.
    """

    @property
    def stage(self) -> str: ...
    @property
    def nonlinear(self) -> bool: ...
    @property
    def curved(self) -> bool: ...
    @property
    def always(self) -> float: ...
    @property
    def gain(self) -> float: ...

    # --- in the solver and the laws

    def strength(self, width: Floats, trace: Callable[[], Floats]) -> tuple[Floats, Floats]:
        """tau = N mustar^2/mu1^2 and mu1^2, shape (n,), at widths N.

        trace: N times the variance of a pre-activation, shape (n,).
        """
        ...

    def law(self, width: Leading, trace: Callable[[], Leading]) -> tuple[Leading, float]:
        """The same along a path."""
        ...

    # --- how it is applied to pre-activations that are drawn

    def apply(self, h: Real, variance: Callable[[], Floats], normal: Callable[[], Real]) -> Real:
        """Features of pre-activations h, shape (draws, n, N), which it may overwrite; their mean over inputs is 0.

        variance: of each pre-activation over Gaussian inputs, shape (draws, N).  normal: standard normal numbers of
        shape (n, N) for each draw.
        """
        ...

    def slope(self, variance: Callable[[], Floats], width: int) -> Floats:
        """mu1 of each unit, shape (draws or 1, N)."""
        ...

    def bent(self, a: Floats, b: Floats, c: Real) -> Real:
        """Of a nonlinear one, the covariance of what is not linear in the pre-activations.

        From their variances a of shape (draws, n), b of shape (draws, m) and covariances c of shape (draws, n, m).
        """
        ...


class Linear:
    """Features mu1 h + mustar xi, linear in the input but for noise that is none of it."""

    @property
    def stage(self) -> str:
        return "activation"

    @property
    def nonlinear(self) -> bool:
        return False

    @property
    def curved(self) -> bool:
        return False

    @property
    def always(self) -> float:
        raise NotImplementedError

    @property
    def gain(self) -> float:
        return 1.0

    def apply(self, h: Real, variance: Callable[[], Floats], normal: Callable[[], Real]) -> Real:
        del variance
        if self.gain != 1:
            h *= self.gain
        h += h.dtype.type(np.sqrt(self.always)) * normal()
        return h

    def slope(self, variance: Callable[[], Floats], width: int) -> Floats:
        del variance
        return np.full((1, width), self.gain)

    def bent(self, a: Floats, b: Floats, c: Real) -> Real:
        del a, b
        return np.zeros_like(c)

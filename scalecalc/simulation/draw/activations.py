"""Activations on Gaussian pre-activations, exactly: means, linear parts, and covariances of what is not linear.

For h, h' jointly Gaussian with variances a, b and covariance c:
  relu   E phi phi' = [sqrt(ab - c^2) + c (pi/2 + arcsin(c/sqrt(ab)))]/(2 pi)     (Cho and Saul 2009)
  erf    E phi phi' = (2/pi) arcsin(2c/sqrt((1 + 2a)(1 + 2b)))                    (Williams 1996)
  tanh   E phi phi' = sum_n f_n(a) f_n(b) rho^n, rho = c/sqrt(ab), f_n the coefficients of phi(sqrt(a) x) in normalised
         Hermite polynomials (Mehler's formula)
The covariance less its linear part mu1(a) mu1(b) c is found without subtracting it, but for relu.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import pi, sqrt

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.simulation.draw.covariates import Real
from scalecalc.theory.activations.moments import moments

_ORDER = 41  # of the Hermite series, all that a double's tanh shows at variances up to 1 and correlations up to 0.9
_NODES = 400
_SMALL = 1e-12


@record
class Phi:
    """An activation.

    mean, slope: E phi and mu1 = E phi' at pre-activations of these variances.
    bent: the covariance of what is not linear in the pre-activations, from variances a of shape (draws, n), b of shape
    (draws, m) and covariances c of shape (draws, n, m).
    """

    apply: Callable[[Real], Real]
    mean: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    bent: Callable[[Floats, Floats, Real], Real]

    def __call__(self, h: Real) -> Real:
        return self.apply(h)


def _zero(variance: Floats) -> Floats:
    return np.zeros_like(variance)


def _erf(h: Real) -> Real:
    from scipy.special import erf

    return np.asarray(erf(h))


def _relu_bent(a: Floats, b: Floats, c: Real) -> Real:
    scale = np.sqrt(a)[..., :, None] * np.sqrt(b)[..., None, :]
    rho = np.clip(c / scale, -1.0, 1.0)
    # E phi phi' - E phi E phi' - c/4, as rho -> 0 it is scale rho^2/(4 pi)
    return np.asarray(scale / (2 * pi) * (np.sqrt(1 - rho * rho) - 1 + rho * np.arcsin(rho)))


def _erf_bent(a: Floats, b: Floats, c: Real) -> Real:
    x = 2 * c / (np.sqrt(1 + 2 * a)[..., :, None] * np.sqrt(1 + 2 * b)[..., None, :])
    return np.asarray(2 / pi * (np.arcsin(np.clip(x, -1.0, 1.0)) - x))


def _tanh_bent(a: Floats, b: Floats, c: Real) -> Real:
    """One by one, as each has its own number of terms."""
    if c.ndim > 2:
        return np.stack([_tanh_bent(*one) for one in zip(a, b, c, strict=True)])
    left, right = _hermite(a), _hermite(b)
    rho = np.clip(c / (np.sqrt(a)[:, None] * np.sqrt(b)), -1.0, 1.0)
    same = rho > 1 - 1e-9  # a unit with itself: the whole variance
    rho[same] = 0.0
    largest = float(np.max(np.abs(rho)))
    total = np.zeros_like(rho)
    power, square = rho * rho * rho, rho * rho
    for n in range(3, _ORDER + 1, 2):
        total += np.outer(left[n], right[n]) * power
        power *= square
        if np.abs(left[n]).max() * np.abs(right[n]).max() * largest**n < _SMALL * np.abs(total).max():
            break
    if same.any():
        total[same] = np.sqrt(np.outer(_tanh_rest(a, left[1]), _tanh_rest(b, right[1])))[same]
    return np.asarray(total)


def _tanh_rest(variance: Floats, linear: Floats) -> Floats:
    """mustar^2 = E (phi - f_1 x)^2, without subtracting what is nearly equal."""
    x, weight = _gaussian()
    rest = np.tanh(np.sqrt(variance)[:, None] * x) - linear[:, None] * x
    return np.asarray(rest**2 @ weight)


def _tanh_slope(variance: Floats) -> Floats:
    x, weight = _gaussian()
    s = np.sqrt(variance)
    return np.asarray(np.tanh(s[..., None] * x) @ (weight * x) / s)


@cache
def _gaussian() -> tuple[Floats, Floats]:
    """Points and weights of a rule for averages over N(0, 1): trapezoids, which converge geometrically here."""
    x, step = np.linspace(-9, 9, _NODES, retstep=True)
    return x, np.exp(-x * x / 2) * step / sqrt(2 * pi)


def _hermite(variance: Floats) -> Floats:
    """f_n = E[tanh(s x) He_n(x)]/sqrt(n!), shape (order + 1, n)."""
    x, weight = _gaussian()
    values = np.tanh(np.sqrt(variance)[:, None] * x) * weight
    low, high = np.ones_like(x), x
    rows = [values @ low, values @ high]
    for n in range(1, _ORDER):
        low, high = high, (x * high - sqrt(n) * low) / sqrt(n + 1)
        rows.append(values @ high)
    return np.array(rows)


ACTIVATIONS = {
    "relu": Phi(
        lambda h: np.maximum(h, 0), lambda v: np.sqrt(v / (2 * pi)), lambda v: moments("relu", v)[0], _relu_bent
    ),
    "erf": Phi(_erf, _zero, lambda v: moments("erf", v)[0], _erf_bent),
    "tanh": Phi(np.tanh, _zero, _tanh_slope, _tanh_bent),
}

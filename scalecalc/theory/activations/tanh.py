"""The hyperbolic tangent, by sums that converge geometrically."""

from __future__ import annotations

from functools import cache
from math import ceil, pi, sqrt
from typing import Literal

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.activations.activation import SERIES_BELOW, Activation
from scalecalc.theory.activations.nonlinearity import Real

_STEPS = 4.0  # trapezoid points per standard deviation
_REACH = 9.0  # standard deviations, beyond which a Gaussian is below rounding
_WIDE = 8.0  # standard deviations of pre-activations from which on tanh is nearly their sign
_FLAT = 20.0  # where tanh is 1 to rounding
_FINEST = 0.2  # the poles of tanh are pi/2 away from the real axis
_ORDER = 41  # of the Hermite series, all that a double's tanh shows at variances up to 1 and correlations up to 0.9
_NODES = 400
_SMALL = 1e-12


class Tanh(Activation):
    """tanh(h)."""

    plain_word = True
    nearly_linear = (2 / 3, 3.0, 1.0)

    kind: Literal["tanh"]

    def phi(self, h: Real) -> Real:
        return np.tanh(h)

    def moments(self, variance: Floats) -> tuple[Floats, Floats]:
        values, which = np.unique(variance, return_inverse=True)
        mu1, mustar2 = np.array([_tanh_at(v) for v in values.tolist()], dtype=float).reshape(-1, 2).T
        return mu1[which].reshape(variance.shape), mustar2[which].reshape(variance.shape)

    def mu1(self, variance: Floats) -> Floats:
        x, weight = _gaussian()
        s = np.sqrt(variance)
        return np.asarray(np.tanh(s[..., None] * x) @ (weight * x) / s)

    def bent(self, a: Floats, b: Floats, c: Real) -> Real:
        """By Mehler's formula, one by one, as each has its own number of terms.

        E phi phi' = sum_n f_n(a) f_n(b) rho^n with rho = c/sqrt(ab), and f_n the coefficients of phi(sqrt(a) x) in
        normalised Hermite polynomials.
        """
        if c.ndim > 2:
            return np.stack([self.bent(*one) for one in zip(a, b, c, strict=True)])
        return _bent(a, b, c)


def _tanh_at(variance: float) -> tuple[float, float]:
    """By the trapezoid rule, which converges geometrically for an analytic function times a Gaussian."""
    s = sqrt(variance)
    if s > _WIDE:
        return _tanh_nearly_sign(s)
    if s == 0:
        return 1.0, 0.0
    step = min(1 / _STEPS, _FINEST / s)  # in standard deviations
    x = step * np.arange(np.ceil(_REACH / step) + 1)
    weight = np.exp(-x * x / 2) * step * sqrt(2 / pi)  # both halves of a symmetric integrand
    weight[0] /= 2
    h = s * x
    bent = _tanh_less_argument(h) / s  # (phi - h)/s, so that phi = h + s bent
    lost = float(weight @ (x * bent))  # mu1 - 1
    rest = bent - lost * x
    return 1 + lost, float(weight @ (rest * rest)) * variance


def _tanh_nearly_sign(s: float) -> tuple[float, float]:
    """Wide pre-activations, by m = s mu1 = s E sech^2 h, to which only |h| < 20 contributes; 1 - m/s - m^2 is left."""
    h = _FINEST * np.arange(ceil(_FLAT / _FINEST) + 1)
    weight = np.exp(-((h / s) ** 2) / 2) / np.cosh(h) ** 2 * _FINEST * sqrt(2 / pi)
    weight[0] /= 2
    m = float(weight.sum())
    return m / s, 1 - m / s - m * m


def _tanh_less_argument(h: Floats) -> Floats:
    """tanh h - h without cancellation, by the continued fraction tanh h = h/(1 + h^2/(3 + h^2/(5 + ...)))."""
    square = np.minimum(h, SERIES_BELOW) ** 2
    tail = np.full_like(square, 15.0)
    for odd in (13.0, 11.0, 9.0, 7.0, 5.0, 3.0):
        tail = odd + square / tail
    series = -np.minimum(h, SERIES_BELOW) * square / (tail + square)
    return np.where(h <= SERIES_BELOW, series, np.tanh(h) - h)


def _bent(a: Floats, b: Floats, c: Real) -> Real:
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

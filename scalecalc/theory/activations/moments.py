"""What an activation does to Gaussian pre-activations: its linear part, and the rest as noise (Gaussian equivalence).

With h ~ N(0, s^2), phi(h) - E phi ~ mu1 h + mustar xi:  mu1 = E phi'(h) = E[h phi]/s^2,
mustar^2 = E phi^2 - (E phi)^2 - mu1^2 s^2  (arXiv:2405.00592, nonlinear random features). Where phi is nearly linear,
mustar^2 is small and is never found by that subtraction.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, pi, sqrt

import numpy as np

from scalecalc.arrays import Floats

Moments = tuple[Floats, Floats]  # mu1 and mustar^2, shape (n,) each

_SERIES_BELOW = 0.3
_STEPS = 4.0  # trapezoid points per standard deviation
_REACH = 9.0  # standard deviations, beyond which a Gaussian is below rounding
_WIDE = 8.0  # standard deviations of pre-activations from which on tanh is nearly their sign
_FLAT = 20.0  # where tanh is 1 to rounding
_FINEST = 0.2  # the poles of tanh are pi/2 away from the real axis


def moments(name: str, variance: Floats) -> Moments:
    """mu1 and mustar^2 of tanh, relu or erf at pre-activations of these variances, shape (n,)."""
    return _MOMENTS[name](np.asarray(variance, dtype=float))


def _relu(variance: Floats) -> Moments:
    """mu1 = 1/2, E phi = s/sqrt(2 pi), E phi^2 = s^2/2."""
    return np.full_like(variance, 0.5), variance * (0.25 - 1 / (2 * pi))


def _erf(variance: Floats) -> Moments:
    """E phi^2 = (2/pi) arcsin x and mu1^2 s^2 = (2/pi) x, with x = 2 s^2/(1 + 2 s^2) (Williams 1996)."""
    half = variance + 0.5
    x = variance / half
    return sqrt(2 / pi) / np.sqrt(half), 2 / pi * _arcsin_less_argument(x, 0.5 / half)


def _arcsin_less_argument(x: Floats, rest: Floats) -> Floats:
    """arcsin x - x without cancellation, 0 <= x <= 1; rest = 1 - x to full precision."""
    small = np.minimum(x, _SERIES_BELOW)
    coefficient, power, series = 1.0, small.copy(), np.zeros_like(small)
    for n in range(1, 20):
        coefficient *= (2 * n - 1) / (2 * n)
        power = power * small * small
        series += coefficient / (2 * n + 1) * power
    return np.where(x <= _SERIES_BELOW, series, np.arctan2(x, np.sqrt(rest * (1 + x))) - x)


def _tanh(variance: Floats) -> Moments:
    values, which = np.unique(variance, return_inverse=True)
    mu1, mustar2 = np.array([_tanh_at(v) for v in values.tolist()], dtype=float).reshape(-1, 2).T
    return mu1[which].reshape(variance.shape), mustar2[which].reshape(variance.shape)


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
    square = np.minimum(h, _SERIES_BELOW) ** 2
    tail = np.full_like(square, 15.0)
    for odd in (13.0, 11.0, 9.0, 7.0, 5.0, 3.0):
        tail = odd + square / tail
    series = -np.minimum(h, _SERIES_BELOW) * square / (tail + square)
    return np.where(h <= _SERIES_BELOW, series, np.tanh(h) - h)


_MOMENTS: dict[str, Callable[[Floats], Moments]] = {"relu": _relu, "erf": _erf, "tanh": _tanh}

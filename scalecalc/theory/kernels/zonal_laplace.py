"""The Laplace kernel exp(-|x - y|/length) on the sphere: eigenvalues by degree.

With |x - y| = 2 sqrt(s), s = (1 - t)/2, Rodrigues' formula (see `zonal`) has the derivatives of exp(-c sqrt(s)), which
are Bessel functions K of half-integer order, and the powers of s in front of them cancel:

    eta_l = C_d c_l int dw cosh(w/2)^-(d-1) sqrt(s) (1 - s)^l phi_l(2 sqrt(s)/length),   w = log(s/(1 - s)),

phi_l(z) = z^(l-1/2) K_(l-1/2)(z) / (its value at 0), c_1 = 1, c_(l+1)/c_l = (l - 1/2)/(l + (d-1)/2), l >= 1. All is
positive and analytic around the real axis, where the trapezoid rule converges geometrically.
"""

from __future__ import annotations

from math import ceil, expm1, gamma, log, log1p, pi, sqrt

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.kernels.zonal import checked, checked_length, flushed

DECAY = 2.0  # of N(d, l) eta_l in l

_STEP = 0.22  # of w; the integrand grows slowly up to a distance of pi/2 from the real axis
_STEP_AT_LARGE = 0.7  # of w sqrt(d), as the width is some 1/sqrt(d)
_DEPTH = 42.0  # e-folds below the largest value, from where on nothing counts
_RATIO = 1.05


def laplace(dimension: float, length: float, degrees: int) -> Floats:
    """eta_l, l = 0 ... degrees - 1, of exp(-|x - y|/length), of trace 1; 0 below 1e-290.

    ValueError: see `checked` and `checked_length` in `zonal`.
    """
    d, length = float(checked(dimension, degrees)), checked_length(length)
    w, step = _grid(d, length, degrees)
    s, rest = 1 / (1 + np.exp(-w)), 1 / (1 + np.exp(w))
    z = 2 * np.sqrt(s) / length
    weight = np.exp(_log_weight(w, d)) * (step * _half_ratio(d / 2) / (2 * sqrt(pi)))
    phi, later = np.exp(-z), (1 + z) * np.exp(-z)  # phi_1, phi_2
    coefficients = np.empty(degrees)
    coefficients[:1] = (d - 1) / 2 * (weight @ phi)
    weight *= np.sqrt(s) / length * rest
    for degree in range(1, degrees):
        coefficients[degree] = weight @ phi
        weight *= (degree - 0.5) / (degree + (d - 1) / 2) * rest
        phi, later = later, later + z * z / ((2 * degree + 1) * (2 * degree - 1)) * phi
    return flushed(coefficients)


def _grid(d: float, length: float, degrees: int) -> tuple[Floats, float]:
    """Points w and their step. To the right all falls as the weight does, to the left at least as fast as `leaning`."""
    step = min(_STEP, _STEP_AT_LARGE / sqrt(d))
    high = expm1(_DEPTH / (d - 1))
    right = 2 * log1p(high + sqrt(high * (high + 2)))
    w: Floats = -step * _RATIO ** np.arange(float(ceil(log(1e3 / step) / log(_RATIO))))
    log_s = -np.logaddexp(0.0, -w)
    leaning = _log_weight(w, d) - degrees * np.logaddexp(0.0, w) - 2 * np.exp(log_s / 2) / length
    left = -float(w[np.flatnonzero(leaning > leaning.max() - _DEPTH)[-1]]) * _RATIO
    return step * np.arange(-np.ceil(left / step), np.ceil(right / step) + 1), step


def _log_weight(w: Floats, d: float) -> Floats:
    """log cosh(w/2)^-(d-1), with all digits near w = 0."""
    u = np.abs(w)
    near = np.log1p(2 * np.sinh(np.minimum(u, 1.0) / 4) ** 2)
    far = u / 2 + np.log1p(np.exp(-u)) - log(2)
    return np.asarray(-(d - 1) * np.where(u < 1, near, far))


def _half_ratio(x: float) -> float:
    """Gamma(x)/Gamma(x + 1/2)."""
    if x < 170:
        return gamma(x) / gamma(x + 0.5)
    u = 1 / (8 * x)
    return (1 + u * (1 + u * (0.5 - u * (2.5 + u * 2.625)))) / sqrt(x)

"""Deep ReLU kernels on the sphere, of the network at initialisation or its neural tangent kernel: by degree.

A layer is the arc-cosine kernel of order 1, S(u) = (sqrt(1 - u^2) + u (pi - arccos u))/pi, with the derivative
S'(u) = 1 - arccos(u)/pi, the one of order 0 (Cho and Saul 2009). S_0 = T_0 = t, S_i = S(S_(i-1)), and the tangent
kernel is T_i = S_i + T_(i-1) S'(S_(i-1)) (Jacot, Gabriel, Hongler 2018), T_i(1) = i + 1.

All have Taylor coefficients a_n >= 0, so that, with n = l + 2j,

    eta_l = sum_j a_n W(l, j),   W = E[t^n P_l] = Gamma(d/2) n! / (2^n j! Gamma(d/2 + l + j)),

is a sum of positive numbers. It falls as a power of n only, as the kernels are not smooth at t = 1 and -1. Terms up to
a seam are added. Beyond it a_n and W are powers of n times smooth functions of 1/n, and a Gauss-Jacobi rule in 1/j has
all the rest at once.
"""

from __future__ import annotations

from functools import lru_cache
from math import asin, ceil, lgamma, log, pi, sqrt

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.kernels.zonal import checked, flushed
from scalecalc.theory.numerics.quadrature import STENCIL_REACH, gauss_jacobi, seam_weights

DEEPEST = 10
_TABLE = 2048  # Taylor coefficients computed one by one
_FITTED = 192.0  # from this n on a_n is its power times a polynomial in 1/n
_FIT_ORDER = 10
_FIRST_BLOCK = 64
_SEAM = 128  # j up to which terms are added
_LAST_SEAM = 2048  # in larger dimensions, W at a seam like this is nothing
_STEEP = 160.0  # l^2/j from which on W is nothing


def decay(tangent: bool) -> float:
    """The power with which N(d, l) eta_l falls in l."""
    return 2.0 if tangent else 4.0


def relu(dimension: float, depth: int, tangent: bool, degrees: int) -> Floats:
    """eta_l, l = 0 ... degrees - 1, of this many layers; 0 below 1e-290, exactly 0 for odd l >= 3 and one layer.

    The trace is 1, and depth + 1 for the tangent kernel. ValueError: see `zonal.checked`, and for a depth that is not
    one of 1 ... 10.
    """
    d = float(checked(dimension, degrees))
    if not 1 <= depth <= DEEPEST or depth != int(depth):
        raise ValueError(f"the depth of a ReLU kernel must be an integer from 1 to {DEEPEST}")
    coefficients, start = np.empty(degrees), 0
    while start < degrees:  # degrees of a similar size share the points of their sums
        end = min(max(_FIRST_BLOCK, 2 * start), degrees)
        for first in (start, start + 1):
            degree = np.arange(float(first), float(end), 2)
            coefficients[first:end:2] = _sums(d, int(depth), tangent, degree) if degree.size else 0.0
        start = end
    return flushed(coefficients)


def _sums(d: float, depth: int, tangent: bool, degree: Floats) -> Floats:
    """eta_l of these degrees, all even or all odd, of which the last is at most twice the first or so."""
    seam = ceil(min(max(d, _SEAM), _LAST_SEAM))
    low = degree[0] ** 2 / (_STEEP + 8 * d)  # below this j, W is nothing beside its largest values
    if d > _LAST_SEAM:
        return _added(d, depth, tangent, degree, _SEAM + ceil(2 * degree[-1] ** 2 / d))
    if low > seam:
        return _tail(d, depth, tangent, degree, float(low))
    return _added(d, depth, tangent, degree, seam) + _tail(d, depth, tangent, degree, float(seam))


def _added(d: float, depth: int, tangent: bool, degree: Floats, seam: int) -> Floats:
    """Terms j < seam, and the end terms of Euler-Maclaurin at the seam, shape of `degree`."""
    j = np.arange(float(seam + STENCIL_REACH + 1))
    weight = np.ones(j.size)
    weight[seam:] = 0.0
    weight[seam] = 0.5
    weight[seam - STENCIL_REACH :] += seam_weights()
    column = degree[:, None]
    i = np.arange(1.0, degree[-1] + 1)
    first = np.concatenate([[0.0], np.cumsum(np.log(i / (d + 2 * i - 2)))])[degree.astype(int)]
    n = column + 2 * j
    growth = (n[:, :-1] + 1) * (n[:, :-1] + 2) / ((j[:-1] + 1) * (2 * d + 4 * (column + j[:-1])))
    log_w = first[:, None] + np.pad(np.cumsum(np.log(growth), axis=1), ((0, 0), (1, 0)))
    sums: Floats = (np.exp(log_w) * _taylor_at(depth, tangent, n)) @ weight
    return sums


def _tail(d: float, depth: int, tangent: bool, degree: Floats, seam: float) -> Floats:
    """int_seam^inf dj a_n W(l, j), by a Gauss-Jacobi rule in v = seam/j, shape of `degree`."""
    power = (d - 1) / 2 + _power(tangent) - 2  # of v, in a_n W dj
    order = 16 + ceil(3 * (degree[-1] + d / 2) / sqrt(seam))
    v, weight = gauss_jacobi(order, power % 1)
    j = seam / v
    n = degree[:, None] + 2 * j
    values = np.exp(_log_w(d, degree[:, None], j)) * _taylor_beyond(depth, tangent, int(degree[0]) % 2, n)
    return values @ (weight * seam * v ** (-2 - power % 1))


def _log_w(d: float, degree: Floats, j: Floats) -> Floats:
    """log W(l, j) for real j >= 100 or so, by Stirling's series around m = n/2, whose large terms are taken out."""
    m = degree / 2 + j
    total = lgamma(d / 2) - log(pi) / 2 + (d - 1) / 2 * (1 - np.log(m))
    for sign, shift in ((1, 0.5), (1, 1.0), (-1, (degree + d) / 2), (-1, 1 - degree / 2)):
        x = m + shift
        total = total + sign * ((x - 0.5) * np.log1p(shift / m) + (1 / 12 - (1 / 360 - 1 / 1260 / x**2) / x**2) / x)
    return total


def _taylor_at(depth: int, tangent: bool, n: Floats) -> Floats:
    """a_n at integers n, all even or all odd."""
    known = np.minimum(n, _TABLE - 1).astype(int)
    beyond = _taylor_beyond(depth, tangent, known[0, 0] % 2, np.maximum(n, _TABLE))
    return np.where(n < _TABLE, _taylor(depth)[int(tangent)][known], beyond)


def _taylor_beyond(depth: int, tangent: bool, parity: int, n: Floats) -> Floats:
    """What smoothly goes through a_n at the even or the odd n, at real n >= _FITTED."""
    return np.polyval(_fits(depth, tangent)[parity], _FITTED / n) * n ** -_power(tangent)


def _power(tangent: bool) -> float:
    """Of 1/n, with which a_n falls."""
    return 1.5 if tangent else 2.5


@lru_cache(maxsize=64)
def _fits(depth: int, tangent: bool) -> tuple[Floats, Floats]:
    """Polynomials in _FITTED/n that are a_n n^power for even and for odd n, highest order first."""
    fits = []
    for parity in (0, 1):
        n = np.arange(_FITTED + parity, _TABLE, 2)
        values = _taylor(depth)[int(tangent)][n.astype(int)] * n ** _power(tangent)
        fits.append(np.linalg.lstsq(np.vander(_FITTED / n, _FIT_ORDER + 1), values, rcond=None)[0])
    return fits[0], fits[1]


@lru_cache(maxsize=16)
def _taylor(depth: int) -> tuple[Floats, Floats]:
    """a_n, n < _TABLE, of the kernel and the tangent kernel; only positive numbers are added.

    S' has the derivative 1/(pi sqrt(1 - u^2)), which is a power of a series; the rest are products and integrals.
    """
    n = np.arange(float(_TABLE))
    kernel = np.zeros(_TABLE)
    kernel[1] = 1.0
    tangent = kernel
    for _ in range(depth):
        u, slope = float(kernel[0]), (n * kernel)[1:]
        quarter = 0.5 + asin(u) / pi
        order0 = _integral(quarter, _product(_one_over_root(_product(kernel, kernel)), slope) / pi)
        kernel = _integral(sqrt(1 - u * u) / pi + u * quarter, _product(order0, slope))
        tangent = kernel + _product(tangent, order0)
    return kernel, tangent


def _product(a: Floats, b: Floats) -> Floats:
    return np.convolve(a, b)[:_TABLE]


def _integral(constant: float, slope: Floats) -> Floats:
    return np.concatenate([[constant], slope[: _TABLE - 1] / np.arange(1.0, _TABLE)])


def _one_over_root(square: Floats) -> Floats:
    """(1 - square)^(-1/2): r' (1 - square) = r square'/2 gives each coefficient from those before."""
    r = np.zeros(_TABLE)
    r[0] = 1 / sqrt(1 - square[0])
    halves = np.arange(float(_TABLE)) / 2
    for k in range(1, _TABLE):
        r[k] = (square[1 : k + 1] * (k - halves[1 : k + 1])) @ r[k - 1 :: -1] / (k * (1 - square[0]))
    return r

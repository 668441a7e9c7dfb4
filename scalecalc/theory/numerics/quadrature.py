"""Quadrature rules that turn sums over modes into sums over nodes."""

from __future__ import annotations

from functools import cache, lru_cache
from math import ceil, factorial

import numpy as np

from scalecalc.arrays import Floats

STENCIL_REACH = 6
_PANEL_ORDER = 16
_EULER_MACLAURIN = (1 / 12, -1 / 720, 1 / 30240, -1 / 1209600)  # B_2j / (2j)!, j = 1..4


@cache
def gauss_legendre(order: int) -> tuple[Floats, Floats]:
    """Nodes and weights of the Gauss-Legendre rule on [-1, 1], without numpy's own, whose import is slow."""
    nodes, weights = gauss_jacobi(order, 0.0)
    return 2 * nodes - 1, 2 * weights


def log_panels(start: float, end: float, width: float) -> tuple[Floats, Floats]:
    """Ranks and weights of int_start^end dk, by Gauss-Legendre panels in log k of at most this width."""
    span = float(np.log(end / start))
    number = max(1, ceil(span / width))
    nodes, weights = gauss_legendre(_PANEL_ORDER)
    half = span / number / 2
    centers = np.log(start) + half * (2 * np.arange(number) + 1)
    ranks = np.exp((centers[:, None] + half * nodes).ravel())
    return ranks, np.tile(half * weights, number) * ranks


def panels_between(edges: Floats) -> tuple[Floats, Floats]:
    """Places and weights of an integral by panels that end at these places, shape (panels + 1,)."""
    nodes, weights = gauss_legendre(_PANEL_ORDER)
    half = np.diff(edges)[:, None] / 2
    return (edges[:-1, None] + half * (1 + nodes)).ravel(), (half * weights).ravel()


@lru_cache(maxsize=256)
def gauss_jacobi(order: int, power: float) -> tuple[Floats, Floats]:
    """Nodes and weights on [0, 1] for the weight x^power, power > -1 (Golub and Welsch 1969).

    The recurrence is that of the Jacobi polynomials P^(0, power), mapped from [-1, 1].
    """
    n = np.arange(order, dtype=float)
    b = power
    with np.errstate(invalid="ignore"):
        diagonal = b * b / ((2 * n + b) * (2 * n + b + 2))
    diagonal[0] = b / (b + 2)  # the general form is 0/0 at n = 0, b = 0
    m = n[1:]
    squared = 4 * m * m * (m + b) ** 2 / ((2 * m + b) ** 2 * ((2 * m + b) ** 2 - 1))
    if order > 1:  # the general form is 0/0 at m = 1, b = -1 + epsilon
        squared[0] = 4 * (1 + b) / ((2 + b) ** 2 * (3 + b))
    jacobi = np.diag(diagonal) + np.diag(np.sqrt(squared), 1) + np.diag(np.sqrt(squared), -1)
    eigenvalues, vectors = np.linalg.eigh(jacobi)
    return (1 + eigenvalues) / 2, vectors[0] ** 2 / (b + 1)


@cache
def seam_weights() -> Floats:
    """Weights of f(K - 6) ... f(K + 6) that replace the derivative terms of Euler-Maclaurin at a lower end K.

    sum_{k=K}^{M} f(k) = int_K^M f + (f(K) + f(M))/2 + [seam at K] - [seam at M], where
    seam = - sum_j B_2j/(2j)! f^(2j-1), j = 1..4, the derivatives by central differences on the integers.
    """
    offsets = np.arange(-STENCIL_REACH, STENCIL_REACH + 1, dtype=float)
    taylor = (
        np.vander(offsets, increasing=True).T
        / np.array([factorial(i) for i in range(offsets.size)], dtype=float)[:, None]
    )
    moments = np.zeros(offsets.size)
    moments[1:8:2] = [-coefficient for coefficient in _EULER_MACLAURIN]
    weights: Floats = np.linalg.solve(taylor, moments)
    return (weights - weights[::-1]) / 2  # the exact weights are odd; rounding is not

"""Gauss rules of discrete measures: n nodes that integrate polynomials of degree up to 2n - 1 as the measure does."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats

_MOMENT_ERROR = 2e-14  # relative to the total weight
_FEW_POINTS = 1e-28  # ratio of two successive squared norms below which the measure has no more points

Recurrence = tuple[float, list[float], list[float]]  # total weight, alpha_k, beta_k (beta_0 = 1)


def recurrence(moments: Floats) -> Recurrence:
    """The recurrence coefficients of a measure on [-1, 1] from its 2n Chebyshev moments.

    The modified Chebyshev algorithm (Wheeler 1974) needs one pass over the data. It loses digits where the measure is
    concentrated at one end of the interval. If the measure has fewer than n points, a norm vanishes and the recurrence
    ends there.
    """
    total = float(moments[0])
    if total == 0:
        return 0.0, [], []
    n = moments.size // 2
    monic = moments / total * 2.0 ** (1 - np.arange(2 * n))
    monic[0] = 1.0
    beta_reference = np.concatenate([[0.0, 0.5], np.full(2 * n, 0.25)])
    previous, current = np.zeros(2 * n), monic
    alpha, beta = [float(monic[1])], [1.0]
    for k in range(1, n):
        row = np.zeros(2 * n)
        inner = slice(k, 2 * n - k)
        row[inner] = current[k + 1 : 2 * n - k + 1] - alpha[-1] * current[inner]
        row[inner] += beta_reference[inner] * current[k - 1 : 2 * n - k - 1] - beta[-1] * previous[inner] * (k > 1)
        ratio = float(row[k] / current[k - 1])
        if not ratio > 1e-13:
            break
        alpha.append(float(row[k + 1] / row[k] - current[k] / current[k - 1]))
        beta.append(ratio)
        previous, current = current, row
    return total, alpha, beta


def stieltjes(x: Floats, weight: Floats, order: int) -> Recurrence:
    """The same from the points x in [-1, 1] and their weights, shape (points,), up to `order` coefficients.

    The procedure of Stieltjes needs one pass over the points for each coefficient, but it loses no digits.
    """
    total = float(weight.sum())
    before, now = np.zeros_like(x), np.ones_like(x)
    norm, alpha, beta = total, [], []
    for k in range(order):
        square = weight * now * now
        last, norm = norm, float(square.sum())
        if k and not norm > _FEW_POINTS * last:
            break
        alpha.append(float(square @ x) / norm)
        beta.append(norm / last)
        before, now = now, (x - alpha[-1]) * now - (beta[-1] * before if k else 0.0)
    return total, alpha, beta


def reproduces(nodes: Floats, weights: Floats, moments: Floats) -> bool:
    """Whether a rule has these Chebyshev moments, to rounding."""
    degrees = np.arange(moments.size)[:, None]
    error = np.cos(degrees * np.arccos(nodes)) @ weights - moments
    return bool(np.all(np.abs(error) <= _MOMENT_ERROR * moments[0]))


def gauss_rule(total: float, alpha: list[float], beta: list[float]) -> tuple[Floats, Floats]:
    """Nodes and weights of the Gauss rule with these recurrence coefficients (Golub and Welsch 1969)."""
    if not alpha:
        return np.zeros(0), np.zeros(0)
    off = np.sqrt(beta[1:])
    nodes, vectors = np.linalg.eigh(np.diag(alpha) + np.diag(off, 1) + np.diag(off, -1))
    return np.clip(nodes, -1, 1), total * vectors[0] ** 2  # rounding may move a node of no weight

"""GCV for correlated samples with matched noise, E_tr S z/(z - q_K) with S = P/(z kt) (arXiv:2408.04607).

kt solves sum_t k_t/(k_t + kt) = z, where k_t are the eigenvalues of the samples' correlation.
"""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.correlations import Correlation


def corr_gcv(correlation: Correlation | None, P: int, df1: Floats, free: Floats, gcv: Floats) -> Floats:
    """CorrGCV of each draw from its degrees of freedom, free = 1 - df1/P, and GCV; nan without correlation.

    df1, free: shape (draws,).  gcv, and the result: shape (draws, columns).
    """
    if correlation is None:
        return np.full_like(gcv, np.nan)
    k = correlation.eigenvalues(P)
    return np.stack([_at_one_draw(k, P, *one) for one in zip(df1, free, gcv, strict=True)])


def _at_one_draw(k: Floats, P: int, df1: float, free: float, gcv: Floats) -> Floats:
    """CorrGCV of a draw, from sum_t k_t/(k_t + kt) = z and sum_t k_t kt/(k_t + kt)^2 = z - q_K."""
    if df1 <= 0:
        return gcv
    if free <= 0:  # kt -> 0: kt = (P - z)/sum 1/k and z - q_K = P - z
        return gcv * float(np.mean(1 / k))
    kt = _ridge_of(k, df1)
    z_q = float(np.sum(k * kt / (k + kt) ** 2))
    return gcv * (free**2 * P / (kt * z_q))


def _ridge_of(k: Floats, z: float) -> float:
    """The kt at which sum k/(k + kt) = z, 0 < z < len(k), by Newton's method in 1/z, monotone from below."""
    kt = 0.0
    for _ in range(200):
        total = float(np.sum(k / (k + kt)))
        slope = float(np.sum(k / (k + kt) ** 2))
        step = (total - z) * total / (z * slope)
        kt += step
        if abs(step) <= 1e-13 * kt:
            break
    return kt

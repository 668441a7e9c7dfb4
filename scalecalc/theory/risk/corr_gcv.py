"""GCV for correlated samples with matched noise, E_tr S z/(z - q_K) with S = P/(z kt) (arXiv:2408.04607).

kt solves sum_t k_t/(k_t + kt) = z, where k_t are the eigenvalues of the samples' correlation, of mean 1.
"""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats


def correction(k: Floats, df1: float, free: float) -> float:
    """CorrGCV over GCV, from the eigenvalues k_t, shape (P,), the degrees of freedom df1, and free = 1 - df1/P.

    From sum_t k_t/(k_t + kt) = z and sum_t k_t kt/(k_t + kt)^2 = z - q_K.
    """
    P = len(k)
    if df1 <= 0:
        return 1.0
    if free <= 0:  # kt -> 0: kt = (P - z)/sum 1/k and z - q_K = P - z
        return float(np.mean(1 / k))
    kt = _ridge_of(k, df1)
    z_q = float(np.sum(k * kt / (k + kt) ** 2))
    return float(free**2 * P / (kt * z_q))


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

"""Structured rows whose decay is near 1: one formula on either side of it, where the leading laws have a pole.

For s_j = j^-a, j <= N, and z << N the sum z = sum_j 1/(1 + kappa_F j^a) is, with kappa_F = y^-a,
    z = y [((N/y)^(1-a) - 1)/(1-a) + c],  c = C_a + 1/(1-a),  C_a = (pi/a)/sin(pi/a),
in which the poles of both terms at a = 1 cancel, and leave z = y log(N/y).
"""

from __future__ import annotations

from math import exp, expm1, log, pi, sin

_REACH = 0.25  # of the decay about 1
_AT_ONE = 1e-6  # as near to 1, what the poles leave is negligible
_HALVINGS = 60


def near_one(decay: float) -> bool:
    """Whether the formula serves better than the leading laws of either side."""
    return abs(decay - 1) < _REACH


def inverse_s_near_one(decay: float, rows: float, z: float) -> float:
    """1/S = z kappa_F/N at 1 << z << N; beyond, the same formula at its end."""

    def resolved(log_y: float) -> float:
        return exp(log_y) * _spread(decay, log(rows) - log_y)

    low, high = log(z) - 2 * log(rows) - 1, log(rows)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if resolved(middle) < z else (low, middle)
    return z * exp(-decay * high) / rows


def _spread(decay: float, reach: float) -> float:
    """The bracket at log(N/y) = reach."""
    s = 1 - decay
    if abs(s) < _AT_ONE:
        return max(1.0, reach)
    return max(1.0, expm1(s * reach) / s + pi / decay / sin(pi / decay) + 1 / s)

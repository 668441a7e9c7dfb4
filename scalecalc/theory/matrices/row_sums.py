"""Sums over structured rows, mostly s_j = j^-a, j <= N, that the laws of their S-transform are made of.

With kappa_F = y^-a and z << N the sum z = sum_j 1/(1 + kappa_F j^a) is
    z = y [((N/y)^(1-a) - 1)/(1-a) + c],  c = C_a + 1/(1-a),  C_a = (pi/a)/sin(pi/a).
Either term alone is the leading law on one side of a = 1. There both have a pole; together they leave z = y log(N/y).
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, expm1, gamma, inf, log

import numpy as np

from scalecalc.theory.modes.nodes import Nodes, learned, mode_sums
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.numerics.passing import passing
from scalecalc.theory.numerics.powersum import capacity_constant, power_sum
from scalecalc.theory.numerics.quadrature import gauss_legendre
from scalecalc.theory.spectra.power_law import PowerLaw

_REACH = 0.25  # of the decay about 1
_ORDER, _PANELS = 16, 60  # Gauss-Legendre in log u
_AT_ONE = 1e-6  # as near to 1, what the poles leave is negligible


def near_one(decay: float) -> bool:
    """Whether the formula serves better than the leading laws of either side."""
    return abs(decay - 1) < _REACH


def inverse_s_near_one(decay: float, rows: float, z: float) -> float:
    """1/S = z kappa_F/N at 1 << z << N; beyond, the same formula at its end."""

    def unresolved(log_y: float) -> float:
        return 1 - exp(log_y) * _spread(decay, log(rows) - log_y) / z

    log_y = passing(unresolved, log(z) - 2 * log(rows) - 1, log(rows))
    return z * exp(-decay * log_y) / rows


def _spread(decay: float, reach: float) -> float:
    """The bracket at log(N/y) = reach."""
    s = 1 - decay
    if abs(s) < _AT_ONE:
        return max(1.0, reach)
    return max(1.0, expm1(s * reach) / s + capacity_constant(decay) + 1 / s)


def few(a: float) -> float:
    """Theta ~ this times z N^(-2(1-a)) for z << N^(1-a), 1/2 < a < 1."""
    a = float(a)
    return float(power_sum(2 * a, 1, inf)) * (1 - a) ** 2


def many(a: float) -> float:
    """Theta ~ this times (z/N)^((1-a)/a) for N^(1-a) << z << N, 1/2 < a < 1."""
    a = float(a)
    return float(gamma(1 / a) * gamma(2 - 1 / a) / a * (1 - a) ** (1 / a))


def square_sum(a: float, kappa: float) -> float:
    """sum_{j >= 1} (1 + kappa j^a)^-2, a > 1/2: modes up to a rank beyond which only kappa j^a counts."""
    last = float(np.ceil((1e17 / kappa) ** (1 / a) + 1e3))
    nodes = PowerLaw(a, 1.0, last, 2.0, 1.0).nodes(kappa / 1e17)
    return float(mode_sums(nodes, np.array([kappa])).q[0]) + float(power_sum(2 * a, last + 1, inf)) / kappa**2


def counted(rows: Task, z: float, nodes_from: Callable[[float], Nodes]) -> tuple[float, float]:
    """kappa_F and Theta at a number z < N; nodes_from: nodes of the rows for every kappa_F from there on.

    The rows are split after M, as near to z as possible, so that a gap there loses no digits.
    """
    lowest = 0.5 * float(rows.kappa_floor(np.array([z]))[0])
    nodes = nodes_from(lowest)

    nearest = int(np.argmin(np.abs(nodes.ranks - z)))
    split, missing = int(nodes.splits[nearest]), float(nodes.ranks[nearest]) - z

    def excess(kappa: float) -> float:
        shares = learned(nodes, np.array([kappa]))
        above = float(shares.t[0, :split] @ nodes.count[:split]) + max(-missing, 0.0)
        below = float(shares.s[0, split:] @ nodes.count[split:]) + max(missing, 0.0)
        return log(below / above) if above > 0 else inf

    highest = 2 * float(rows.kappa_ceiling(np.array([z]))[0])
    kappa = exp(passing(lambda x: excess(exp(x)), log(lowest), log(highest)))
    sums = mode_sums(nodes, np.array([kappa]))
    return kappa, float(sums.q[0] / sums.z_q[0])


def mean_inverse(nodes: Nodes) -> float:
    """1 over the mean of 1/s_j, the g of 1/S ~ g (1 - z/N) as z -> N."""
    return nodes.modes / float(nodes.count @ nodes.inverse_eigenvalue)


def continuum(a: float, filled: float) -> tuple[float, float]:
    """K and Theta where z/N = filled < 1: filled = int_0^1 du/(1 + K u^a)."""
    # In t = -log u the integrand is smooth; beyond the last panel u is negligible.
    nodes, weights = gauss_legendre(_ORDER)
    half = 40.0 / _PANELS / 2
    t = (half * (2 * np.arange(_PANELS) + 1)[:, None] + half * nodes).ravel()
    u, w = np.exp(-t), np.tile(half * weights, _PANELS) * np.exp(-t)

    def empty(K: float) -> float:
        x = K * u**a
        return float(w @ (x / (1 + x)))

    def excess(log_K: float) -> float:
        K = exp(log_K)
        return (1 - filled) - empty(K) if filled > 0.5 else float(w @ (1 / (1 + K * u**a))) - filled

    K = exp(passing(excess, -80.0, 700.0))
    x = K * u**a
    q, z_q = float(w @ (1 / (1 + x)) ** 2), float(w @ (x / (1 + x) ** 2))
    return K, q / z_q

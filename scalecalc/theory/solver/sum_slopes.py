"""How the sums over the modes change with kappa."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.modes.nodes import ModeSums, Nodes, Shares, learned_in_tiles


@record
class SumSlopes:
    """d/dlog kappa of the mode sums; with s = eta/(eta+kappa), t = 1-s: ds/dlog kappa = -s t."""

    q: Floats
    z_q: Floats
    B: Floats
    T_B: Floats


def sum_slopes(nodes: Nodes, kappa: Floats) -> SumSlopes:
    """The slopes at these kappa, shape (n,)."""
    found = np.empty((4, kappa.size))
    for part, shares in learned_in_tiles(nodes, kappa):
        slopes = sums_and_slopes(nodes, shares)[1]
        found[:, part] = slopes.q, slopes.z_q, slopes.B, slopes.T_B
    return SumSlopes(*found)


def sums_and_slopes(nodes: Nodes, shares: Shares) -> tuple[ModeSums, SumSlopes]:
    """All mode sums and their slopes, from the shares that `learned` gives."""
    s, t, s_t = shares.s, shares.t, shares.s_t
    both = np.stack((nodes.count, nodes.power), axis=1)
    z_q, T_B = (s_t @ both).T
    upper, upper_power = ((s * s_t) @ both).T
    lower, lower_power = ((s_t * t) @ both).T
    B = (t * t) @ nodes.power + nodes.null_power
    sums = ModeSums(z=s @ nodes.count, q=(s * s) @ nodes.count, z_q=z_q, B=B, T_B=T_B)
    slopes = SumSlopes(q=-2 * upper, z_q=upper - lower, B=2 * lower_power, T_B=upper_power - lower_power)
    return sums, slopes

"""Positive quantities with their logarithmic slopes along a path, on which the error formulas run unchanged."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.spectra.nodes import ModeSums, Nodes, Shares, learned_in_tiles


@record
class Sloped:
    """A positive quantity at n points with its slope dlog value/dlog X."""

    value: Floats
    slope: Floats

    def __add__(self, other: Sloped) -> Sloped:
        total = self.value + other.value
        change = _weighted(self) + _weighted(other)
        return Sloped(total, change / total)

    def __mul__(self, other: Sloped) -> Sloped:
        return Sloped(self.value * other.value, self.slope + other.slope)

    def __truediv__(self, other: Sloped) -> Sloped:
        return Sloped(self.value / other.value, self.slope - other.slope)


def held(value: Floats) -> Sloped:
    """A quantity that does not change along the path."""
    return Sloped(value, np.zeros_like(value))


def _weighted(x: Sloped) -> Floats:
    return np.where(x.value == 0, 0.0, x.value * x.slope)


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

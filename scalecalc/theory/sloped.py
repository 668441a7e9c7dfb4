"""Positive quantities with their logarithmic slopes along a path, on which the error formulas run unchanged."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from scalecalc.theory.nodes import BLOCK, Nodes, learned
from scalecalc.theory.points import Floats


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class SumSlopes:
    """d/dlog kappa of the mode sums; with s = eta/(eta+kappa), t = 1-s: ds/dlog kappa = -s t."""

    q: Floats
    z_q: Floats
    B: Floats
    T_B: Floats


def sum_slopes(nodes: Nodes, kappa: Floats) -> SumSlopes:
    size = max(16, BLOCK // nodes.eigenvalue.size)
    parts = [_block_slopes(nodes, kappa[start : start + size]) for start in range(0, kappa.size, size)]
    return SumSlopes(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(SumSlopes)))


def _block_slopes(nodes: Nodes, kappa: Floats) -> SumSlopes:
    ratio, s = learned(nodes, kappa)
    t = ratio * s
    s_s_t, s_t_t = s * s * t, s * t * t
    upper = s_s_t @ nodes.count
    return SumSlopes(
        q=-2 * upper,
        z_q=upper - s_t_t @ nodes.count,
        B=2 * (s_t_t @ nodes.power),
        T_B=s_s_t @ nodes.power - s_t_t @ nodes.power,
    )

"""kappa_min, below which the renormalized ridge cannot fall: z(kappa_min) = m, the smallest of P and the widths.

With the first M modes split off, z = m reads  sum_{k<=M} (1-s_k) + [m-M]_+  =  sum_{k>M} s_k + [M-m]_+ .  Both sides
have positive terms only, and both are small where the spectrum has a gap after M = m modes. So the root keeps its
digits even at the edge of a level.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.modes.nodes import BLOCK, Nodes, Shares, learned_in_tiles, weighted_sums
from scalecalc.theory.numerics.distinct import distinct
from scalecalc.theory.numerics.roots import Indices, increasing_root

_FEW_DIGITS = 1e-3  # of m - z beside m
_ROUNDING = 1e-14
_SMALLEST = 1e-300

# zbar - z at kappa for some rows, given z and m - z there, and its dlog/dlog z at fixed kappa
NoiseTerm = Callable[[Floats, Floats, Floats, Indices], tuple[Floats, Floats]]


def edges(nodes: Nodes, resolved: Floats, floor: Floats, ceiling: Floats) -> tuple[Floats, Bools]:
    """kappa_min for each m in `resolved` (any order, m < D), and whether it was found; shape (n,).

    floor, ceiling: bounds of each root, shape (n,). Equal m are solved once.
    """
    first, which = distinct(resolved)
    roots, found = _in_blocks(nodes, resolved[first], floor[first], ceiling[first], None)
    return roots[which], found[which]


def noisy_edges(
    nodes: Nodes, resolved: Floats, floor: Floats, ceiling: Floats, noise: NoiseTerm
) -> tuple[Floats, Bools]:
    """The same with feature noise: zbar(kappa_min) = m, where m may exceed D, and `noise` there is m - z(kappa_min)."""
    return _in_blocks(nodes, resolved, floor, ceiling, noise)


def _in_blocks(
    nodes: Nodes, resolved: Floats, floor: Floats, ceiling: Floats, noise: NoiseTerm | None
) -> tuple[Floats, Bools]:
    size = max(16, BLOCK // nodes.eigenvalue.size)
    roots, found = np.empty_like(resolved), np.empty(resolved.shape, dtype=bool)
    for start in range(0, resolved.size, size):
        part = slice(start, start + size)
        shifted = None if noise is None else _from(noise, start)
        roots[part], found[part] = _solve(nodes, resolved[part], floor[part], ceiling[part], shifted)
    return roots, found


def _from(noise: NoiseTerm, start: int) -> NoiseTerm:
    return lambda kappa, z, lack, rows: noise(kappa, z, lack, rows + start)


@record
class Split:
    """The modes of n points split after the first M, with M as near to m as possible.

    upper, lower: the counts of the modes before and after, shape (n, nodes), or (1, nodes) where M is the same for all.
    surplus, deficit: [m-M]_+ and [M-m]_+, shape (n,).
    """

    nodes: Nodes
    upper: Floats
    lower: Floats
    surplus: Floats
    deficit: Floats

    @classmethod
    def of(cls, nodes: Nodes, resolved: Floats) -> Split:
        """The split for these m, shape (n,)."""
        split, excess = _nearest_split(nodes, resolved)
        split = split[:1] if (split == split[:1]).all() else split
        before = np.arange(nodes.eigenvalue.size) < split[:, None]
        upper = np.where(before, nodes.count, 0.0)
        lower = nodes.count - upper
        return cls(nodes, upper, lower, np.maximum(excess, 0), np.maximum(-excess, 0))

    def sides(self, shares: Shares, rows: Indices | slice) -> tuple[Floats, Floats]:
        """sum_{k<=M} (1-s_k) + [m-M]_+ and sum_{k>M} s_k + [M-m]_+, whose difference is m - z."""
        left = weighted_sums(shares.t, self.upper, rows) + self.surplus[rows]
        return left, weighted_sums(shares.s, self.lower, rows) + self.deficit[rows]

    def sums(self, kappa: Floats, rows: Indices) -> Floats:
        """Both sides at these kappa, the rates of their rise and fall with log kappa, and z; shape (5, n)."""
        found = np.empty((5, kappa.size))
        for part, shares in learned_in_tiles(self.nodes, kappa):
            some = rows[part]
            slopes = (weighted_sums(shares.s_t, weights, some) for weights in (self.upper, self.lower))
            found[:, part] = *self.sides(shares, some), *slopes, shares.s @ self.nodes.count
        return found


def noise_at(nodes: Nodes, resolved: Floats, kappa: Floats, noise: NoiseTerm) -> tuple[Floats, Floats]:
    """kappa_min to the last digit, and the value of `noise` there, which is m - z; shape (n,).

    A small m - z has few digits as a difference. It is then where `noise`, given m - z, is m - z.
    """
    kappa, result = kappa.copy(), np.empty_like(kappa)
    size = max(16, BLOCK // nodes.eigenvalue.size)
    for start in range(0, kappa.size, size):
        rows = np.arange(start, min(start + size, kappa.size))
        left, right, rise, fall, z = Split.of(nodes, resolved[rows]).sums(kappa[rows], np.arange(rows.size))
        lack = left - right
        result[rows] = noise(kappa[rows], z, lack, rows)[0]
        small = lack < _FEW_DIGITS * resolved[rows]
        if small.any():
            rows, lack, slope = rows[small], lack[small], (rise + fall)[small]
            result[rows] = _itself(kappa, result, resolved, noise, rows)
            off = result[rows] - lack
            moved = np.abs(off) > _ROUNDING * resolved[rows]
            kappa[rows] = np.where(moved, kappa[rows] * (1 + off / slope), kappa[rows])
            result[rows] = _itself(kappa, result, resolved, noise, rows)
    return kappa, result


def _itself(kappa: Floats, lack: Floats, resolved: Floats, noise: NoiseTerm, rows: Indices) -> Floats:
    """The lack of these rows where it is what `noise` gives for it, sought from `lack`."""

    def imbalance(at: Floats, some: Indices) -> tuple[Floats, Floats]:
        mine = rows[some]
        z = resolved[mine] - at
        value, slope = noise(kappa[mine], z, at, mine)
        return np.log(at / value), 1 + slope * at / z

    high = resolved[rows] / 2
    return increasing_root(imbalance, np.full_like(high, _SMALLEST), high, lack[rows])[0]


def _solve(
    nodes: Nodes, resolved: Floats, floor: Floats, ceiling: Floats, noise: NoiseTerm | None
) -> tuple[Floats, Bools]:
    split = Split.of(nodes, resolved)

    def imbalance(kappa: Floats, rows: Indices) -> tuple[Floats, Floats]:
        left, right, upper_slope, lower_slope, z = split.sums(kappa, rows)
        if noise is not None:
            term, slope = noise(kappa, z, left - right, rows)
            right = right + term
            lower_slope = lower_slope + term * (1 + slope * (upper_slope + lower_slope) / z)
        return np.log(left / right), upper_slope / left + lower_slope / right

    return increasing_root(imbalance, floor, ceiling, ceiling)


def _nearest_split(nodes: Nodes, resolved: Floats) -> tuple[Indices, Floats]:
    """How many nodes to split off so that M is as near to m as possible, and m - M."""
    after = np.minimum(np.maximum(np.searchsorted(nodes.ranks, resolved), 1), nodes.ranks.size - 1)
    nearer = resolved - nodes.ranks[after - 1] <= np.abs(nodes.ranks[after] - resolved)
    chosen = np.where(nearer, after - 1, after)
    return nodes.splits[chosen], resolved - nodes.ranks[chosen]

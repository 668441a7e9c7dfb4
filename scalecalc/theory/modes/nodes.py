"""A spectrum and its target as a short list of weighted nodes, and the mode sums of the theory over them.

Every quantity is a sum over modes of a smooth function of log eta, once with the counting measure and once with
the target's power v_k = eta_k w_k^2. With s = eta/(eta + kappa), all of them are sums of s, 1 - s and their products:
    z = sum s,  q = sum s^2,  B = sum v (1-s)^2,  T = sum v (1-s)            (arXiv:2405.00592, un-normalised)
so that differences such as z - q = sum s (1-s) and T - B = sum v s (1-s) never need a subtraction.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.record import record

# Matrices of points x nodes that are kept are no larger than a block; those that are only summed over stay in the
# processor's cache, tile by tile.
BLOCK = 1 << 18
TILE = 1 << 14
_HUGE = 1e300  # kappa/eta is held below overflow, so that (kappa/eta) s stays 1
_INVERTIBLE = 1e-307  # smaller eigenvalues have no inverse in double precision


@record
class Nodes:
    """Weighted nodes, shape (n,) each, that reproduce sums over modes for every kappa they were built for.

    eigenvalue: eta > 0.  count: how many modes a node stands for.  power: how much target power it carries
    (quadrature weights of either kind may be slightly negative).  complete: the counts add up to `modes`; otherwise
    the last nodes only reproduce sums of functions that vanish at eta = 0.
    splits, ranks: the first splits[i] nodes stand for exactly the first ranks[i] modes; (0, 0) comes first.
    modes: number of modes of positive eigenvalue.  null_power: target power in modes of eigenvalue 0.
    """

    eigenvalue: Floats
    count: Floats
    power: Floats
    complete: bool
    splits: NDArray[np.intp]
    ranks: Floats
    modes: float
    null_power: float = 0.0

    @cached_property
    def inverse_eigenvalue(self) -> Floats:
        """1/eta"""
        return np.asarray(1.0 / self.eigenvalue)

    @cached_property
    def smallest(self) -> float:
        """The smallest eta."""
        return float(self.eigenvalue.min())


@record
class Shares:
    """s = eta/(eta + kappa), t = 1 - s and s t for every kappa and node, shape (len(kappa), n) each."""

    s: Floats
    t: Floats
    s_t: Floats


@record
class ModeSums:
    """The sums of the theory at n values of kappa; every field has shape (n,).

    z, q: df1 and df2 un-normalised.  z_q: z - q.  B: kappa^2 sum v/(eta+kappa)^2.  T_B: T - B.
    """

    z: Floats
    q: Floats
    z_q: Floats
    B: Floats
    T_B: Floats


def learned(nodes: Nodes, kappa: Floats, out: Floats | None = None) -> Shares:
    """What is learned of every node at every kappa. out: shape (3, len(kappa), nodes), where to put it."""
    s, t, s_t = np.empty((3, kappa.size, nodes.eigenvalue.size)) if out is None else out
    tiny = nodes.smallest < _INVERTIBLE
    if tiny:
        np.divide(kappa[:, None], nodes.eigenvalue, out=t)
    else:
        np.multiply(kappa[:, None], nodes.inverse_eigenvalue, out=t)
    if tiny or np.maximum.reduce(kappa, initial=0.0) / nodes.smallest > _HUGE:
        np.minimum(t, _HUGE, out=t)
    np.add(t, 1.0, out=s)
    np.divide(1.0, s, out=s)
    np.multiply(t, s, out=t)
    np.multiply(s, t, out=s_t)
    return Shares(s, t, s_t)


def rows_of(matrix: Floats, rows: NDArray[np.intp] | NDArray[np.bool_] | slice) -> Floats:
    """These rows of a matrix, in any order and as often as named; itself, not a copy, where they are its own."""
    numbered = isinstance(rows, np.ndarray) and rows.dtype != np.bool_ and rows.size == len(matrix)
    return matrix if numbered and np.all(rows == np.arange(len(matrix))) else matrix[rows]


def learned_in_tiles(nodes: Nodes, kappa: Floats) -> Iterator[tuple[slice, Shares]]:
    """The same for some of the kappa after others, each time in the same place: what is summed over is not kept."""
    size = max(16, TILE // nodes.eigenvalue.size)
    out = np.empty((3, min(size, kappa.size), nodes.eigenvalue.size))
    for start in range(0, kappa.size, size):
        part = slice(start, start + size)
        yield part, learned(nodes, kappa[part], out[:, : kappa.size - start])


def weighted_sums(values: Floats, weights: Floats, rows: NDArray[np.intp] | slice) -> Floats:
    """Sums over nodes of values of these rows, shape (n,).

    weights: for all rows there are, shape (rows, nodes), or one that they share, shape (1, nodes).
    """
    if len(weights) == 1:
        return np.asarray(values @ weights[0])
    return np.asarray(np.einsum("ij,ij->i", values, rows_of(weights, rows)))


def mode_sums(nodes: Nodes, kappa: Floats) -> ModeSums:
    """All sums at kappa > 0, shape (n,)."""
    return sums_of(nodes, learned(nodes, kappa))


def sums_of(nodes: Nodes, shares: Shares) -> ModeSums:
    """All sums, from what `learned` gives."""
    s, t, s_t = shares.s, shares.t, shares.s_t
    return ModeSums(
        z=s @ nodes.count,
        q=(s * s) @ nodes.count,
        z_q=s_t @ nodes.count,
        B=(t * t) @ nodes.power + nodes.null_power,
        T_B=s_t @ nodes.power,
    )

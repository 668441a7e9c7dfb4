"""The variances of rows as spectra; gaps in them, where the number of rows passed does not say what kappa_F is.

If s falls far from row M to the next, then with s_j = s/(s + kappa_F) the sums sum_{j<=M} (1-s_j) and sum_{j>M} s_j
are both small at z = M. They differ by M - z, which has to be known by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Literal

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.matrices.response import Level, Rows
from scalecalc.theory.modes.nodes import Nodes
from scalecalc.theory.numerics.roots import Indices

_WIDE = 0.01  # of s_M, which the next is below; of M, which the sums are below, and the distance of z from M
_ROUNDING = 2.0**-51


@record
class Beside:
    """Which of n points have z near a number M of rows above a gap, whose s are in the first `split` nodes; shape (n,).

    missing: M - z.  blur: what rounding leaves open of it.
    """

    here: Bools
    split: Indices
    missing: Floats
    blur: Floats

    def __getitem__(self, rows: Rows) -> Beside:
        return Beside(self.here[rows], self.split[rows], self.missing[rows], self.blur[rows])


@record
class Gaps:
    """Gaps in the rows of several spectra: how many nodes and rows are above; shape (spectra, gaps), inf for none."""

    split: Indices
    rank: Floats

    @classmethod
    def of(cls, spectra: Sequence[Nodes]) -> Gaps | None:
        """Those of these spectra, None if there are none."""
        found = [cls._of(nodes) for nodes in spectra]
        most = max(places.size for places in found)
        if not most:
            return None
        split, rank = np.zeros((len(found), most), dtype=np.intp), np.full((len(found), most), np.inf)
        for i, (nodes, places) in enumerate(zip(spectra, found, strict=True)):
            split[i, : places.size], rank[i, : places.size] = nodes.splits[places], nodes.ranks[places]
        return cls(split, rank)

    @staticmethod
    def _of(nodes: Nodes) -> Indices:
        """Which of the splits are at a gap: both sums are small where they are equal."""
        s = nodes.eigenvalue
        (inner,) = np.nonzero((nodes.splits > 0) & (nodes.splits < s.size))
        inner = inner[s[nodes.splits[inner]] < _WIDE * s[nodes.splits[inner] - 1]]
        after = nodes.splits[inner]
        above = np.cumsum(nodes.count * nodes.inverse_eigenvalue)[after - 1]
        below = np.cumsum((nodes.count * s)[::-1])[::-1][after]
        return inner[np.sqrt(above) * np.sqrt(below) < _WIDE * nodes.ranks[inner]]

    def beside(self, which: Indices, level: Level) -> Beside:
        """The gap that is nearest to z, for points of these spectra."""
        rank = self.rank[which]
        nearest = np.argmin(np.abs(level.below(rank.T)), axis=0)
        split, rank = self.split[which, nearest], self.rank[which, nearest]
        missing = level.below(rank)
        return Beside(np.abs(missing) < _WIDE * rank, split, missing, _ROUNDING * np.abs(rank - level.reference))


@record(eq=False)
class Spectra:
    """Several spectra as nodes, padded to equal length: 1/s and how many rows a node stands for; shape (spectra, n)."""

    inverse: Floats
    count: Floats
    gaps: Gaps | None

    @classmethod
    def of(cls, spectra: Sequence[Nodes]) -> Spectra:
        longest = max(nodes.count.size for nodes in spectra)

        def padded(values: Floats, mode: Literal["edge", "constant"]) -> Floats:
            return np.pad(values, (0, longest - values.size), mode=mode) if values.size < longest else values

        return cls(
            np.stack([padded(nodes.inverse_eigenvalue, "edge") for nodes in spectra]),
            np.stack([padded(nodes.count, "constant") for nodes in spectra]),
            Gaps.of(spectra),
        )

    @cached_property
    def smallest(self) -> Floats:
        """The smallest s of each, shape (spectra,)."""
        return np.asarray(1 / self.inverse.max(axis=1))

    @cached_property
    def largest(self) -> Floats:
        return np.asarray(1 / self.inverse.min(axis=1))

    @cached_property
    def trace(self) -> Floats:
        """sum s of each, shape (spectra,)."""
        return np.asarray(np.sum(self.count / self.inverse, axis=1))

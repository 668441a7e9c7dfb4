"""m - z and what follows from it, without cancellation: the slacks P - z and N_l - z of the equation."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.matrices.response import Rows
from scalecalc.theory.numerics.roots import Indices
from scalecalc.theory.spectra.nodes import Nodes, Shares, weighted_sums


@record
class Slack:
    """m - z and N_l - z for n points, where kappa2 = kappa_min + delta; arrays of shape (n,).

    size - z = (size - reference) + lack + change(delta). Above kappa_min > 0 the reference is m, lack is
    m - z(kappa_min), and the change z(kappa_min) - z is delta sum eta/((eta + kappa_min)(eta + kappa2)). Where D <= m
    (`whole`) the reference is D, and D - z = sum (1 - s). Where z is well below m (`plain`) it is 0: N - z is harmless.
    weight: of every node in that change, shape (n, nodes), or (1, nodes) where it is the same for all points.
    inner, spare: reference and lack for layers before the last one, which may be narrower than m.
    """

    plain: Bools
    whole: Bools
    any_whole: bool
    unit: Floats
    weight: Floats
    reference: Floats
    lack: Floats
    inner: Floats
    spare: Floats

    @classmethod
    def of(cls, nodes: Nodes, resolvable: Floats, kappa_min: Floats, plain: Bools) -> Slack:
        """For points with these m and kappa_min, without noise of the features: nothing is lacking."""
        whole = (kappa_min == 0) & ~plain
        alike = bool((kappa_min == kappa_min[:1]).all() and (plain == plain[:1]).all())
        some = slice(0, 1) if alike else slice(None)
        start = kappa_min[some, None]
        weight = nodes.count * (start / (nodes.eigenvalue + start))
        weight[plain[some]] = -nodes.count
        weight[whole[some]] = nodes.count
        unit = np.where(kappa_min > 0, kappa_min, 1.0)
        reference = np.where(kappa_min > 0, resolvable, np.where(plain, 0.0, nodes.modes))
        nothing = np.zeros_like(reference)
        return cls(plain, whole, bool(whole.any()), unit, weight, reference, nothing, reference, nothing)

    def total(self, shares: Shares, rows: Indices | slice) -> Floats:
        """The sum over nodes in the change, shape (n,)."""
        if not self.any_whole:
            return weighted_sums(shares.s, self.weight, rows)
        return weighted_sums(np.where(self.whole[rows, None], shares.t, shares.s), self.weight, rows)

    def change(self, delta: Floats, total: Floats, rows: Rows) -> Floats:
        """z(kappa_min) - z, from that sum."""
        return np.where(self.plain[rows] | self.whole[rows], 1.0, delta / self.unit[rows]) * total

    def free(self, size: Floats, change: Floats, rows: Rows, *, inner: bool = False) -> Floats:
        """1 - z/size"""
        reference, lack = (self.inner, self.spare) if inner else (self.reference, self.lack)
        free = ((size - reference[rows]) + (change + lack[rows])) / size
        return np.where(np.isinf(size), 1.0, free)

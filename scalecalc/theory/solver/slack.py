"""The slacks m - z, P - z and N_l - z of the equation, without cancellation."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.matrices.response import Level, Rows
from scalecalc.theory.modes.nodes import Nodes, Shares, weighted_sums
from scalecalc.theory.numerics.roots import Indices


@record
class Slack:
    """m - z and N_l - z for n points, where kappa2 = kappa_min + delta; arrays of shape (n,).

    size - z = (size - base) + lack + change(delta). If kappa_min > 0, reference and base are m, lack is
    m - z(kappa_min), and the change z(kappa_min) - z is delta sum eta/((eta + kappa_min)(eta + kappa2)). If D <= m
    (`whole`), both are D and the change is D - z = sum (1 - s). If z is well below m (`plain`), both are 0 and the
    change is -z, because N - z then loses no digits. With feature noise, a layer before the last one may be narrower
    than m. Then the base is its width.
    weight: of every node in the change, shape (n, nodes), or (1, nodes) where it is the same for all points.
    """

    plain: Bools
    whole: Bools
    any_whole: bool
    all_whole: bool
    unit: Floats
    weight: Floats
    reference: Floats
    base: Floats
    lack: Floats

    @classmethod
    def of(cls, nodes: Nodes, resolvable: Floats, kappa_min: Floats, plain: Bools) -> Slack:
        """The slack of points with these m and kappa_min, without feature noise: lack is 0."""
        whole = (kappa_min == 0) & ~plain
        alike = bool((kappa_min == kappa_min[:1]).all() and (plain == plain[:1]).all())
        some = slice(0, 1) if alike else slice(None)
        start = kappa_min[some, None]
        weight = nodes.count * (start / (nodes.eigenvalue + start))
        weight[plain[some]] = -nodes.count
        weight[whole[some]] = nodes.count
        unit = np.where(kappa_min > 0, kappa_min, 1.0)
        reference = np.where(kappa_min > 0, resolvable, np.where(plain, 0.0, nodes.modes))
        some_whole = bool(whole.any()), bool(whole.all())
        return cls(plain, whole, *some_whole, unit, weight, reference, reference, np.zeros_like(reference))

    def total(self, shares: Shares, rows: Indices | slice) -> Floats:
        """The sum over nodes in the change, shape (n,)."""
        if not self.any_whole:
            return weighted_sums(shares.s, self.weight, rows)
        values = shares.t if self.all_whole else np.where(self.whole[rows, None], shares.t, shares.s)
        return weighted_sums(values, self.weight, rows)

    def change(self, delta: Floats, total: Floats, rows: Rows) -> Floats:
        """The change, from that sum."""
        return np.where(self.plain[rows] | self.whole[rows], 1.0, delta / self.unit[rows]) * total

    def level(self, change: Floats, rows: Rows) -> Level:
        """z by its distance from the base."""
        return Level(self.base[rows], change + self.lack[rows])

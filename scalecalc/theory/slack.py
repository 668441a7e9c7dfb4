"""m - z and what follows from it, without cancellation: the slacks P - z and N_l - z of the equation."""

from __future__ import annotations

import numpy as np

from scalecalc.record import record
from scalecalc.theory.matrices import Rows
from scalecalc.theory.nodes import Nodes, rows_of
from scalecalc.theory.points import Bools, Floats


@record
class Slack:
    """m - z and N_l - z for n points, where kappa2 = kappa_min + delta; arrays of shape (n,).

    size - z = (size - reference) + lack + change(delta). Above kappa_min > 0 the reference is m, lack is
    m - z(kappa_min), and the change z(kappa_min) - z is delta sum eta/((eta + kappa_min)(eta + kappa2)). Where D <= m
    (`whole`) the reference is D, and D - z = sum (1 - s). Where z is well below m (`plain`) it is 0: N - z is harmless.
    inner, spare: reference and lack for layers before the last one, which may be narrower than m.
    """

    plain: Bools
    whole: Bools
    unit: Floats
    weight: Floats
    reference: Floats
    lack: Floats
    inner: Floats
    spare: Floats

    @classmethod
    def of(cls, nodes: Nodes, resolvable: Floats, kappa_min: Floats, plain: Bools) -> Slack:
        """For points with these m and kappa_min, without noise of the features: nothing is lacking."""
        weight = nodes.count * (kappa_min[:, None] / (nodes.eigenvalue + kappa_min[:, None]))
        weight[plain] = -nodes.count
        whole = (kappa_min == 0) & ~plain
        weight[whole] = nodes.count
        unit = np.where(kappa_min > 0, kappa_min, 1.0)
        reference = np.where(kappa_min > 0, resolvable, np.where(plain, 0.0, nodes.modes))
        nothing = np.zeros_like(reference)
        return cls(plain, whole, unit, weight, reference, nothing, reference, nothing)

    def change(self, delta: Floats, ratio: Floats, s: Floats, rows: Rows) -> Floats:
        """z(kappa_min) - z, from the kappa/eta and s of every node."""
        whole = self.whole[rows]
        scale = np.where(self.plain[rows] | whole, 1.0, delta / self.unit[rows])
        if whole.any():
            s = np.where(whole[:, None], ratio * s, s)
        return np.asarray(scale * np.einsum("ij,ij->i", rows_of(self.weight, rows), s))

    def free(self, size: Floats, change: Floats, rows: Rows, *, inner: bool = False) -> Floats:
        """1 - z/size"""
        reference, lack = (self.inner, self.spare) if inner else (self.reference, self.lack)
        with np.errstate(invalid="ignore"):
            free = ((size - reference[rows]) + (change + lack[rows])) / size
        return np.where(np.isinf(size), 1.0, free)

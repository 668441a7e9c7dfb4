"""m - z and what follows from it, without cancellation: the slacks P - z and N_l - z of the equation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scalecalc.theory.matrices import Rows
from scalecalc.theory.nodes import Nodes
from scalecalc.theory.points import Bools, Floats


@dataclass(frozen=True)
class Slack:
    """reference - z = change(delta) + lack for n points, where kappa2 = kappa_min + delta; arrays of shape (n,).

    Above kappa_min > 0 the reference is m, lack is m - z(kappa_min), and the change z(kappa_min) - z is
    delta sum eta/((eta + kappa_min)(eta + kappa2)). Where D <= m it is D, and D - z = sum (1 - s). Where z is well
    below m (`plain`) it is 0: the subtraction N - z is harmless.
    """

    plain: Bools
    unit: Floats
    weight: Floats
    reference: Floats
    lack: Floats

    @classmethod
    def of(cls, nodes: Nodes, smallest: Floats, kappa_min: Floats, lack: Floats, plain: Bools) -> Slack:
        """For points with these m and kappa_min."""
        unit = np.where(kappa_min > 0, kappa_min, nodes.eigenvalue.min())  # keeps weights tame
        weight = nodes.count * (unit[:, None] / (nodes.eigenvalue + kappa_min[:, None]))
        weight[plain] = -nodes.count
        reference = np.where(kappa_min > 0, smallest, np.where(plain, 0.0, nodes.modes))
        return cls(plain, unit, weight, reference, lack)

    def change(self, delta: Floats, s: Floats, rows: Rows) -> Floats:
        """z(kappa_min) - z, from the s of every node."""
        scale = np.where(self.plain[rows], 1.0, delta / self.unit[rows])
        return np.asarray(scale * np.einsum("ij,ij->i", self.weight[rows], s))

    def free(self, size: Floats, change: Floats, rows: Rows) -> Floats:
        """1 - z/size"""
        with np.errstate(invalid="ignore"):
            free = ((size - self.reference[rows]) + (change + self.lack[rows])) / size
        return np.where(np.isinf(size), 1.0, free)

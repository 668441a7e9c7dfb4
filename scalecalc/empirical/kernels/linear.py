"""The kernel of the features themselves."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.kernels.kernel import DataKernel
from scalecalc.empirical.rows import Rows
from scalecalc.record import record


@record
class LinearKernel(DataKernel):
    """k(x, x') = x.x'."""

    words = ("linear",)

    def products_of(self, rows: Rows) -> Rows:
        return rows

    def modes(self, dimension: int) -> float:
        """d"""
        return float(dimension)

    def centred(self, rows: Rows) -> Rows:
        """Less their mean, which centres the kernel."""
        return rows.centred()

    def block(self, left: Floats, right: Floats) -> Floats:
        return left @ right.T

    def diagonal(self, rows: Floats) -> Floats:
        return np.asarray(np.einsum("ij,ij->i", rows, rows))

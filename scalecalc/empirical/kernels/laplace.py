"""The Laplace kernel."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.kernels.stationary import StationaryKernel


class LaplaceDataKernel(StationaryKernel):
    """k(x, x') = exp(-|x - x'|/width)."""

    words = ("laplace", "laplace:WIDTH")

    def of(self, squares: Floats) -> Floats:
        np.sqrt(squares, out=squares)
        np.negative(squares, out=squares)
        return np.exp(squares, out=squares)

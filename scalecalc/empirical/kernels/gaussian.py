"""The Gaussian kernel."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.kernels.stationary import StationaryKernel


class GaussianDataKernel(StationaryKernel):
    """k(x, x') = exp(-|x - x'|^2/(2 width^2))."""

    words = ("gaussian", "gaussian:WIDTH")

    def of(self, squares: Floats) -> Floats:
        squares *= -0.5
        return np.exp(squares, out=squares)

"""Kernel of kind `laplace`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.theory.kernels import zonal_laplace
from scalecalc.theory.kernels.kind import Kernel, Length


class LaplaceKernel(Kernel):
    """exp(-|x - y|/length)"""

    kind: Literal["laplace"]
    length: Length = Field(description="the length of the kernel, on a sphere of radius 1")

    def falls(self) -> float:
        """It has a kink at x = y."""
        return zonal_laplace.DECAY

    def coefficients(self, dimension: float, degrees: int) -> Floats:
        """An integral for each degree."""
        return zonal_laplace.laplace(dimension, self.length, degrees)

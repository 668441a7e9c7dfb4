"""Kernel of kind `gaussian`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.theory.kernels import zonal
from scalecalc.theory.kernels.kind import Kernel, Length


class GaussianKernel(Kernel):
    """exp(-|x - y|^2/(2 length^2))"""

    kind: Literal["gaussian"]
    length: Length = Field(description="the length of the kernel, on a sphere of radius 1")

    def coefficients(self, dimension: float, degrees: int) -> Floats:
        """Bessel functions."""
        return zonal.gaussian(dimension, self.length, degrees)

"""Kernel of kind `polynomial`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.reading.fields.values import Number
from scalecalc.theory.kernels import zonal
from scalecalc.theory.kernels.kind import Kernel

STEEPEST = 1000  # 2^q must fit into a double


class PolynomialKernel(Kernel):
    """(1 + x.y)^degree"""

    kind: Literal["polynomial"]
    degree: Annotated[float, Number(f"an integer from 0 to {STEEPEST}", minimum=0, maximum=STEEPEST, whole=True)] = (
        Field(description="the power q of 1 + x.y")
    )

    @property
    def trace(self) -> float:
        """2^q"""
        return float(2.0**self.degree)

    def coefficients(self, dimension: float, degrees: int) -> Floats:
        """Products; 0 beyond the degree of the polynomial."""
        return zonal.polynomial(dimension, int(self.degree), degrees)

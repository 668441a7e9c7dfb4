"""Kernel of kind `relu`: infinitely wide ReLU networks (Cho and Saul 2009; Jacot, Gabriel, Hongler 2018)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.reading.fields.values import Allowed, Number
from scalecalc.theory.kernels import zonal_relu
from scalecalc.theory.kernels.kind import Kernel


class ReluKernel(Kernel):
    """The arc-cosine kernel of order 1, layer by layer, or the neural tangent kernel."""

    kind: Literal["relu"]
    depth: Annotated[
        float, Number(f"an integer from 1 to {zonal_relu.DEEPEST}", minimum=1, maximum=zonal_relu.DEEPEST, whole=True)
    ] = Field(default=1.0, description="the number of hidden layers")
    tangent: Annotated[bool, Allowed("true or false")] = Field(
        default=False, description="whether it is the neural tangent kernel, of trace depth + 1"
    )

    @property
    def trace(self) -> float:
        """One for each layer that is trained, and the last."""
        return self.depth + 1 if self.tangent else 1.0

    def falls(self) -> float:
        """It is not smooth at x = y and x = -y."""
        return zonal_relu.decay(self.tangent)

    def coefficients(self, dimension: float, degrees: int) -> Floats:
        """From the Taylor coefficients."""
        return zonal_relu.relu(dimension, int(self.depth), self.tangent, degrees)

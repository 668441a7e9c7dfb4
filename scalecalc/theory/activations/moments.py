"""An activation by its moments alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.reading.fields.types import Model, NonNegative
from scalecalc.reading.fields.values import Number
from scalecalc.theory.activations.nonlinearity import Linear
from scalecalc.theory.leading import Leading


class Moments(Linear, Model):
    """An activation phi by what matters of it, for pre-activations h."""

    kind: ClassVar[str] = "moments"

    mu1: Annotated[float, Number("a number > 0, from 1e-100 to 1e100", minimum=1e-100, maximum=1e100)] = Field(
        description="the mean of phi'(h)"
    )
    mustar2: NonNegative = Field(description="the variance of phi(h) beyond its linear part mu1 h")

    @property
    def always(self) -> float:
        return self.mustar2

    @property
    def gain(self) -> float:
        return self.mu1

    def strength(self, width: Floats, trace: Callable[[], Floats]) -> tuple[Floats, Floats]:
        del trace
        one = np.ones_like(width)
        tau = width * self.mustar2 / self.mu1**2 if self.mustar2 else 0.0 * one
        return tau, one * self.mu1**2

    def law(self, width: Leading, trace: Callable[[], Leading]) -> tuple[Leading, float]:
        del trace
        return width * Leading(self.mustar2 / self.mu1**2), self.mu1**2

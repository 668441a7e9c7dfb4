"""Additive noise of the features."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.activations.nonlinearity import Linear
from scalecalc.theory.leading import Leading


@record
class AdditiveNoise(Linear):
    """Each feature of each sample, in training and test, has independent noise of this variance sigma_xi^2."""

    variance: float

    @property
    def stage(self) -> str:
        return "feature noise"

    @property
    def always(self) -> float:
        return self.variance

    def strength(self, width: Floats, trace: Callable[[], Floats]) -> tuple[Floats, Floats]:
        del trace
        return width * self.variance, np.ones_like(width)

    def law(self, width: Leading, trace: Callable[[], Leading]) -> tuple[Leading, float]:
        del trace
        return width * Leading(self.variance), 1.0

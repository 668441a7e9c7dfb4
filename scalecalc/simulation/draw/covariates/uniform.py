"""Uniformly distributed inputs."""

from __future__ import annotations

from math import sqrt

import numpy as np

from scalecalc.record import record
from scalecalc.simulation.draw.covariates.covariates import Covariates, Real


@record
class UniformInputs(Covariates):
    """Independent coordinates, uniform from -sqrt(3) to sqrt(3)."""

    words = ("uniform",)

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], dtype: type) -> Real:
        return (sqrt(12) * (rng.random(shape, dtype=dtype) - 0.5)).astype(dtype)

"""Gaussian inputs."""

from __future__ import annotations

import numpy as np

from scalecalc.record import record
from scalecalc.simulation.draw.covariates.covariates import Covariates, Real


@record
class GaussianInputs(Covariates):
    """Independent standard normal coordinates."""

    gaussian = True
    words = ("gaussian",)

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], dtype: type) -> Real:
        return rng.standard_normal(shape, dtype=dtype)

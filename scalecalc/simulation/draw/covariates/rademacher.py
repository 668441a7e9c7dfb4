"""Inputs of random signs."""

from __future__ import annotations

import numpy as np

from scalecalc.record import record
from scalecalc.simulation.draw.covariates.covariates import Covariates, Real


@record
class RademacherInputs(Covariates):
    """Independent coordinates 1 or -1."""

    words = ("rademacher",)

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], dtype: type) -> Real:
        return (2 * rng.integers(0, 2, shape, dtype=np.int8) - 1).astype(dtype)

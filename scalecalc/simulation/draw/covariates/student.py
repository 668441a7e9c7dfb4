"""Inputs with heavy tails."""

from __future__ import annotations

from math import sqrt

import numpy as np

from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.simulation.draw.covariates.covariates import Covariates, Real


@record
class StudentInputs(Covariates):
    """Independent coordinates of Student's t, scaled to unit variance; degrees: of freedom, > 2."""

    words = ("student", "student:DEGREES")

    degrees: float = 5.0

    @classmethod
    def named(cls, text: str, parameter: str) -> StudentInputs:
        """`student:7` with its degrees of freedom. Raises UsageError for some that leave no variance."""
        if not parameter:
            return cls()
        try:
            degrees = float(parameter)
        except ValueError:
            degrees = 0.0
        if not (degrees > 2 and np.isfinite(degrees)):
            raise UsageError(f"covariates {text}: the degrees of freedom must be a number > 2, got {parameter!r}")
        return cls(degrees)

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], dtype: type) -> Real:
        return (rng.standard_t(self.degrees, shape) * sqrt((self.degrees - 2) / self.degrees)).astype(dtype)

"""White weights: independent Gaussian entries."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.leading import ONE, ZERO, Leading
from scalecalc.theory.matrices.law import LayerLaw
from scalecalc.theory.matrices.response import Matrix, White
from scalecalc.theory.matrices.weights import Weights


class GaussianWeights(Weights):
    """Gaussian weights of variance 1/N."""

    plain_word = True
    white = equal_features = wide_is_idle = True

    kind: Literal["gaussian"]

    def matrix(self, width: Floats, inputs: Floats) -> Matrix:
        """S = 1/(1 - z/N) and Theta = z/(N - z)."""
        del inputs
        return White(width)

    def mean_variance(self, width: Floats) -> Floats:
        return np.ones_like(width)

    def law(self, width: Leading, inputs: Leading, at: float | None) -> LayerLaw:
        return WhiteLaw(width, inputs, at)

    def draws(
        self, rng: np.random.Generator, shape: tuple[int, int, int], dtype: type[np.floating[Any]]
    ) -> np.ndarray[Any, Any]:
        return scaled_rows(rng.standard_normal(shape, dtype=dtype), np.ones(shape[-1]))

    def row_variances(self, width: int) -> Floats:
        return np.ones(width)


GAUSSIAN = GaussianWeights.model_construct(kind="gaussian")  # which asks no validator to be built at the start


@record
class WhiteLaw(LayerLaw):
    """1/S = 1 - z/N."""

    def inverse_s(self, z: Leading) -> Leading:
        filled = self.filled(z)
        return Leading(1 - filled) if filled < 1 else ZERO

    def near(self, z: Leading) -> Leading:
        del z
        return ONE

    def fluctuation(self, z: Leading, z_q: Leading, slack: Leading) -> tuple[Leading, Leading]:
        del z
        return z_q / self.width, slack


def scaled_rows(numbers: np.ndarray[Any, Any], variances: Floats) -> np.ndarray[Any, Any]:
    """Standard normal numbers, shape (..., M, N), as weights of variance s_j/N; variances: s_j, shape (N,)."""
    scale = np.sqrt(variances / numbers.shape[-1])
    return np.asarray(numbers * scale.astype(numbers.dtype))

"""How inputs are drawn: independent standardised coordinates of several laws, or rows of measured data."""

from __future__ import annotations

from dataclasses import field
from math import sqrt
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scalecalc.record import record

Real = NDArray[Any]  # float64, or float32 on request
Law = Literal["gaussian", "rademacher", "uniform", "student"]
LAWS: tuple[Law, ...] = ("gaussian", "rademacher", "uniform", "student")


@record
class Independent:
    """Coordinates z_k independent, of mean 0 and variance 1; the input's k-th coordinate is sqrt(eta_k) z_k.

    degrees: of freedom of Student's t, > 2, which is scaled to unit variance.
    """

    law: Law = "gaussian"
    degrees: float = 5.0

    @property
    def gaussian(self) -> bool:
        return self.law == "gaussian"

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], dtype: type) -> Real:
        """Independent rows, the last axis of an array of this shape."""
        if self.law == "gaussian":
            return rng.standard_normal(shape, dtype=dtype)
        if self.law == "rademacher":
            return (2 * rng.integers(0, 2, shape, dtype=np.int8) - 1).astype(dtype)
        if self.law == "uniform":
            return (sqrt(12) * (rng.random(shape, dtype=dtype) - 0.5)).astype(dtype)
        return (rng.standard_t(self.degrees, shape) * sqrt((self.degrees - 2) / self.degrees)).astype(dtype)


@record
class Measured:
    """Rows drawn with replacement from a table whose columns have mean 0 and covariance 1, shape (rows, D).

    The table is the population: mean and covariance, and so the errors, are exact over it.
    """

    rows: Real = field(repr=False)

    @property
    def gaussian(self) -> bool:
        return False

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], dtype: type) -> Real:
        """Rows of the table, as many of their coordinates as the last axis is long."""
        return self.rows[rng.integers(0, len(self.rows), shape[:-1]), : shape[-1]].astype(dtype)


Covariates = Independent | Measured
GAUSSIAN = Independent()


def whitened(table: Real, columns: int) -> Real:
    """The first principal components of a table of shape (rows, variables), scaled to covariance 1.

    The population covariance of the result, over the rows, is the identity. Raises ValueError where the table has
    fewer than `columns` directions that vary.
    """
    centred = table - table.mean(axis=0)
    u, s, _ = np.linalg.svd(centred, full_matrices=False)
    rank = int(np.count_nonzero(s > s[:1] * max(table.shape) * np.finfo(float).eps)) if s.size else 0
    if rank < columns:
        raise ValueError(f"{rank} directions vary")
    return np.asarray(u[:, :columns] * sqrt(len(table)))

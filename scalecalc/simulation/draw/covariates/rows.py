"""Inputs that are the rows of a table."""

from __future__ import annotations

from dataclasses import field
from math import sqrt

import numpy as np

from scalecalc.record import record
from scalecalc.simulation.draw.covariates.covariates import Covariates, Real


@record
class MeasuredInputs(Covariates):
    """Rows drawn with replacement from a table whose columns have mean 0 and covariance 1, shape (rows, D).

    The table is the population: mean and covariance, and so the errors, are exact over it.
    """

    rows: Real = field(repr=False)

    @property
    def directions(self) -> float:
        return float(self.rows.shape[1])

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], dtype: type) -> Real:
        """Rows of the table, as many of their coordinates as the last axis is long."""
        return self.rows[rng.integers(0, len(self.rows), shape[:-1]), : shape[-1]].astype(dtype)


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

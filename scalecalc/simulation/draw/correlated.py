"""Correlated samples: K^(1/2) applied to independent rows, by the kind of correlation if there is one."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.simulation.draw.covariates import Real
from scalecalc.theory.correlations import Correlation


def correlate(correlation: Correlation | None, rows: Real) -> Real:
    """Rows with the correlation matrix K, from independent ones; shape (..., P, n)."""
    return rows if correlation is None else correlation.correlate(rows)


def matrix(correlation: Correlation | None, samples: int) -> Floats:
    """K, shape (P, P), in the basis of `correlate`."""
    return np.eye(samples) if correlation is None else correlation.covariance(samples)

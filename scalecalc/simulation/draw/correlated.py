"""Correlated samples: K^(1/2) applied to independent rows."""

from __future__ import annotations

from functools import lru_cache
from math import sqrt

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.simulation.draw.covariates import Real
from scalecalc.simulation.draw.expand import expanded
from scalecalc.theory.matrices.design import Autoregressive, Correlation, MeasuredCorrelation, PowerLawCorrelation


def correlate(correlation: Correlation | None, rows: Real) -> Real:
    """Rows with the correlation matrix K, from independent ones; shape (..., P, n).

    AR(1) by its recursion in time. Of other correlations only the eigenvalues are known: the rows are taken in the
    eigenbasis of K, where they are independent and the t-th has variance k_t, which no ridge regression can tell.
    """
    if correlation is None:
        return rows
    if isinstance(correlation, Autoregressive):
        rho, fresh = correlation.rho, sqrt(1 - correlation.rho**2)
        out = np.empty_like(rows)
        out[..., 0, :] = rows[..., 0, :]
        for t in range(1, rows.shape[-2]):
            out[..., t, :] = rho * out[..., t - 1, :] + fresh * rows[..., t, :]
        return out
    scale = np.sqrt(eigenvalues(correlation, rows.shape[-2]))
    return np.asarray(rows * scale.astype(rows.dtype)[:, None])


def matrix(correlation: Correlation | None, samples: int) -> Floats:
    """K, shape (P, P), in the basis of `correlate`."""
    if correlation is None:
        return np.eye(samples)
    if isinstance(correlation, Autoregressive):
        steps = np.arange(samples)
        return np.asarray(correlation.rho ** np.abs(steps[:, None] - steps))
    return np.diag(eigenvalues(correlation, samples))


@lru_cache(maxsize=64)
def eigenvalues(correlation: Correlation, samples: int) -> Floats:
    """The eigenvalues k_t, mean 1, shape (P,)."""
    if isinstance(correlation, Autoregressive):
        return np.asarray(np.linalg.eigvalsh(matrix(correlation, samples))[::-1], dtype=float)
    if isinstance(correlation, PowerLawCorrelation):
        values = np.arange(1.0, samples + 1) ** -correlation.decay
        return np.asarray(values / values.mean())
    assert isinstance(correlation, MeasuredCorrelation)
    entries = correlation.eigenvalues
    each = samples / float(entries.multiplicity.sum())
    values, _ = expanded(entries.eigenvalue, entries.multiplicity * each, np.zeros_like(entries.eigenvalue), samples)
    return np.asarray(values / values.mean())

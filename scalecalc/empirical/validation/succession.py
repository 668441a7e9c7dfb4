"""Whether samples that follow each other are alike, as those of a time series are."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record

_MOST = 0.9999  # a correlation that a process may have
_ROUNDS = 30  # each mends nearly all of what is left


@record
class Succession:
    """The correlation of a sample with the next one, and its standard error for independent samples."""

    correlation: float
    stderr: float


def of_kernel(matrix: Floats) -> Succession:
    """By a kernel matrix, shape (n, n)."""
    means = matrix.mean(axis=0)
    total = means.mean()
    own = np.diagonal(matrix) - 2 * means + total
    return _of(own, np.diagonal(matrix, 1) - means[1:] - means[:-1] + total)


def of_features(features: Floats) -> Succession:
    """By features with their mean off, shape (n, d)."""
    return _of(np.einsum("ij,ij->i", features, features), np.einsum("ij,ij->i", features[1:], features[:-1]))


def _of(own: Floats, following: Floats) -> Succession:
    """From products of samples less their mean: of each with itself, shape (n,), and with the next, shape (n - 1,)."""
    n, scale = len(own), float(own.mean())
    if scale <= 0:
        return Succession(0.0, np.inf)
    measured = float(following.mean()) / scale
    stderr = float(np.sqrt((following**2).sum())) / ((n - 1) * scale)
    return Succession(_mended(measured, n), stderr)


def _mended(measured: float, samples: int) -> float:
    """The correlation of an AR(1) process of which so much was measured.

    The mean that is taken off has a variance of its own, which all products lack.
    """
    rho = measured
    for _ in range(_ROUNDS):
        rho = min(max(rho, -_MOST), _MOST)
        lost = ((1 + rho) / (1 - rho) - 2 * rho * (1 - rho**samples) / (samples * (1 - rho) ** 2)) / samples
        rho = measured + (1 - measured) * lost
    return min(max(rho, -_MOST), _MOST)

"""Whether samples that follow each other are alike, as those of a time series are."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record

_MOST = 0.9999


@record
class Succession:
    """The correlation of a sample with the next one, and its standard error for independent samples."""

    correlation: float
    stderr: float

    @property
    def within(self) -> float:
        """The correlation, off the ends -1 and 1 that no process has."""
        return min(max(self.correlation, -_MOST), _MOST)


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
    """From products of samples less their mean: of each with itself, shape (n,), and with the next, shape (n - 1,).

    The mean that is taken off makes independent samples correlated by -1/(n - 1), which is mended.
    """
    n, scale = len(own), float(own.mean())
    if scale <= 0:
        return Succession(0.0, np.inf)
    correlation = float(following.mean()) / scale + 1 / (n - 1)
    stderr = float(np.sqrt((following**2).sum())) / ((n - 1) * scale)
    return Succession(correlation, stderr)

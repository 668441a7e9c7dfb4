"""Samples to measure, and what their traces are by singular values or eigenvectors."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.gram import gram
from scalecalc.empirical.load import load
from scalecalc.empirical.traces import Spectral, spectral

RIDGES = np.geomspace(1e-8, 1e3, 23)  # in units of the largest eigenvalue


def samples(n: int, d: int, kernel: str = "linear", *, center: bool = False, scale: float = 1.0) -> Dataset:
    """Power-law features with three targets, of which the last is the sum of the others."""
    rng = np.random.default_rng(5)
    features = scale * rng.standard_normal((n, d)) * np.arange(1, d + 1) ** -0.75
    targets = features @ rng.standard_normal((d, 2)) / scale + 0.1 * rng.standard_normal((n, 2))
    return load(features, np.column_stack([targets, targets.sum(axis=1)]), kernel=kernel, center=center)


def by_eigenvectors(data: Dataset) -> Spectral:
    return spectral(gram(data), data.wanted)


def by_singular_values(data: Dataset) -> Spectral:
    """Of a linear kernel: no eigenvalue is lost in the rounding of a product."""
    assert data.rows is not None
    features: Floats = np.asarray(data.rows.table, dtype=float)
    if data.center:
        features = features - features.mean(axis=0)
    left, values, _ = np.linalg.svd(features / np.sqrt(len(data)), full_matrices=False)
    if data.center and len(values) == len(data):
        left, values = left[:, :-1], values[:-1]  # the mean is no direction
    inside = left.T @ data.wanted
    rest = data.wanted - left @ inside
    return Spectral(len(data), values**2, inside, rest.T @ rest)

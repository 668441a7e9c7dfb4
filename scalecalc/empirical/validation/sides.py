"""Samples taken apart, by whichever side is smaller: the kernel matrix of the samples, or their features."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.cost import Cost, gram_cost, singular_cost, vectors_cost
from scalecalc.empirical.dataset import Dataset, HeldOut
from scalecalc.empirical.eigen import Eigen, decomposed, thin
from scalecalc.empirical.gram import centred, gram
from scalecalc.empirical.rows import TILE
from scalecalc.empirical.validation.succession import Succession, of_features, of_kernel

MOST = 10_000  # samples with a kernel matrix that is taken apart into its eigenvectors
_WIDE = 0.6  # d/n from which on singular vectors take longer than eigenvectors of the kernel matrix


class Side(Protocol):
    """Samples taken apart."""

    @property
    def eigen(self) -> Eigen:
        """Their eigenvectors, with the targets."""

    @property
    def succession(self) -> Succession:
        """Whether each is like the next."""

    def crossed(self, others: HeldOut) -> Iterator[tuple[slice, Floats]]:
        """The kernel K* between other samples and these, as K* U/n, shape (m, k), tile by tile."""


class KernelSide:
    """By the kernel matrix, shape (n, n)."""

    def __init__(self, data: Dataset) -> None:
        matrix = gram(replace(data, center=False))
        self._data, self._means = data, matrix.mean(axis=0)
        self.succession = of_kernel(matrix)
        if data.center:
            centred(matrix)
        rank = int(data.modes) if data.modes < len(data) else None
        self.eigen = decomposed(matrix, data.wanted, center=data.center, rank=rank)

    def crossed(self, others: HeldOut) -> Iterator[tuple[slice, Floats]]:
        # The means of the rows drop out: the eigenvectors are orthogonal to the constant one.
        means = self._means if self._data.center else 0.0
        for part in tiles(len(others.targets)):
            yield part, (between(others, self._data, part) - means) @ self.eigen.vectors / len(self.eigen)


class FeatureSide:
    """By the features, shape (n, d), d < n."""

    def __init__(self, data: Dataset) -> None:
        assert data.explicit is not None and data.kernel is not None  # who chooses this side knows
        self._kernel, features = data.kernel, data.explicit.taken(slice(None))
        self._mean = features.mean(axis=0)
        centred_features = features - self._mean
        self.succession = of_features(centred_features)
        if data.center:
            features = centred_features
        self.eigen = thin(features, data.wanted, center=data.center)
        self._map = features.T @ self.eigen.vectors / len(features)
        self._shift = self._mean if data.center else np.zeros_like(self._mean)

    def crossed(self, others: HeldOut) -> Iterator[tuple[slice, Floats]]:
        rows = None if others.rows is None else self._kernel.products_of(others.rows)
        assert rows is not None  # as these have
        for part in tiles(len(others.targets)):
            yield part, (rows.taken(part) - self._shift) @ self._map


def side(data: Dataset) -> Side:
    """The samples taken apart."""
    return FeatureSide(data) if by_features(data) else KernelSide(data)


def by_features(data: Dataset) -> bool:
    """Whether their features are the smaller side."""
    return data.explicit is not None and data.explicit.dimension < _WIDE * len(data)


def cost(data: Dataset, ridges: int, samples: int | None = None) -> Cost:
    """What it takes to take so many of the samples apart, all of them by default, and to judge them at some ridges."""
    n, targets = samples or len(data), len(data.names)
    if by_features(data):
        return singular_cost(n, data.dimension or 0, targets, ridges)
    made = gram_cost(data)
    return made.before(vectors_cost(n, targets, ridges))


def tiles(samples: int, size: int = TILE) -> Iterator[slice]:
    """So many samples in parts."""
    return (slice(start, min(start + size, samples)) for start in range(0, samples, size))


def between(others: HeldOut, data: Dataset, part: slice) -> Floats:
    """The kernel between some of the other samples and all samples, shape (m, n)."""
    if data.rows is None:
        assert others.matrix is not None  # there is one of the two
        return np.asarray(others.matrix[part], dtype=float)
    assert others.rows is not None and data.kernel is not None  # features come with a kernel
    left = others.rows.taken(part)
    return np.concatenate([data.kernel.block(left, right) for _, right in data.rows.tiles()], axis=1)

"""Kernel matrices, tile by tile."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.kernels import DataKernel
from scalecalc.empirical.rows import TILE, Rows


def gram(data: Dataset) -> Floats:
    """K of all pairs of samples, shape (n, n), symmetric to the last bit; centred if the data are to be."""
    if data.rows is None:
        assert data.matrix is not None  # there is one of the two
        found = _symmetric(data.matrix)
    else:
        assert data.kernel is not None  # features come with a kernel
        found = _of_features(data.rows, data.kernel)
    return centred(found) if data.center else found


def _symmetric(matrix: NDArray[Any]) -> Floats:
    """The mean of a matrix and its mirror image, with no second copy of it."""
    found = np.array(matrix, dtype=float)
    parts = [slice(start, start + TILE) for start in range(0, len(found), TILE)]
    for i, part in enumerate(parts):
        for other in parts[: i + 1]:
            found[part, other] = 0.5 * (found[part, other] + found[other, part].T)
            found[other, part] = found[part, other].T
    return found


def _of_features(rows: Rows, kernel: DataKernel) -> Floats:
    found = np.empty((len(rows), len(rows)))
    for part, left in rows.tiles():
        for other, right in rows.tiles():
            if other.start > part.start:
                break
            found[part, other] = kernel.block(left, right)
            found[other, part] = found[part, other].T
        square = found[part, part]
        square += square.T.copy()
        square *= 0.5
        np.fill_diagonal(square, kernel.diagonal(left))
    return found


def centred(matrix: Floats) -> Floats:
    """The kernel matrix of features whose mean over the samples is taken off; it takes the place of the given one."""
    means = matrix.mean(axis=0)
    matrix -= means
    matrix -= (means - means.mean())[:, None]
    return matrix

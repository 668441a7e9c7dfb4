"""Kernel matrices, tile by tile."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.kernels import DataKernel
from scalecalc.empirical.rows import Rows


def gram(data: Dataset) -> Floats:
    """K of all pairs of samples, shape (n, n), symmetric to the last bit; centred if the data are to be."""
    if data.rows is None:
        assert data.matrix is not None  # there is one of the two
        found = np.array(data.matrix, dtype=float)
        found += found.T.copy()
        found *= 0.5
    else:
        assert data.kernel is not None  # features come with a kernel
        found = _of_features(data.rows, data.kernel)
    return centred(found) if data.center else found


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

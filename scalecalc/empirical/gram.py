"""Kernel matrices, tile by tile: symmetric to the last bit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.rows import TILE


def gram(data: Dataset) -> Floats:
    """K of all pairs of samples, shape (n, n); centred if the data are to be."""
    block = _given(data) if data.rows is None else _of_features(data)
    found = np.empty((len(data), len(data)))
    for start in range(0, len(data), TILE):
        part = slice(start, start + TILE)
        for other in range(0, start, TILE):
            tile = found[part, other : other + TILE] = block(part, slice(other, other + TILE))
            found[other : other + TILE, part] = tile.T
        square = block(part, part)
        found[part, part] = 0.5 * square + 0.5 * square.T
    return centred(found) if data.center else found


def centred(matrix: Floats) -> Floats:
    """The kernel matrix of features whose mean over the samples is taken off; it takes the place of the given one."""
    means = matrix.mean(axis=0)
    means -= 0.5 * means.mean()
    for start in range(0, len(matrix), TILE):
        part = slice(start, start + TILE)
        matrix[part] -= np.add.outer(means[part], means)  # a sum is the same in either order
    return matrix


def _of_features(data: Dataset) -> Callable[[slice, slice], Floats]:
    assert data.rows is not None and data.kernel is not None  # features come with a kernel
    rows, kernel = data.rows, data.kernel

    def block(part: slice, other: slice) -> Floats:
        left = rows.taken(part)
        if part != other:
            return kernel.block(left, rows.taken(other))
        found = kernel.block(left, left)  # one array: its product with itself takes half the time
        np.fill_diagonal(found, kernel.diagonal(left))
        return found

    return block


def _given(data: Dataset) -> Callable[[slice, slice], Floats]:
    matrix = data.matrix
    assert matrix is not None  # there are features or a matrix

    def block(part: slice, other: slice) -> Floats:
        upper, lower = (np.asarray(matrix[pair], dtype=float) for pair in ((part, other), (other, part)))
        return np.asarray(0.5 * upper + 0.5 * lower.T)

    return block

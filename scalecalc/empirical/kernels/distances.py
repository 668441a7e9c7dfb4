"""Distances between samples."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.rows import Rows

_NEAR = 1e-3  # squared distance over squared norms, below which a product of matrices has lost three digits
_PAIRS = 1 << 20  # near pairs that are computed again at once
_SAMPLED = 1000  # samples whose distances give the median


def squared_distances(left: Floats, right: Floats) -> Floats:
    """|x - x'|^2 of all pairs, shapes (a, d) and (b, d) to (a, b).

    They come from |x|^2 + |x'|^2 - 2 x.x', which is fast. What all samples have in common is taken off before, as it
    would cost digits. Of pairs that are near each other few digits are left: these are computed again from their
    differences.
    """
    middle = left.mean(axis=0)
    a, b = (left - middle,) * 2 if right is left else (left - middle, right - middle)
    norms = np.add.outer(np.einsum("ij,ij->i", a, a), np.einsum("ij,ij->i", b, b))
    squares = a @ b.T
    squares *= -2.0
    squares += norms
    i, j = np.nonzero(squares < _NEAR * norms)
    step = max(1, _PAIRS // max(1, left.shape[1]))
    for start in range(0, len(i), step):
        part = slice(start, start + step)
        differences = left[i[part]] - right[j[part]]
        squares[i[part], j[part]] = np.einsum("ij,ij->i", differences, differences)
    return np.asarray(np.maximum(squares, 0.0))


def median_distance(rows: Rows) -> float:
    """The median distance of two different samples, of at most a thousand that lie evenly among all."""
    n = len(rows)
    chosen = np.unique(np.linspace(0, n - 1, min(n, _SAMPLED)).astype(int))
    sample = rows.taken(chosen)
    squares = squared_distances(sample, sample)
    return float(np.median(np.sqrt(squares[np.tri(len(chosen), k=-1, dtype=bool)])))

"""Whether a table can be a kernel matrix: square, and symmetric as far as its numbers go."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.data.parts import Part
from scalecalc.empirical.inputs.targets import LARGEST, SMALLEST

_TILE = 1024
_ROUNDINGS = 100  # of the largest entry, that sums of products may have gathered
_SINGLE = float(np.finfo(np.float32).eps)


def kernel_matrix(part: Part) -> tuple[str, ...]:
    """Sentences where its numbers, or its symmetry, are of less than double precision.

    Raises an error for a matrix that is not square, has no positive diagonal, or is not symmetric even in single
    precision; for one in half precision, in half precision.
    """
    matrix = part.table
    if matrix.shape[0] != matrix.shape[1]:
        message = f"the kernel matrix has shape {matrix.shape}, must be square, one row and one column a sample"
        raise part.refused(f"{message}; or give the kernel of which these are the features")
    _refuse_diagonal(part)
    difference, size, (i, j) = asymmetry(matrix)
    precision = _precision(matrix)
    notes = _on_precision(precision)
    if difference <= _ROUNDINGS * precision * size:
        return notes
    found = f"entries [{i}, {j}] and [{j}, {i}] (counted from 0) differ by {difference:.3g}"
    if difference > _ROUNDINGS * max(precision, _SINGLE) * size:
        message = (
            f"the kernel matrix is not symmetric: {found}, {float(matrix[i, j]):.6g} and {float(matrix[j, i]):.6g}"
        )
        raise part.refused(message)
    return (
        *notes,
        f"The kernel matrix is symmetric in single precision only: {found}. The mean of both is taken.",
    )


def _refuse_diagonal(part: Part) -> None:
    """k(x, x) is never negative, and not 0 for all, nor so large or small that its square is none."""
    diagonal = np.diagonal(part.table)
    if not diagonal.any():
        raise part.refused("the diagonal of the kernel matrix is 0, must be k(x, x) > 0; is it a matrix of distances?")
    largest = float(diagonal.max())
    if not SMALLEST**2 < abs(largest) < LARGEST**2:
        message = f"k(x, x) is {largest:g} at most, must lie between {SMALLEST**2:g} and {LARGEST**2:g}: rescale it"
        raise part.refused(message)
    worst = int(np.argmin(diagonal))
    if diagonal[worst] < 0:
        message = f"entry [{worst}, {worst}] (counted from 0) is {diagonal[worst]:g}, must be k(x, x) >= 0"
        raise part.refused(f"the kernel matrix is indefinite: {message}")


def _on_precision(precision: float) -> tuple[str, ...]:
    if precision <= float(np.finfo(float).eps):
        return ()
    return (
        f"The kernel matrix is good to {precision:.1g}: smaller ridges and eigenvalues, in units of tr K/n, are noise.",
    )


def asymmetry(matrix: NDArray[Any]) -> tuple[float, float, tuple[int, int]]:
    """The largest |K_ij - K_ji| of a square matrix, the largest |K_ij|, and the i and j of the former."""
    difference, size, place = -1.0, 0.0, (0, 0)
    for i in range(0, len(matrix), _TILE):
        for j in range(0, i + 1, _TILE):
            upper = np.asarray(matrix[i : i + _TILE, j : j + _TILE], dtype=float)
            lower = np.asarray(matrix[j : j + _TILE, i : i + _TILE], dtype=float)
            gap = np.abs(upper - lower.T)
            size = max(size, float(np.abs(upper).max()), float(np.abs(lower).max()))
            if gap.max() > difference:
                difference = float(gap.max())
                a, b = np.unravel_index(int(gap.argmax()), gap.shape)
                place = (min(i + int(a), j + int(b)), max(i + int(a), j + int(b)))
    return difference, size, place


def on_squares(table: NDArray[Any]) -> tuple[str, ...]:
    """A sentence where features look like a kernel matrix."""
    if table.shape[0] != table.shape[1] or not _is_symmetric(table[:_TILE, :_TILE]) or not _is_symmetric(table):
        return ()
    return ("The features are a symmetric matrix, as a kernel matrix is; kernel precomputed takes them for one.",)


def _is_symmetric(matrix: NDArray[Any]) -> bool:
    difference, size, _ = asymmetry(matrix)
    return difference <= _ROUNDINGS * _precision(matrix) * size


def _precision(matrix: NDArray[Any]) -> float:
    kind = matrix.dtype if matrix.dtype.kind == "f" else np.float64
    return max(float(np.finfo(kind).eps), float(np.finfo(float).eps))

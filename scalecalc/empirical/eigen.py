"""A kernel matrix taken apart into its eigenvectors: the errors of ridge regression on it, at any ridge.

K/n = U diag(s) U'. With the ridge lambda, (K/n + lambda)^-1 y = U diag(1/(s + lambda)) U'y =: a, and the residuals of
the training samples are lambda a. With d the diagonal of (K/n + lambda)^-1, the residual of a sample that is left out,
lambda n kept, is a/d: no model is fitted anew (Allen 1974).
"""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.definite import not_negative
from scalecalc.record import record


@record(eq=False)
class Eigen:
    """values: s, shape (n,), not negative.  vectors: U, shape (n, n).  coordinates: U'y, shape (n, c)."""

    values: Floats
    vectors: Floats
    coordinates: Floats

    def __len__(self) -> int:
        """n, the number of samples."""
        return len(self.vectors)

    def diagonals(self, ridges: Floats) -> Floats:
        """The diagonal of (K/n + lambda)^-1 at each ridge > 0, shape (n, r)."""
        return np.asarray((self.vectors**2) @ (1.0 / (self.values[:, None] + ridges)))

    def solved(self, ridge: float) -> Floats:
        """(K/n + lambda)^-1 y, shape (n, c)."""
        return np.asarray(self.vectors @ (self.coordinates / (self.values + ridge)[:, None]))


def decomposed(matrix: Floats, targets: Floats) -> Eigen:
    """The eigenvectors of the kernel matrix K, shape (n, n), with the targets, shape (n, c), in their basis.

    Eigenvalues that are negative by rounding only are 0. Raises DataError for others below 0.
    """
    values, vectors = np.linalg.eigh(matrix / len(matrix))
    return Eigen(not_negative(values), vectors, vectors.T @ targets)

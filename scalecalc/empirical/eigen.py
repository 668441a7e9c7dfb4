"""A kernel matrix taken apart into its eigenvectors: the errors of ridge regression on it, at any ridge.

K/n = U diag(s) U'. With the ridge lambda, (K/n + lambda)^-1 y =: a, and the residuals of the training samples are
lambda a. With d the diagonal of (K/n + lambda)^-1, the residual of a sample that is left out, lambda n kept, is a/d: no
model is fitted anew (Allen 1974). An intercept without penalty takes the constant vector out of a and d, and the same
holds exactly: what is left out is then fitted with an intercept of its own.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.definite import not_negative
from scalecalc.record import record

_EPS = float(np.finfo(float).eps)
_GIVEN = 1e-4  # how much less the rounding of what was given counts: that of single precision may make a percent


@record(eq=False)
class Eigen:
    """Eigenvectors of K/n, and the directions beside them, where K is 0 by construction.

    values: s, shape (k,), not negative.  vectors: U, shape (n, k).  coordinates: U'y, shape (k, c).
    doubt: how far each value may be off, shape (k,), 0 where it is 0 by construction.  beside: how many directions
    there are beside U.
    outside: the part of y in these, shape (n, c).  free: the diagonal of the projection on them, shape (n,).
    """

    values: Floats
    vectors: Floats
    coordinates: Floats
    doubt: Floats
    beside: int
    outside: Floats
    free: Floats

    def __len__(self) -> int:
        """n, the number of samples."""
        return len(self.vectors)

    @property
    def singular(self) -> bool:
        """Whether K is 0 in some directions by construction."""
        return self.beside > 0 or not self.doubt.all()

    @cached_property
    def lowest(self) -> float:
        """The lowest eigenvalue of K/n, those beside U among them."""
        return 0.0 if self.beside else float(self.values.min())

    def weights(self, ridges: Floats) -> Floats:
        """(lowest + lambda)/(s + lambda), shape (k, r): (K/n + lambda)^-1 in a unit that has its limit at ridge 0."""
        shifted = self.values[:, None] + ridges
        return np.divide(self.lowest + ridges, shifted, out=np.ones_like(shifted), where=shifted > 0)

    def uncertain(self, ridges: Floats) -> Floats:
        """The relative error that (K/n + lambda)^-1 may have by rounding, shape (r,); inf where nothing is certain."""
        doubtful = self.doubt > 0
        shifted = self.values[doubtful, None] + ridges
        worst = np.divide(self.doubt[doubtful, None], shifted, out=np.full_like(shifted, np.inf), where=shifted > 0)
        return np.asarray(worst.max(axis=0, initial=0.0))


def decomposed(matrix: Floats, targets: Floats, *, center: bool = False, rank: int | None = None) -> Eigen:
    """The eigenvectors of the kernel matrix K, shape (n, n), with the targets, shape (n, c), in their basis.

    center: K and the targets have their means off, and the constant vector is left out.  rank: of K, if it is known to
    be less than n; that many eigenvalues are not 0. Eigenvalues that are negative by rounding only are 0. The matrix is
    used up: it holds other numbers afterwards. Raises DataError for eigenvalues below 0.
    """
    from scipy.linalg import eigh

    n = len(matrix)
    matrix /= n
    if center:  # apart from all others, where no rounding mixes the constant vector with them
        matrix -= np.linalg.norm(matrix) / n
    values, vectors = eigh(matrix.T, overwrite_a=True, check_finite=False, driver="evd")
    values, vectors = values[center:], vectors[:, center:]
    doubt = np.full(len(values), max(_EPS * values[-1], -_GIVEN * values[0]))
    values = not_negative(values)
    if rank is not None:
        values[: len(values) - rank] = doubt[: len(values) - rank] = 0.0
    return Eigen(values, vectors, vectors.T @ targets, doubt, 0, np.zeros_like(targets), np.zeros(n))


def thin(features: Floats, targets: Floats, *, center: bool = False) -> Eigen:
    """The same for K = X X' from the features X, shape (n, d), by their singular values: less work where d < n.

    A singular value that is nothing beside the first, to rounding, is 0.
    """
    n = len(features)
    vectors, singular, _ = np.linalg.svd(features / np.sqrt(n), full_matrices=False)
    kept = singular > n * _EPS * singular[0]
    vectors, singular = vectors[:, kept], singular[kept]
    coordinates = vectors.T @ targets
    beside = n - center - len(singular)
    outside, free = np.zeros_like(targets), np.zeros(n)
    if beside:
        outside = targets - vectors @ coordinates
        free = np.maximum(1.0 - center / n - np.einsum("ik,ik->i", vectors, vectors), 0.0)
    doubt = 2 * _EPS * singular * singular.max(initial=0.0)
    return Eigen(singular**2, vectors, coordinates, doubt, beside, outside, free)

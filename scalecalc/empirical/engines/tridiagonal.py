"""Measured data by a kernel matrix in tridiagonal form: all traces without an eigenvector."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.definite import not_negative
from scalecalc.empirical.engines.householder import Tell, reduced
from scalecalc.empirical.traces import Traces, exact_traces, rounding_ridge
from scalecalc.record import record


@record(eq=False)
class Tridiagonal:
    """K/n = Q T Q' for some orthonormal columns Q, shape (n, k), T tridiagonal; K is 0 on what is orthogonal to them.

    samples: n.  diagonal, beside: of T, shapes (k,) and (k - 1,).  values: its eigenvalues, shape (k,), not negative.
    targets: Q'y, shape (k, c).  rest: the products of what is left of the targets, shape (c, c).
    """

    samples: int
    diagonal: Floats
    beside: Floats
    values: Floats
    targets: Floats
    rest: Floats

    @property
    def trace(self) -> float:
        return float(self.diagonal.sum())

    @property
    def squared_trace(self) -> float:
        return float(self.diagonal @ self.diagonal + 2.0 * self.beside @ self.beside)

    @property
    def largest(self) -> float:
        return float(self.values.max())

    @property
    def smallest_ridge(self) -> float:
        return rounding_ridge(self.samples, self.largest)

    def at(self, ridges: Floats) -> Traces:
        quadratic = np.array([self._quadratic(ridge) for ridge in ridges]).reshape(len(ridges), *self.rest.shape)
        return exact_traces(self.samples, self.values, ridges, quadratic)

    def _quadratic(self, ridge: float) -> Floats:
        """y'(K/n + lambda)^-1 y. With T + lambda = L D L', it is a sum of positive terms: (L^-1 Q'y)' D^-1 (L^-1 Q'y).

        Where lambda is lost in rounding there need be no such D: the answer is nan.
        """
        from scipy.linalg.lapack import dpttrf, dtbtrs

        if not self.targets.shape[1]:
            return self.rest
        beside = self.beside if len(self.beside) else np.zeros(1)  # SciPy wants one for a single number, too
        pivots, lower, failed = dpttrf(self.diagonal + ridge, beside)
        if failed:
            return np.full_like(self.rest, np.nan)
        bands = np.vstack([pivots, np.append(lower, 0.0)[: len(pivots)]])
        reached, _ = dtbtrs(bands, self.targets, uplo="L", diag="U")
        return np.asarray(reached.T @ (reached / pivots[:, None]) + self.rest / ridge)


def tridiagonal(samples: int, matrix: Floats, targets: Floats, rest: Floats, tell: Tell) -> Tridiagonal:
    """From a matrix that has the eigenvalues of K, shape (k, k), which is spoilt, and targets in its space, (k, c).

    Raises DataError for eigenvalues below 0.
    """
    from scipy.linalg import eigvalsh_tridiagonal

    matrix /= samples
    diagonal, beside, rotated = reduced(matrix, targets, tell)
    values = not_negative(eigvalsh_tridiagonal(diagonal, beside, lapack_driver="sterf"))
    return Tridiagonal(samples, diagonal, beside, values, rotated, rest)

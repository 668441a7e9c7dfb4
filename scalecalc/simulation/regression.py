"""Ridge regression on one matrix of features, at several ridges, by the cheapest factorisation that is accurate.

Minimised is (1/P)|y - A v|^2 + lambda |v|^2. Work is done on the smaller side of A: on A A^T (P <= N) or A^T A. With a
few ridges a Cholesky factorisation for each is cheapest; with many, or without a ridge, one eigendecomposition serves
all; where that squares a condition number that doubles cannot hold, the singular value decomposition of A itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from scalecalc.simulation.covariates import Real

_FEW = 4  # ridges, up to which as many Cholesky factorisations cost less than an eigendecomposition
_RESOLVED = 0.55  # of the digits, by which a Gram matrix's smallest eigenvalue may lie below its largest


@dataclass(frozen=True)
class Fit:
    """A fit to several targets at once, the columns of y.

    weights: v, shape (N, m).  residual: y - f on the training samples, shape (P, m).
    free: 1 - Tr H/P, H the matrix that maps y to f.  scaled: residual/free, which has a limit where both vanish.
    """

    weights: Real
    residual: Real
    free: float
    scaled: Real


@dataclass(frozen=True)
class Features:
    """What is fitted.

    matrix: A, shape (P, N).  rank: of A A^T, known in advance.
    shift: what a kernel's tail adds to every eigenvalue of A A^T; to a new sample it adds nothing.
    kernel: the same where samples are correlated, as a matrix of shape (P, P).
    """

    matrix: Real
    rank: int
    shift: float = 0.0
    kernel: Real | None = None

    @property
    def dual(self) -> bool:
        """Whether the smaller side is that of the samples."""
        return self.kernel is not None or self.matrix.shape[0] <= self.matrix.shape[1]


def fits(features: Features, y: Real, ridges: tuple[float, ...]) -> Iterator[Fit]:
    """The fit at each ridge lambda >= 0, in order; ridge 0 is the limit lambda -> 0+, and inf learns nothing."""
    gram = _gram(features)
    P = len(features.matrix)
    cholesky = len(ridges) <= _FEW
    spectral: _Spectral | None = None
    for ridge in ridges:
        if np.isinf(ridge):
            yield Fit(np.zeros((features.matrix.shape[1], y.shape[1]), y.dtype), y, 1.0, y)
            continue
        fit = None
        full = features.rank == len(gram)
        if cholesky and (full or ridge > 0 or features.shift > 0):
            fit = _by_cholesky(features, gram, y, P * ridge)
        if fit is None:
            cholesky = False
            if spectral is None:
                spectral = _decomposed(features, gram, P * min(ridges) + features.shift)
            fit = spectral.fit(features, y, P * ridge)
        yield fit


def _gram(features: Features) -> Real:
    A = features.matrix
    gram = A @ A.T if features.dual else A.T @ A
    return gram if features.kernel is None else gram + features.kernel


def _floor(gram: Real) -> float:
    return math.pow(float(np.finfo(gram.dtype).eps), _RESOLVED)


def _by_cholesky(features: Features, gram: Real, y: Real, total: float) -> Fit | None:
    """The fit at P lambda = total, or None where too many digits would be lost."""
    from scipy.linalg import get_lapack_funcs

    A, (P, N) = features.matrix, features.matrix.shape
    mu = total + features.shift
    shifted = gram.copy(order="F")
    shifted.flat[:: len(gram) + 1] += mu
    potrf, potrs, trtri = get_lapack_funcs(("potrf", "potrs", "trtri"), (shifted,))
    factor, failed = potrf(shifted, lower=True, overwrite_a=True, clean=False)
    if failed:
        return None
    pivots = np.abs(factor.flat[:: len(gram) + 1])
    if float(pivots.min()) ** 2 < _floor(gram) * float(pivots.max()) ** 2:
        return None
    right = y if features.dual else A.T @ y
    solved, _ = potrs(factor, right, lower=True)
    inverse, _ = trtri(factor, lower=True, overwrite_c=True)
    trace = _squared_below(inverse)  # of the inverse of `shifted`
    if features.dual:
        return _dual_fit(A.T @ solved, solved, total, trace / P)
    return _primal_fit(features, y, solved, total, (P - N + mu * trace) / P)


def _squared_below(triangle: Real) -> float:
    """The sum of squares of the lower triangle."""
    lower = np.tril(triangle)
    return float(np.vdot(lower, lower))


def _dual_fit(weights: Real, coefficients: Real, total: float, mean_inverse: float) -> Fit:
    """From alpha = (A A^T + mu)^-1 y: the residual is P lambda alpha, and 1 - Tr H/P its mean response."""
    return Fit(weights, total * coefficients, total * mean_inverse, coefficients / mean_inverse)


def _primal_fit(features: Features, y: Real, weights: Real, total: float, response: float) -> Fit:
    """From the weights: the residual is what they miss, less the part of it that a kernel's tail fits.

    response: the mean response of y - A v to y, which vanishes only where all samples are interpolated.
    """
    mu = total + features.shift
    kept = total / mu if mu > 0 else 1.0
    missed = y - features.matrix @ weights
    scaled = missed / response if response > 0 else np.full_like(missed, np.nan)
    return Fit(weights, kept * missed, kept * response, scaled)


@dataclass(frozen=True)
class _Spectral:
    """The nonzero singular values, squared, shape (r,), with the vectors of the smaller side as columns."""

    squared: Real
    vectors: Real

    def fit(self, features: Features, y: Real, total: float) -> Fit:
        """The fit at P lambda = total."""
        A, P = features.matrix, len(features.matrix)
        mu = total + features.shift
        damped = 1 / (self.squared + mu)
        right = y if features.dual else A.T @ y
        part = self.vectors @ (damped[:, None] * (self.vectors.T @ right))
        if features.dual and len(self.squared) == P:
            return _dual_fit(A.T @ part, part, total, float(damped.sum()) / P)
        weights = A.T @ part if features.dual else part
        return _primal_fit(features, y, weights, total, (mu * float(damped.sum()) + P - len(self.squared)) / P)


def _decomposed(features: Features, gram: Real, least: float) -> _Spectral:
    """By the Gram matrix, unless its smallest eigenvalue that counts, `least` added, drowns in rounding errors."""
    from scipy.linalg import eigh, svd

    squared, vectors = eigh(gram, driver="evd", check_finite=False)
    squared, vectors = squared[::-1][: features.rank], vectors[:, ::-1][:, : features.rank]
    floor = _floor(gram) * float(squared[0])
    if features.kernel is None and float(squared[-1]) + least < floor:
        u, s, vt = svd(features.matrix, full_matrices=False, check_finite=False)
        kept = s[: features.rank]
        side: Any = u if features.dual else vt.T
        return _Spectral(kept * kept, side[:, : features.rank])
    return _Spectral(np.maximum(squared, 0.0), vectors)

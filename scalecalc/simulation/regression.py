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
_TOGETHER = 16  # ridges whose fits are made at once
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


def fits(features: Features, y: Real, ridges: tuple[float, ...]) -> list[Fit]:
    """The fit at each ridge lambda >= 0, in order; ridge 0 is the limit lambda -> 0+, and inf learns nothing."""
    gram = _gram(features)
    P, full = len(features.matrix), features.rank == len(gram)
    found: list[Fit | None] = []
    for ridge in ridges:
        fit = None
        if np.isinf(ridge):
            fit = Fit(np.zeros((features.matrix.shape[1], y.shape[1]), y.dtype), y, 1.0, y)
        elif len(ridges) <= _FEW and (full or ridge > 0 or features.shift > 0):
            fit = _by_cholesky(features, gram, y, P * ridge)
        found.append(fit)
    totals = [P * ridge for ridge, fit in zip(ridges, found, strict=True) if fit is None]
    if totals:
        spectral = _decomposed(features, gram, min(totals) + features.shift)
        others = (fit for start in range(0, len(totals), _TOGETHER)
                  for fit in spectral.fits(features, y, totals[start : start + _TOGETHER]))  # fmt: skip
        found = [next(others) if fit is None else fit for fit in found]
    return [fit for fit in found if fit is not None]


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
    shifted = np.array(gram.T, order="F")  # which is the same, and no more than a copy of memory
    shifted.flat[:: len(gram) + 1] += mu
    potrf, potrs, trtri, lantr = get_lapack_funcs(("potrf", "potrs", "trtri", "lantr"), (shifted,))
    factor, failed = potrf(shifted, lower=True, overwrite_a=True, clean=False)
    if failed:
        return None
    pivots = np.abs(factor.flat[:: len(gram) + 1])
    if float(pivots.min()) ** 2 < _floor(gram) * float(pivots.max()) ** 2:
        return None
    right = y if features.dual else A.T @ y
    solved, _ = potrs(factor, right, lower=True)
    inverse, _ = trtri(factor, lower=True, overwrite_c=True)
    trace = float(lantr("F", inverse, uplo="L")) ** 2  # of the inverse of `shifted`
    if features.dual:
        return _dual_fit(A.T @ solved, solved, total, trace / P)
    return _primal_fit(features, y - A @ solved, solved, total, (P - N + mu * trace) / P)


def _dual_fit(weights: Real, coefficients: Real, total: float, mean_inverse: float) -> Fit:
    """From alpha = (A A^T + mu)^-1 y: the residual is P lambda alpha, and 1 - Tr H/P its mean response."""
    return Fit(weights, total * coefficients, total * mean_inverse, coefficients / mean_inverse)


def _primal_fit(features: Features, missed: Real, weights: Real, total: float, response: float) -> Fit:
    """From the weights: the residual is y - A v, what they miss, less the part of it that a kernel's tail fits.

    response: the mean response of what they miss to y, which vanishes only where all samples are interpolated.
    """
    mu = total + features.shift
    kept = total / mu if mu > 0 else 1.0
    scaled = missed / response if response > 0 else np.full_like(missed, np.nan)
    return Fit(weights, kept * missed, kept * response, scaled)


@dataclass(frozen=True)
class _Spectral:
    """The nonzero singular values, squared, shape (r,), with the vectors of the smaller side as columns."""

    squared: Real
    vectors: Real

    def fits(self, features: Features, y: Real, totals: list[float]) -> Iterator[Fit]:
        """The fits at P lambda = each of `totals`, by products of matrices that are as large as can be."""
        A, P = features.matrix, len(features.matrix)
        mu = np.array(totals, dtype=A.dtype) + A.dtype.type(features.shift)
        damped = 1 / (self.squared[:, None] + mu)
        right = y if features.dual else A.T @ y
        scaled = damped[:, :, None] * (self.vectors.T @ right)[:, None, :]
        part = self.vectors @ scaled.reshape(len(scaled), -1)
        weights = A.T @ part if features.dual else part
        shape = (-1, len(totals), y.shape[1])
        full = features.dual and len(self.squared) == P
        fitted = weights if full else A @ weights
        for number, (total, response) in enumerate(zip(totals, damped.sum(axis=0, dtype=float), strict=True)):
            v = weights.reshape(shape)[:, number]
            if full:
                yield _dual_fit(v, part.reshape(shape)[:, number], total, float(response) / P)
            else:
                left = float(mu[number]) * float(response) + P - len(self.squared)
                yield _primal_fit(features, y - fitted.reshape(shape)[:, number], v, total, left / P)


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

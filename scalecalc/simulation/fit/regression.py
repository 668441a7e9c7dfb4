"""Ridge regression on matrices of features, at several ridges, by the cheapest factorisation that is accurate.

A fit minimises (1/P)|y - A v|^2 + lambda |v|^2. It works on the smaller side of A: on A A^T (P <= N) or on A^T A. For a
few ridges, a Cholesky factorisation for each is the cheapest. For many ridges, or without a ridge, one
eigendecomposition serves all. Where the squared condition number is too large for doubles, A itself is factorised
(singular values).

The first axis of every array counts independent draws. Each draw is fitted as if it were alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.simulation.draw.covariates import Real

Counts = NDArray[np.intp]

_FEW = 4  # ridges, up to which as many Cholesky factorisations cost less than an eigendecomposition
_TOGETHER = 16  # ridges whose fits are made at once
_RESOLVED = 0.55  # of the digits: by so many, the smallest eigenvalue of a Gram matrix may lie below the largest


@record
class Fit:
    """A fit to several targets at once, the columns of y.

    weights: v, shape (draws, N, m).  residual: y - f on the training samples, shape (draws, P, m).
    free: 1 - Tr H/P, H the matrix that maps y to f, shape (draws,).  scaled: residual/free, which has a limit where
    both vanish.
    """

    weights: Real
    residual: Real
    free: Floats
    scaled: Real

    def put(self, draws: Bools | Counts, other: Fit) -> None:
        """Copy the results of another fit for these draws."""
        for name in ("weights", "residual", "free", "scaled"):
            getattr(self, name)[draws] = getattr(other, name)


@record
class Features:
    """What is fitted.

    matrix: A, shape (draws, P, N).  rank: of A A^T, known in advance.
    shift: what a kernel's tail adds to every eigenvalue of A A^T; it does not act on new samples.
    kernel: the same where samples are correlated, as a matrix of shape (P, P).
    """

    matrix: Real
    rank: int
    shift: float = 0.0
    kernel: Real | None = None

    @property
    def dual(self) -> bool:
        """Whether the smaller side is that of the samples."""
        return self.kernel is not None or self.matrix.shape[1] <= self.matrix.shape[2]


def fits(features: Features, y: Real, ridges: tuple[float, ...]) -> list[Fit]:
    """The fit at each ridge lambda >= 0, in order; ridge 0 is the limit lambda -> 0+, and inf learns nothing."""
    gram = _gram(features)
    draws, P, N = features.matrix.shape
    full = features.rank == gram.shape[1]
    found: list[Fit] = []
    left = np.ones((len(ridges), draws), dtype=bool)  # fits that are still missing
    for number, ridge in enumerate(ridges):
        if np.isinf(ridge):
            fit, done = _nothing(N, y), np.ones(draws, dtype=bool)
        elif len(ridges) <= _FEW and (full or ridge > 0 or features.shift > 0):
            fit, done = _by_cholesky(features, gram, y, P * ridge)
        else:
            fit, done = _nothing(N, y), np.zeros(draws, dtype=bool)
        found.append(fit)
        left[number] = ~done
    totals = P * np.array(ridges)
    for pattern in np.unique(left, axis=1).T:  # draws that lack the same ridges; each as if it were alone
        if pattern.any():
            chosen = np.flatnonzero((left == pattern[:, None]).all(axis=0))
            wanted = [fit for fit, missing in zip(found, pattern, strict=True) if missing]
            _spectrally(replace(features, matrix=features.matrix[chosen]), gram[chosen], y[chosen], totals[pattern],
                        chosen, wanted)  # fmt: skip
    return found


def _nothing(width: int, y: Real) -> Fit:
    """The fit at an infinite ridge."""
    weights = np.zeros((len(y), width, y.shape[2]), y.dtype)
    return Fit(weights, y.copy(), np.ones(len(y)), y.copy())


def _gram(features: Features) -> Real:
    A = features.matrix
    T = A.swapaxes(1, 2)
    gram = A @ T if features.dual else T @ A
    return gram if features.kernel is None else gram + features.kernel


def _floor(gram: Real) -> float:
    return math.pow(float(np.finfo(gram.dtype).eps), _RESOLVED)


def _by_cholesky(features: Features, gram: Real, y: Real, total: float) -> tuple[Fit, Bools]:
    """The fit at P lambda = total, and for which draws it kept enough digits."""
    A, (_, P, N) = features.matrix, features.matrix.shape
    mu = total + features.shift
    right = y if features.dual else A.swapaxes(1, 2) @ y
    solved, trace, done = _solved(gram, mu, right)
    if features.dual:
        return _dual_fit(A.swapaxes(1, 2) @ solved, solved, total, trace / P), done
    return _primal_fit(features, y - A @ solved, solved, total, (P - N + mu * trace) / P), done


def _solved(gram: Real, mu: float, right: Real) -> tuple[Real, Floats, Bools]:
    """(gram + mu)^-1 right, the trace of (gram + mu)^-1, and for which draws they are exact enough.

    LAPACK takes matrices by columns and works in place. A symmetric matrix is the same by rows and by columns.
    """
    from scipy.linalg import get_lapack_funcs

    shifted, columns = gram.copy(), np.ascontiguousarray(right.swapaxes(1, 2))
    diagonal = np.einsum("dii->di", shifted)
    diagonal += shifted.dtype.type(mu)
    potrf, potrs, trtri, lantr = get_lapack_funcs(("potrf", "potrs", "trtri", "lantr"), (shifted,))
    pivots, root = np.ones(diagonal.shape), np.ones(len(shifted))
    for draw, (one, column) in enumerate(zip(shifted, columns, strict=True)):
        factor, failed = potrf(one.T, lower=True, overwrite_a=True, clean=False)
        if failed:
            pivots[draw] = 0.0
            continue
        pivots[draw] = diagonal[draw]
        potrs(factor, column.T, lower=True, overwrite_b=True)
        inverse, _ = trtri(factor, lower=True, overwrite_c=True)
        root[draw] = lantr("F", inverse, uplo="L")
    done = pivots.min(axis=1) ** 2 > _floor(gram) * pivots.max(axis=1) ** 2
    return columns.swapaxes(1, 2), root**2, done


def _dual_fit(weights: Real, coefficients: Real, total: float, mean_inverse: Floats) -> Fit:
    """From alpha = (A A^T + mu)^-1 y: the residual is P lambda alpha, and 1 - Tr H/P its mean response to y."""
    scaled = coefficients / mean_inverse[:, None, None].astype(coefficients.dtype)
    return Fit(weights, total * coefficients, total * mean_inverse, scaled)


def _primal_fit(features: Features, missed: Real, weights: Real, total: float, response: Floats) -> Fit:
    """From the weights v: the residual is y - A v (`missed`), minus the part of it that a kernel's tail fits.

    response: the mean response of `missed` to y, which is 0 only where all samples are interpolated.
    """
    mu = total + features.shift
    kept = total / mu if mu > 0 else 1.0
    left = np.where(response > 0, response, np.nan)[:, None, None]
    return Fit(weights, kept * missed, kept * response, missed / left.astype(missed.dtype))


def _spectrally(features: Features, gram: Real, y: Real, totals: Floats, draws: Counts, wanted: Sequence[Fit]) -> None:
    """Compute the fits at P lambda = each of `totals`, and put them into the `wanted` fits for these draws."""
    spectral = decomposed(features, gram, float(totals.min()) + features.shift)
    for start in range(0, len(totals), _TOGETHER):
        part = slice(start, start + _TOGETHER)
        for fit, found in zip(wanted[part], spectral.fits(features, y, totals[part]), strict=True):
            fit.put(draws, found)


@record
class Spectral:
    """The nonzero singular values, squared, shape (draws, r), and the vectors of the smaller side as columns."""

    squared: Real
    vectors: Real

    def fits(self, features: Features, y: Real, totals: Floats) -> Iterator[Fit]:
        """The fits at P lambda = each of `totals`, by few products of large matrices."""
        A, (draws, P, _) = features.matrix, features.matrix.shape
        T, r = A.swapaxes(1, 2), self.squared.shape[1]
        mu = totals.astype(A.dtype) + A.dtype.type(features.shift)
        damped = 1 / (self.squared[:, :, None] + mu)
        right = y if features.dual else T @ y
        scaled = damped[:, :, :, None] * (self.vectors.swapaxes(1, 2) @ right)[:, :, None, :]
        part = self.vectors @ scaled.reshape(draws, r, -1)
        weights = T @ part if features.dual else part
        shape = (draws, -1, len(totals), y.shape[2])
        full = features.dual and r == P
        fitted = weights if full else A @ weights
        for number, total in enumerate(totals.tolist()):
            v, response = weights.reshape(shape)[:, :, number], damped[:, :, number].sum(axis=1, dtype=float)
            if full:
                yield _dual_fit(v, part.reshape(shape)[:, :, number], total, response / P)
            else:
                left = float(mu[number]) * response + P - r
                yield _primal_fit(features, y - fitted.reshape(shape)[:, :, number], v, total, left / P)


def decomposed(features: Features, gram: Real | None = None, least: float = 0.0) -> Spectral:
    """From the Gram matrix; from A where its smallest relevant eigenvalue plus `least` is lost in rounding."""
    rank, gram = features.rank, _gram(features) if gram is None else gram
    squared, vectors = np.linalg.eigh(gram)
    squared, vectors = squared[:, ::-1][:, :rank].copy(), vectors[:, :, ::-1][:, :, :rank].copy()
    drowned = squared[:, -1] + least < _floor(gram) * squared[:, 0]
    for draw in np.flatnonzero(drowned) if features.kernel is None else ():
        u, s, vt = np.linalg.svd(features.matrix[draw], full_matrices=False)
        squared[draw] = s[:rank] ** 2
        vectors[draw] = (u if features.dual else vt.T)[:, :rank]
    return Spectral(np.maximum(squared, 0.0), vectors)

"""The errors that samples give of themselves: of training, generalized cross-validation, and leave-one-out."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.empirical.eigen import Eigen
from scalecalc.empirical.validation.moments import Moments
from scalecalc.empirical.validation.sides import tiles
from scalecalc.record import record

DIGITS = 1e-6  # the relative rounding error beyond which a number is not told
_CANCELLED = 8 * float(np.finfo(float).eps)  # the error of a projection's diagonal
_TILE = 256  # rows that are looked at at once
_NUMBERS = 1 << 22  # of weighted coordinates that are held at once


@record(eq=False)
class OwnErrors:
    """Errors at r ridges, for g targets, or summed over targets (g = 1).

    ridges: shape (r,).  train, gcv, loo, loo_stderr: mean squared errors per sample, shape (r, g).
    df1, kappa: tr K/n (K/n + lambda)^-1 and n/tr (K/n + lambda)^-1, shape (r,).  free: 1 - tr H/n, the share of the
    samples that is not used up by the fit, an intercept being one of its degrees of freedom, shape (r,).
    spread: the standard deviation over the mean of the diagonal of (K/n + lambda)^-1, shape (r,).
    sound: whether rounding leaves all of them enough digits, shape (r,). What has too few is nan.
    """

    ridges: Floats
    train: Floats
    gcv: Floats
    loo: Floats
    loo_stderr: Floats
    df1: Floats
    kappa: Floats
    free: Floats
    spread: Floats
    sound: Bools


def own_errors(eigen: Eigen, ridges: Floats, *, each: bool = False) -> OwnErrors:
    """The errors at these ridges >= 0.  each: of each target, and not of their sum."""
    step = max(1, _NUMBERS // max(1, eigen.coordinates.size))
    parts = [_at(eigen, ridges[start : start + step], each) for start in range(0, len(ridges), step)]
    names = OwnErrors.__match_args__
    return OwnErrors(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _at(eigen: Eigen, ridges: Floats, each: bool) -> OwnErrors:
    """All in the unit of `Eigen.weights`, which drops out of GCV and of leave-one-out."""
    n, unit = len(eigen), eigen.lowest + ridges
    weights = eigen.weights(ridges)
    mean = (weights.sum(axis=0) + eigen.beside) / n
    squares, left_out, diagonals, least = _over_samples(eigen, weights, each)
    share = np.divide(ridges, unit, out=np.ones_like(unit), where=unit > 0)  # from that unit to residuals
    shifted = eigen.values[:, None] + ridges
    df1 = np.divide(eigen.values[:, None], shifted, out=np.zeros_like(shifted), where=shifted > 0).sum(axis=0)
    sound = eigen.uncertain(ridges) <= DIGITS
    alone = DIGITS * least < _CANCELLED if eigen.singular else np.zeros(len(ridges), dtype=bool)
    gap = np.where(sound, 0.0, np.nan)
    gap_alone = np.where(alone, np.nan, gap)  # a sample without which a direction is not seen at all
    return OwnErrors(
        ridges,
        squares.mean * share[:, None] ** 2 + gap[:, None],
        squares.mean / mean[:, None] ** 2 + gap[:, None],
        left_out.mean + gap_alone[:, None],
        left_out.stderr(n) + gap_alone[:, None],
        df1 + gap,
        unit / mean + gap,
        mean * share + gap,
        diagonals.deviation / mean + gap,
        sound & ~alone,
    )


def _over_samples(eigen: Eigen, weights: Floats, each: bool) -> tuple[Moments, Moments, Moments, Floats]:
    """Squared residuals, those of samples left out, the diagonal, and its least entry, over all samples."""
    count, targets = weights.shape[1], eigen.coordinates.shape[1]
    shape = (count, targets if each else 1)
    squares, left_out, diagonals = Moments(*shape), Moments(*shape), Moments(count)
    least = np.full(count, np.inf)
    weighted = (weights[:, :, None] * eigen.coordinates[:, None, :]).reshape(len(weights), -1)
    for part in tiles(len(eigen), _TILE):
        vectors = eigen.vectors[part]
        diagonal = vectors**2 @ weights + eigen.free[part, None]
        residual = (vectors @ weighted).reshape(-1, count, targets) + eigen.outside[part, None, :]
        squared = residual**2 if each else np.einsum("irc,irc->ir", residual, residual)[:, :, None]
        squares.add(squared)
        with np.errstate(divide="ignore", invalid="ignore"):  # such ridges are not sound
            left_out.add(squared / diagonal[:, :, None] ** 2)
        diagonals.add(diagonal)
        np.minimum(least, diagonal.min(axis=0), out=least)
    return squares, left_out, diagonals, least

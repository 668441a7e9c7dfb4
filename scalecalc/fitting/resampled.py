"""How sure a fit is: by fits of resampled rows or groups (percentile bootstrap), or by errors to first order.

Resampling whole groups keeps errors together that runs of a group share. Source: Cameron and Miller, A practitioner's
guide to cluster-robust inference (2015).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools, Floats
from scalecalc.fitting.laws import Law
from scalecalc.fitting.minimise import Penalty, Rows, settled
from scalecalc.record import record

_LEVEL = 0.95
_PERCENTILES = (2.5, 15.87, 84.13, 97.5)  # the middle two are a standard error to either side
_UNUSABLE = 1e-10  # least scaled eigenvalue of a resample that determines the parameters
_MOST_UNUSABLE = 0.5  # share of resamples, beyond which there is no interval

Of = Callable[[Law, Floats], Floats]  # from a law and theta, shape (b, p), to quantities, shape (b, m)


@record
class Interval:
    """Of m quantities, each of shape (m,); not a number where there is none.

    stderr: half the range of the middle 68 %.  low, high: the middle 95 %.
    """

    stderr: Floats
    low: Floats
    high: Floats


class Uncertainty(ABC):
    """What gives an interval for anything that follows from the parameters."""

    @abstractmethod
    def interval(self, of: Of, positive: Bools) -> Interval:
        """The 95 % interval of quantities. positive: those that spread in their logs."""

    @abstractmethod
    def correlations(self, of: Of) -> Floats:
        """Of quantities with each other, shape (m, m)."""

    @abstractmethod
    def written(self, names: Sequence[str], order: Sequence[int]) -> dict[str, Any]:
        """It as plain lists, for parameters of these names at these positions of theta."""

    @abstractmethod
    def told(self) -> tuple[str, ...]:
        """Sentences for people on how it came about."""


@record(eq=False)
class Bootstrap(Uncertainty):
    """Fits of resamples.

    law: exact at theta, shape (b, p), of those that determine the parameters.  asked: how many were drawn.
    off: how many are not at their optimum.  clusters: how many groups were drawn from; None where rows were.
    """

    law: Law
    theta: Floats
    asked: int
    off: int
    clusters: int | None

    def interval(self, of: Of, positive: Bools) -> Interval:
        if self._too_few:
            return Interval(*np.full((3, len(positive)), np.nan))
        values = of(self.law, self.theta)
        low, less, more, high = np.percentile(values, _PERCENTILES, axis=0)
        return Interval((more - less) / 2, low, high)

    def correlations(self, of: Of) -> Floats:
        values = of(self.law, self.theta)
        return np.full(2 * values.shape[1:], np.nan) if self._too_few else _correlations(np.cov(values, rowvar=False))

    @property
    def _too_few(self) -> bool:
        return len(self.theta) < (1 - _MOST_UNUSABLE) * self.asked

    def written(self, names: Sequence[str], order: Sequence[int]) -> dict[str, Any]:
        values = self.law.public(self.theta).T[list(order)]
        return {"draws": {name: _short(value) for name, value in zip(names, values, strict=True)}}

    def told(self) -> tuple[str, ...]:
        what = "rows" if self.clusters is None else f"{self.clusters} groups"
        notes = [f"Intervals: 95 %, percentiles of {self.asked:,} fits of resampled {what}."]
        lost = self.asked - len(self.theta)
        if lost > 0.05 * self.asked:
            rough = "too many for intervals" if lost > _MOST_UNUSABLE * self.asked else "so the intervals are rough"
            notes.append(f"{lost} of the resamples do not determine the parameters, {rough}: measure more runs.")
        if self.clusters is not None and self.clusters < 10:
            notes.append(f"{self.clusters} groups are few: intervals by them tend to be too narrow.")
        if self.off:
            notes.append(f"{self.off} of the resamples are not at their optimum.")
        return tuple(notes)


@record(eq=False)
class Delta(Uncertainty):
    """Errors to first order.  theta: shape (p,).  covariance: shape (p, p).  quantile: of the t distribution."""

    law: Law
    theta: Floats
    covariance: Floats
    quantile: float

    def interval(self, of: Of, positive: Bools) -> Interval:
        centre = of(self.law, self.theta[None])[0]
        error = np.sqrt(np.maximum(np.diag(self._covariance(of)), 0.0))
        with np.errstate(all="ignore"):
            factor = np.exp(self.quantile * error / centre)
            low = np.where(positive, centre / factor, centre - self.quantile * error)
            high = np.where(positive, centre * factor, centre + self.quantile * error)
        return Interval(error, low, high)

    def correlations(self, of: Of) -> Floats:
        return _correlations(self._covariance(of))

    def written(self, names: Sequence[str], order: Sequence[int]) -> dict[str, Any]:
        logs = positive(self.law)[list(order)]
        matrix = self._covariance(partial(_in_logs, order=list(order), logs=logs))
        return {"covariance": {"of": list(names), "log": logs.tolist(), "matrix": [_short(row) for row in matrix]}}

    def told(self) -> tuple[str, ...]:
        if np.isnan(self.quantile):
            return ("There are no more rows or groups than parameters, so there are no intervals: measure more runs.",)
        return ("Intervals: 95 %, to first order, which is often too narrow; bootstraps = 1000 resamples.",)

    def _covariance(self, of: Of) -> Floats:
        step = 1e-4 * np.sqrt(np.diag(self.covariance))
        if np.isnan(step).any():
            return np.full(2 * of(self.law, self.theta[None]).shape[1:], np.nan)
        moves = np.diag(step)
        with np.errstate(all="ignore"):
            slopes = (of(self.law, self.theta + moves) - of(self.law, self.theta - moves)) / (2 * step[:, None])
        slopes = np.where(step[:, None] > 0, slopes, 0.0)
        return np.asarray(slopes.T @ self.covariance @ slopes)


def positive(law: Law) -> Bools:
    """Parameters whose errors to first order are those of their logs."""
    return np.array([name.startswith(("amplitude", "scale", "break", "sharpness")) for name in law.parameters])


def _in_logs(law: Law, theta: Floats, order: list[int], logs: Bools) -> Floats:
    values = law.public(theta)[:, order]
    with np.errstate(divide="ignore"):
        return np.where(logs, np.log(np.where(logs, values, 1.0)), values)


def _short(values: Floats) -> list[float]:
    """With so many digits as an interval needs."""
    return [float(f"{value:.9g}") for value in values.tolist()]


def _correlations(covariance: Floats) -> Floats:
    size = np.sqrt(np.diag(covariance))
    with np.errstate(all="ignore"):
        return np.asarray(covariance / np.outer(size, size))


def bootstrap(
    law: Law,
    rows: Rows,
    penalty: Penalty,
    theta: Floats,
    held: Bools,
    groups: NDArray[np.intp] | None,
    count: int,
    seed: int,
) -> Bootstrap:
    """Fits of so many resamples, each from the optimum of all rows. groups: the group of each row, shape (n,)."""
    generator = np.random.default_rng(seed)
    units = len(rows) if groups is None else int(groups.max()) + 1
    drawn = generator.multinomial(units, np.full(units, 1 / units), count).astype(float)
    weights = drawn if groups is None else drawn[:, groups]
    law, found = settled(law, rows, penalty, weights, theta, held)
    usable = _usable(law, rows, weights, found.theta, held)
    off = int((usable & ~found.at_optimum).sum())
    return Bootstrap(law, found.theta[usable], count, off, None if groups is None else units)


def _usable(law: Law, rows: Rows, weights: Floats, theta: Floats, held: Bools) -> Bools:
    """Whether the rows of each resample determine the parameters that can move, and are more than these."""
    enough = (weights > 0).sum(axis=1) > (~held).sum()
    found = []
    for at in range(0, len(theta), 256):
        part, weight = theta[at : at + 256], weights[at : at + 256]
        with np.errstate(all="ignore"):
            slopes = law.slopes(part, rows.logs)
            gradient = slopes.gradient / slopes.value[:, None] * np.sqrt(weight)[:, None]
        matrix = gradient @ gradient.transpose(0, 2, 1)
        size = np.sqrt(np.einsum("bii->bi", matrix))
        fixed = held | law.at_bound(part) | (size == 0)
        size = np.where(size == 0, 1.0, size)
        matrix = matrix / (size[:, :, None] * size[:, None, :])
        matrix = np.where(fixed[:, :, None] | fixed[:, None, :], np.eye(part.shape[1]), matrix)
        matrix = np.where(np.isfinite(matrix), matrix, 0.0)
        found.append(np.linalg.eigvalsh(matrix)[:, 0] > _UNUSABLE)
    return np.asarray(np.concatenate(found) & enough)


def delta(
    law: Law, rows: Rows, penalty: Penalty, theta: Floats, fixed: Bools, free: int, groups: NDArray[np.intp] | None
) -> Delta:
    """Errors to first order by the sandwich formula, clustered where there are groups.

    fixed: parameters that cannot move, shape (p,); they have no error.
    free: how many parameters are fitted.
    """
    from scipy.special import stdtrit

    slopes = law.slopes(theta[None], rows.logs)
    gradient = (slopes.gradient / slopes.value[:, None])[0][~fixed]
    residual = np.log(slopes.value[0]) - rows.target
    ones = np.ones(len(rows))
    side = penalty.sided(residual, ones)
    scores = gradient * (side * penalty.loss.slope(residual))
    if groups is not None:
        scores = np.stack([np.bincount(groups, weights=score) for score in scores])
    units = scores.shape[1]
    if units <= free:
        return Delta(law, theta, np.full((len(theta), len(theta)), np.nan), np.nan)
    bread = _inverse(gradient * side @ gradient.T) / penalty.loss.mean_curvature(residual)
    freedom = max(units - (free if groups is None else 1), 1)
    covariance = np.zeros((len(theta), len(theta)))
    covariance[np.ix_(~fixed, ~fixed)] = bread @ (scores @ scores.T) @ bread * units / freedom
    return Delta(law, theta, covariance, float(stdtrit(freedom, (1 + _LEVEL) / 2)))


def _inverse(matrix: Floats) -> Floats:
    size = np.sqrt(np.maximum(np.diag(matrix), 1e-300))
    return np.asarray(np.linalg.pinv(matrix / np.outer(size, size), rcond=1e-14, hermitian=True) / np.outer(size, size))

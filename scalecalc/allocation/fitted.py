"""Losses that were fitted as functions of what a budget pays for: floors and sums of products of powers.

The floor does not move an optimum, so that it is left out until the end: the surface is what lies above it. In
logarithms such a sum is convex, and so is the cost; there is one optimum, found for all resamples at once.
"""

from __future__ import annotations

from math import inf, log, nan

import numpy as np

from scalecalc.allocation.cost import Cost, Terms
from scalecalc.allocation.surface import Quantity
from scalecalc.arrays import Bools, Floats
from scalecalc.record import record

_STEPS = 100
_LONGEST = 20.0  # step of a logarithm
_CLOSE = 1e-10


@record(eq=False)
class PowerSums:
    """floor + sum_t amplitude_t prod_i x_i^-exponent_ti, for d sets of parameters.

    floors: shape (d,).  logs: of the amplitudes, shape (d, t).  exponents: shape (d, t, k).
    """

    floors: Floats
    logs: Floats
    exponents: Floats

    def excess(self, x: Floats) -> Floats:
        """What lies above the floor at logarithms x, shapes (d, n, k) to (d, n); of x = inf the limit."""
        with np.errstate(invalid="ignore", over="ignore"):
            falls = np.where(self.exponents[:, None] > 0, self.exponents[:, None] * x[:, :, None], 0.0).sum(axis=3)
            return np.asarray(np.exp(self.logs[:, None] - falls).sum(axis=2))


@record(eq=False)
class FitSurface:
    """What a fitted loss has above its floor.

    names: of the columns, k.  low, high: bounds of their values, shape (k,).  law: one set of parameters.
    """

    names: tuple[str, ...]
    low: Floats
    high: Floats
    law: PowerSums

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        return tuple(
            Quantity(name, name, "the best at this budget", False, float(low), float(high))
            for name, low, high in zip(self.names, self.low, self.high, strict=True)
        )

    @property
    def helps(self) -> tuple[bool, ...]:
        """No power rises."""
        return (True,) * len(self.names)

    def terms(self, cost: Cost) -> Terms:
        constants = [log(one.factor) for one in cost.monomials]
        rates = [[one.powers.get(name, 0.0) for name in self.names] for one in cost.monomials]
        return Terms(np.array(constants), np.array(rates))

    def errors(self, x: Floats) -> Floats:
        with np.errstate(over="ignore"):
            return np.asarray(np.exp(np.logaddexp.reduce(self._logs(x), axis=1)))

    def at_counts(self, counts: Floats) -> Floats:
        return self.errors(np.log(counts))

    def slopes(self, x: Floats) -> Floats:
        return _shares(self._logs(x)) @ self.law.exponents[0]

    def _logs(self, x: Floats) -> Floats:
        return np.asarray(self.law.logs[0] - x @ self.law.exponents[0].T)


@record(eq=False)
class FitFrontierLaw:
    """Above the floor, loss ~ budget^-exponent, and quantity ~ budget^power, shape (k,); nan where there is none."""

    exponent: float
    powers: Floats


def fit_frontier_law(law: PowerSums, terms: Terms) -> FitFrontierLaw:
    """The exact law of the frontier of a sum with one power of each quantity.

    All its terms fall alike, so quantity i goes with the power exponent/a_i, and the dearest monomial prod_i x_i^r_i
    of the cost uses the budget up: exponent = min 1/sum_i(r_i/a_i). For C = 6 N D these are the exponents of Hoffmann
    et al., arXiv:2203.15556. A quantity that is not in that monomial has a power that this does not tell.
    """
    own = np.diagonal(law.exponents[0]) if law.exponents.shape[1] == law.exponents.shape[2] else np.zeros(1)
    k = law.exponents.shape[2]
    if not (len(own) == k and (own > 0).all() and np.count_nonzero(law.exponents[0]) == k):
        return FitFrontierLaw(nan, np.full(k, nan))
    each = 1 / (terms.rates / own).sum(axis=1)
    dearest = terms.rates[each <= each.min() * (1 + 1e-12)]
    return FitFrontierLaw(float(each.min()), np.where((dearest > 0).any(axis=0), each.min() / own, nan))


def optima(law: PowerSums, terms: Terms, log_budgets: Floats, low: Floats, high: Floats) -> Floats:
    """The logarithms of the best quantities for d sets of parameters and b budgets, shape (d, b, k).

    low: where the search begins.  high: bounds; shape (k,) each. -inf for a quantity without effect, the others being
    then as large as they may be; nan where there is no optimum.
    """
    d, b, k = len(law.logs), len(log_budgets), len(high)
    useful = ((law.exponents > 0) & np.isfinite(law.logs)[:, :, None]).any(axis=1)
    rows = np.flatnonzero(useful.all(axis=1))
    found = np.repeat(np.where(useful, high, -inf)[:, None], b, axis=1)
    each = _Optimum(
        np.repeat(law.logs[rows], b, axis=0),
        np.repeat(law.exponents[rows], b, axis=0),
        terms,
        np.tile(log_budgets, len(rows)),
    )
    found[rows] = each.below(np.tile(low, (len(rows) * b, 1)), high).reshape(len(rows), b, k)
    return np.asarray(found.reshape(d, b, k))


@record(eq=False)
class _Optimum:
    """n problems.  logs: shape (n, t).  exponents: shape (n, t, k).  budgets: logarithms, shape (n,)."""

    logs: Floats
    exponents: Floats
    terms: Terms
    budgets: Floats

    def of(self, rows: Bools) -> _Optimum:
        return _Optimum(self.logs[rows], self.exponents[rows], self.terms, self.budgets[rows])

    def below(self, x: Floats, high: Floats) -> Floats:
        """The optima with no quantity above its bound: what passes it is held there, and the rest chosen anew."""
        held = self.terms.log(np.tile(high, (len(x), 1)))[:, None] <= self.budgets[:, None]
        held, x = np.tile(held, (1, x.shape[1])), np.where(held, high, x)
        while (rows := ~held.all(axis=1) & np.isfinite(x).all(axis=1)).any():
            x[rows] = self.of(rows).solved(np.where(held, high, x)[rows], held[rows])
            passed = rows[:, None] & (x > high) & ~held
            if not passed.any():
                break
            held |= passed
            x = np.where(held, high, x)
        return x

    def solved(self, x: Floats, held: Bools) -> Floats:
        """Where what the last of each quantity brings over what it costs is the same for all; nan where nowhere.

        Newton's method in logarithms: for a law of one power each and a cost of one product these are linear.
        """
        n, k = x.shape
        multiplier, residual = np.zeros(n), np.full(n, inf)
        for _ in range(_STEPS):
            values, matrix = self._equations(x, multiplier, held)
            with np.errstate(all="ignore"):
                residual = np.abs(values).max(axis=1)
                good = np.isfinite(matrix).all(axis=(1, 2)) & np.isfinite(residual)
                step = np.full((n, k + 1), nan)
                step[good] = np.linalg.solve(matrix[good] + 1e-300, -values[good][:, :, None])[:, :, 0]
            longest = np.maximum(np.abs(step[:, :k]).max(axis=1, keepdims=True), _LONGEST)
            x, multiplier = x + step[:, :k] * (_LONGEST / longest), multiplier + step[:, k]
            if not (np.abs(step).max(axis=1) > _CLOSE).any():
                break
        return np.where((residual < 1e-6)[:, None], x, nan)

    def _equations(self, x: Floats, multiplier: Floats, held: Bools) -> tuple[Floats, Floats]:
        """What must be 0, shape (n, k + 1), and its derivatives in (x, multiplier)."""
        n, k = x.shape
        with np.errstate(divide="ignore"):
            own, rates = np.log(self.exponents), np.log(self.terms.rates)
        gain = (self.logs - np.einsum("ntk,nk->nt", self.exponents, x))[:, :, None] + own
        paid = (self.terms.constants + x @ self.terms.rates.T)[:, :, None] + rates
        values, matrix = np.zeros((n, k + 1)), np.zeros((n, k + 1, k + 1))
        values[:, :k] = np.logaddexp.reduce(gain, axis=1) - np.logaddexp.reduce(paid, axis=1) - multiplier[:, None]
        matrix[:, :k, :k] = -np.einsum("nti,ntj->nij", _shares(gain), self.exponents)
        matrix[:, :k, :k] -= np.einsum("nti,tj->nij", _shares(paid), self.terms.rates)
        matrix[:, :k, k] = -1.0
        values[:, k], matrix[:, k, :k] = self.terms.log(x) - self.budgets, self.terms.elasticities(x)
        values[:, :k][held] = 0.0
        matrix[:, :k][held] = np.eye(k + 1)[np.nonzero(held)[1]]
        return values, matrix


def _shares(logs: Floats) -> Floats:
    """The parts of a sum along the second axis over the sum."""
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))

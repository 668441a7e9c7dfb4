"""Losses that were fitted as functions of what a budget pays for: floors and sums of products of powers.

The floor does not move an optimum, so that it is left out. In logarithms what lies above it is convex, and so is the
cost; there is one optimum, found for all resamples at once.
"""

from __future__ import annotations

from math import inf, log, nan

import numpy as np

from scalecalc.allocation.cost import Cost, Terms
from scalecalc.allocation.frontier import growing
from scalecalc.arrays import Bools, Floats
from scalecalc.errors import UsageError
from scalecalc.record import record

_STEPS = 100
_LONGEST = 20.0  # step of a logarithm
_CLOSE = 1e-10
_SINGULAR = 1e-10  # a determinant this small is that of no optimum, or of a whole line of them
_NOTHING = -1e9  # the logarithm of what costs nothing


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


def fit_terms(names: tuple[str, ...], cost: Cost) -> Terms:
    """A cost in these columns. Raises UsageError where it does not grow with all of them."""
    constants = [log(one.factor) for one in cost.monomials]
    rates = [[one.powers.get(name, 0.0) for name in names] for one in cost.monomials]
    return growing(cost, names, Terms(np.array(constants), np.array(rates)))


@record(eq=False)
class FitFrontier:
    """The best allocation of each of b budgets.

    x: logarithms, shape (b, k).  excess: the loss above the floor, shape (b,).  local: -dlog excess/dlog budget.
    rates: dlog quantity/dlog budget, shape (b, k).  capped: which are at their bounds, shape (b, k).
    """

    x: Floats
    excess: Floats
    local: Floats
    rates: Floats
    capped: Bools


def fit_frontier(law: PowerSums, terms: Terms, log_budgets: Floats, low: Floats, high: Floats) -> FitFrontier:
    """The frontier of one set of parameters. low: where the search begins, high: bounds; logarithms, shape (k,).

    Raises UsageError where there is no best allocation.
    """
    x = optima(law, terms, log_budgets, low, high)[0]
    if not np.isfinite(x).all():
        raise UsageError(
            "this law and cost have no best allocation: the loss falls for ever as one of the quantities goes to zero;"
            " fit the law additive, where all of them are needed"
        )
    capped = x >= high
    rates = _problems(law, terms, log_budgets).rates(x, capped)
    logs = law.logs[0] - x @ law.exponents[0].T
    local = np.einsum("bt,tk,bk->b", _shares(logs), law.exponents[0], rates)
    return FitFrontier(x, law.excess(x[None])[0], local, rates, capped)


def fit_off_by(
    law: PowerSums, terms: Terms, log_budgets: Floats, found: FitFrontier, number: int, factor: float, high: Floats
) -> Floats:
    """The loss above the floor, shape (b,), with a quantity this many times its best value, the rest chosen anew.

    nan where the budget does not pay for it, or its bound does not allow it.
    """
    x, held = found.x.copy(), np.zeros(found.x.shape, dtype=bool)
    x[:, number] += log(factor)
    held[:, number] = True
    alone = np.where(held, x, _NOTHING)
    with np.errstate(all="ignore"):
        allowed = (terms.log(alone) <= log_budgets + _CLOSE) & (x[:, number] <= high[number] + _CLOSE)
    x[~allowed] = nan
    return np.asarray(law.excess(_problems(law, terms, log_budgets).below(x, high, held)[None])[0])


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
    b, k = len(log_budgets), len(high)
    useful = ((law.exponents > 0) & np.isfinite(law.logs)[:, :, None]).any(axis=1)
    rows = np.flatnonzero(np.asarray(useful).all(axis=1))
    found = np.repeat(np.where(useful, high, -inf)[:, None], b, axis=1)
    part = PowerSums(law.floors[rows], law.logs[rows], law.exponents[rows])
    start, free = np.tile(low, (len(rows) * b, 1)), np.zeros((len(rows) * b, k), dtype=bool)
    found[rows] = _problems(part, terms, log_budgets).below(start, high, free).reshape(len(rows), b, k)
    return found


def _problems(law: PowerSums, terms: Terms, log_budgets: Floats) -> _Optimum:
    """Of every set of parameters at every budget."""
    d, b = len(law.logs), len(log_budgets)
    logs, exponents = (np.repeat(part, b, axis=0) for part in (law.logs, law.exponents))
    return _Optimum(logs, exponents, terms, np.tile(log_budgets, d))


@record(eq=False)
class _Optimum:
    """n problems.  logs: shape (n, t).  exponents: shape (n, t, k).  budgets: logarithms, shape (n,)."""

    logs: Floats
    exponents: Floats
    terms: Terms
    budgets: Floats

    def of(self, rows: Bools) -> _Optimum:
        return _Optimum(self.logs[rows], self.exponents[rows], self.terms, self.budgets[rows])

    def below(self, x: Floats, high: Floats, held: Bools) -> Floats:
        """The optima with what is held as it is, and no quantity above its bound: what passes it is held there."""
        with np.errstate(invalid="ignore"):  # a bound may be infinite
            paid = np.asarray(self.terms.log(np.where(held, x, high)) <= self.budgets)
        x, held = np.where(paid[:, None] & ~held, high, x), held | paid[:, None]
        while (rows := np.asarray(~held.all(axis=1) & np.isfinite(x).all(axis=1))).any():
            x[rows] = self.of(rows).solved(x[rows], held[rows])
            passed = rows[:, None] & (x > high) & ~held
            if not passed.any():
                break
            held = held | passed
            x = np.where(passed, high, x)
        return x

    def rates(self, x: Floats, held: Bools) -> Floats:
        """dx/dlog budget at optima, what is held staying where it is; shape (n, k)."""
        n, k = x.shape
        rates, rows = np.zeros((n, k)), np.asarray(~held.all(axis=1))
        part = self.of(rows)
        matrix = part._equations(x[rows], np.zeros(int(rows.sum())), held[rows])[1]
        budget = np.zeros((len(matrix), k + 1, 1))
        budget[:, k] = 1.0
        rates[rows] = np.linalg.solve(matrix, budget)[:, :k, 0]
        return rates

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
                good = (np.abs(np.linalg.det(matrix)) > _SINGULAR) & np.isfinite(residual)
                step = np.full((n, k + 1), nan)
                step[good] = np.linalg.solve(matrix[good], -values[good][:, :, None])[:, :, 0]
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

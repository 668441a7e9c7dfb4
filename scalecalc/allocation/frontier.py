"""The frontier: the best allocation of each budget, its exponents, and what it costs to be off."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

from scalecalc.allocation.cost import Cost, Terms
from scalecalc.allocation.integers import Counts, best_counts
from scalecalc.allocation.search import Search, Valleys
from scalecalc.allocation.surfaces.surface import Surface
from scalecalc.arrays import Bools, Floats, Indices
from scalecalc.errors import UsageError
from scalecalc.record import record

_CAPPED = 1e-9
_SAME = 0.05  # of logarithms: bottoms closer than this are one
BUDGET = "budget"


@record(eq=False)
class Frontier:
    """The best allocation of each of b budgets, k quantities being free.

    budgets: shape (b,).  x: logarithms of the best real numbers, shape (b, k).  errors: there, shape (b,).
    counts: the best integers, or x itself where the quantities are no counts, shape (b, k), and count_errors.
    local: -dlog error/dlog budget at x.  rates: dlog quantity/dlog budget, shape (b, k).
    valleys: all valleys.  spent: whether the budget is used up.  capped: which quantities are at their bounds, (b, k).
    """

    search: Search
    budgets: Floats
    x: Floats
    errors: Floats
    counts: Floats
    count_errors: Floats
    local: Floats
    rates: Floats
    valleys: Valleys
    spent: Bools
    capped: Bools


def search_of(surface: Surface, cost: Cost) -> Search:
    """The search for the best allocation. Raises UsageError for a cost that does not grow with all that is free."""
    terms = growing(cost, [one.name for one in surface.quantities], surface.terms(cost))
    if not np.isfinite(terms.constants).all():
        raise UsageError(f"cost {cost.text!r} is zero or infinite at the numbers of the spec, must be a number > 0")
    low = np.log([one.low for one in surface.quantities])
    high = np.log([one.high for one in surface.quantities])
    return Search(surface, terms, low, high)


def growing(cost: Cost, names: Sequence[str], terms: Terms) -> Terms:
    """The terms of a cost. Raises UsageError where it does not grow with each of these quantities."""
    for name, rates in zip(names, terms.rates.T, strict=True):
        if (rates < 0).any():
            raise UsageError(f"cost {cost.text!r} falls where {name} grows, must grow with all that is free")
        if not (rates > 0).any():
            raise UsageError(f"cost {cost.text!r} does not grow with {name}, which then would be without limit")
    return terms


def frontier(search: Search, budgets: Floats) -> Frontier:
    """The frontier at these budgets. Raises UsageError for a budget that does not pay for one of everything."""
    least = float(search.terms.log(search.low[None])[0])
    logs = np.log(budgets)
    if (logs < least - 1e-12).any():
        needed = f"the least that anything costs, one of each, is {np.exp(least):.6g}"
        raise UsageError(f"budget {budgets.min():.6g} pays for nothing: {needed}")
    valleys = search.valleys(logs)
    best = _lowest(valleys, len(budgets))
    if (best < 0).any():
        where = budgets[best < 0][0]
        raise UsageError(f"at the budget {where:.6g} no allocation has a finite error")
    x, errors, spent = valleys.x[best], valleys.errors[best], valleys.spent[best]
    counts = _counts(search, valleys, logs, x, errors)
    local = np.where(spent, local_exponents(search, x), 0.0)
    capped = x >= search.high - _CAPPED
    rates = _rates(search, logs, x, spent)
    return Frontier(search, budgets, x, errors, counts.counts, counts.errors, local, rates, valleys, spent, capped)


def best_x(search: Search, log_budgets: Floats) -> tuple[Floats, Floats]:
    """The best real numbers under budgets, shape (b, k), and the error there; nan and inf where there are none."""
    valleys = search.valleys(log_budgets)
    best = _lowest(valleys, len(log_budgets))
    none = best < 0
    return np.where(none[:, None], np.nan, valleys.x[best]), np.where(none, np.inf, valleys.errors[best])


def _lowest(valleys: Valleys, budgets: int) -> Indices:
    """The lowest valley of each budget; -1 where there is none."""
    best = np.full(budgets, -1)
    for row in np.lexsort((-valleys.errors, valleys.budget)).tolist():  # of each budget the lowest comes last
        best[valleys.budget[row]] = row
    return best


def _counts(search: Search, valleys: Valleys, logs: Floats, x: Floats, errors: Floats) -> Counts:
    if not all(one.count for one in search.surface.quantities):
        return Counts(np.exp(x), errors)
    return best_counts(search, valleys, logs)


def local_exponents(search: Search, x: Floats) -> Floats:
    """-dlog error/dlog budget at optima, by the envelope theorem, shape (b,).

    The exponent of every quantity over its share of the cost is the same; of one at a bound it is another. So the one
    that is farthest from its bounds counts.
    """
    rows = np.arange(len(x))
    pivots = search.ground(search.terms.log(x)).pivots(x)
    return np.asarray(search.slopes(x)[rows, pivots] / search.terms.elasticities(x)[rows, pivots])


def _rates(search: Search, logs: Floats, x: Floats, spent: Bools) -> Floats:
    """dlog quantity/dlog budget: the gradient stays 0 where the budget grows. What is at a bound stays there."""
    rates = np.zeros_like(x)
    rows = np.flatnonzero(spent)
    if rows.size:
        rates[rows] = search.ground(logs[rows]).rates(x[rows])
    return rates


# --- off the optimum


def off_by(found: Frontier, number: int, factor: float) -> Floats:
    """The error over the best one when a quantity is this many times its best value at the same budget; shape (b,).

    The rest is chosen anew. nan where the budget does not pay for it, or its bound does not allow it.
    """
    search, logs, at = found.search, np.log(found.budgets), found.x[:, number] + log(factor)
    rows = np.flatnonzero(search.within(at, np.full(len(at), number)))
    errors = np.full(len(at), np.nan)
    if found.x.shape[1] == 1:
        paid = search.terms.log(at[:, None]) <= logs + _CAPPED
        errors[rows] = np.where(paid[rows], search.errors(at[rows, None]), np.nan)
    elif rows.size:
        budget, x = search.bottoms(logs[rows], number, at[rows])
        np.fmin.at(errors, rows[budget], search.errors(x))
    return errors / found.errors


# --- what a reader should know


def runner_up(found: Frontier, row: int) -> tuple[Floats, float] | None:
    """The second lowest valley of a budget, its x and its error over the best one; None where there is one only."""
    rows = np.flatnonzero(found.valleys.budget == row)
    rows = rows[np.argsort(found.valleys.errors[rows])]
    for other in rows[1:].tolist():
        if np.max(np.abs(found.valleys.x[other] - found.x[row])) > _SAME:
            return found.valleys.x[other], float(found.valleys.errors[other] / found.errors[row])
    return None


def jumps(found: Frontier) -> list[float]:
    """Budgets between which the best allocation moves to another valley: neither leads to the other."""
    order = np.argsort(found.budgets)
    if not any(runner_up(found, row) is not None for row in order.tolist()):
        return []
    a, b = order[:-1], order[1:]
    apart = _apart(found, a, b) & _apart(found, b, a)
    return [float(place) for place in np.sqrt(found.budgets[a] * found.budgets[b])[apart]]


def _apart(found: Frontier, a: Indices, b: Indices) -> Bools:
    """Whether the best allocations of budgets a, followed to budgets b, are others than the best there."""
    x = found.search.settled(found.x[a], np.log(found.budgets[b]), np.zeros_like(found.x[a], dtype=bool))
    moved = np.max(np.abs(x - found.x[b]), axis=1) > _SAME
    return np.asarray(found.spent[a] & found.spent[b] & moved)

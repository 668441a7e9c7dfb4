"""The budgets that errors take: the cheapest counts whose error is no larger, and how much more of one quantity."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, exp, inf, log

import numpy as np

from scalecalc.allocation.frontier import best_x, local_exponents
from scalecalc.allocation.integers import best_counts
from scalecalc.allocation.search import Search, Valleys
from scalecalc.allocation.surfaces.surface import Surface
from scalecalc.arrays import Floats
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.theory.numerics.passing import passing

_DECADES = 60  # of budgets that are looked at, twelve at a time
_BATCH = 12
_STEPS = 40
_CLOSE = 1e-13
_WHOLE = 30  # bisections for integers
_AT_MOST = 1e-12  # by which an error may be larger for rounding
_LARGEST = 1e30  # of a quantity; more counts as infinite
_PER_DECADE = 20


def budgets_for(search: Search, targets: Floats) -> Floats:
    """The least that counts with these errors cost; shapes (t,) to (t,).

    Raises UsageError for errors that no budget reaches.
    """
    logs = _real_budgets(search, np.log(targets))
    if not all(one.count for one in search.surface.quantities):
        return np.exp(logs)
    return _whole_budgets(search, targets, logs)


def _real_budgets(search: Search, targets: Floats) -> Floats:
    """The logarithms of the budgets at which the best errors at real counts are these, by Newton's method."""
    low, high = _brackets(search, targets)
    at = high.copy()
    for _ in range(_STEPS):
        x, errors = best_x(search, at)
        over = np.log(errors) > targets
        low, high = np.where(over, np.maximum(low, at), low), np.where(over, high, np.minimum(high, at))
        slope = local_exponents(search, x)
        with np.errstate(all="ignore"):
            step = (np.log(errors) - targets) / slope
        new = at + step
        inside = np.isfinite(new) & (new > low) & (new < high) | (np.abs(step) <= _CLOSE * (1 + np.abs(at)))
        new = np.where(inside, new, 0.5 * (low + high))
        if np.all(np.abs(new - at) <= _CLOSE * (1 + np.abs(at))):
            break
        at = new
    return at


def _brackets(search: Search, targets: Floats) -> tuple[Floats, Floats]:
    """Decades of budgets in which the best error passes the targets."""
    least = float(search.terms.log(search.low[None])[0])
    most = least + log(10) * _DECADES
    floor = float(np.log(best_x(search, np.array([most]))[1][0]))
    if floor > targets.min():
        raise UsageError(
            f"target error {exp(targets.min()):.6g}: no budget reaches it, the least error is {exp(floor):.6g}"
            f" (at the budget {exp(most):.1g})"
        )
    logs, errors = np.empty(0), np.empty(0)
    while not (len(errors) and errors.min() <= targets.min()):
        more: Floats = least + log(10) * np.arange(len(logs), len(logs) + _BATCH, dtype=float)
        logs, errors = np.append(logs, more), np.append(errors, np.log(best_x(search, more)[1]))
    floors = np.minimum.accumulate(errors)
    first = np.argmax(floors[None, :] <= targets[:, None], axis=1)
    return np.asarray(logs[np.maximum(first - 1, 0)]), np.asarray(logs[first])


def _whole_budgets(search: Search, targets: Floats, logs: Floats) -> Floats:
    """What the cheapest integers cost: a little more than the best real numbers, so that is bisected."""
    valleys, low, reach = search.valleys(logs), np.exp(logs), 1e-6
    valleys = replace(valleys, errors=np.full(len(valleys.errors), -inf))  # larger budgets have smaller ones
    high = np.full(len(logs), inf)
    while not np.isfinite(high).all():
        high, reach = np.fmin(high, _paid(search, valleys, targets, np.exp(logs + reach))), 4 * reach
    for _ in range(_WHOLE):
        if np.all(high - low <= _CLOSE * high):
            break
        middle = 0.5 * (low + high)
        found = _paid(search, valleys, targets, middle)
        low, high = np.where(np.isfinite(found), low, middle), np.fmin(high, found)
    return high


def _paid(search: Search, valleys: Valleys, targets: Floats, budgets: Floats) -> Floats:
    """What the best integers under these budgets cost, inf where they miss the targets."""
    best = best_counts(search, valleys, np.log(budgets))
    good = best.errors <= targets * (1 + _AT_MOST)
    cost = np.full(len(targets), inf)
    cost[good] = search.terms.cost(best.counts[good])
    return cost


# --- more of one quantity


@record
class Need:
    """How much of one quantity alone halves the error.

    now: of it.  needed: inf where no amount does.  floor: the error with no end of it, over the error now.
    """

    name: str
    now: float
    needed: float
    floor: float


def to_halve(surface: Surface, now: float) -> Need:
    """What a surface over one quantity needs from now on, the first amount at which the error is half as large."""
    (quantity,) = surface.quantities
    start, stop = log(now), log(_LARGEST)
    ladder = np.linspace(start, stop, max(2, ceil(_PER_DECADE * (stop - start) / log(10))))
    errors = np.log(np.append(surface.at_counts(np.array([[now]])), surface.errors(ladder[1:, None])))
    goal = float(errors[0]) - log(2)
    below = np.flatnonzero(errors <= goal)
    if not below.size:
        return Need(quantity.name, now, inf, exp(float(errors[-1] - errors[0])))
    stretch = float(ladder[below[0] - 1]), float(ladder[below[0]])

    def above(x: float) -> float:
        return float(np.log(surface.errors(np.array([[x]]))[0])) - goal

    needed = float(ceil(exp(passing(above, *stretch)) * (1 - _AT_MOST)))
    if np.log(surface.at_counts(np.array([[needed]]))[0]) > goal + _AT_MOST:
        needed += 1
    return Need(quantity.name, now, needed, exp(float(errors[-1] - errors[0])))

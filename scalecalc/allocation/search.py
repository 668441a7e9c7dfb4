"""Every valley of the error under a budget.

Below a budget the error may be lowest on its border, where the budget is used up, or inside, where more of anything
makes it worse. Both are scanned on ladders, and from the lowest rungs Newton's method goes down to the bottom.
"""

from __future__ import annotations

from math import ceil, log

import numpy as np

from scalecalc.allocation.cost import Terms
from scalecalc.allocation.descent import Ground, descended
from scalecalc.allocation.surfaces.surface import Surface
from scalecalc.arrays import Bools, Floats, Indices
from scalecalc.record import record

_PER_DECADE = 10  # rungs of a ladder
_LEAST, _MOST = 65, 400  # rungs in one direction; in more there are as many as give _POINTS points
_FEWEST, _POINTS = 7, 20_000
_ROUNDING = 1e-12
_SPENT = 1e-9  # of a budget that may be left


@record(eq=False)
class Valleys:
    """Bottoms of valleys under budgets.

    budget: which of the budgets each is of, shape (n,).  x: logarithms, shape (n, k).  errors: shape (n,).
    spent: whether the budget is used up, shape (n,).
    """

    budget: Indices
    x: Floats
    errors: Floats
    spent: Bools


@record(eq=False)
class Search:
    """surface: the error.  terms: the cost.  low, high: bounds of x, shape (k,)."""

    surface: Surface
    terms: Terms
    low: Floats
    high: Floats

    def valleys(self, log_budgets: Floats) -> Valleys:
        """All valleys under each budget."""
        budget, x = self.bottoms(log_budgets)
        wide = np.flatnonzero(~self._grows(x))
        more = self._inside(log_budgets, x[wide])
        owner, row = np.nonzero(self.terms.log(more) < log_budgets[:, None] - _ROUNDING)
        budget, x = np.concatenate([budget, owner]), np.concatenate([x, more[row]])
        errors = self.errors(x)
        good = np.isfinite(errors)
        spent = self.terms.log(x) > log_budgets[budget] - _SPENT
        return Valleys(budget[good], x[good], errors[good], spent[good])

    def settled(self, x: Floats, log_budgets: Floats, held: Bools) -> Floats:
        """The bottoms near x on the border of their budgets, some quantities being held as they are; shape (n, k).

        held: shape (n, k).  nan where a budget does not pay for what is held.
        """
        low, high = np.where(held, x, self.low), np.where(held, x, self.high)
        ground = Ground(self.surface, self.terms, low, high, log_budgets)
        return descended(ground, ground.affordable(x))

    def ground(self, log_budgets: Floats) -> Ground:
        """The borders of these budgets."""
        low, high = (np.tile(bound, (len(log_budgets), 1)) for bound in (self.low, self.high))
        return Ground(self.surface, self.terms, low, high, log_budgets)

    def within(self, x: Floats, number: Indices) -> Bools:
        """Whether x is within the bounds of these quantities; shape (n,)."""
        return np.asarray((x >= self.low[number] - _ROUNDING) & (x <= self.high[number] + _ROUNDING))

    def errors(self, x: Floats) -> Floats:
        """The error, inf where x is nan; shapes (n, k) to (n,)."""
        known = ~np.isnan(x).any(axis=1)
        errors = np.full(len(x), np.inf)
        if known.any():
            errors[known] = self.surface.errors(x[known])
        return errors

    def slopes(self, x: Floats) -> Floats:
        """-dlog error/dlog quantity, nan where x is nan; shapes (n, k) to (n, k)."""
        known = ~np.isnan(x).any(axis=1)
        slopes = np.full(x.shape, np.nan)
        if known.any():
            slopes[known] = self.surface.slopes(x[known])
        return slopes

    def bottoms(self, log_budgets: Floats, held: int | None = None, at: Floats | None = None) -> tuple[Indices, Floats]:
        """Valleys with the budget used up, or with everything at its bounds: which of b budgets, and x.

        held: a quantity that is held at x = `at`, shape (b,); nan where there is nothing to be found.
        """
        *moving, pivot = (i for i in range(len(self.low)) if i != held)
        tops, low = self._tops(log_budgets), np.tile(self.low, (len(log_budgets), 1))
        high = np.tile(self.high, (len(low), 1))
        if held is not None:
            low[:, held] = high[:, held] = at
        count = self._rungs(float(np.max(tops - self.low)), len(moving), len(low))
        share = _grid(count, len(moving))
        x = np.repeat(low[:, None], len(share), axis=1)
        x[:, :, moving] += share * (tops - self.low)[:, None, moving]
        x, owner = x.reshape(-1, len(self.low)), np.repeat(np.arange(len(low)), len(share))
        ground = Ground(self.surface, self.terms, low, high, log_budgets).of(owner)
        x = ground.placed(x, np.full(len(x), pivot))
        lowest = _local_minima(self.errors(x).reshape(len(low), *(count,) * len(moving)), range(1, len(moving) + 1))
        rows = np.flatnonzero(lowest.ravel())
        return owner[rows], descended(ground.of(rows), x[rows])

    def profile(self, log_budget: float, places: int) -> tuple[Floats, Floats]:
        """The least error with the budget used up, over the first of several quantities: its x, and the errors."""
        top = float(self._tops(np.array([log_budget]))[0, 0])
        at = np.linspace(self.low[0], top, places)
        budget, x = self.bottoms(np.full(places, log_budget), 0, at)
        errors = np.full(places, np.inf)
        np.fmin.at(errors, budget, self.errors(x))
        return at, errors

    def _tops(self, log_budgets: Floats) -> Floats:
        """The largest x of each quantity, if the others are as small as they may be; shape (n, k)."""
        least = np.tile(self.low, (len(log_budgets), 1))
        rooms = [self.terms.room(least, i, log_budgets) for i in range(len(self.low))]
        return np.clip(np.column_stack(rooms), self.low, self.high)

    def _rungs(self, length: float, dimensions: int, ladders: int) -> int:
        fine = max(_LEAST, ceil(_PER_DECADE * length / log(10)))
        if all(self.surface.helps):  # no peaks between the valleys
            fine = ceil(fine / 3)
        return max(_FEWEST, min(fine, _MOST, int((_POINTS / ladders) ** (1 / max(dimensions, 1)))))

    # --- inside

    def _grows(self, x: Floats) -> Bools:
        """Whether more of everything that may grow makes the error smaller, to first order; shape (n,)."""
        if not len(x):
            return np.zeros(0, dtype=bool)
        return ~np.asarray((self.surface.slopes(x) < 0).any(axis=1))

    def _inside(self, log_budgets: Floats, more: Floats) -> Floats:
        """Valleys that a budget need not be used up for, the same for every budget that pays for them; shape (n, k).

        They have the most of what always helps, so there are none where that has no limit. more: starts beside those
        of the ladders.
        """
        helps = np.array(self.surface.helps)
        free = np.flatnonzero(~helps)
        if not free.size or np.isinf(self.high[helps]).any():
            return np.empty((0, len(self.low)))
        low = np.where(helps, self.high, self.low)
        tops = np.where(helps, self.high, self._tops(log_budgets).max(axis=0))
        count = self._rungs(float(np.max(tops - low)), len(free), 1)
        grid = np.tile(low, (count ** len(free), 1))
        grid[:, free] += _grid(count, len(free)) * (tops - low)[free]
        payable = self.terms.log(grid) <= log_budgets.max() + _ROUNDING
        errors = np.full(len(grid), -np.inf)  # beyond the border, so that no rung beside it counts as a bottom
        errors[payable] = self.errors(grid[payable])
        bottoms = grid[_local_minima(errors.reshape((count,) * len(free)), range(len(free))).ravel()]
        start = np.concatenate([bottoms, np.where(helps, self.high, more)])
        bounds = np.tile(low, (len(start), 1)), np.tile(self.high, (len(start), 1))
        ground = Ground(self.surface, self.terms, *bounds, ceiling=float(log_budgets.max()))
        return descended(ground, start)


def _grid(count: int, dimensions: int) -> Floats:
    """Shares from 0 to 1 in every direction, shape (count^dimensions, dimensions)."""
    steps = np.indices((count,) * dimensions).reshape(dimensions, count**dimensions)
    return np.asarray(steps.T / max(count - 1, 1))


def _local_minima(errors: Floats, axes: range) -> Bools:
    """Which entries are finite and not above their neighbours along these axes and their diagonals."""
    least = errors
    for axis in axes:
        rows = np.moveaxis(least, axis, 0)
        lowest = rows.copy()
        lowest[1:] = np.fmin(lowest[1:], rows[:-1])
        lowest[:-1] = np.fmin(lowest[:-1], rows[1:])
        least = np.moveaxis(lowest, 0, axis)
    return np.isfinite(errors) & (errors <= least)

"""Every valley of the error under a budget.

Below a budget the error may be lowest on its border, where the budget is used up, or inside, where more of anything
makes it worse. Both are scanned on ladders, and from the lowest rungs the exact derivative leads to the bottom.
"""

from __future__ import annotations

from itertools import product
from math import ceil, log

import numpy as np
from numpy.typing import NDArray

from scalecalc.allocation.cost import Terms
from scalecalc.allocation.surface import Surface
from scalecalc.allocation.zeros import lowest
from scalecalc.arrays import Bools, Floats
from scalecalc.record import record

_RUNGS = {1: (65, 400), 2: (25, 40), 3: (13, 20)}  # of a ladder in so many dimensions: at least, at most
_PER_DECADE = 10
_SWEEPS = 12  # over the directions, where there are several
_SETTLED = 1e-13
_ROUNDING = 1e-12
_BRACKETS = 4  # narrower and narrower ones, where a peak hides between two rungs

Indices = NDArray[np.intp]


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
class Way:
    """How bottoms are looked for: along these quantities, between these bounds, shape (n, k).

    pivot: the quantity that takes what the others leave of the budgets, shape (n,); None where nothing does.
    """

    moving: tuple[int, ...]
    low: Floats
    high: Floats
    pivot: int | None
    log_budgets: Floats


@record(eq=False)
class Search:
    """surface: the error.  terms: the cost.  low, high: bounds of x, shape (k,)."""

    surface: Surface
    terms: Terms
    low: Floats
    high: Floats

    def valleys(self, log_budgets: Floats) -> Valleys:
        """All valleys under each budget."""
        found = [self._border(log_budgets)]
        if not self.surface.monotone:
            found.append(self._inside(log_budgets))
        return Valleys(*(np.concatenate([getattr(one, name) for one in found]) for name in Valleys.__match_args__))

    def settled(self, x: Floats, log_budgets: Floats, held: int | None = None, reach: float = 0.5) -> Floats:
        """The bottoms near x on the border of other budgets, perhaps with one quantity held as it is; shape (n, k).

        nan where a budget does not pay for what is held.
        """
        *moving, pivot = (i for i in range(len(self.low)) if i != held)
        low = np.tile(self.low, (len(x), 1))
        way = Way(tuple(moving), low, np.maximum(low, self._tops(log_budgets)), pivot, log_budgets)
        return self._placed(self._descended(x, np.full_like(x, reach), way), way, np.arange(len(x)))

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

    # --- on the border

    def _border(self, log_budgets: Floats) -> Valleys:
        *moving, pivot = range(len(self.low))
        tops = self._tops(log_budgets)
        count = self._rungs(float(np.max(tops - self.low)), len(moving)) if moving else 1
        ladders = [np.linspace(self.low[:-1], top[:-1], count) for top in tops]
        grids = [np.array(list(product(*ladder.T))).reshape(count ** len(moving), len(moving)) for ladder in ladders]
        owner = np.repeat(np.arange(len(grids)), [len(grid) for grid in grids])
        x = np.column_stack([np.concatenate(grids), np.zeros(len(owner))])
        way = Way(tuple(moving), np.tile(self.low, (len(owner), 1)), tops[owner], pivot, log_budgets[owner])
        shape = (len(grids), *(count,) * len(moving))
        low = _local_minima(self.errors(self._placed(x, way, np.arange(len(x)))).reshape(shape), range(1, len(shape)))
        rows = np.flatnonzero(low.ravel())
        way = Way(way.moving, way.low[rows], way.high[rows], pivot, way.log_budgets[rows])
        step = (tops[owner[rows]] - self.low) / max(count - 1, 1)
        bottom = self._placed(self._descended(x[rows], step, way), way, np.arange(len(rows)))
        return self._valleys(owner[rows], bottom, spent=True)

    def _tops(self, log_budgets: Floats) -> Floats:
        """The largest x of each quantity, if the others are as small as they may be; shape (n, k)."""
        least = np.tile(self.low, (len(log_budgets), 1))
        rooms = [self.terms.room(least, i, log_budgets) for i in range(len(self.low))]
        return np.minimum(np.column_stack(rooms), self.high)

    def _rungs(self, length: float, dimensions: int) -> int:
        least, most = _RUNGS[min(dimensions, 3)]
        if self.surface.monotone:  # no peaks between the valleys
            least, most = ceil(least / 3), ceil(most / 3)
        return min(max(least, ceil(_PER_DECADE * length / log(10))), most)

    # --- inside

    def _inside(self, log_budgets: Floats) -> Valleys:
        """Valleys that a budget need not be used up for. They are the same for every budget that pays for them."""
        k = len(self.low)
        tops = self._tops(log_budgets).max(axis=0)
        ladder = np.linspace(self.low, tops, self._rungs(float(np.max(tops - self.low)), k))
        grid = np.array(list(product(*ladder.T)))
        payable = self.terms.log(grid) <= log_budgets.max() + _ROUNDING
        payable &= ((grid < tops) | (tops >= self.high)).all(axis=1)
        errors = np.full(len(grid), -np.inf)  # beyond the border, so that no rung beside it counts as a bottom
        errors[payable] = self.errors(grid[payable])
        low = _local_minima(errors.reshape((len(ladder),) * k), range(k)).ravel()
        start = grid[low]
        bounds = np.tile(self.low, (len(start), 1)), np.tile(np.minimum(tops, self.high), (len(start), 1))
        way = Way(tuple(range(k)), *bounds, None, np.zeros(len(start)))
        x = self._descended(start, np.tile(ladder[1] - ladder[0], (len(start), 1)), way) if len(start) else start
        budget, row = np.nonzero(self.terms.log(x) < log_budgets[:, None] - _ROUNDING)
        return self._valleys(budget, x[row], spent=False)

    # --- down to the bottom

    def _placed(self, x: Floats, way: Way, rows: Indices) -> Floats:
        """x with the pivot as large as budget and bounds allow; nan where nothing is left for it."""
        if way.pivot is None:
            return x
        x, i = x.copy(), way.pivot
        room = self.terms.room(x, i, way.log_budgets[rows])
        x[:, i] = np.where(room >= self.low[i] - _ROUNDING, np.clip(room, self.low[i], self.high[i]), np.nan)
        return x

    def _gradient(self, x: Floats, i: int, way: Way) -> Floats:
        """dlog error/dx of one quantity, for which the pivot makes room unless its own bound holds; shape (n,)."""
        slopes = self.slopes(x)
        if way.pivot is None:
            return -slopes[:, i]
        paid = self.terms.elasticities(x)
        moves = x[:, way.pivot] < self.high[way.pivot]
        return -(slopes[:, i] - np.where(moves, slopes[:, way.pivot] * paid[:, i] / paid[:, way.pivot], 0.0))

    def _descended(self, start: Floats, step: Floats, way: Way) -> Floats:
        """The bottoms near these rungs, shape (n, k), direction by direction until nothing moves."""
        x = start
        for _ in range(_SWEEPS if len(way.moving) > 1 else 1):
            before = x
            for i in way.moving:
                x = self._lowest_along(i, x, step[:, i], way)
            if not x.size or np.max(np.abs(x - before)[:, way.moving], initial=0) < _SETTLED * (1 + np.max(np.abs(x))):
                break
        return x

    def _lowest_along(self, i: int, x: Floats, step: Floats, way: Way) -> Floats:
        every = np.arange(len(x))

        def moved(values: Floats, rows: Indices) -> Floats:
            found = x[rows]
            found[:, i] = values
            return self._placed(found, way, rows)

        def derivative(values: Floats, rows: Indices) -> Floats:
            return self._gradient(moved(values, rows), i, way)

        best, errors = x, self.errors(self._placed(x, way, every))
        for shrink in range(_BRACKETS):
            reach = step * 0.5**shrink
            low, high = np.maximum(x[:, i] - reach, way.low[:, i]), np.minimum(x[:, i] + reach, way.high[:, i])
            tried = moved(lowest(derivative, low, np.maximum(low, high)), every)
            better = self.errors(tried)
            lower = better < errors
            best, errors = np.where(lower[:, None], tried, best), np.where(lower, better, errors)
            if np.all(better <= errors * (1 + _ROUNDING)):
                break
        return best

    def _valleys(self, budget: Indices, x: Floats, *, spent: bool) -> Valleys:
        errors = self.errors(x)
        good = np.isfinite(errors)
        return Valleys(budget[good], x[good], errors[good], np.full(int(good.sum()), spent))


def _local_minima(errors: Floats, axes: range) -> Bools:
    """Which entries are finite and not above their neighbours along these axes."""
    low = np.isfinite(errors)
    for axis in axes:
        rows = np.moveaxis(errors, axis, 0)
        mask = np.moveaxis(low, axis, 0)
        mask[1:] &= rows[1:] <= rows[:-1]
        mask[:-1] &= rows[:-1] <= rows[1:]
    return low

"""Down to the bottom of a valley, within bounds and perhaps on the border of a budget, by Newton's method.

Slopes are exact, and so their zero is; the second derivatives, which only say how to get there, are differences of
slopes. No step goes up, so that a valley with a peak beside it is not left.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np

from scalecalc.allocation.cost import Terms
from scalecalc.allocation.surfaces.surface import Surface
from scalecalc.arrays import Bools, Floats, Indices
from scalecalc.record import record

_STEPS = 60
_HALVINGS = 12
_CLOSE = 1e-8  # after a step this small, Newton's method is at the bottom to rounding
_LONGEST = 0.5
_ROUNDING = 1e-13
_AT_BOUND = _SPENT = 1e-9
_SMALL = 1e-3  # curvatures are taken to be at least this


@record
class Stencil:
    """A first derivative: the sum of weights times the values at these places."""

    places: tuple[float, ...]
    weights: tuple[float, ...]


QUICK = Stencil((-1e-4, 1e-4), (-5e3, 5e3))
FINE = Stencil((-4e-3, -2e-3, 2e-3, 4e-3), (500 / 12, -4e3 / 12, 4e3 / 12, -500 / 12))  # to twelve digits or so


@record(eq=False)
class Ground:
    """Where n points may move.

    low, high: bounds of x, shape (n, k).  log_budgets: the budgets that are used up, shape (n,); None without.
    ceiling: of the logarithm of the cost; what costs more is of no use, and not followed.
    """

    surface: Surface
    terms: Terms
    low: Floats
    high: Floats
    log_budgets: Floats | None = None
    ceiling: float = inf

    def of(self, rows: Indices) -> Ground:
        """The ground of some points."""
        budgets = None if self.log_budgets is None else self.log_budgets[rows]
        return replace(self, low=self.low[rows], high=self.high[rows], log_budgets=budgets)

    def pivots(self, x: Floats) -> Indices:
        """The quantity that takes what the others leave of a budget: the one farthest from its bounds; shape (n,)."""
        return np.asarray(np.argmax(np.minimum(x - self.low, self.high - x), axis=1))

    def placed(self, x: Floats, pivots: Indices) -> Floats:
        """x with the pivots as large as budgets and bounds allow; nan where nothing is left for them."""
        if self.log_budgets is None:
            return x
        x = x.copy()
        for i in np.unique(pivots):
            rows = np.flatnonzero(pivots == i)
            room, low = self.terms.room(x[rows], i, self.log_budgets[rows]), self.low[rows, i]
            x[rows, i] = np.where(room >= low - 10 * _ROUNDING, np.clip(room, low, self.high[rows, i]), np.nan)
        return x

    def affordable(self, x: Floats) -> Floats:
        """x with all that may move changed by one factor, until it costs what it may; nan where nothing does."""
        if self.log_budgets is None:
            return x
        low, high = np.full(len(x), -1e3), np.full(len(x), 1e3)
        for _ in range(64):
            middle = 0.5 * (low + high)
            dear = self.terms.log(np.clip(x + middle[:, None], self.low, self.high)) > self.log_budgets
            low, high = np.where(dear, low, middle), np.where(dear, middle, high)
        found = np.clip(x + low[:, None], self.low, self.high)
        paid = self.terms.log(self.low) <= self.log_budgets + _ROUNDING
        return np.where(paid[:, None], found, np.nan)

    def errors(self, x: Floats) -> Floats:
        """The logarithm of the error, inf where x is nan; shape (n,)."""
        known = ~np.isnan(x).any(axis=1)
        errors = np.full(len(x), np.inf)
        if known.any():
            with np.errstate(divide="ignore"):
                errors[known] = np.log(self.surface.errors(x[known]))
        return errors

    def gradient(self, x: Floats, pivots: Indices) -> Floats:
        """dlog error/dx, the pivots making room; 0 for them. Shape (n, k)."""
        slopes = self.surface.slopes(x)
        if self.log_budgets is None:
            return -slopes
        paid, rows = self.terms.elasticities(x), np.arange(len(x))
        rate = slopes[rows, pivots] / paid[rows, pivots]
        gradient = -(slopes - rate[:, None] * paid)
        gradient[rows, pivots] = 0.0
        return gradient

    def curvatures(self, x: Floats, pivots: Indices, stencil: Stencil = QUICK) -> Floats:
        """The second derivatives along the ground, shape (n, k, k); 0 for the pivots."""
        n, k = x.shape
        moving = np.tile(np.arange(k), (n, 1))
        if self.log_budgets is not None:
            moving = np.argsort(moving == pivots[:, None], axis=1, kind="stable")[:, :-1]
        changes = self._changes(x, pivots, np.eye(k)[moving], np.zeros(moving.shape), stencil)
        found = np.zeros((n, k, k))
        np.put_along_axis(found, moving[:, None, :], changes, axis=2)
        return np.asarray(0.5 * (found + np.swapaxes(found, 1, 2)))

    def pull(self, x: Floats, pivots: Indices, stencil: Stencil) -> Floats:
        """How the gradient changes with the logarithm of the budget, the others as they are; shape (n, k)."""
        return self._changes(x, pivots, np.zeros((len(x), 1, x.shape[1])), np.ones((len(x), 1)), stencil)[:, :, 0]

    def rates(self, x: Floats) -> Floats:
        """dx/dlog budget at bottoms, what is at a bound staying there; shape (n, k)."""
        assert self.log_budgets is not None
        pivots, rows = self.pivots(x), np.arange(len(x))
        held = (x <= self.low + _AT_BOUND) | (x >= self.high - _AT_BOUND)
        held[rows, pivots] = True
        matrix = _only(~held, self.curvatures(x, pivots, FINE))
        pull = np.where(held, 0.0, self.pull(x, pivots, FINE))
        rates = -np.linalg.solve(matrix, pull[:, :, None])[:, :, 0]
        paid = self.terms.elasticities(x)
        rates[rows, pivots] = (1 - (rates * paid).sum(axis=1)) / paid[rows, pivots]
        return np.asarray(rates + 0.0)  # 0, not -0

    def _changes(self, x: Floats, pivots: Indices, moves: Floats, budgets: Floats, stencil: Stencil) -> Floats:
        """How the gradient changes along m moves of x and of the budget, (n, m, k) and (n, m); shape (n, k, m)."""
        (n, m, k), many = moves.shape, len(stencil.places)
        if not m:
            return np.zeros((n, k, 0))
        places = np.array(stencil.places)[:, None, None]
        owner = np.tile(np.repeat(np.arange(n), m), many)
        moved = (x[:, None, :] + places[..., None] * moves).reshape(-1, k)
        ground = self.of(owner)
        if ground.log_budgets is not None:
            ground = replace(ground, log_budgets=ground.log_budgets + (places * budgets).ravel())
            moved = ground.unbounded(moved, pivots[owner])
        slopes = ground.gradient(moved, pivots[owner]).reshape(many, n, m, k)
        return np.asarray(np.einsum("s,snmk->nkm", np.array(stencil.weights), slopes))

    def unbounded(self, x: Floats, pivots: Indices) -> Floats:
        """x with the pivots as large as budgets allow, whatever their bounds."""
        wide = np.full_like(x, np.inf)
        return Ground(self.surface, self.terms, -wide, wide, self.log_budgets).placed(x, pivots)


def descended(ground: Ground, start: Floats) -> Floats:
    """The bottoms below these starts, shape (n, k); nan where a start is."""
    x = start.copy()
    rows = np.flatnonzero(~np.isnan(x).any(axis=1))
    errors = np.full(len(x), np.inf)
    errors[rows] = ground.of(rows).errors(x[rows])
    for _ in range(_STEPS):
        if not rows.size:
            break
        here = ground.of(rows)
        x[rows], errors[rows], moved = _stepped(here, x[rows], errors[rows])
        rows = rows[(moved > _CLOSE) & (ground.terms.log(x[rows]) <= ground.ceiling + _SPENT)]
    return x


def _stepped(ground: Ground, x: Floats, errors: Floats) -> tuple[Floats, Floats, Floats]:
    """One step: where it leads, the errors there, and how long it was."""
    pivots = ground.pivots(x)
    gradient = ground.gradient(x, pivots)
    held = _held(ground, x, gradient, pivots)
    direction = _newton(np.where(held, 0.0, gradient), ground.curvatures(x, pivots), held)
    best, lowest, moved = x, errors, np.zeros(len(x))
    waiting = np.arange(len(x))
    for halving in range(_HALVINGS):
        step = direction[waiting] * 0.5**halving
        part = ground.of(waiting)
        tried = part.placed(np.clip(x[waiting] + step, part.low, part.high), pivots[waiting])
        found = part.errors(tried)
        good = found <= errors[waiting] + _ROUNDING
        taken = waiting[good]
        best, lowest = best.copy(), lowest.copy()
        best[taken], lowest[taken] = tried[good], found[good]
        moved[taken] = np.max(np.abs(best[taken] - x[taken]), axis=1, initial=0)
        waiting = waiting[~good]
        if not waiting.size:
            break
    return best, lowest, moved


def _held(ground: Ground, x: Floats, gradient: Floats, pivots: Indices) -> Bools:
    """What stays where it is: at a bound that the error falls towards, and the pivots; shape (n, k)."""
    held = (x <= ground.low + _ROUNDING) & (gradient > 0) | (x >= ground.high - _ROUNDING) & (gradient < 0)
    held |= ~np.isfinite(gradient)
    if ground.log_budgets is not None:
        held[np.arange(len(x)), pivots] = True
    return held


def _newton(gradient: Floats, curvatures: Floats, held: Bools) -> Floats:
    """The step to where the slope is 0, downhill where the error curves down, and not too long; shape (n, k)."""
    values, vectors = np.linalg.eigh(_only(~held, np.nan_to_num(curvatures)))
    along = np.einsum("nij,ni->nj", vectors, np.where(held, 0.0, gradient)) / np.maximum(np.abs(values), _SMALL)
    step = -np.einsum("nij,nj->ni", vectors, along)
    longest = np.max(np.abs(step), axis=1, keepdims=True, initial=_LONGEST)
    return np.asarray(step * (_LONGEST / longest))


def _only(free: Bools, matrix: Floats) -> Floats:
    """The matrix of what is free, shape (n, k, k), with 1 on the diagonal for the rest."""
    both = free[:, :, None] & free[:, None, :]
    return np.where(both, matrix, 0.0) + ~free[:, :, None] * np.eye(free.shape[1])

"""The best counts under a budget, which are integers, near the best real numbers.

Of more than two counts, the smaller ones are held at integers, and the two largest are chosen anew. Of these, for every
integer of the smaller one, the largest takes what is left, rounded down. The error at real counts is a
lower bound: it says which stretch of integers can be best. What rounding loses is known to first order, which picks
the few candidates that are computed exactly. All valleys of all budgets go through each step together.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from scalecalc.allocation.search import Search, Valleys
from scalecalc.arrays import Bools, Floats, Indices
from scalecalc.record import record

_FEW = 64  # integers that are all computed exactly
_NODES = 33  # of the interpolation between
_BEST = 12  # candidates that are computed exactly
_NEAR = 3  # integers each way
_STEPS = 4.0 ** np.arange(31)  # by which the stretch of integers is looked for
_ROUNDING = 1e-12
_MOST = 1 << 22  # integers of one stretch that are looked at


@record(eq=False)
class Counts:
    """The best integers of each budget: counts, shape (b, k), and the error there, shape (b,); inf where none fit."""

    counts: Floats
    errors: Floats


def best_counts(search: Search, valleys: Valleys, log_budgets: Floats) -> Counts:
    """The best integers of each budget."""
    best = Counts(np.full((len(log_budgets), len(search.low)), np.nan), np.full(len(log_budgets), np.inf))
    near = [
        _near(search, x, float(log_budgets[budget]), spent=bool(spent))
        for budget, x, spent in zip(valleys.budget, valleys.x, valleys.spent, strict=True)
    ]
    _improve(search, best, valleys.budget, near)
    if len(search.low) > 1:
        budget, x, free = _whole_but_two(search, valleys, log_budgets, best)
        lines = [_Line.of(search, *one) for one in zip(x, free, log_budgets[budget], strict=True)]
        _improve(search, best, budget, _promising(search, lines, best.errors[budget]))
    if len(search.low) == 2:
        _small(search, best, log_budgets)
    return best


def _small(search: Search, best: Counts, log_budgets: Floats) -> None:
    """Where a count is small, try all small ones: between integers some errors are not smooth there."""
    rows = np.flatnonzero(~(best.counts.min(axis=1) > _FEW))
    most = np.floor(np.exp(search.high) * (1 + _ROUNDING))
    for rest in (0, 1):
        few = np.ones((int(min(_FEW, most[1 - rest])), 2))
        few[:, 1 - rest] = np.arange(1.0, len(few) + 1)
        _improve(search, best, rows, [_filled(search, few, rest, float(log_budgets[row])) for row in rows])


def _whole_but_two(
    search: Search, valleys: Valleys, log_budgets: Floats, best: Counts
) -> tuple[Indices, Floats, Bools]:
    """Optima in which all counts but the two largest are integers: which budget, x, and which two are free.

    The error at real counts is a lower bound, so only those below the best that is known are of use.
    """
    rows = np.flatnonzero(valleys.spent & (valleys.errors < best.errors[valleys.budget]))
    budget, x, free = valleys.budget[rows], valleys.x[rows], np.ones((len(rows), len(search.low)), dtype=bool)
    for _ in range(len(search.low) - 2):
        smallest = np.argmin(np.where(free, x, np.inf), axis=1)
        whole = np.floor(np.exp(x[np.arange(len(x)), smallest]))[:, None] + np.arange(1 - _NEAR, _NEAR + 1)
        row, step = np.nonzero(np.isfinite(whole))
        budget, x, free, number = budget[row], x[row].copy(), free[row].copy(), smallest[row]
        every = np.arange(len(row))
        with np.errstate(all="ignore"):
            x[every, number] = np.log(whole[row, step])
        free[every, number] = False
        allowed = (whole[row, step] >= 1) & search.within(x[every, number], number)
        budget, x, free = budget[allowed], x[allowed], free[allowed]
        x = search.settled(x, log_budgets[budget], ~free)
        useful = search.errors(x) < best.errors[budget]
        budget, x, free = budget[useful], x[useful], free[useful]
    return budget, x, free


def _improve(search: Search, best: Counts, budgets: Indices, candidates: list[Floats]) -> None:
    """Compute these candidates, shape (m, k) for each of these budgets, and keep the best."""
    if not candidates:
        return
    counts = np.concatenate(candidates)
    owner = np.repeat(budgets, [len(one) for one in candidates])
    errors = search.surface.at_counts(counts) if len(counts) else np.empty(0)
    for row in np.lexsort((errors, owner)).tolist():
        budget = owner[row]
        if errors[row] < best.errors[budget]:
            best.errors[budget], best.counts[budget] = errors[row], counts[row]


# --- next to the best real numbers


def _near(search: Search, x: Floats, log_budget: float, *, spent: bool) -> Floats:
    around = _around(search, x)
    if not spent:
        return _affordable(search, around, log_budget)
    return _filled(search, around, int(np.argmax(x)), log_budget)


def _around(search: Search, x: Floats) -> Floats:
    """The integers near x in every direction, shape (m, k)."""
    below, steps = np.floor(np.exp(x)), np.arange(1 - _NEAR, _NEAR + 1)
    found = np.array(list(product(*(below[i] + steps for i in range(len(x))))))
    least, most = np.exp(search.low) * (1 - _ROUNDING), np.exp(search.high) * (1 + _ROUNDING)
    return np.asarray(found[((found >= least) & (found <= most)).all(axis=1)])


def _filled(search: Search, counts: Floats, rest: int, log_budget: float) -> Floats:
    """The counts with the largest integer for the rest that the budget pays for, where there is one."""
    counts = counts.copy()
    room = search.terms.room(np.log(counts), rest, np.full(len(counts), log_budget))
    counts[:, rest] = np.floor(np.minimum(np.exp(room), np.exp(search.high[rest])) * (1 + _ROUNDING))
    counts = counts[counts[:, rest] >= np.exp(search.low[rest]) * (1 - _ROUNDING)]
    return _affordable(search, np.unique(counts, axis=0), log_budget)


def _affordable(search: Search, counts: Floats, log_budget: float) -> Floats:
    if not len(counts):
        return counts
    return np.asarray(counts[search.terms.log(np.log(counts)) <= log_budget + _ROUNDING])


# --- along the border of two counts


@record(eq=False)
class _Line:
    """The border of a budget near a valley. other: the count that is tried one by one.  rest: the larger one."""

    search: Search
    x: Floats
    other: int
    rest: int
    log_budget: float

    @classmethod
    def of(cls, search: Search, x: Floats, free: Bools, log_budget: float) -> _Line:
        other, rest = sorted(np.flatnonzero(free).tolist(), key=lambda i: x[i])
        return cls(search, x, other, rest, float(log_budget))

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the largest integer of the other count."""
        low, high = np.exp(self.search.low[self.other]), np.exp(self.search.high[self.other])
        return float(np.ceil(low * (1 - _ROUNDING))), float(np.floor(high * (1 + _ROUNDING)))

    def real(self, counts: Floats) -> Floats:
        """x on the border at these counts, shape (m, 2); nan where nothing is left for the rest."""
        found = np.tile(self.x, (len(counts), 1))
        found[:, self.other] = np.log(counts)
        room = self.search.terms.room(found, self.rest, np.full(len(counts), self.log_budget))
        enough = room >= self.search.low[self.rest]
        found[:, self.rest] = np.where(enough, np.minimum(room, self.search.high[self.rest]), np.nan)
        return found

    def lost(self, line: Floats) -> Floats:
        """The logarithm of what rounding takes off the rest."""
        left = np.exp(line[:, self.rest])
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.log(left / np.floor(left * (1 + _ROUNDING))))

    def filled(self, line: Floats) -> Floats:
        """The integers at these places of the border."""
        counts = np.exp(line[~np.isnan(line).any(axis=1)])
        held = np.arange(counts.shape[1]) != self.rest
        counts[:, held] = np.rint(counts[:, held])
        return _filled(self.search, counts, self.rest, self.log_budget)


def _promising(search: Search, lines: list[_Line], best: Floats) -> list[Floats]:
    """Integers along each line that are to be computed, shape (m, 2) each. best: the error known for each line."""
    if not lines:
        return []
    stretches = _stretches(search, lines, best)
    found: list[Floats] = [np.empty((0, 2))] * len(lines)
    long = []
    for i, (line, (first, last)) in enumerate(zip(lines, stretches, strict=True)):
        if last - first < _FEW:
            found[i] = line.filled(line.real(np.arange(first, last + 1)))
        else:
            long.append(i)
    if long:
        for i, chosen in zip(
            long, _predicted(search, [lines[i] for i in long], [stretches[i] for i in long]), strict=True
        ):
            found[i] = chosen
    return found


def _stretches(search: Search, lines: list[_Line], best: Floats) -> list[tuple[float, float]]:
    """The integers at which the error at real counts is below the best one that is known."""
    places = []
    for line in lines:
        center, (least, most) = float(np.exp(line.x[line.other])), line.ends
        places.append(np.clip(np.concatenate([center - _STEPS, center + _STEPS]), least, most))
    errors = _errors_along(search, lines, places)
    stretches = []
    for line, place, error, known in zip(lines, places, errors, best, strict=True):
        (least, most), half = line.ends, len(_STEPS)
        ends = []
        for part in (slice(None, half), slice(half, None)):
            beyond = np.flatnonzero(~(error[part] < known))
            ends.append(float(place[part][beyond[0] if beyond.size else -1]))
        first, last = max(np.floor(ends[0]), least), min(np.ceil(ends[1]), most)
        stretches.append((first, min(last, first + _MOST)))
    return stretches


def _predicted(search: Search, lines: list[_Line], stretches: list[tuple[float, float]]) -> list[Floats]:
    """The integers of the smallest errors, by interpolation along the border and the slope in what rounding takes."""
    nodes = np.cos(np.pi * (np.arange(_NODES) + 0.5) / _NODES)
    places = [0.5 * (first + last) + 0.5 * (last - first) * nodes for first, last in stretches]
    errors = _errors_along(search, lines, places)
    slopes = search.surface.slopes(np.array([line.x for line in lines]))
    found = []
    for line, (first, last), error, slope in zip(lines, stretches, errors, slopes, strict=True):
        smooth = np.polynomial.chebyshev.chebfit(nodes, np.log(error), _NODES - 1)
        counts = np.arange(first, last + 1)
        border = line.real(counts)
        at = (2 * counts - first - last) / (last - first)
        predicted = np.polynomial.chebyshev.chebval(at, smooth) + slope[line.rest] * line.lost(border)
        found.append(line.filled(border[np.argsort(predicted)[:_BEST]]))
    return found


def _errors_along(search: Search, lines: list[_Line], places: list[Floats]) -> list[Floats]:
    """The errors at these counts of each line, computed together."""
    border = [line.real(place) for line, place in zip(lines, places, strict=True)]
    errors = search.errors(np.concatenate(border))
    return np.split(errors, np.cumsum([len(one) for one in border])[:-1])

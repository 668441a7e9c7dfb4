"""Where along a sweep the largest of several quantities changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record

Contest = Floats  # logarithms of k quantities at n places, shape (k, n)
ContestsAt = Callable[[Floats], Sequence[Contest]]

_OFFSETS = np.array([-1 / 4, -1 / 32, -1 / 512, -1 / 8192, 0, 1 / 8192, 1 / 512, 1 / 32, 1 / 4])
_PASSES = 6
_SHORT = 1e-7  # in log x: over this distance, a straight line is wrong by its square only


@record
class _Brackets:
    """m intervals in log x; in each of them the largest quantity of one contest changes."""

    low: Floats
    high: Floats
    contest: NDArray[np.intp]
    before: NDArray[np.intp]
    after: NDArray[np.intp]
    at_low: Floats  # log(after/before), below 0
    at_high: Floats  # above 0

    @property
    def guess(self) -> Floats:
        """Where a straight line crosses 0."""
        with np.errstate(invalid="ignore"):
            share = np.nan_to_num(self.at_low / (self.at_low - self.at_high), nan=0.5)
        return np.asarray(self.low + np.clip(share, 0.0, 1.0) * (self.high - self.low))


def log_sizes(values: Floats) -> Floats:
    """Logarithms with finite stand-ins for those of 0 and infinity; nan stays."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.clip(np.log(values), -1e4, 1e4)


def changes(contests_at: ContestsAt, x: Floats, apart: Bools | None = None) -> list[float]:
    """The places, in order, where the largest quantity of a contest changes between points of an increasing grid x.

    contests_at(x): the contests at any places.  apart: shape (n - 1,), where nothing is sought between neighbours on
    the grid. Two changes between the same neighbours are not found.
    """
    brackets = _brackets(contests_at, x, np.zeros(x.size - 1, dtype=bool) if apart is None else apart)
    for _ in range(_PASSES):
        if not brackets.low.size or np.max(brackets.high - brackets.low) < _SHORT:
            break
        brackets = _narrowed(contests_at, brackets)
    return sorted(float(f"{place:.12g}") for place in np.exp(brackets.guess))


def _brackets(contests_at: ContestsAt, x: Floats, apart: Bools) -> _Brackets:
    found: list[tuple[float, float, int, int, int, float, float]] = []
    u = np.log(x)
    for number, contest in enumerate(contests_at(x)):
        known = np.flatnonzero(~np.isnan(contest).any(axis=0))
        largest = np.argmax(contest[:, known], axis=0)
        for k in np.flatnonzero(largest[1:] != largest[:-1]).tolist():
            left, right, i, j = known[k], known[k + 1], largest[k], largest[k + 1]
            if not apart[left:right].any():
                lead = contest[j] - contest[i]
                found.append((u[left], u[right], number, i, j, lead[left], lead[right]))
    columns = list(zip(*found, strict=True)) or [()] * 7
    low, high, at_low, at_high = (np.array(columns[i], dtype=float) for i in (0, 1, 5, 6))
    which, before, after = (np.array(columns[i], dtype=np.intp) for i in (2, 3, 4))
    return _Brackets(low, high, which, before, after, at_low, at_high)


def _narrowed(contests_at: ContestsAt, old: _Brackets) -> _Brackets:
    """Each interval cut at nine places, most of them near where its crossing is expected."""
    width = (old.high - old.low)[:, None]
    u = np.clip(old.guess[:, None] + _OFFSETS * width, old.low[:, None], old.high[:, None])
    u = np.hstack([old.low[:, None], u, old.high[:, None]])
    seen = contests_at(np.exp(u[:, 1:-1]).ravel())
    rows = np.arange(old.low.size)
    places = np.arange(u.size - 2 * rows.size).reshape(rows.size, -1)
    inner = np.array(
        [seen[old.contest[m]][old.after[m], places[m]] - seen[old.contest[m]][old.before[m], places[m]] for m in rows]
    )
    lead = np.hstack([old.at_low[:, None], inner, old.at_high[:, None]])
    above = lead[:, 1:] > 0
    above[:, -1] = True  # at the upper end it may be a tie
    first = 1 + np.argmax(above, axis=1)
    return _Brackets(
        u[rows, first - 1],
        u[rows, first],
        old.contest,
        old.before,
        old.after,
        lead[rows, first - 1],
        lead[rows, first],
    )

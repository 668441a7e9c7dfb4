"""How well a law foretells larger runs than it was fitted to: leave the largest out, and roll out over rising size."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.errors import DataError, UsageError
from scalecalc.fitting.laws import Law
from scalecalc.fitting.minimise import Penalty, Rows, settled
from scalecalc.record import record

_ROLL = (0.5, 0.6, 0.7, 0.8, 0.9)  # shares of the rows, by size, that a fit sees


@record
class Score:
    """fitted, scored: numbers of rows.  inside: relative error (root mean square) of the rows fitted.

    outside: that of the larger rows.  bias: their mean log of fitted over measured.
    """

    fitted: int
    scored: int
    inside: float
    outside: float
    bias: float


def largest_out(
    law: Law, rows: Rows, penalty: Penalty, size: Floats, theta: Floats, held: Bools, fraction: float
) -> tuple[Score, list[Score]]:
    """The score of the largest runs, a fraction of all, and of the roll-out. size: of each run, shape (n,).

    Raises UsageError for a fraction that is none, and DataError where too few rows are left.
    """
    if not 0 < fraction < 1:
        raise UsageError(f"held_out is the fraction of the largest runs, between 0 and 1, got {fraction:g}")
    free = int((~held).sum())
    cut = _below(size, 1 - fraction)
    if cut.sum() <= free or cut.all():
        raise DataError(
            f"{cut.sum()} of {len(rows)} rows are left to fit {free} parameters when the largest {fraction:g} are held"
            " out: hold out fewer, or more"
        )
    edges = [_below(size, share) for share in (*_ROLL, 1.0)]
    rolls = [(low, high & ~low) for low, high in pairwise(edges)]
    rolls = [(low, more) for low, more in rolls if low.sum() > free and more.any()]
    seen = [cut, *(low for low, _ in rolls)]
    law, found = settled(law, rows, penalty, np.array(seen, dtype=float), theta, held)
    residuals = np.log(law.value(found.theta, rows.logs) / law.unit) - rows.target
    scores = [
        _score(residual, low, more) for residual, (low, more) in zip(residuals, [(cut, ~cut), *rolls], strict=True)
    ]
    return scores[0], scores[1:]


def _below(size: Floats, share: float) -> Bools:
    """The smaller rows; rows of one size stay together."""
    if share >= 1:
        return np.ones(len(size), dtype=bool)
    return np.asarray(size < np.quantile(size, share) * (1 + 1e-12))


def _score(residual: Floats, seen: Bools, scored: Bools) -> Score:
    inside, outside = (float(np.sqrt(np.mean(residual[rows] ** 2))) for rows in (seen, scored))
    return Score(int(seen.sum()), int(scored.sum()), inside, outside, float(residual[scored].mean()))


def told(first: Score, rolls: list[Score]) -> list[str]:
    """Sentences for people."""
    way = "high" if first.bias > 0 else "low"
    notes = [
        f"Held out: fitted to the {first.fitted} smaller runs, which it meets within {first.inside:.2%}, the law is off"
        f" by {first.outside:.2%} (root mean square) for the {first.scored} largest, on average {abs(first.bias):.2%}"
        f" too {way}."
    ]
    if rolls:
        steps = ", ".join(f"{one.outside:.2%} after {one.fitted}" for one in rolls)
        notes.append(f"Roll-out over rising size, error of the next runs: {steps} runs.")
    return notes

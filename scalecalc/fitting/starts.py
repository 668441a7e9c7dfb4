"""Where to start from: shape parameters on a grid, with the best factors for each."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.fitting.laws import Law
from scalecalc.fitting.minimise import Penalty, Rows, Solved, minimise, totals

_TRIED = 12  # starts that are followed to their optimum
_ROWS_AT_ONCE = 400_000


def optimum(law: Law, rows: Rows, penalty: Penalty, held: Bools, given: Floats) -> Solved:
    """The best optimum that the best starts lead to, with b = 1. given: values of the parameters held, shape (p,)."""
    starts = _best(law, rows, penalty, held, given)
    weights = np.ones((len(starts), len(rows)))
    found = minimise(law, rows, penalty, weights, starts, held, restarts=1)
    best = found.theta[[int(np.argmin(np.where(np.isfinite(found.total), found.total, np.inf)))]]
    return minimise(law, rows, penalty, weights[:1], best, held)


def _best(law: Law, rows: Rows, penalty: Penalty, held: Bools, given: Floats) -> Floats:
    """The starts of least total loss, far enough apart to lead to different optima; shape (b, p)."""
    eta = np.where(held[law.terms :], given[law.terms :], law.grid())
    eta = np.unique(eta, axis=0)
    size = max(1, _ROWS_AT_ONCE // (len(rows) * law.terms))
    parts = [_with_factors(law, rows, eta[at : at + size], held, given) for at in range(0, len(eta), size)]
    theta = np.concatenate(parts)
    loss = np.concatenate([totals(law, rows, penalty, np.ones(len(rows)), part) for part in parts])
    order = np.argsort(loss, kind="stable")
    spread = np.maximum(np.ptp(eta, axis=0), 1e-300)
    chosen: list[int] = []
    for one in order.tolist():
        apart = [np.abs((theta[one] - theta[other])[law.terms :] / spread).max() > 0.03 for other in chosen]
        if all(apart):
            chosen.append(one)
        if len(chosen) == _TRIED:
            break
    return theta[chosen]


def _with_factors(law: Law, rows: Rows, eta: Floats, held: Bools, given: Floats) -> Floats:
    """theta with the non-negative factors that meet y best in relative terms. Every set of factors at 0 is tried."""
    with np.errstate(all="ignore"):
        bases = law.bases(eta, rows.logs) / np.exp(rows.target)
    bases = np.where(np.isfinite(bases), bases, 0.0)
    fixed = np.flatnonzero(held[: law.terms])
    free = np.flatnonzero(~held[: law.terms])
    aim = 1 - np.einsum("gtn,t->gn", bases[:, fixed], given[fixed])
    normal, right = bases @ bases.transpose(0, 2, 1), (bases @ aim[:, :, None])[:, :, 0]
    best, factors = np.full(len(eta), np.inf), np.zeros((len(eta), law.terms))
    factors[:, fixed] = given[fixed]
    for size in range(len(free), 0, -1):
        for some in combinations(free.tolist(), size):
            _take_better(best, factors, normal, right, list(some), free.tolist())
    return np.concatenate([factors, eta], axis=1)


def _take_better(
    best: Floats, factors: Floats, normal: Floats, right: Floats, some: list[int], free: list[int]
) -> None:
    """Put in the factors with only `some` above 0 where they are valid and meet y better."""
    matrix, wanted = normal[:, some][:, :, some], right[:, some]
    scale = np.sqrt(np.maximum(np.einsum("gii->gi", matrix), 1e-300))
    scaled = matrix / (scale[:, :, None] * scale[:, None, :]) + 1e-13 * np.eye(len(some))
    found = np.linalg.solve(scaled, (wanted / scale)[:, :, None])[:, :, 0] / scale
    score = -(found * wanted).sum(axis=1)
    take = (found >= 0).all(axis=1) & (score < best)
    best[take] = score[take]
    rows = np.flatnonzero(take)[:, None]
    factors[rows, free] = 0.0
    factors[rows, some] = found[take]

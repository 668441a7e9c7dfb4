"""The least total loss of a law, of many weightings of the rows at once.

Newton's method with a damping that is adapted for each weighting: H + mu M, where H has the second derivatives of the
total loss, and M, by the parabolas that touch the losses from above, is the step of iteratively reweighted least
squares. Far from the optimum mu is large, and near it Newton's steps converge quadratically, for Huber's loss as well.
Parameters stay within their bounds by active sets.
"""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.fitting.laws import Law
from scalecalc.fitting.losses import Loss
from scalecalc.record import record

_ROWS_AT_ONCE = 40_000  # rows times weightings that fit into the cache
_MOST_STEPS = 100
_MOST_RESTARTS = 8  # of those that have got stuck at a kink, with a fresh damping
_MOST_REFINEMENTS = 12
_ENOUGH = 1e-15  # relative gain of the total loss that is not worth another step
_ZERO = 1e-30  # mean loss of rows that are met to the last digit
_ROUNDING = 1e-13  # relative error of a total loss
_NOTHING = 1e-10  # a factor, of a typical loss, that is 0
_FLATTEST = 1e-13  # relative curvature below which a direction is not told from a flat one


@record(eq=False)
class Penalty:
    """What is minimised: the sum of weight * loss(log f - log y).

    loss: of one row.  above: how much more a measured loss above the curve counts than one below it.
    """

    loss: Loss
    above: float = 1.0

    def sided(self, residual: Floats, weights: Floats) -> Floats:
        """The weights of the rows by the side of the curve they are on."""
        return weights if self.above == 1 else weights * np.where(residual < 0, self.above, 1.0)


@record(eq=False)
class Rows:
    """n measured rows. logs: log x, shape (n, k).  target: log of y in units of the law, shape (n,)."""

    logs: Floats
    target: Floats

    def __len__(self) -> int:
        return len(self.target)


@record(eq=False)
class Solved:
    """The optimum for each of b weightings.

    theta: shape (b, p).  total: the sum of weighted losses, shape (b,).  gain: what another step would take off, by
    the quadratic model, shape (b,).
    """

    theta: Floats
    total: Floats
    gain: Floats

    @property
    def at_optimum(self) -> Bools:
        """Whether nothing is left to gain."""
        return np.asarray(self.gain <= 1e-9 * self.total + 1e-24)


def minimise(
    law: Law, rows: Rows, penalty: Penalty, weights: Floats, start: Floats, held: Bools, restarts: int = _MOST_RESTARTS
) -> Solved:
    """From start, shape (b, p) or (p,), to the optimum for weights, shape (b, n).

    held: parameters that stay, shape (p,).  restarts: how often those that have got stuck begin afresh.
    """
    start = np.broadcast_to(start, (len(weights), start.shape[-1]))
    size = max(1, _ROWS_AT_ONCE // max(1, len(rows)))
    parts = []
    for at in range(0, len(weights), size):
        parts.append(_minimised(law, rows, penalty, weights[at : at + size], start[at : at + size], held))
    found = Solved(*(np.concatenate([getattr(one, name) for one in parts]) for name in Solved.__match_args__))
    for _ in range(restarts):
        left = ~found.at_optimum
        if not left.any():
            break
        again = _minimised(law, rows, penalty, weights[left], found.theta[left], held)
        for name in Solved.__match_args__:
            getattr(found, name)[left] = getattr(again, name)
    return found


def settled(law: Law, rows: Rows, penalty: Penalty, weights: Floats, start: Floats, held: Bools) -> tuple[Law, Solved]:
    """The same by a law that is refined until it is exact at the optima; and that law."""
    found = minimise(law, rows, penalty, weights, start, held)
    for _ in range(_MOST_REFINEMENTS):
        finer = law.refined(found.theta)
        if finer is None:
            break
        law, found = finer, minimise(finer, rows, penalty, weights, found.theta, held)
    return law, found


@record(eq=False)
class Model:
    """Total losses and their derivatives at b sets of parameters.

    gradient: shape (b, p).  newton: second derivatives, (b, p, p).  touching: those of the parabolas from above.
    """

    total: Floats
    gradient: Floats
    newton: Floats
    touching: Floats


def model(law: Law, rows: Rows, penalty: Penalty, weights: Floats, theta: Floats) -> Model:
    """The total loss at theta with two quadratic models."""
    slopes, loss = law.slopes(theta, rows.logs), penalty.loss
    value = np.maximum(slopes.value, np.finfo(float).tiny)
    residual = np.log(value) - rows.target
    weights = penalty.sided(residual, weights)
    gradient = slopes.gradient / value[:, None]
    pull = weights * loss.slope(residual)
    across = gradient.transpose(0, 2, 1)
    newton = (gradient * (weights * loss.curvature(residual) - pull)[:, None]) @ across + slopes.curved(pull / value)
    touching = (gradient * (weights * loss.secant(residual))[:, None]) @ across
    total = (weights * loss.value(residual)).sum(axis=1)
    return Model(total, (gradient @ pull[:, :, None])[:, :, 0], newton, touching)


def totals(law: Law, rows: Rows, penalty: Penalty, weights: Floats, theta: Floats) -> Floats:
    """The total loss alone, shape (b,)."""
    value = np.maximum(law.value(theta, rows.logs) / law.unit, np.finfo(float).tiny)
    residual = np.log(value) - rows.target
    return np.asarray((penalty.sided(residual, weights) * penalty.loss.value(residual)).sum(axis=1))


def _minimised(law: Law, rows: Rows, penalty: Penalty, weights: Floats, start: Floats, held: Bools) -> Solved:
    theta = np.where(held, start, np.clip(start, law.low, law.high))
    with np.errstate(all="ignore"):
        now = model(law, rows, penalty, weights, theta)
        total, gain, damping = now.total.copy(), np.full(len(theta), np.inf), np.full(len(theta), 0.3)
        going = np.arange(len(theta))
        floor = _ZERO * weights.sum(axis=1)
        for _ in range(_MOST_STEPS):
            step, promised = _steps(now, theta[going], law, held, damping[going])
            gain[going] = promised
            tried = np.clip(theta[going] + step, law.low, law.high)
            tried = np.where(held, theta[going], tried)
            there = model(law, rows, penalty, weights[going], tried)
            better = there.total <= total[going] * (1 + _ROUNDING) + floor[going]
            better &= np.isfinite(there.total)
            taken = going[better]
            done = better & ((promised <= _ENOUGH * total[going]) | (total[going] <= floor[going]))
            stuck = ~better & (damping[going] > 1e12)
            theta[taken], total[taken] = tried[better], there.total[better]
            damping[going] = np.where(better, _relaxed(damping[going]), np.maximum(damping[going] * 8, 1e-3))
            now = _kept(better, there, now)
            left = ~(done | stuck)
            going, now = going[left], Model(*(getattr(now, name)[left] for name in Model.__match_args__))
            if not going.size:
                break
    factors = theta[:, : law.terms]
    theta[:, : law.terms] = np.where((factors < _NOTHING) & ~held[: law.terms], 0.0, factors)
    return Solved(theta, total, gain)


def _relaxed(damping: Floats) -> Floats:
    return np.where(damping < 1e-6, 0.0, damping * 0.1)


def _kept(better: Bools, there: Model, before: Model) -> Model:
    def chosen(name: str) -> Floats:
        new, old = getattr(there, name), getattr(before, name)
        return np.asarray(np.where(better.reshape(-1, *(1,) * (new.ndim - 1)), new, old))

    return Model(*map(chosen, Model.__match_args__))


def _steps(now: Model, theta: Floats, law: Law, held: Bools, damping: Floats) -> tuple[Floats, Floats]:
    """The damped Newton step of the parameters that are free to move, and what it promises to gain."""
    fixed = held | ((theta <= law.low) & (now.gradient > 0)) | ((theta >= law.high) & (now.gradient < 0))
    gradient = np.where(fixed, 0.0, now.gradient)
    matrix = now.newton + damping[:, None, None] * now.touching
    scale = np.sqrt(np.maximum(np.einsum("bii->bi", now.touching), 1e-300))
    matrix = matrix / (scale[:, :, None] * scale[:, None, :])
    matrix = np.where(fixed[:, :, None] | fixed[:, None, :], np.eye(theta.shape[1]), matrix)
    matrix = np.where(np.isfinite(matrix), matrix, 0.0)
    values, vectors = np.linalg.eigh(matrix)
    size = np.abs(values)
    size = np.maximum(size, _FLATTEST * size.max(axis=1, keepdims=True) + 1e-300)
    along = np.einsum("bij,bi->bj", vectors, np.where(fixed, 0.0, gradient / scale))
    step = -np.einsum("bij,bj->bi", vectors, along / size) / scale
    return np.where(fixed, 0.0, step), (along * along / size).sum(axis=1)

"""Exact local exponents: -dlog E/dlog X at a point, from the derivative of the equations along a path.

The formulas of `errors` are run on numbers that carry their logarithmic slopes. They need the slopes of kappa and of
the slacks 1 - z/P, 1 - z/N_l along the path. Differentiating lambda = kappa prod_i f_i, f_i = 1 - z/c_i, with
c_i the counts P, N_1, ..., and writing u_i = dlog c_i/dlog X, l = dlog lambda/dlog X, F_i = prod_{j != i} f_j:
    dlog kappa/dlog X = [l prod_i f_i - sum_i (z/c_i) u_i F_i] / [prod_i f_i + sum_i ((z-q)/c_i) F_i],
and likewise for f_i, arranged so that nothing is divided by a small f_i.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.coordinates import RIDGE, PerCoordinate
from scalecalc.record import record
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import SIGNAL_TERMS, Errors, Ingredients, errors
from scalecalc.theory.risk.evaluate import evaluate, ingredients
from scalecalc.theory.risk.ridge_slopes import held_averaging, ridge_slopes
from scalecalc.theory.risk.stencil import stencil_exponents
from scalecalc.theory.sloped import Sloped, held
from scalecalc.theory.solver.renormalize import OFF_SCALE, VANISHING, Renormalized, renormalize
from scalecalc.theory.solver.sum_slopes import sum_slopes


@record
class Rates(PerCoordinate[float]):
    """dlog/dlog X of the coordinates along a path."""

    samples: float = 0.0
    widths: tuple[float, ...] = ()
    ridge: float = 0.0
    noise: float = 0.0


def local_exponents(task: Task, points: Points, rates: Rates, design: Design = PLAIN) -> dict[str, Floats]:
    """-dlog(term)/dlog X for every term and error, shape (n,); nan where a term is 0 or infinite.

    The slopes are analytic for white matrices, and along the ridge. Along the sizes of other matrices, the errors are
    differentiated numerically (`stencil`).
    """
    if only_ridge(rates) or design.plain:
        with np.errstate(all="ignore"):
            return _analytic(task, points, rates, design)
    exponents = stencil_exponents(lambda shifts: vars(evaluate(task, moved(points, rates, shifts), design).errors))
    smooth = movable(points, rates, design)
    return {name: np.where(smooth, values, np.nan) for name, values in exponents.items()}


def moved(points: Points, rates: Rates, shifts: Floats) -> Points:
    """The n points with log X moved by each of k shifts in turn, shape (k n,)."""
    shift = np.repeat(shifts, len(points))
    points = points[np.tile(np.arange(len(points)), shifts.size)]
    speed = rates.named()
    return Points.of({name: values * np.exp(shift * speed.get(name, 0.0)) for name, values in points.named().items()})


def movable(points: Points, rates: Rates, design: Design) -> Bools:
    """Where the sizes that change are large enough to be continuous variables; shape (n,)."""
    smooth = np.ones(len(points), dtype=bool)
    if rates.samples and design.correlation is not None:
        smooth &= points.samples >= design.correlation.smooth_from
    for kind, width, rate in zip(design.weights, points.widths, rates.widths, strict=False):
        if rate:
            smooth &= width >= kind.smooth_from
    return smooth


def only_ridge(rates: Rates) -> bool:
    """Whether nothing but the ridge moves along the path."""
    return not any(rate for name, rate in rates.named().items() if name != RIDGE.name)


def _analytic(task: Task, points: Points, rates: Rates, design: Design) -> dict[str, Floats]:
    n = len(points)
    if only_ridge(rates) and not design.plain:
        values, solution = ridge_slopes(task, points, design)
        speed = rates.ridge
    else:
        solution = renormalize(task, points, design)
        sloped = _sloped_ingredients(task, points, rates, design, solution)
        values, speed = errors(sloped, held(np.zeros(n)), held(np.ones(n))), 1.0
    usable = solution.found & solution.in_range
    return {
        field.name: speed * _exponent(getattr(values, field.name), usable & ~_off_scale(field.name, values, solution))
        for field in fields(values)
    }


def _off_scale(name: str, values: Errors[Sloped], solution: Renormalized) -> Bools:
    """Where a value has no slope: for kappa -> 0+, the terms of the signal, and errors without noise."""
    if name in SIGNAL_TERMS:
        return solution.vanishing
    value: Floats = getattr(values, name).value
    small = solution.sums.T_B / VANISHING / OFF_SCALE
    return solution.vanishing & (value < small)


def _exponent(x: Sloped, usable: Bools) -> Floats:
    good = usable & (x.value > 0) & np.isfinite(x.value) & np.isfinite(x.slope)
    return np.where(good, 0.0 - x.slope, np.nan)


def _sloped_ingredients(
    task: Task, points: Points, rates: Rates, design: Design, solution: Renormalized
) -> Ingredients[Sloped]:
    plain = ingredients(solution, points, design)
    sums = solution.sums
    counts = (points.samples, *points.widths)
    free = (solution.free_samples, *(solution.free_widths[number] for number in solution.stages.order))
    kappa, slacks = _equation_slopes(counts, free, sums.z, sums.z_q, rates)
    change = sum_slopes(task.nodes(float(np.min(solution.kappa2))), solution.kappa2)
    z_q = change.z_q / sums.z_q * kappa
    return Ingredients(
        B=Sloped(plain.B, change.B / sums.B * kappa),
        T_B=Sloped(plain.T_B, change.T_B / sums.T_B * kappa),
        gamma2=Sloped(plain.gamma2, change.q / sums.q * kappa - rates.samples),
        z_q_per_sample=Sloped(plain.z_q_per_sample, z_q - rates.samples),
        free_samples=Sloped(plain.free_samples, slacks[0]),
        noise=Sloped(plain.noise, np.full_like(kappa, rates.noise)),
        layers=[
            (Sloped(np.where(np.isinf(width), 0.0, sums.z_q / width), z_q - rate), Sloped(slack, fall))
            for width, slack, rate, fall in zip(points.widths, free[1:], rates.widths, slacks[1:], strict=True)
        ],
        averaging=held_averaging(plain.averaging),
    )


def _equation_slopes(
    counts: Sequence[Floats], free: Sequence[Floats], z: Floats, z_q: Floats, rates: Rates
) -> tuple[Floats, list[Floats]]:
    """dlog kappa/dlog X and dlog f_i/dlog X for each count."""
    finite = [np.isfinite(count) for count in counts]
    used = [np.where(ok, z / count, 0.0) for ok, count in zip(finite, counts, strict=True)]
    z_q_shares = [np.where(ok, z_q / count, 0.0) for ok, count in zip(finite, counts, strict=True)]
    speed = [rates.samples, *rates.widths]
    every = range(len(counts))
    without = [_product(free, {i}) for i in every]
    whole = _product(free, set())
    below = whole + sum(z_q_shares[i] * without[i] for i in every)
    kappa = (rates.ridge * whole - sum(used[i] * speed[i] * without[i] for i in every)) / below
    slacks = []
    for i in every:
        others = [(k, _product(free, {i, k})) for k in every if k != i]
        gain = used[i] * speed[i] * (without[i] + sum(z_q_shares[k] * rest for k, rest in others))
        loss = z_q_shares[i] * (rates.ridge * without[i] - sum(used[k] * speed[k] * rest for k, rest in others))
        slacks.append((gain + loss) / below)
    return kappa, slacks


def _product(factors: Sequence[Floats], left_out: set[int]) -> Floats:
    result = np.ones_like(factors[0])
    for i, factor in enumerate(factors):
        if i not in left_out:
            result = result * factor
    return result

"""Exact local exponents: -dlog E/dlog X at a point, from the derivative of the equations along a path.

The formulas of `risk` are run once more on numbers that carry their logarithmic slope. What they need is how kappa and
the slacks 1 - z/P, 1 - z/N_l change along the path. Differentiating lambda = kappa prod_i f_i, f_i = 1 - z/c_i, with
c_i the counts P, N_1, ..., and writing u_i = dlog c_i/dlog X, l = dlog lambda/dlog X, F_i = prod_{j != i} f_j:
    dlog kappa/dlog X = [l prod_i f_i - sum_i (z/c_i) u_i F_i] / [prod_i f_i + sum_i ((z-q)/c_i) F_i],
and likewise for f_i, arranged so that no small f_i is divided by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from scalecalc.theory.evaluate import OFF_SCALE, ingredients
from scalecalc.theory.nodes import BLOCK, Nodes, learned
from scalecalc.theory.points import Bools, Floats, Points
from scalecalc.theory.renormalize import VANISHING, Renormalized, renormalize
from scalecalc.theory.risk import SIGNAL_TERMS, Errors, Ingredients, errors
from scalecalc.theory.tasks import Task


@dataclass(frozen=True)
class Rates:
    """dlog/dlog X of the coordinates along a path."""

    samples: float = 0.0
    widths: tuple[float, ...] = ()
    ridge: float = 0.0
    noise: float = 0.0


@dataclass(frozen=True)
class Sloped:
    """A positive quantity at n points with its slope dlog value/dlog X."""

    value: Floats
    slope: Floats

    def __add__(self, other: Sloped) -> Sloped:
        total = self.value + other.value
        change = _weighted(self) + _weighted(other)
        return Sloped(total, change / total)

    def __mul__(self, other: Sloped) -> Sloped:
        return Sloped(self.value * other.value, self.slope + other.slope)

    def __truediv__(self, other: Sloped) -> Sloped:
        return Sloped(self.value / other.value, self.slope - other.slope)


def _weighted(x: Sloped) -> Floats:
    return np.where(x.value == 0, 0.0, x.value * x.slope)


def local_exponents(task: Task, points: Points, rates: Rates) -> dict[str, Floats]:
    """-dlog(term)/dlog X for every term and error, shape (n,); nan where a term is 0 or infinite."""
    with np.errstate(all="ignore"):
        solution = renormalize(task, points)
        sloped = _sloped_ingredients(task, points, rates, solution)
        n = len(points)
        zero, one = Sloped(np.zeros(n), np.zeros(n)), Sloped(np.ones(n), np.zeros(n))
        values = errors(sloped, zero, one)
        usable = solution.found & solution.in_range
        return {
            field.name: _exponent(getattr(values, field.name), usable & ~_off_scale(field.name, values, solution))
            for field in fields(values)
        }


def _off_scale(name: str, values: Errors[Sloped], solution: Renormalized) -> Bools:
    """Rows that stand for kappa -> 0+ have no signal whose slope could be told, nor an error if they have no noise."""
    if name in SIGNAL_TERMS:
        return solution.vanishing
    value: Floats = getattr(values, name).value
    small = solution.sums.T_B / VANISHING / OFF_SCALE
    return solution.vanishing & (value < small)


def _exponent(x: Sloped, usable: Bools) -> Floats:
    good = usable & (x.value > 0) & np.isfinite(x.value) & np.isfinite(x.slope)
    return np.where(good, 0.0 - x.slope, np.nan)


def _sloped_ingredients(task: Task, points: Points, rates: Rates, solution: Renormalized) -> Ingredients[Sloped]:
    plain = ingredients(solution, points)
    sums = solution.sums
    counts = (points.samples, *points.widths)
    free = (solution.free_samples, *solution.free_widths)
    kappa, slacks = _equation_slopes(counts, free, sums.z, sums.z_q, rates)
    change = _sum_slopes(task.nodes(float(np.min(solution.kappa2))), solution.kappa2)
    z_q = change.z_q / sums.z_q * kappa
    return Ingredients(
        B=Sloped(plain.B, change.B / sums.B * kappa),
        T_B=Sloped(plain.T_B, change.T_B / sums.T_B * kappa),
        gamma2=Sloped(plain.gamma2, change.q / sums.q * kappa - rates.samples),
        spread=Sloped(plain.spread, z_q - rates.samples),
        free_samples=Sloped(plain.free_samples, slacks[0]),
        noise=Sloped(plain.noise, np.full_like(kappa, rates.noise)),
        layers=[
            (Sloped(a, z_q - rate), Sloped(b, slack))
            for (a, b), rate, slack in zip(plain.layers, rates.widths, slacks[1:], strict=True)
        ],
    )


def _equation_slopes(
    counts: Sequence[Floats], free: Sequence[Floats], z: Floats, z_q: Floats, rates: Rates
) -> tuple[Floats, list[Floats]]:
    """dlog kappa/dlog X and dlog f_i/dlog X for each count."""
    finite = [np.isfinite(count) for count in counts]
    used = [np.where(ok, z / count, 0.0) for ok, count in zip(finite, counts, strict=True)]
    spread = [np.where(ok, z_q / count, 0.0) for ok, count in zip(finite, counts, strict=True)]
    speed = [rates.samples, *rates.widths]
    every = range(len(counts))
    without = [_product(free, {i}) for i in every]
    whole = _product(free, set())
    below = whole + sum(spread[i] * without[i] for i in every)
    kappa = (rates.ridge * whole - sum(used[i] * speed[i] * without[i] for i in every)) / below
    slacks = []
    for i in every:
        others = [(k, _product(free, {i, k})) for k in every if k != i]
        gain = used[i] * speed[i] * (without[i] + sum(spread[k] * rest for k, rest in others))
        loss = spread[i] * (rates.ridge * without[i] - sum(used[k] * speed[k] * rest for k, rest in others))
        slacks.append((gain + loss) / below)
    return kappa, slacks


def _product(factors: Sequence[Floats], left_out: set[int]) -> Floats:
    result = np.ones_like(factors[0])
    for i, factor in enumerate(factors):
        if i not in left_out:
            result = result * factor
    return result


@dataclass(frozen=True)
class _SumSlopes:
    """d/dlog kappa of the mode sums; with s = eta/(eta+kappa), t = 1-s: ds/dlog kappa = -s t."""

    q: Floats
    z_q: Floats
    B: Floats
    T_B: Floats


def _sum_slopes(nodes: Nodes, kappa: Floats) -> _SumSlopes:
    size = max(16, BLOCK // nodes.eigenvalue.size)
    parts = [_block_slopes(nodes, kappa[start : start + size]) for start in range(0, kappa.size, size)]
    return _SumSlopes(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(_SumSlopes)))


def _block_slopes(nodes: Nodes, kappa: Floats) -> _SumSlopes:
    ratio, s = learned(nodes, kappa)
    t = ratio * s
    s_s_t, s_t_t = s * s * t, s * t * t
    upper = s_s_t @ nodes.count
    return _SumSlopes(
        q=-2 * upper,
        z_q=upper - s_t_t @ nodes.count,
        B=2 * (s_t_t @ nodes.power),
        T_B=s_s_t @ nodes.power - s_t_t @ nodes.power,
    )

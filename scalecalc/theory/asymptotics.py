"""Exact asymptotic laws of a power-law task along a path: exponent and amplitude of every term, by rule.

With D = inf, kappa -> 0 and x = C (scale/kappa)^(1/alpha), C = (pi/alpha)/sin(pi/alpha)  (arXiv:2405.00592):
    z ~ x,  q ~ (1 - 1/alpha) x,  z - q ~ x/alpha,
    B ~ kappa^(2 min(r,1)),  T - B ~ kappa^min(2r,1), with a logarithm at r = 1 and r = 1/2,
and lambda = kappa (1 - z/P) prod (1 - z/N) decides which of P, N and lambda limits x. The amplitudes follow from the
Mellin transforms of 1/(1+x)^2 and x/(1+x)^2 (Gamma functions) or from the leading modes (zeta functions).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from math import gamma, inf, isclose, log, pi, sin

import numpy as np

from scalecalc.theory.evaluate import ingredients as numeric_ingredients
from scalecalc.theory.leading import Leading, outgrows, ties
from scalecalc.theory.points import Points
from scalecalc.theory.powersum import power_sum
from scalecalc.theory.renormalize import renormalize
from scalecalc.theory.risk import Errors, Ingredients, errors
from scalecalc.theory.tasks import PowerLaw

ZERO, ONE = Leading(0.0), Leading(1.0)

# What keeps more modes from being learned.
SAMPLES, RIDGE, MODES, NOTHING = "samples", "ridge", "modes", "nothing learned"


def width_limit(layer: int) -> str:
    """Name of the limit set by the width of a layer, counted from 0."""
    return f"width {layer + 1}"


@dataclass(frozen=True)
class Path:
    """How the coordinates grow with X. A count that is infinite has amplitude inf; ridge and noise may be zero."""

    samples: Leading
    widths: tuple[Leading, ...]
    ridge: Leading
    noise: Leading

    @property
    def counts(self) -> tuple[Leading, ...]:
        return (self.samples, *self.widths)


@dataclass(frozen=True)
class Asymptotics:
    """The leading law of every error along a path, and which limits hold the resolution (several in a tie)."""

    errors: Errors[Leading]
    limits: tuple[str, ...]
    resolved: Leading


def capacity_constant(alpha: float) -> float:
    """C = (pi/alpha)/sin(pi/alpha): z ~ C (scale/kappa)^(1/alpha)."""
    return pi / alpha / sin(pi / alpha)


def resolution(task: PowerLaw, path: Path) -> dict[str, Leading]:
    """The largest z that each of the samples, the widths and the ridge allows."""
    bounds = {SAMPLES: path.samples}
    bounds |= {width_limit(i): width for i, width in enumerate(path.widths)}
    ridge = path.ridge.power(-1 / task.alpha)
    factor = capacity_constant(task.alpha) * task.scale ** (1 / task.alpha)
    bounds[RIDGE] = ridge * Leading(factor)
    return bounds


def asymptotics(task: PowerLaw, path: Path) -> Asymptotics | None:
    """The leading laws as X -> infinity, for alpha > 1 and r > 0 with D = inf where kappa -> 0.

    None where the theory has no such law: a count that shrinks along the path.
    """
    if any(count.order < 0 for count in path.counts):
        return None
    bounds = resolution(task, path)
    smallest = reduce(lambda a, b: a if outgrows(b, a) else b, bounds.values())
    if smallest.amplitude == inf:
        return _everything_learned(path)
    limits = tuple(name for name, bound in bounds.items() if ties(bound, smallest))
    if isclose(smallest.order, 0, abs_tol=1e-12) and smallest.separation == 0:
        return _finite_resolution(task, path)
    if smallest.order < 0:
        return Asymptotics(errors(_nothing_learned(task, path), ZERO, ONE), (NOTHING,), smallest)
    kappa, free, binding = _vanishing_kappa(task, path, bounds, limits)
    return Asymptotics(errors(_resolved(task, path, kappa, free), ZERO, ONE), binding, smallest)


def separated(task: PowerLaw, path: Path, limits: tuple[str, ...], at: float) -> Asymptotics:
    """The laws well inside the regime in which `limits` alone hold the resolution; logarithms are taken at X = at."""
    far = Leading(1.0, separation=1.0)
    apart = Path(
        path.samples if SAMPLES in limits else path.samples * far,
        tuple(width if width_limit(i) in limits else width * far for i, width in enumerate(path.widths)),
        path.ridge if RIDGE in limits or NOTHING in limits else path.ridge / far,
        path.noise,
    )
    if MODES in limits:
        return Asymptotics(errors(_all_modes(task, apart), ZERO, ONE), limits, Leading(task.modes))
    if NOTHING in limits:
        return Asymptotics(errors(_nothing_learned(task, apart), ZERO, ONE), limits, first_moment(task, path))
    bounds = resolution(task, apart)
    kappa, free, binding = _vanishing_kappa(task, apart, bounds, limits)
    return Asymptotics(errors(_resolved(task, apart, kappa, free, at), ZERO, ONE), binding, bounds[limits[0]])


def first_moment(task: PowerLaw, path: Path) -> Leading:
    """z ~ sum eta/lambda, which bounds z where the ridge is above every eigenvalue."""
    return Leading(task.scale * float(power_sum(task.alpha, 1, task.modes))) / path.ridge


def _vanishing_kappa(
    task: PowerLaw, path: Path, bounds: dict[str, Leading], limits: tuple[str, ...]
) -> tuple[Leading, list[Leading], tuple[str, ...]]:
    """kappa, the slacks 1 - z/count, and the limits that bind, from the leading balance of the equation."""
    names = [name for name in bounds if name != RIDGE]
    tied = [bounds[name].amplitude for name in names if name in limits]
    scale = bounds[limits[0]]
    amplitude = _balance(task.alpha, bounds[RIDGE].amplitude if RIDGE in limits else inf, tied)
    x = Leading(amplitude, scale.order, scale.separation)
    kappa = (x / Leading(capacity_constant(task.alpha))).power(-task.alpha) * Leading(task.scale)
    free = [ONE] * len(names)
    binding = []
    for i, name in enumerate(names):
        if name in limits:
            if isclose(amplitude, bounds[name].amplitude, rel_tol=1e-12) and RIDGE not in limits:
                binding.append(i)
            else:
                free[i] = Leading(1 - amplitude / bounds[name].amplitude)
    rest = path.ridge / kappa
    for i in set(range(len(names))) - set(binding):
        rest = rest / free[i]
    for i in binding:
        free[i] = rest.power(1 / len(binding))
    holding = limits if RIDGE in limits else tuple(names[i] for i in binding)
    return kappa, free, holding


def _balance(alpha: float, ridge_bound: float, counts: Sequence[float]) -> float:
    """y with (y/ridge_bound)^alpha = prod (1 - y/count): the amplitude of z among limits of equal order."""
    top = min([ridge_bound, *counts])
    if ridge_bound == inf or not counts:
        return top
    low, high = 0.0, top
    while high - low > 1e-16 * high:
        y = (low + high) / 2
        if y in (low, high):
            break
        rest = 1.0
        for count in counts:
            rest *= 1 - y / count
        low, high = (y, high) if (y / ridge_bound) ** alpha < rest else (low, y)
    return (low + high) / 2


def _resolved(
    task: PowerLaw, path: Path, kappa: Leading, free: list[Leading], at: float | None = None
) -> Ingredients[Leading]:
    """What the errors are made of while kappa -> 0."""
    x = (kappa / Leading(task.scale)).power(-1 / task.alpha) * Leading(capacity_constant(task.alpha))
    z_q = x * Leading(1 / task.alpha)
    return _ingredients(path, free, x * Leading(1 - 1 / task.alpha), z_q, _bias(task, kappa, at), _lag(task, kappa, at))


def _ingredients(
    path: Path, free: list[Leading], q: Leading, z_q: Leading, B: Leading, T_B: Leading
) -> Ingredients[Leading]:
    return Ingredients(
        B=B,
        T_B=T_B,
        gamma2=q / path.samples,
        spread=z_q / path.samples,
        free_samples=free[0],
        noise=path.noise,
        layers=[(z_q / width, slack) for width, slack in zip(path.widths, free[1:], strict=True)],
    )


def _bias(task: PowerLaw, kappa: Leading, at: float | None) -> Leading:
    """B = kappa^2 sum v/(eta+kappa)^2."""
    r, ratio = task.source, kappa / Leading(task.scale)
    if _same(r, 1):
        return ratio * ratio * _log_inverse(ratio, at) * Leading(task.power_scale / task.alpha)
    if r < 1:
        return ratio.power(2 * r) * Leading(task.power_scale * gamma(2 * r) * gamma(2 - 2 * r) / task.alpha)
    tail = float(power_sum(task.decay - 2 * task.alpha, 1, inf))  # sum v/eta^2
    return ratio * ratio * Leading(task.power_scale * tail)


def _lag(task: PowerLaw, kappa: Leading, at: float | None) -> Leading:
    """T - B = kappa sum v eta/(eta+kappa)^2."""
    r, ratio = task.source, kappa / Leading(task.scale)
    if _same(r, 0.5):
        return ratio * _log_inverse(ratio, at) * Leading(task.power_scale / task.alpha)
    if r < 0.5:
        return ratio.power(2 * r) * Leading(task.power_scale * gamma(1 + 2 * r) * gamma(1 - 2 * r) / task.alpha)
    tail = float(power_sum(task.decay - task.alpha, 1, inf))  # sum v/eta = sum w^2
    return ratio * Leading(task.power_scale * tail)


def _same(r: float, value: float) -> bool:
    return isclose(r, value, rel_tol=1e-9)


def _log_inverse(ratio: Leading, at: float | None) -> Leading:
    """log(1/ratio) for ratio -> 0: a multiple of log X, or a number at X = at."""
    if at is not None:
        return Leading(max(1.0, -log(ratio.at(at))))
    return Leading(-ratio.order, logs=1.0)


def _nothing_learned(task: PowerLaw, path: Path) -> Ingredients[Leading]:
    """lambda -> infinity: kappa ~ lambda, and the sums are their first moments."""
    kappa = path.ridge
    trace = task.scale * float(power_sum(task.alpha, 1, task.modes))
    square = task.scale**2 * float(power_sum(2 * task.alpha, 1, task.modes))
    power = task.power_scale * float(power_sum(task.decay, 1, task.modes))
    lagging = task.power_scale * task.scale * float(power_sum(task.decay + task.alpha, 1, task.modes))
    free = [ONE] * len(path.counts)
    q, z_q = Leading(square) / kappa / kappa, Leading(trace) / kappa
    return _ingredients(path, free, q, z_q, Leading(power), Leading(lagging) / kappa)


def _all_modes(task: PowerLaw, path: Path) -> Ingredients[Leading]:
    """All of finitely many modes learned, kappa = lambda below every eigenvalue."""
    kappa = path.ridge
    inverse = float(power_sum(-task.alpha, 1, task.modes)) / task.scale  # sum 1/eta
    first = float(power_sum(task.decay - task.alpha, 1, task.modes)) * task.power_scale / task.scale
    second = float(power_sum(task.decay - 2 * task.alpha, 1, task.modes)) * task.power_scale / task.scale**2
    free = [ONE] * len(path.counts)
    B, T_B = Leading(second) * kappa * kappa, Leading(first) * kappa
    return _ingredients(path, free, Leading(task.modes), Leading(inverse) * kappa, B, T_B)


def _everything_learned(path: Path) -> Asymptotics:
    """P = N = inf without ridge: nothing is left but exact zeros."""
    nothing = _ingredients(path, [ONE] * len(path.counts), ZERO, ZERO, ZERO, ZERO)
    return Asymptotics(errors(nothing, ZERO, ONE), (NOTHING,), Leading(inf))


def _finite_resolution(task: PowerLaw, path: Path) -> Asymptotics | None:
    """kappa tends to a positive number, which the solver finds at the end of the path."""
    ends = [inf if count.order > 0 else count.amplitude for count in path.counts]
    ridge = 0.0 if path.ridge.order < 0 else path.ridge.amplitude
    point = Points(np.array([ends[0]]), tuple(np.array([end]) for end in ends[1:]), np.array([ridge]), np.zeros(1))
    with np.errstate(all="ignore"):
        solution = renormalize(task, point)
        numbers = numeric_ingredients(solution, point)
    if solution.vanishing[0] or not (solution.found[0] and solution.in_range[0]):
        return None
    kappa = float(solution.kappa2[0])
    free = [Leading(float(f[0])) for f in (solution.free_samples, *solution.free_widths)]
    bottleneck = min(ends)
    binding = [i for i, end in enumerate(ends) if end == bottleneck and ridge == 0]
    rest = path.ridge / Leading(kappa)
    for i in set(range(len(ends))) - set(binding):
        rest = rest / free[i]
    for i in binding:
        free[i] = rest.power(1 / len(binding))
    sums = solution.sums
    laws = _ingredients(
        path,
        free,
        Leading(float(sums.q[0])),
        Leading(float(sums.z_q[0])),
        Leading(float(numbers.B[0])),
        Leading(float(numbers.T_B[0])),
    )
    names = [SAMPLES, *(width_limit(i) for i in range(len(path.widths)))]
    free_ridge = ridge > 0 and (bottleneck == inf or sums.z[0] < bottleneck / 2)
    limits = (RIDGE,) if free_ridge else tuple(n for n, e in zip(names, ends, strict=True) if e == bottleneck)
    return Asymptotics(errors(laws, ZERO, ONE), limits, Leading(float(sums.z[0])))

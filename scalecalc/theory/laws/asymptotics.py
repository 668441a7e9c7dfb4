"""Exact asymptotic laws of a power-law task along a path: exponent and amplitude of every term.

With D = inf, kappa -> 0 and x = C (scale/kappa)^(1/alpha), C = (pi/alpha)/sin(pi/alpha)  (arXiv:2405.00592):
    z ~ x,  q ~ (1 - 1/alpha) x,  z - q ~ x/alpha,
    B ~ kappa^(2 min(r,1)),  T - B ~ kappa^min(2r,1), with a logarithm at r = 1 and r = 1/2.
The equation lambda = (u - s)(1 - zbar/P), u = kappa prod_l 1/S_l(z), decides which of P, the widths, the feature noise
and lambda limits x (`resolution`). The amplitudes come with the `ingredients`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from math import inf

import numpy as np

from scalecalc.record import record
from scalecalc.theory.laws.balance import Balance, balance_finite, balance_growing
from scalecalc.theory.laws.growth import Growth, Scaling, growth
from scalecalc.theory.laws.ingredients import all_modes, fluctuations, ingredients, nothing_learned, resolved
from scalecalc.theory.laws.resolution import (
    FEATURE_NOISE,
    MODES,
    NOTHING,
    RIDGE,
    SAMPLES,
    WIDTH_NOISE,
    lower_bounds_of_u,
    width_limit,
)
from scalecalc.theory.laws.resolution import bounds as bounds_of
from scalecalc.theory.leading import ONE, ZERO, Leading, number, outgrows, ties
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.risk.errors import Errors, Ingredients, errors
from scalecalc.theory.spectra.power_law import PowerLaw
from scalecalc.theory.traced import near


@record
class Asymptotics:
    """The leading law of every error along a path.

    limits: what limits the resolution, several in a tie.  resolved: the law of z, or the smallest bound of it.
    parts: what the errors are made of.
    """

    errors: Errors[Leading]
    limits: tuple[str, ...]
    resolved: Leading
    parts: Ingredients[Leading]

    @classmethod
    def of(cls, parts: Ingredients[Leading], limits: tuple[str, ...], resolved: Leading) -> Asymptotics:
        """The laws of errors that are made of these parts."""
        return cls(errors(parts, ZERO, ONE), limits, resolved, parts)


def asymptotics(task: PowerLaw, path: Scaling, design: Design = PLAIN) -> Asymptotics | None:
    """The leading laws as X -> infinity, for alpha > 1 and r > 0 with D = inf where kappa -> 0.

    None where there is no simple law, for example if a count shrinks along the path or samples are correlated.
    """
    with np.errstate(all="ignore"):
        return _asymptotics(task, path, design)


def _asymptotics(task: PowerLaw, path: Scaling, design: Design) -> Asymptotics | None:
    if any(count.order < 0 for count in path.counts) or design.correlation is not None:
        return None
    if design.always_noisy and path.widths[-1].amplitude == inf:
        return None  # infinitely noisy
    problem = growth(task, path, design)
    bounds = bounds_of(problem)
    smallest = reduce(lambda a, b: a if outgrows(b, a) else b, bounds.values())
    if smallest.amplitude == inf:
        return _everything_learned(problem)
    limits = tuple(name for name, bound in bounds.items() if ties(bound, smallest))
    if near(smallest.order, 0, absolute=1e-12) and smallest.logs == 0:
        return _finite_resolution(problem)
    if smallest.order < 0:
        return Asymptotics.of(nothing_learned(problem), (NOTHING,), smallest)
    balance = balance_growing(problem, smallest, [bounds[name].amplitude for name in limits])
    if balance is None:
        return None
    return Asymptotics.of(resolved(problem, balance), _holding(limits, balance), smallest)


def separated(
    task: PowerLaw,
    path: Scaling,
    limits: tuple[str, ...],
    at: float,
    design: Design = PLAIN,
    source: int | None = None,
) -> Asymptotics | None:
    """The laws well inside the regime with just these `limits`; logarithms are taken at X = at.

    None without a simple law.
    source: which part of the features' variance to keep beside the parts of `limits`: that of this layer, or of the
    feature noise if it is the number of layers. Without a source all parts are kept, and the fastest-growing one rules.
    """
    problem = growth(task, path, design, at)
    if MODES in limits or NOTHING in limits:
        problem = _apart(problem, (*limits, _largest_ridge(problem, at)))
        found = all_modes(problem) if MODES in limits else nothing_learned(problem)
        reached = Leading(task.modes) if MODES in limits else ZERO
        return Asymptotics.of(_only(found, source, limits), limits, reached)
    problem = _apart(problem, limits)
    bounds = bounds_of(problem)
    balance = balance_growing(problem, bounds[limits[0]], [bounds[name].amplitude for name in limits])
    if balance is None:
        return None
    found = _only(resolved(problem, balance, at), source, limits)
    return Asymptotics.of(found, _holding(limits, balance), bounds[limits[0]])


def _only(found: Ingredients[Leading], source: int | None, limits: tuple[str, ...]) -> Ingredients[Leading]:
    if source is None:
        return found
    layers = [pair for i, pair in enumerate(found.layers) if i == source or width_limit(i) in limits]
    noisy = source == len(found.layers) or FEATURE_NOISE in limits or WIDTH_NOISE in limits
    return replace(found, layers=layers, feature_noise=found.feature_noise if noisy else None)


def _apart(problem: Growth, limits: tuple[str, ...]) -> Growth:
    """The same with everything but `limits` moved far away, by powers of the formal L of `Leading`.

    Feature noise limits the resolution together with P (through tau/P) or alone (through s). To move the widths changes
    the product of all 1/S; the ridge and the noise are moved as far, so that they keep their places.
    """
    last = len(problem.layers) - 1
    noisy = FEATURE_NOISE in limits
    by_width = WIDTH_NOISE in limits
    samples = 0.0 if SAMPLES in limits else 1.0
    width = 0.0 if width_limit(last) in limits else 1.0
    if noisy and by_width:
        samples = width = 1.0
    elif noisy:
        width = samples + 1
    elif by_width:
        samples = width + 1
    variance = 0.0 if by_width else -1.0 if noisy else -3.0
    layers = [
        replace(
            layer,
            width=_far(layer.width, 0.0 if width_limit(i) in limits else width if i == last else 1.0),
        )
        for i, layer in enumerate(problem.layers)
    ]
    layers = [replace(layer, inputs=_far(layer.inputs, layer.width.separation)) for layer in layers]
    moved = replace(problem, layers=tuple(layers)).reduced()[0].separation
    s = _far(problem.variance, moved + variance)
    if MODES in limits:
        moved -= 1
        s = s / Leading(1.0, separation=1.0)
    return replace(
        problem,
        samples=_far(problem.samples, samples),
        layers=tuple(layers),
        ridge=_far(problem.ridge, moved if RIDGE in limits else moved - 1),
        variance=s,
        tau=_far(problem.tau, moved + variance + width),
    )


def _far(law: Leading, separation: float) -> Leading:
    return law * Leading(1.0, separation=separation) if law.amplitude < inf else law


def feature_sources(layers: int, design: Design, limits: tuple[str, ...]) -> list[int]:
    """The numbers of the layers whose part of the features' variance has its own law, and `layers` for the noise."""
    sources = [i for i in range(layers) if width_limit(i) not in limits]
    held = FEATURE_NOISE in limits or WIDTH_NOISE in limits
    return sources + ([layers] if design.nonlinearity is not None and not held else [])


def _largest_ridge(problem: Growth, at: float) -> str:
    ridges = lower_bounds_of_u(problem)
    return max(ridges, key=lambda name: ridges[name].at(at))


def _everything_learned(problem: Growth) -> Asymptotics:
    """P = N = inf without ridge: every term is exactly 0."""
    pairs = [(ZERO, ONE) for _ in problem.layers]
    nothing = Ingredients(ZERO, ZERO, ZERO, ZERO, ONE, problem.noise, pairs, averaging=problem.averaging)
    return Asymptotics.of(nothing, (NOTHING,), Leading(inf))


def _finite_resolution(problem: Growth) -> Asymptotics | None:
    """The laws where kappa tends to a positive number; None without a simple law."""
    counts = {SAMPLES: problem.samples}
    counts |= {width_limit(i): layer.width for i, layer in enumerate(problem.layers)}
    ends = {name: inf if count.order > 0 else count.amplitude for name, count in counts.items()}
    bottleneck = min(ends.values())
    whole, _ = problem.reduced()
    if (
        not any(number(ridge, whole) for ridge in lower_bounds_of_u(problem).values())
        and bottleneck >= problem.task.modes
    ):
        return None
    solved = balance_finite(problem)
    if solved is None:
        return None
    balance, sums = solved
    z, q, z_q, B, T_B = (Leading(float(getattr(sums, name)[0])) for name in ("z", "q", "z_q", "B", "T_B"))
    layers = fluctuations(problem, balance, z_q)
    found = ingredients(problem, balance, layers, q, z_q, B, T_B)
    ridges = {name: number(ridge, balance.u) for name, ridge in lower_bounds_of_u(problem).items()}
    strongest = max(ridges, key=lambda name: ridges[name])
    if z.amplitude >= bottleneck / 2 or not 0 < ridges[strongest] < inf:
        limits = tuple(name for name, end in ends.items() if end == bottleneck)
    else:
        limits = (strongest,)
    return Asymptotics.of(found, limits, z)


def _holding(limits: tuple[str, ...], balance: Balance) -> tuple[str, ...]:
    """The limits that z reaches; all of them if the ridge stops z before."""
    if balance.by_ridge:
        return limits
    used_up, cut_off = number(balance.free, ONE) == 0, number(balance.kept, ONE) == 0
    holds = {SAMPLES: used_up, FEATURE_NOISE: used_up, WIDTH_NOISE: cut_off}
    holds |= {width_limit(i): True for i in balance.vanishing}
    return tuple(name for name in limits if holds.get(name, False))

"""Exact asymptotic laws of a power-law task along a path: exponent and amplitude of every term.

With D = inf, kappa -> 0 and x = C (scale/kappa)^(1/alpha), C = (pi/alpha)/sin(pi/alpha)  (arXiv:2405.00592):
    z ~ x,  q ~ (1 - 1/alpha) x,  z - q ~ x/alpha,
    B ~ kappa^(2 min(r,1)),  T - B ~ kappa^min(2r,1), with a logarithm at r = 1 and r = 1/2.
The equation lambda = (u - s)(1 - zbar/P), u = kappa prod_l 1/S_l(z), decides which of P, the widths, the feature noise
and lambda limits x. The amplitudes follow from the Mellin transforms of 1/(1+x)^2 and x/(1+x)^2 (Gamma functions) or
from the leading modes (zeta functions).
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from math import gamma, inf, isclose, log

import numpy as np

from scalecalc.record import record
from scalecalc.theory.laws.balance import Balance, balance_finite, balance_growing, loose
from scalecalc.theory.laws.growth import Growth, Scaling, growth
from scalecalc.theory.leading import ONE, ZERO, Leading, number, outgrows, same, ties
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.numerics.powersum import capacity_constant, power_sum
from scalecalc.theory.risk.errors import Errors, FeatureNoise, Ingredients, errors
from scalecalc.theory.spectra.power_law import PowerLaw

# What keeps more modes from being learned. Feature noise acts through the samples, where zbar = P, or through the
# width, where u = s.
SAMPLES, RIDGE, MODES, NOTHING = "samples", "ridge", "modes", "nothing learned"
FEATURE_NOISE, WIDTH_NOISE = "feature noise", "width noise"
_SETTLING = 20  # iterations at most, for a result that depends on its own logarithms


def width_limit(layer: int) -> str:
    """Name of the limit set by the width of a layer, counted from 0."""
    return f"width {layer + 1}"


@record
class Asymptotics:
    """The leading law of every error along a path.

    limits: what limits the resolution, several in a tie.  resolved: the law of z, or the smallest bound of it.
    """

    errors: Errors[Leading]
    limits: tuple[str, ...]
    resolved: Leading


def resolution(task: PowerLaw, path: Scaling, design: Design = PLAIN, at: float | None = None) -> dict[str, Leading]:
    """The largest z that the samples, each width, the ridge and the feature noise allow, by name of the limit."""
    return _bounds(growth(task, path, design, at))


def _bounds(problem: Growth) -> dict[str, Leading]:
    bounds = {SAMPLES: problem.samples}
    bounds |= {width_limit(i): layer.width for i, layer in enumerate(problem.layers)}
    bounds[RIDGE] = _reached(problem, problem.ridge)
    if problem.tau.amplitude:
        bounds[FEATURE_NOISE] = _reached(problem, problem.tau / problem.samples)
        bounds[WIDTH_NOISE] = _reached(problem, problem.variance)
    return bounds


def _reached(problem: Growth, u: Leading) -> Leading:
    """The z at which kappa2 prod_l 1/S_l is u, if z is far below every width."""
    task = problem.task
    coefficient, exponent = problem.reduced()
    whole = Leading(task.scale * capacity_constant(task.alpha) ** task.alpha)
    power = 1 / (task.alpha + exponent)
    z = (whole * coefficient / u).power(power)
    for _ in range(_SETTLING):
        if not 0 < z.amplitude < inf:
            break
        before, (coefficient, _) = coefficient, problem.reduced(z)  # again, with the logarithms of N/z
        if coefficient == before:
            break
        z = (whole * coefficient / u).power(power)
    return z


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
    bounds = _bounds(problem)
    smallest = reduce(lambda a, b: a if outgrows(b, a) else b, bounds.values())
    if smallest.amplitude == inf:
        return _everything_learned(problem)
    limits = tuple(name for name, bound in bounds.items() if ties(bound, smallest))
    if isclose(smallest.order, 0, abs_tol=1e-12) and smallest.logs == 0:
        return _finite_resolution(problem)
    if smallest.order < 0:
        return Asymptotics(errors(_nothing_learned(problem), ZERO, ONE), (NOTHING,), smallest)
    balance = balance_growing(problem, smallest, [bounds[name].amplitude for name in limits])
    if balance is None:
        return None
    return Asymptotics(errors(_resolved(problem, balance), ZERO, ONE), _holding(limits, balance), smallest)


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
        found = _all_modes(problem) if MODES in limits else _nothing_learned(problem)
        resolved = Leading(task.modes) if MODES in limits else ZERO
        return Asymptotics(errors(_only(found, source, limits), ZERO, ONE), limits, resolved)
    problem = _apart(problem, limits)
    bounds = _bounds(problem)
    balance = balance_growing(problem, bounds[limits[0]], [bounds[name].amplitude for name in limits])
    if balance is None:
        return None
    found = _only(_resolved(problem, balance, at), source, limits)
    return Asymptotics(errors(found, ZERO, ONE), _holding(limits, balance), bounds[limits[0]])


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


def _ridges(problem: Growth) -> dict[str, Leading]:
    """The lower bounds of u: the ridge, and the feature noise through samples and width."""
    return {RIDGE: problem.ridge, FEATURE_NOISE: problem.tau / problem.samples, WIDTH_NOISE: problem.variance}


def _largest_ridge(problem: Growth, at: float) -> str:
    ridges = _ridges(problem)
    return max(ridges, key=lambda name: ridges[name].at(at))


def first_moments(task: PowerLaw, path: Scaling, design: Design = PLAIN, at: float | None = None) -> dict[str, Leading]:
    """The bounds z ~ sum eta/kappa2, by name, for a ridge, or noise that acts as one, above every eigenvalue.

    The sum is over infinitely many modes, as in the laws that these bounds are compared with.
    """
    problem = growth(task, path, design, at)
    trace = _trace(replace(task, modes=inf))
    return {name: trace * _mean(problem) / u for name, u in _ridges(problem).items()}


def _trace(task: PowerLaw) -> Leading:
    return Leading(task.scale * float(power_sum(task.alpha, 1, task.modes)))


def _mean(problem: Growth) -> Leading:
    """prod_l 1/S_l at z -> 0."""
    return reduce(lambda a, b: a * b, (layer.mean() for layer in problem.layers), ONE)


# --- ingredients


def _resolved(problem: Growth, balance: Balance, at: float | None = None) -> Ingredients[Leading]:
    """The ingredients of the errors for kappa -> 0."""
    task, kappa = problem.task, balance.kappa
    z_q = balance.z * Leading(1 / task.alpha)
    q = balance.z * Leading(1 - 1 / task.alpha)
    layers = _fluctuations(problem, balance, z_q)
    return _ingredients(problem, balance, layers, q, z_q, _bias(task, kappa, at), _lag(task, kappa, at))


def _ingredients(
    problem: Growth,
    balance: Balance,
    layers: list[tuple[Leading, Leading]],
    q: Leading,
    z_q: Leading,
    B: Leading,
    T_B: Leading,
) -> Ingredients[Leading]:
    noisy = problem.tau.amplitude > 0
    return Ingredients(
        B=B,
        T_B=T_B,
        gamma2=q / problem.samples,
        z_q_per_sample=z_q / problem.samples,
        free_samples=balance.free,
        noise=problem.noise,
        layers=layers,
        feature_noise=FeatureNoise(balance.kept, balance.lost, balance.extra) if noisy else None,
        averaging=problem.averaging,
    )


def _fluctuations(problem: Growth, balance: Balance, z_q: Leading) -> list[tuple[Leading, Leading]]:
    """(a, b) of each layer. Layers whose b vanishes have the same b, and become one pair."""
    pairs = [
        layer.fluctuation(balance.z, z_q, slack) for layer, slack in zip(problem.layers, balance.slacks, strict=True)
    ]
    for i in balance.vanishing[1:]:
        first = balance.vanishing[0]
        pairs[first] = (pairs[first][0] + pairs[i][0], pairs[first][1])
        pairs[i] = (ZERO, ONE)
    return pairs


def _bias(task: PowerLaw, kappa: Leading, at: float | None) -> Leading:
    """B = kappa^2 sum v/(eta+kappa)^2."""
    r, ratio = task.source, kappa / Leading(task.scale)
    if same(r, 1):
        return ratio * ratio * _log_inverse(ratio, at) * Leading(task.power_scale / task.alpha)
    if r < 1:
        return ratio.power(2 * r) * Leading(task.power_scale * gamma(2 * r) * gamma(2 - 2 * r) / task.alpha)
    tail = float(power_sum(task.decay - 2 * task.alpha, 1, inf))  # sum v/eta^2
    return ratio * ratio * Leading(task.power_scale * tail)


def _lag(task: PowerLaw, kappa: Leading, at: float | None) -> Leading:
    """T - B = kappa sum v eta/(eta+kappa)^2."""
    r, ratio = task.source, kappa / Leading(task.scale)
    if same(r, 0.5):
        return ratio * _log_inverse(ratio, at) * Leading(task.power_scale / task.alpha)
    if r < 0.5:
        return ratio.power(2 * r) * Leading(task.power_scale * gamma(1 + 2 * r) * gamma(1 - 2 * r) / task.alpha)
    tail = float(power_sum(task.decay - task.alpha, 1, inf))  # sum v/eta = sum w^2
    return ratio * Leading(task.power_scale * tail)


def _log_inverse(ratio: Leading, at: float | None) -> Leading:
    """log(1/ratio) for ratio -> 0: a multiple of log X, or a number at X = at."""
    if at is not None:
        return Leading(max(1.0, -log(ratio.at(at))))
    return Leading(-ratio.order, logs=1.0)


def _unbound(problem: Growth, z: Leading, factors: list[Leading]) -> Balance:
    """The balance where the equation does not depend on z, with these 1/S_l."""
    ridges = _ridges(problem)
    u, kept, free = loose(ridges[RIDGE], ridges[WIDTH_NOISE], ridges[FEATURE_NOISE])
    kappa = u / reduce(lambda a, b: a * b, factors, ONE)
    lost, extra = problem.variance / u, problem.tau / problem.samples / u
    return Balance(kappa, z, u, free, kept, lost, extra, tuple(factors), (), True)


def _nothing_learned(problem: Growth) -> Ingredients[Leading]:
    """lambda -> infinity: kappa follows it, and the sums are their first moments."""
    task = problem.task
    balance = _unbound(problem, ZERO, [layer.mean() for layer in problem.layers])
    kappa, z = balance.kappa, _trace(task) / balance.kappa
    square = task.scale**2 * float(power_sum(2 * task.alpha, 1, task.modes))
    power = task.power_scale * float(power_sum(task.decay, 1, task.modes))
    lagging = task.power_scale * task.scale * float(power_sum(task.decay + task.alpha, 1, task.modes))
    q = Leading(square) / kappa / kappa
    layers = [(layer.unlearned(z), ONE) for layer in problem.layers]
    return _ingredients(problem, balance, layers, q, z, Leading(power), Leading(lagging) / kappa)


def _all_modes(problem: Growth) -> Ingredients[Leading]:
    """All of finitely many modes learned, kappa below every eigenvalue."""
    task, z = problem.task, Leading(problem.task.modes)
    balance = _unbound(problem, z, [layer.inverse_s(z) for layer in problem.layers])
    kappa = balance.kappa
    inverse = float(power_sum(-task.alpha, 1, task.modes)) / task.scale  # sum 1/eta
    first = float(power_sum(task.decay - task.alpha, 1, task.modes)) * task.power_scale / task.scale
    second = float(power_sum(task.decay - 2 * task.alpha, 1, task.modes)) * task.power_scale / task.scale**2
    B, T_B = Leading(second) * kappa * kappa, Leading(first) * kappa
    z_q = Leading(inverse) * kappa
    return _ingredients(problem, balance, _fluctuations(problem, balance, z_q), z, z_q, B, T_B)


def _everything_learned(problem: Growth) -> Asymptotics:
    """P = N = inf without ridge: every term is exactly 0."""
    pairs = [(ZERO, ONE) for _ in problem.layers]
    nothing = Ingredients(ZERO, ZERO, ZERO, ZERO, ONE, problem.noise, pairs, averaging=problem.averaging)
    return Asymptotics(errors(nothing, ZERO, ONE), (NOTHING,), Leading(inf))


def _finite_resolution(problem: Growth) -> Asymptotics | None:
    """The laws where kappa tends to a positive number; None without a simple law."""
    counts = {SAMPLES: problem.samples}
    counts |= {width_limit(i): layer.width for i, layer in enumerate(problem.layers)}
    ends = {name: inf if count.order > 0 else count.amplitude for name, count in counts.items()}
    bottleneck = min(ends.values())
    whole, _ = problem.reduced()
    if not any(number(ridge, whole) for ridge in _ridges(problem).values()) and bottleneck >= problem.task.modes:
        return None
    solved = balance_finite(problem)
    if solved is None:
        return None
    balance, sums = solved
    z, q, z_q, B, T_B = (Leading(float(getattr(sums, name)[0])) for name in ("z", "q", "z_q", "B", "T_B"))
    layers = _fluctuations(problem, balance, z_q)
    found = errors(_ingredients(problem, balance, layers, q, z_q, B, T_B), ZERO, ONE)
    ridges = {name: number(ridge, balance.u) for name, ridge in _ridges(problem).items()}
    strongest = max(ridges, key=lambda name: ridges[name])
    if z.amplitude >= bottleneck / 2 or not 0 < ridges[strongest] < inf:
        limits = tuple(name for name, end in ends.items() if end == bottleneck)
    else:
        limits = (strongest,)
    return Asymptotics(found, limits, z)


def _holding(limits: tuple[str, ...], balance: Balance) -> tuple[str, ...]:
    """The limits that z reaches; all of them if the ridge stops z before."""
    if balance.by_ridge:
        return limits
    used_up, cut_off = number(balance.free, ONE) == 0, number(balance.kept, ONE) == 0
    holds = {SAMPLES: used_up, FEATURE_NOISE: used_up, WIDTH_NOISE: cut_off}
    holds |= {width_limit(i): True for i in balance.vanishing}
    return tuple(name for name in limits if holds.get(name, False))

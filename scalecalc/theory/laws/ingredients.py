"""What the errors are made of, as leading powers: well inside, where nothing is learned, and where all modes are.

Mellin transforms of 1/(1+x)^2 and x/(1+x)^2 (Gamma functions) or the leading modes (zeta functions) give the
amplitudes of B and T - B (arXiv:2405.00592).
"""

from __future__ import annotations

from functools import reduce
from math import gamma, inf, log

from scalecalc.theory.laws.balance import Balance, loose
from scalecalc.theory.laws.growth import Growth
from scalecalc.theory.laws.resolution import (
    FEATURE_NOISE,
    RIDGE,
    WIDTH_NOISE,
    lower_bounds_of_u,
    trace_law,
)
from scalecalc.theory.leading import ONE, ZERO, Leading, same
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.numerics.powersum import power_sum
from scalecalc.theory.risk.errors import FeatureNoise, Ingredients
from scalecalc.theory.spectra.power_law import PowerLaw
from scalecalc.theory.traced import applied


def resolved(problem: Growth, balance: Balance, at: float | None = None) -> Ingredients[Leading]:
    """The ingredients of the errors for kappa -> 0."""
    task, kappa = problem.task, balance.kappa
    z_q = balance.z * Leading(1 / task.alpha)
    q = balance.z * Leading(1 - 1 / task.alpha)
    layers = fluctuations(problem, balance, z_q)
    powers = Decay(task.power_scale, task.decay)
    B, T_B = moment(powers, 2, task, kappa, at), moment(powers, 1, task, kappa, at)
    return ingredients(problem, balance, layers, q, z_q, B, T_B)


def ingredients(
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
        kappa=balance.kappa,
    )


def fluctuations(problem: Growth, balance: Balance, z_q: Leading) -> list[tuple[Leading, Leading]]:
    """(a, b) of each layer. Layers whose b vanishes have the same b, and become one pair."""
    pairs = [
        layer.fluctuation(balance.z, z_q, slack) for layer, slack in zip(problem.layers, balance.slacks, strict=True)
    ]
    for i in balance.vanishing[1:]:
        first = balance.vanishing[0]
        pairs[first] = (pairs[first][0] + pairs[i][0], pairs[first][1])
        pairs[i] = (ZERO, ONE)
    return pairs


def moment(law: Decay, j: int, task: PowerLaw, kappa: Leading, at: float | None = None) -> Leading:
    """sum c k^-b s^(2-j) t^j for kappa -> 0, where c k^-b is the law, s = eta/(eta+kappa) and t = 1 - s.

    With p = (1-b)/alpha, the modes near kappa rule for p > -j, and the first modes for p < -j. The sum exists for
    p < 2 - j.
    """
    ratio, scale = kappa / Leading(task.scale), law.scale
    p = (1 - law.exponent) / task.alpha
    if same(1 - p, 1 + j):
        return ratio.power(j) * _log_inverse(ratio, at) * Leading(scale / task.alpha)
    if p > -j:
        return ratio.power(-p) * Leading(scale * applied(gamma, p + j) * applied(gamma, 2 - p - j) / task.alpha)
    return ratio.power(j) * Leading(scale * float(power_sum(law.exponent - j * task.alpha, 1, inf)))


def _log_inverse(ratio: Leading, at: float | None) -> Leading:
    """log(1/ratio) for ratio -> 0: a multiple of log X, or a number at X = at."""
    if at is not None:
        return Leading(max(1.0, -log(ratio.at(at))))
    return Leading(-ratio.order, logs=1.0)


def _unbound(problem: Growth, z: Leading, factors: list[Leading]) -> Balance:
    """The balance where the equation does not depend on z, with these 1/S_l."""
    ridges = lower_bounds_of_u(problem)
    u, kept, free = loose(ridges[RIDGE], ridges[WIDTH_NOISE], ridges[FEATURE_NOISE])
    kappa = u / reduce(lambda a, b: a * b, factors, ONE)
    lost, extra = problem.variance / u, problem.tau / problem.samples / u
    return Balance(kappa, z, u, free, kept, lost, extra, tuple(factors), (), True)


def nothing_learned(problem: Growth) -> Ingredients[Leading]:
    """lambda -> infinity: kappa follows it, and the sums are their first moments."""
    task = problem.task
    balance = _unbound(problem, ZERO, [layer.mean() for layer in problem.layers])
    kappa, z = balance.kappa, trace_law(task) / balance.kappa
    square = task.scale**2 * float(power_sum(2 * task.alpha, 1, task.modes))
    power = task.power_scale * float(power_sum(task.decay, 1, task.modes))
    lagging = task.power_scale * task.scale * float(power_sum(task.decay + task.alpha, 1, task.modes))
    q = Leading(square) / kappa / kappa
    layers = [(layer.unlearned(z), ONE) for layer in problem.layers]
    return ingredients(problem, balance, layers, q, z, Leading(power), Leading(lagging) / kappa)


def all_modes(problem: Growth) -> Ingredients[Leading]:
    """All of finitely many modes learned, kappa below every eigenvalue."""
    task, z = problem.task, Leading(problem.task.modes)
    balance = _unbound(problem, z, [layer.inverse_s(z) for layer in problem.layers])
    kappa = balance.kappa
    inverse = float(power_sum(-task.alpha, 1, task.modes)) / task.scale  # sum 1/eta
    first = float(power_sum(task.decay - task.alpha, 1, task.modes)) * task.power_scale / task.scale
    second = float(power_sum(task.decay - 2 * task.alpha, 1, task.modes)) * task.power_scale / task.scale**2
    B, T_B = Leading(second) * kappa * kappa, Leading(first) * kappa
    z_q = Leading(inverse) * kappa
    return ingredients(problem, balance, fluctuations(problem, balance, z_q), z, z_q, B, T_B)

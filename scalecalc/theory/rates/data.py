"""The early parts of the error of gradient flow on P samples, for power laws and white features.

While the time rules, t < P^alpha and t < N^alpha, the error is that of infinitely many samples (`population`) and
what the draw of the samples adds, by the cross error of two ridges under two inverse Laplace transforms:
    label noise  (sigma^2/P) t^(1/alpha) (2 - 2^(1/alpha)) Gamma(1 - 1/alpha)
    data         of relative size t^(1/alpha)/P for r <= 1; for r > 1, with c2 = sum v/eta^2,
                 c2 [C t^-(1-1/alpha)/(Gamma(1/alpha) P)]^2 + (c2/P) Gamma(2-1/alpha)/alpha (2t)^-(2-1/alpha)
"""

from __future__ import annotations

from math import gamma, inf, nan

from scalecalc.theory.leading import same
from scalecalc.theory.numerics.powersum import capacity_constant, power_sum
from scalecalc.theory.rates.term import Term
from scalecalc.theory.spectra.power_law import PowerLaw

DATA, LABEL_NOISE = "data", "label noise"


def early(task: PowerLaw, noise: float) -> tuple[Term, ...]:
    """The terms of finitely many samples at early times, for this label noise. Amplitudes not known are nan."""
    data = _smooth(task) if task.source > 1 and not same(task.source, 1) else (_rough(task),)
    return (*data, _label_noise(task, noise)) if noise else data


def _rough(task: PowerLaw) -> Term:
    logs = {"time": 1.0} if same(task.source, 1) else {}
    return Term(DATA, nan, {"samples": -1.0, "time": 1 / task.alpha - 2 * task.source}, logs)


def _smooth(task: PowerLaw) -> tuple[Term, ...]:
    alpha, scale = task.alpha, task.scale
    lag = 1 - 1 / alpha
    curvature = task.power_scale * float(power_sum(task.decay - 2 * alpha, 1.0, inf))
    mean = curvature * (capacity_constant(alpha) / gamma(1 / alpha) * scale**-lag) ** 2
    spread = curvature * gamma(1 + lag) / alpha * (2 * scale) ** -(1 + lag)
    return (
        Term(DATA, mean, {"samples": -2.0, "time": -2 * lag}),
        Term(DATA, spread, {"samples": -1.0, "time": -(1 + lag)}),
    )


def _label_noise(task: PowerLaw, noise: float) -> Term:
    power = 1 / task.alpha
    amplitude = noise * task.scale**power * (2 - 2**power) * gamma(1 - power)
    return Term(LABEL_NOISE, amplitude, {"samples": -1.0, "time": power})

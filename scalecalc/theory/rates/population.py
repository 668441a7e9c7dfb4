"""The late error of training on fresh samples, for power laws with infinitely many modes and white features.

With eta = k^-alpha and v = k^-(1 + 2 alpha r), every term comes from the singularity of the Laplace transform of the
error at p = 0 (the setting of arXiv:2405.15074), where kappa/(1 - z/N) = s and z ~ C kappa^(-1/alpha):
    training         Gamma(2r)/alpha (2t)^-2r, from sum v e^(-2 eta t)
    width            kappa sum v/(eta + kappa) at z = N, what no time takes away
    width, early     c1 C/(N Gamma(1/alpha)) (2t)^-(1 - 1/alpha) while t < N^alpha, c1 = sum v/eta: it becomes `width`
    gradient noise   what the noise of the early error leaves: K(t) = sum eta^2 e^(-2 eta t) times the sum of that error
    noise floor      sigma^2 (A - 1), which a constant learning rate does not go below
The noise of the gradient multiplies the first three by A. Each term is negligible where another one replaces it.
"""

from __future__ import annotations

from math import gamma, inf, pi, sin

import numpy as np

from scalecalc.record import record
from scalecalc.theory.leading import same
from scalecalc.theory.numerics.powersum import power_sum
from scalecalc.theory.rates.term import Term
from scalecalc.theory.spectra.power_law import PowerLaw
from scalecalc.theory.training.states import shares

TRAINING, WIDTH, EARLY_WIDTH = "training", "width", "width, early"
GRADIENT_NOISE, NOISE_FLOOR = "gradient noise", "noise floor"


@record
class GradientNoise:
    """What the noise of the gradient does to late errors.

    factor: A, by which they are larger.  early: A^2 (lr/B) sum v/(eta (2 - (1 + 1/B) lr eta)), the noise that the
    early error puts in; None where the sum diverges (r <= 1/2).
    """

    factor: float = 1.0
    early: float = 0.0


EXACT = GradientNoise()


def of_minibatches(task: PowerLaw, rate: float, batch: float) -> GradientNoise | None:
    """That of one-pass SGD with minibatches of this size; None where the error grows without bound."""
    kappa = -2 / ((1 + 1 / batch) * rate)
    if task.largest >= -kappa:
        return None
    nodes = task.nodes(-kappa)
    learned = shares(nodes, np.array(kappa))
    free = 1 + float(learned.s @ nodes.count) / (batch + 1)
    if not free > 0:
        return None
    weights = _weights(task)
    early = (weights - float(learned.t @ nodes.power) / kappa) / 2 if weights < inf else 0.0
    return GradientNoise(1 / free, rate / batch * early / free**2)


def population(task: PowerLaw, noise: float, gradient: GradientNoise = EXACT) -> tuple[Term, ...] | None:
    """The terms of the late error, for this label noise and as if modes had no end; None where they need an end."""
    if not (task.alpha > 1 and task.decay > 1):
        return None
    more = _more(task, gradient) if _weights(task) < inf else ()
    floor = (Term(NOISE_FLOOR, noise * (gradient.factor - 1), {}),) if noise and gradient.factor > 1 else ()
    return (_training(task, gradient), _width(task, gradient), *more, *floor)


def _training(task: PowerLaw, gradient: GradientNoise) -> Term:
    power = 2 * task.source
    amplitude = gradient.factor * task.power_scale * gamma(power) / task.alpha * (2 * task.scale) ** -power
    return Term(TRAINING, amplitude, {"time": -power})


def _width(task: PowerLaw, gradient: GradientNoise) -> Term:
    """kappa sum v/(eta + kappa) at kappa = scale (C/N)^alpha."""
    r, power = task.source, task.alpha * min(2 * task.source, 1.0)
    amplitude = gradient.factor * _capacity(task) ** power
    if same(r, 0.5):
        return Term(WIDTH, amplitude * task.power_scale, {"width": -power}, {"width": 1.0})
    if r > 0.5:
        return Term(WIDTH, amplitude * _weights(task) * task.scale, {"width": -power})
    bias = task.power_scale * gamma(2 * r) * gamma(1 - 2 * r) / task.alpha
    return Term(WIDTH, amplitude * bias, {"width": -power})


def _more(task: PowerLaw, gradient: GradientNoise) -> tuple[Term, ...]:
    """What is small at late times, but for small weights, sum v/eta < inf."""
    lag, twice = 1 - 1 / task.alpha, 2 * task.scale
    wide = gradient.factor * _weights(task) * task.scale * _capacity(task) / gamma(1 / task.alpha) * twice**-lag
    early = (Term(EARLY_WIDTH, wide, {"width": -1.0, "time": -lag}),)
    if not gradient.early:
        return early
    noise = gradient.early * task.scale**2 * gamma(1 + lag) / task.alpha * twice ** -(1 + lag)
    return (*early, Term(GRADIENT_NOISE, noise, {"time": -(1 + lag)}))


def _capacity(task: PowerLaw) -> float:
    return pi / task.alpha / sin(pi / task.alpha)


def _weights(task: PowerLaw) -> float:
    """sum v/eta, the squared norm of the weights; inf where it diverges."""
    if task.source < 0.5 or same(task.source, 0.5):
        return inf
    return task.power_scale / task.scale * float(power_sum(task.decay - task.alpha, 1.0, inf))

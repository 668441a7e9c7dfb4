"""Samples of power laws, drawn."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.population.curves import Curves, curves_of, informative
from scalecalc.empirical.population.law import Law
from scalecalc.empirical.traces import Spectral, spectral
from scalecalc.theory.numerics.powersum import power_sum

MODES = 6000


def drawn(seed: int, samples: int, law: Law, *, targets: int = 1) -> Spectral:
    """Gaussian samples of a law, endless or of a few modes; several targets have signs of their own."""
    rng = np.random.default_rng(seed)
    ranks = np.arange(1.0, min(law.modes, MODES) + 1)
    normal = rng.standard_normal((samples, len(ranks)))
    features = normal * np.sqrt(law.scale * ranks**-law.alpha)
    decay = 1 + 2 * law.alpha * law.r
    signs = rng.choice([-1.0, 1.0], (len(ranks), targets))
    wanted = normal @ (signs * np.sqrt(law.power / targets * ranks**-decay)[:, None])
    wanted += rng.standard_normal((samples, targets)) * np.sqrt(law.noise / targets)
    matrix = features @ features.T
    if law.modes > MODES:
        matrix += law.scale * float(power_sum(law.alpha, MODES + 1, law.modes)) * np.eye(samples)
        missing = law.power / targets * float(power_sum(decay, MODES + 1, law.modes))
        wanted += rng.standard_normal((samples, targets)) * np.sqrt(missing)
    return spectral(matrix, wanted)


def curves(measured: Spectral, modes: float = np.inf) -> Curves:
    """At the ridges that `estimate` takes."""
    ridges, known = informative(measured, modes)
    return curves_of(measured.at(ridges), measured.samples, known)


def exact(law: Law, samples: int, kappa: Floats) -> Curves:
    """The curves that endless draws would show on the average, as far as 1/n goes."""
    from scalecalc.empirical.population.covariance import fluctuations

    size, at = len(kappa), law.at(kappa)
    likeness, nothing = np.ones((size, size)), np.zeros(size)
    bias = fluctuations(at, samples, likeness).bias
    df1, unlearned = at.df1 + bias[:size], at.unlearned * np.exp(bias[size:])
    ridges = kappa * (1 - df1 / samples)
    return Curves(samples, law.modes, ridges, kappa, df1, unlearned, likeness, nothing, nothing)

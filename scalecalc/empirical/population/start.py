"""A power law from which a fit can start: slopes of the curves, and the source exponent by trial."""

from __future__ import annotations

import numpy as np

from scalecalc.empirical.population.curves import Curves
from scalecalc.empirical.population.law import Law

_SOURCES = np.geomspace(0.06, 2.5, 8)
_LITTLE = 0.01  # of what is unlearned
_FLATTEST, _STEEPEST = 1.02, 20.0  # alpha


def first_spectrum(curves: Curves) -> Law:
    """The law without a target that goes roughly through z: a line of log kappa over log (z + 1/2).

    z is about (scale/kappa)^(1/alpha) - 1/2.
    """
    used = (curves.df1 > 1) & (curves.df1 < 0.7 * curves.modes)
    used = used if used.sum() > 2 else np.ones_like(used)
    slope = np.polyfit(np.log(curves.df1[used] + 0.5), np.log(curves.kappa[used]), 1)[0]
    alpha = float(np.clip(-slope, _FLATTEST, _STEEPEST))
    scale = float(np.median(curves.kappa[used] * (curves.df1[used] + 0.5) ** alpha))
    return Law(alpha, scale, curves.modes)


def with_target(spectrum: Law, curves: Curves) -> Law:
    """The law with the source exponent, power and noise, of several tried, that go best through T + sigma^2."""
    tried = [_with_source(spectrum, float(r), curves) for r in _SOURCES]
    return min(tried, key=lambda one: one[0])[1]


def _with_source(bare: Law, r: float, curves: Curves) -> tuple[float, Law]:
    """The law with the power and noise, neither negative, that fit best relative to the curve; and how badly."""
    missed = Law(bare.alpha, bare.scale, bare.modes, r, 1.0).at(curves.kappa).missed / curves.unlearned
    noise = 1.0 / curves.unlearned
    power, level = np.linalg.lstsq(np.column_stack([missed, noise]), np.ones_like(missed), rcond=None)[0]
    if power <= 0:  # only noise, and so little power that it does not matter
        power, level = _LITTLE / missed.max(), noise.sum() / (noise @ noise)
    elif level < 0:
        power, level = missed.sum() / (missed @ missed), 0.0
    off = float(np.sum((power * missed + level * noise - 1.0) ** 2))
    return off, Law(bare.alpha, bare.scale, bare.modes, r, float(power), float(level))

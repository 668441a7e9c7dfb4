"""The eigenvalues k_t of the samples' correlation matrix, as nodes (arXiv:2408.04607; the mean of k_t is 1)."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, log, pi

import numpy as np

from scalecalc.theory.compress import compressed
from scalecalc.theory.design import Autoregressive, Correlation, MeasuredCorrelation
from scalecalc.theory.nodes import Nodes
from scalecalc.theory.points import Floats
from scalecalc.theory.powersum import power_sum
from scalecalc.theory.tasks import Modes, PowerLaw, smooth_from

_ROUNDING = 37.0  # -log of what is nothing
_STEPS = 60  # of the fixed-point and Newton iteration for the angles


@lru_cache(maxsize=4096)
def correlation_nodes(correlation: Correlation, samples: float) -> Nodes:
    """Nodes that stand for the P eigenvalues, P finite."""
    if isinstance(correlation, Autoregressive):
        return _autoregressive(abs(correlation.rho), samples)  # the sign does not change the spectrum
    if isinstance(correlation, MeasuredCorrelation):
        entries = correlation.eigenvalues
        each = samples / float(np.nansum(entries.multiplicity))
        return Modes(entries.eigenvalue, entries.multiplicity * each, np.zeros_like(entries.eigenvalue)).nodes(0.0)
    scale = samples / float(power_sum(correlation.decay, 1.0, samples))
    return PowerLaw(correlation.decay, scale, samples, 1.5, 1.0).nodes(0.0)


def fewest_samples(correlation: Correlation) -> float:
    """From how many samples on the spectrum is a smooth function of their number, which need not be whole then."""
    if isinstance(correlation, Autoregressive):
        return _intervals(abs(correlation.rho)) + 1.0
    return 1.0 if isinstance(correlation, MeasuredCorrelation) else smooth_from(correlation.decay)


def _autoregressive(rho: float, samples: float) -> Nodes:
    """The spectrum of rho^|t-s|: k = (1 - rho^2)/(1 - 2 rho cos theta + rho^2) at P angles (Kac, Murdock, Szego 1953).

    The angles obey x(theta) = [(P+1) theta + 2 psi(theta)]/pi = 1, ..., P with tan psi = rho sin theta/(1 - rho cos
    theta). Once P log(1/rho) is large, sum_j f(theta_j) = int_0^pi f dx - (f(0) + f(pi))/2 exactly but for rounding,
    f being even and analytic at both ends; the trapezoid rule in theta then needs few points.
    """
    if rho == 0:
        return Modes(np.ones(1), np.array([samples]), np.zeros(1)).nodes(0.0)
    intervals = _intervals(rho)
    if samples <= intervals:
        return _as_nodes(_symbol(_angles(rho, samples), rho), np.ones(int(samples)))
    theta = np.linspace(0, pi, intervals + 1)
    slope = rho * (np.cos(theta) - rho) / (1 - 2 * rho * np.cos(theta) + rho * rho)  # dpsi/dtheta
    weight = (samples + 1 + 2 * slope) / intervals
    weight[[0, -1]] = (weight[[0, -1]] - 1) / 2
    return _as_nodes(_symbol(theta, rho), weight)


def _intervals(rho: float) -> int:
    """Of the trapezoid rule: it converges like rho^(2 intervals)."""
    return ceil(_ROUNDING / 2 / -log(rho)) + 8 if rho else 0


def _symbol(theta: Floats, rho: float) -> Floats:
    """k(theta), with 1 - 2 rho cos theta + rho^2 = (1 - rho)^2 + 4 rho sin^2(theta/2)."""
    return np.asarray((1 - rho) * (1 + rho) / ((1 - rho) ** 2 + 4 * rho * np.sin(theta / 2) ** 2))


def _angles(rho: float, samples: float) -> Floats:
    """theta_j for j = 1..P, rising, by bisection: x(theta) increases."""
    index = np.arange(1.0, np.floor(samples) + 1)
    low, high = (index - 1) * pi / (samples + 1), index * pi / (samples + 1)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        psi = np.arctan2(rho * np.sin(middle), 1 - rho * np.cos(middle))
        above = (samples + 1) * middle + 2 * psi > index * pi
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return (low + high) / 2


def _as_nodes(eigenvalue: Floats, count: Floats) -> Nodes:
    """Nodes of eigenvalues in decreasing order."""
    return compressed(eigenvalue, count, np.zeros_like(eigenvalue)).nodes(0.0)

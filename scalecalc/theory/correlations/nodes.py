"""The eigenvalues k_t of the samples' correlation matrix, as nodes (arXiv:2408.04607; the mean of k_t is 1)."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, log, pi

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.matrices.design import Autoregressive, Correlation, MeasuredCorrelation
from scalecalc.theory.numerics.powersum import power_sum
from scalecalc.theory.numerics.quadrature import STENCIL_REACH, log_panels, seam_weights
from scalecalc.theory.spectra.nodes import Nodes
from scalecalc.theory.spectra.power_law import decaying_nodes, smooth_from
from scalecalc.theory.spectra.tasks import Modes

_ROUNDING = 37.0  # -log of what is nothing
_STEPS = 90  # of the bisection for the angles, the first of which may be small
_FEW = 100  # samples whose eigenvalues are listed
_MANY = 20.0  # P log(1/rho) from which on the sum over angles is an integral: e^(-2 * 20) is nothing
_STENCIL = 1.1  # a difference in P looks at fewer samples, too
_STEP = 0.25  # of the trapezoid rule, which errs like e^(-pi^2/0.25)
_SEAM = 38  # angles taken one by one, of which poles stay as far away
_PANEL_WIDTH = 1.5  # in log j: the poles are pi/2 away, so the rule's error is 4.4^-32


@lru_cache(maxsize=4096)
def correlation_nodes(correlation: Correlation, samples: float) -> Nodes:
    """Nodes that stand for the P eigenvalues, P finite; for one of them where a sweep is looked at below its end."""
    samples = max(samples, 1.0)
    if isinstance(correlation, Autoregressive):
        return _autoregressive(abs(correlation.rho), samples)  # the sign does not change the spectrum
    if isinstance(correlation, MeasuredCorrelation):
        entries = correlation.eigenvalues
        each = samples / float(np.nansum(entries.multiplicity))
        return Modes(entries.eigenvalue, entries.multiplicity * each, np.zeros_like(entries.eigenvalue)).nodes(0.0)
    scale = samples / float(power_sum(correlation.decay, 1.0, samples))
    return decaying_nodes(correlation.decay, scale, samples)


def fewest_samples(correlation: Correlation) -> float:
    """From how many samples on the spectrum is a smooth function of their number, which need not be whole then."""
    if isinstance(correlation, Autoregressive):
        return _STENCIL * min(_FEW, _smooth_from(abs(correlation.rho))) + 1
    return 1.0 if isinstance(correlation, MeasuredCorrelation) else smooth_from(correlation.decay)


def _autoregressive(rho: float, samples: float) -> Nodes:
    """The spectrum of rho^|t-s|: k = (1 - rho^2)/(1 - 2 rho cos theta + rho^2) at P angles (Kac, Murdock, Szego 1953).

    The angles obey x(theta) = [(P+1) theta + 2 psi(theta)]/pi = 1, ..., P with tan psi = rho sin theta/(1 - rho cos
    theta). What is summed over them has its poles at imaginary angles beyond log(1/rho).
    """
    if rho == 0:
        return _as_nodes(np.ones(1), np.array([samples]))
    if samples >= _smooth_from(rho):
        return _long(rho, samples)
    if samples <= _FEW:
        return _as_nodes(_symbol(_angles(np.arange(1.0, np.floor(samples) + 1), rho, samples), rho))
    return _nearly_constant(rho, samples)


def _smooth_from(rho: float) -> float:
    """From how many samples on the sum over angles is an integral."""
    return _MANY / -log(rho) if rho else 1.0


def _long(rho: float, samples: float) -> Nodes:
    """Once P log(1/rho) is large, sum_j f(theta_j) = int_0^pi f dx - (f(0) + f(pi))/2 exactly but for rounding.

    f is even and analytic at both ends. With t = tan(theta/2) = e^u all poles lie at |Im u| = pi/2, however near to 1
    rho is, and f ceases to change below t = (1 - rho)/(1 + rho) and above 1: the trapezoid rule in u.
    """
    lowest = log((1 - rho) / (1 + rho)) - _ROUNDING
    t = np.exp(_STEP * np.arange(ceil((_ROUNDING - lowest) / _STEP) + 1) + lowest)
    square = t * t / (1 + t * t)  # sin^2(theta/2)
    slope = 2 * rho * ((1 - rho) - 2 * square) / ((1 - rho) ** 2 + 4 * rho * square)  # 2 dpsi/dtheta
    weight = (samples + 1 + slope) / pi * 2 * t / (1 + t * t) * _STEP
    ends = _symbol(np.array([0.0, pi]), rho)
    eigenvalue = np.concatenate([ends[:1], _of_square(square, rho), ends[1:]])
    return _as_nodes(eigenvalue, np.concatenate([[-0.5], weight, [-0.5]]))


def _nearly_constant(rho: float, samples: float) -> Nodes:
    """Of samples that hardly change along the series the first angles one by one, then Euler-Maclaurin.

    k falls like j^-2 or slower: the panels are those of such a power law. Nothing is left to correct at theta = pi.
    """
    first = np.arange(1.0, _SEAM + STENCIL_REACH + 1)
    head = np.where(first < _SEAM, 1.0, 0.0)
    head[_SEAM - 1] = 0.5
    head[_SEAM - 1 - STENCIL_REACH :] += seam_weights()
    middle, weight = log_panels(float(_SEAM), samples + 1, _PANEL_WIDTH)
    index, count = np.concatenate([first, middle, [samples + 1]]), np.concatenate([head, weight, [-0.5]])
    return _as_nodes(_symbol(_angles(index, rho, samples), rho), count)


def _symbol(theta: Floats, rho: float) -> Floats:
    """k(theta)"""
    return _of_square(np.sin(theta / 2) ** 2, rho)


def _of_square(square: Floats, rho: float) -> Floats:
    """k at sin^2(theta/2): 1 - 2 rho cos theta + rho^2 = (1 - rho)^2 + 4 rho sin^2(theta/2)."""
    return np.asarray((1 - rho) * (1 + rho) / ((1 - rho) ** 2 + 4 * rho * square))


def _angles(index: Floats, rho: float, samples: float) -> Floats:
    """theta where x(theta) is this, by bisection: x(theta) increases, and 0 <= psi < pi/2.

    By (P+1) theta - 2 chi = pi (x - 1) with chi = pi/2 - psi, as both sides of it are small at the first angle.
    """
    low, high = np.maximum(index - 1, 0) * pi / (samples + 1), index * pi / (samples + 1)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        chi = np.arctan2((1 - rho) + 2 * rho * np.sin(middle / 2) ** 2, rho * np.sin(middle))
        above = (samples + 1) * middle - 2 * chi > (index - 1) * pi
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray((low + high) / 2)


def _as_nodes(eigenvalue: Floats, count: Floats | None = None) -> Nodes:
    """Nodes of eigenvalues in decreasing order; one of each without counts."""
    counts = np.ones_like(eigenvalue) if count is None else count
    return Modes(eigenvalue, counts, np.zeros_like(eigenvalue)).nodes(0.0)

"""Stationary AR(1) samples, whose eigenvalues are those of the symbol of rho^|t-s| at P angles."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, log, pi, sqrt
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.reading.counts import Counts
from scalecalc.reading.fields.values import Number
from scalecalc.theory.correlations.correlation import Correlation, nodes_of
from scalecalc.theory.modes.nodes import Nodes
from scalecalc.theory.numerics.quadrature import STENCIL_REACH, log_panels, seam_weights

_ROUNDING = 37.0  # -log of what is nothing
_STEPS = 90  # of the bisection for the angles, the first of which may be small
_FEW = 100  # samples whose eigenvalues are listed
_MANY = 20.0  # P log(1/rho) from which on the sum over angles is an integral: e^(-2 * 20) is nothing
_STENCIL = 1.1  # a difference in P looks at fewer samples, too
_STEP = 0.25  # of the trapezoid rule, which errs like e^(-pi^2/0.25)
_SEAM = 38  # angles taken one by one, of which poles stay as far away
_PANEL_WIDTH = 1.5  # in log j: the poles are pi/2 away, so the rule's error is 4.4^-32


class AutoregressiveCorrelation(Correlation):
    """A correlation rho^|t-s| between samples t and s."""

    kind: Literal["ar1"]
    rho: Annotated[float, Number("a number > -1 and < 1", minimum=-1, exclusive=True, below=1)] = Field(
        description="the correlation between successive samples"
    )

    def check_samples(self, samples: Counts) -> None:
        samples.refuse_fractions("with a correlation of kind ar1", "an integer")

    def nodes(self, samples: float) -> Nodes:
        return _autoregressive(abs(self.rho), samples)  # the sign does not change the spectrum

    @property
    def smooth_from(self) -> float:
        return _STENCIL * min(_FEW, _smooth_from(abs(self.rho))) + 1

    def eigenvalues(self, samples: int) -> Floats:
        return _eigenvalues(abs(self.rho), samples)

    def covariance(self, samples: int) -> Floats:
        return _matrix(self.rho, samples)

    def correlate(self, rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """By the recursion in time."""
        rho, fresh = self.rho, sqrt(1 - self.rho**2)
        out = np.empty_like(rows)
        out[..., 0, :] = rows[..., 0, :]
        for t in range(1, rows.shape[-2]):
            out[..., t, :] = rho * out[..., t - 1, :] + fresh * rows[..., t, :]
        return out


def _matrix(rho: float, samples: int) -> Floats:
    steps = np.arange(samples)
    return np.asarray(rho ** np.abs(steps[:, None] - steps))


@lru_cache(maxsize=64)
def _eigenvalues(rho: float, samples: int) -> Floats:
    return _symbol(_angles(np.arange(1.0, samples + 1), rho, samples), rho)


@lru_cache(maxsize=4096)
def _autoregressive(rho: float, samples: float) -> Nodes:
    """The spectrum of rho^|t-s|: k = (1 - rho^2)/(1 - 2 rho cos theta + rho^2) at P angles (Kac, Murdock, Szego 1953).

    The angles obey x(theta) = [(P+1) theta + 2 psi(theta)]/pi = 1, ..., P with tan psi = rho sin theta/(1 - rho cos
    theta). What is summed over them has its poles at imaginary angles beyond log(1/rho).
    """
    if rho == 0:
        return nodes_of(np.ones(1), np.array([samples]))
    if samples >= _smooth_from(rho):
        return _long(rho, samples)
    if samples <= _FEW:
        return nodes_of(_symbol(_angles(np.arange(1.0, np.floor(samples) + 1), rho, samples), rho))
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
    return nodes_of(eigenvalue, np.concatenate([[-0.5], weight, [-0.5]]))


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
    return nodes_of(_symbol(_angles(index, rho, samples), rho), count)


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

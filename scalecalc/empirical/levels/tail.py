"""Modes below the smallest kappa: the laws by which the curves end, gone on as further levels."""

from __future__ import annotations

from dataclasses import replace
from math import exp, inf, isinf, log, nan, pi, sin

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record

_PER_DECADE = 10
_DECADES = 8
_REST = 1e-3  # of the trace or power of a tail, below its last level
_WINDOW = 10.0  # of kappa, above the smallest, in which the last exponents are taken
_FEWEST = 4  # points in this window
_LEAST_ALPHA = 1.01  # if z falls like that, or faster, then as a trace does
_LEAST_SLOPE, _LARGEST_SLOPE = 0.01, 1.9


@record(eq=False)
class Tail:
    """Levels below `start` by power laws.

    values, multiplicities, powers: shape (k,), powers those of whole levels.  alpha: the modes above eta are as many
    as eta^(-1/alpha).  slope: the power of the modes below eta goes like eta^slope, nan where they have none.
    rest, beyond: their trace and power below the last level.
    """

    start: float
    alpha: float
    values: Floats
    multiplicities: Floats
    powers: Floats
    rest: float = 0.0
    slope: float = nan
    beyond: float = 0.0

    def fainter(self, factor: float) -> Tail:
        """With so much of their powers."""
        slope = self.slope if factor else nan
        return replace(self, powers=factor * self.powers, slope=slope, beyond=factor * self.beyond)

    @property
    def trace(self) -> float:
        """The sum of the eigenvalues."""
        return float(self.values @ self.multiplicities) + self.rest

    def df1(self, kappa: Floats) -> Floats:
        """Their part of z, shape (r,)."""
        return np.asarray((self.values / (self.values + kappa[:, None])) @ self.multiplicities + self.rest / kappa)

    def unlearned(self, kappa: Floats) -> Floats:
        """Their part of T, shape (r,)."""
        return np.asarray((kappa[:, None] / (self.values + kappa[:, None])) @ self.powers + self.beyond)


NO_TAIL = Tail(0.0, nan, np.empty(0), np.empty(0), np.empty(0))


def tail_of(kappa: Floats, df1: Floats, start: float, trace: float, count: float) -> Tail:
    """The tail below `start` whose law is that of z at the smallest kappa; NO_TAIL where z ends by none. kappa rises.

    trace, count: of all modes below, which say how far the law can go. Where eta_k ~ k^-alpha,
    z + 1/2 = rate (pi/sin(pi/alpha)) kappa^(-1/alpha) with rate eta^(-1/alpha) modes per unit of log eta.
    """
    slope, height = _last(kappa, df1 + 0.5)
    alpha = -1.0 / slope if slope < 0 else inf
    if not _LEAST_ALPHA < alpha < inf:
        return NO_TAIL
    decades = min(_DECADES, -log(_REST, 10) / (1 - 1 / alpha))
    values = start * 10 ** -((np.arange(decades * _PER_DECADE) + 0.5) / _PER_DECADE)
    rate = height * sin(pi / alpha) / pi * (values / kappa[0]) ** (-1 / alpha)
    each = rate * log(10) / _PER_DECADE
    there = (np.cumsum(values * each) <= trace) & (np.cumsum(each) <= count)
    if not there.any():
        return NO_TAIL
    values, each = values[there], each[there]
    rest = float(values[-1] * each[-1]) / (10 ** ((1 - 1 / alpha) / _PER_DECADE) - 1)
    return Tail(start, alpha, values, each, np.zeros_like(each), rest if there.all() and isinf(count) else 0.0)


def with_powers(tail: Tail, kappa: Floats, values: Floats, powers: Floats) -> Tail:
    """The tail with the powers that those of the levels above it seem to end by.

    With power v eta^slope per unit of log eta, sum v kappa^2 eta/(eta + kappa)^3 is v kappa^slope times a Beta
    function. Noise does not enter. kappa rises; values, powers of whole levels: shape (k,).
    """
    from scipy.special import beta

    shares = values / (values + kappa[:, None])
    slope, height = _last(kappa, (shares * (1 - shares) ** 2) @ powers)
    if not slope > _LEAST_SLOPE:
        return tail
    slope = min(slope, _LARGEST_SLOPE)
    rate = height * (tail.start / kappa[0]) ** slope / float(beta(slope + 1, 2 - slope))
    edges = rate / slope * 10 ** (-slope * np.arange(len(tail.values) + 1) / _PER_DECADE)
    return replace(tail, powers=-np.diff(edges), slope=slope, beyond=float(edges[-1]))


def _last(kappa: Floats, curve: Floats) -> tuple[float, float]:
    """The slope of a curve at the smallest kappa, in logarithms, and its height there; nan where it has none."""
    near = (kappa <= _WINDOW * kappa[0]) & (curve > 0)
    if near.sum() < _FEWEST or kappa[near][-1] == kappa[0]:
        return nan, nan
    slope, height = np.polyfit(np.log(kappa[near] / kappa[0]), np.log(curve[near]), 1)
    return float(slope), exp(height)

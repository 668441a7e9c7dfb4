"""Sums of powers over a range of ranks, finite or infinite, at a cost that does not depend on the range."""

from __future__ import annotations

from math import pi, sin

import numpy as np
from numpy.typing import ArrayLike

from scalecalc.arrays import Floats

# B_2j / (2j)! for j = 1..8, the Euler-Maclaurin coefficients.
_BERNOULLI = (
    1 / 12,
    -1 / 720,
    1 / 30240,
    -1 / 1209600,
    1 / 47900160,
    -691 / 1307674368000,
    1 / 74724249600,
    -3617 / 10670622842880000,
)


def power_sum(exponent: float, first: ArrayLike, last: ArrayLike) -> Floats:
    """sum_{k=first}^{last} k^-exponent, elementwise over ranks >= 1; `last` may be inf when exponent > 1.

    Ranks are floats with integral values, so 1e60 is a rank. Relative accuracy about 1e-15. An empty range
    (last < first) gives 0, a divergent sum inf. Terms up to a seam are added directly; Euler-Maclaurin gives the rest.
    """
    first, last = np.broadcast_arrays(np.asarray(first, float), np.asarray(last, float))
    exponent = float(exponent)  # the series is no formula of it
    sums = [_one_sum(exponent, a, b) for a, b in zip(first.ravel(), last.ravel(), strict=True)]
    return np.array(sums, dtype=float).reshape(first.shape)


def parted_power_sum(exponent: float, start: Floats, end: Floats) -> Floats:
    """The integral from start to end of k^-exponent, where rank k is all that lies between k - 1 and k; shape (n,)."""
    within = np.ceil(start) >= end  # of one rank
    first, last = np.where(within, end, np.ceil(start)), np.where(within, end, np.floor(end))
    parts = (first - start) * np.maximum(np.ceil(first), 1.0) ** -exponent + (end - last) * (last + 1) ** -exponent
    return np.asarray(parts + np.where(within, 0.0, power_sum(exponent, first + 1, last)))


def _one_sum(s: float, first: float, last: float) -> float:
    if last < first:
        return 0.0
    if np.isinf(last) and s <= 1:
        return float("inf")
    # Beyond the seam each Euler-Maclaurin term shrinks by ((s + 2j)/(2 pi seam))^2.
    seam = max(first, float(np.ceil(32 + abs(s))))
    if last < seam:
        return float(np.sum(np.arange(first, last + 1) ** -s))
    head = float(np.sum(np.arange(first, seam) ** -s)) if seam > first else 0.0
    return head + _integral(s, seam, last) + _end_terms(s, seam) + _end_terms(s, last, upper=True)


def _integral(s: float, a: float, b: float) -> float:
    """int_a^b k^-s dk without cancellation at s near 1 or b near a."""
    if np.isinf(b):
        return float(a ** (1 - s) / (s - 1))
    span = np.log1p((b - a) / a)
    if s == 1:
        return float(span)
    return float(a ** (1 - s) * np.expm1((1 - s) * span) / (1 - s))


def _end_terms(s: float, k: float, *, upper: bool = False) -> float:
    """Euler-Maclaurin boundary terms at one end: f/2 -+ sum_j B_2j/(2j)! f^(2j-1), f = k^-s."""
    if np.isinf(k):
        return 0.0
    value = k**-s
    total = 0.5 * value
    rising = s * value / k  # s (s+1) ... (s+2j-2) k^(-s-2j+1) = -f^(2j-1)
    for j, coefficient in enumerate(_BERNOULLI, start=1):
        total += -coefficient * rising if upper else coefficient * rising
        rising *= (s + 2 * j - 1) * (s + 2 * j) / (k * k)
    return float(total)


def capacity_constant(alpha: float) -> float:
    """C = (pi/alpha)/sin(pi/alpha), the integral of 1/(1 + k^alpha): z ~ C (scale/kappa)^(1/alpha), alpha > 1."""
    alpha = float(alpha)
    return pi / alpha / sin(pi / alpha)

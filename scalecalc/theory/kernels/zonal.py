"""Dot-product kernels on the sphere: eigenvalues by degree, their multiplicities, and how many degrees matter.

A kernel kappa(t), t = x.y, with x and y on S^(d-1) and x uniform, has one eigenvalue per degree l (Funk-Hecke):

    eta_l = E[kappa(t) P_l(t)],   t as one coordinate of x,   P_l the Gegenbauer polynomial with P_l(1) = 1,

on N(d, l) eigenfunctions, and sum_l N(d, l) eta_l = kappa(1), the trace. By Rodrigues' formula

    eta_l = E'[kappa^(l)(t)] / (d (d + 2) ... (d + 2l - 2)),   t now as one coordinate in d + 2l dimensions.

All kernels here have derivatives >= 0, so every number is a sum or product of positive ones, and keeps its digits
however small it is. Quadrature of the definition would lose them all. (Smola, Ovari, Williamson 2000; Bach 2017.)
Here are the kernels with a closed form; `zonal_laplace` and `zonal_relu` have the others.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, fsum, inf, isinf

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.numerics.powersum import power_sum

MOST_DEGREES = 4096
SHORTEST, LONGEST = 1e-2, 1e6
_STEEPEST_POLYNOMIAL = 1000  # 2^q must fit into a double
_LARGEST_DIMENSION = 1e60
_MOST_MULTIPLE = 1e60  # nobody has so many samples
_LARGE = 1e300  # multiplicities up to here still give the rest of the trace
_SMALLEST = 1e-290  # a coefficient whose parts may have lost digits below the least normal double
_NEGLIGIBLE = 1e-12  # of the trace
_ROUNDING = 3e-13  # of the trace, in the sum of all that is resolved
_TAIL_TERMS = 7
_TAIL_FROM = 128  # degrees, for a fit of how they fall


@record
class Resolved:
    """The degrees that matter: eta_l and N(d, l) for l = 0 ... n - 1, shape (n,) each, and the trace of all others."""

    coefficients: Floats
    multiplicities: Floats
    unresolved: float


def multiplicity(dimension: float, degrees: int) -> Floats:
    """N(d, l), l = 0 ... degrees - 1: the exact integer rounded once; inf where it overflows a double.

    N(d, l) = (2l + d - 2)/l binom(l + d - 3, l - 1), and 1 for l = 0. ValueError: see `checked`.
    """
    d = checked(dimension, degrees)
    counts = np.full(degrees, inf)
    counts[:1] = 1.0
    binomial = 1  # binom(l + d - 3, l - 1)
    for degree in range(1, degrees):
        count = (2 * degree + d - 2) * binomial // degree
        if count > 1.7e308:
            break
        counts[degree] = count
        binomial = binomial * (degree + d - 2) // degree
    return counts


def gaussian(dimension: float, length: float, degrees: int) -> Floats:
    """eta_l, l = 0 ... degrees - 1, of exp(-|x - y|^2/(2 length^2)); 0 below 1e-290.

    eta_l is proportional to the Bessel function I_(l+nu)(x), nu = d/2 - 1, x = 1/length^2. Ratios of neighbours come
    from their continued fraction, the scale from the trace 1. ValueError: see `checked` and `checked_length`.
    """
    d, x = float(checked(dimension, degrees)), checked_length(length) ** -2
    count = max(degrees, ceil(2 * x)) + 100  # then the trace has nothing more, and the fraction has forgotten its end
    ratios = np.empty(count)  # eta_(l+1)/eta_l
    below = 0.0
    for degree in range(count - 1, -1, -1):
        below = x / (2 * degree + d + x * below)
        ratios[degree] = below
    log_eta = np.concatenate([[0.0], np.cumsum(np.log(ratios[:-1]))])
    i = np.arange(1.0, count - 1)
    growth = (2 * i + d) * (i + d - 2) / ((2 * i + d - 2) * (i + 1))  # N(d, l + 1)/N(d, l)
    log_count = np.concatenate([[0.0, np.log(d)], np.log(d) + np.cumsum(np.log(growth))])
    share = log_eta + log_count
    top = float(share.max())
    return flushed(np.exp(log_eta[:degrees] - top - float(np.log(np.exp(share - top).sum()))))


def polynomial(dimension: float, degree: int, degrees: int) -> Floats:
    """eta_l, l = 0 ... degrees - 1, of (1 + t)^degree: exactly 0 for l > degree, and 0 below 1e-290.

    eta_0 = prod_(i<q) (d - 1 + 2i)/(d - 1 + i) and eta_(l+1)/eta_l = (q - l)/(q + l + d - 1), q the degree.
    ValueError: see `checked`, and for a degree that is not one of 0 ... 1000.
    """
    d = float(checked(dimension, degrees))
    if not 0 <= degree <= _STEEPEST_POLYNOMIAL or degree != int(degree):
        raise ValueError(f"the degree of the polynomial must be an integer from 0 to {_STEEPEST_POLYNOMIAL}")
    i = np.arange(float(degree))
    ratios = np.concatenate([[np.prod(1 + i / (d - 1 + i))], (degree - i) / (degree + i + d - 1)])
    coefficients = np.zeros(max(degrees, ratios.size))
    coefficients[: ratios.size] = flushed(np.exp(np.cumsum(np.log(ratios))))
    return coefficients[:degrees]


def resolve(dimension: float, coefficients: Callable[[int], Floats], trace: float, decay: float = inf) -> Resolved:
    """As many degrees as matter, of a kernel with these `coefficients(degrees)` and this trace kappa(1) > 0.

    They end where the others hold 1e-12 of the trace or less, after 4096, before the multiplicity exceeds 1e60 and
    before coefficients fall below 1e-290. `decay` is the power with which N(d, l) eta_l falls in l, inf if faster.
    The unresolved trace is >= 0, with an error of about 3e-13 of the trace. Where it is small it is no difference but
    a sum, good to about 1e-6 of itself where degrees reach far beyond the dimension. ValueError: see `checked`.
    """
    counts = multiplicity(dimension, MOST_DEGREES)
    counts = counts[counts <= _LARGE]
    eta = coefficients(counts.size)
    shares = counts * eta
    beyond = _beyond(shares, float(counts[-1]) * _SMALLEST, float(dimension), trace, decay)
    rest = beyond + np.cumsum(shares[::-1])[::-1]
    matter = (rest > _NEGLIGIBLE * trace) & (counts <= _MOST_MULTIPLE)
    kept = int(np.count_nonzero(matter & (np.cumsum(eta[::-1])[::-1] > 0)))  # each condition fails from one degree on
    unresolved = float(rest[kept]) if kept < rest.size else beyond
    return Resolved(eta[:kept], counts[:kept], unresolved)


def _beyond(shares: Floats, hidden: float, dimension: float, trace: float, decay: float) -> float:
    """The trace beyond all these degrees: by how the shares fall, or by subtraction where that errs less.

    `hidden` is what a share of 0 at the end may hide.
    """
    if isinf(decay) or shares.size < _TAIL_FROM:
        tail = _geometric(shares)
        error = tail + hidden
    else:
        tail, other = (_algebraic(shares, dimension, decay, terms) for terms in (_TAIL_TERMS, _TAIL_TERMS - 1))
        error = abs(tail - other)
    left = trace - fsum(shares)
    return max(tail, 0.0) if error <= _ROUNDING * trace else left if left > _ROUNDING * trace else 0.0


def _geometric(shares: Floats) -> float:
    """The order of a tail that falls faster than a power, by a geometric series over steps of two degrees."""
    last, before = float(shares[-2:].sum()), float(shares[-4:-2].sum())
    if last < before:
        return last * last / (before - last)
    return inf if last > 0 or shares.size < 4 else 0.0


def _algebraic(shares: Floats, dimension: float, decay: float, terms: int) -> float:
    """A tail sum_k c_k z^(-decay - 2k), z = l + d/2 - 1, fitted to even and to odd degrees each."""
    z = np.arange(float(shares.size)) + dimension / 2 - 1
    tail = 0.0
    for end in (shares.size - 1, shares.size - 2):
        which = np.arange(end, shares.size // 2, -2)
        u = (z[end] / z[which]) ** 2
        fit, *_ = np.linalg.lstsq(np.vander(u, terms, increasing=True), shares[which] * u ** (-decay / 2), rcond=None)
        first = z[end] / 2 + 1
        sums = [float(power_sum(decay + 2 * k, first, inf)) * (first - 1) ** (decay + 2 * k) for k in range(terms)]
        tail += float(fit @ sums)
    return tail


def checked(dimension: float, degrees: int) -> int:
    """The dimension as an integer. ValueError unless it is one from 2 to 1e60, and for fewer than 0 degrees."""
    if not 2 <= float(dimension) <= _LARGEST_DIMENSION or dimension != int(dimension):
        raise ValueError("the dimension of the space around the sphere must be an integer from 2 to 1e60")
    if degrees < 0:
        raise ValueError("the number of degrees must be 0 or more")
    return int(dimension)


def checked_length(length: float) -> float:
    """The length. ValueError outside 1e-2 ... 1e6 (the sphere has radius 1)."""
    if not SHORTEST <= length <= LONGEST:
        raise ValueError(f"the length must be from {SHORTEST:g} to {LONGEST:g}, on a sphere of radius 1")
    return float(length)


def flushed(coefficients: Floats) -> Floats:
    """These, and 0 for those below 1e-290."""
    return np.where(coefficients < _SMALLEST, 0.0, coefficients)

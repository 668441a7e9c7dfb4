"""The parameters in which a power law is fitted: none of them has a size of its own.

log (alpha - alpha_min), log scale, and with targets log r, log power, and the noise in units of T + sigma^2 at the
smallest kappa. The noise may become negative on the way and in the end: so its errors are even where it is 0.
"""

from __future__ import annotations

from math import exp, isinf, log

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.empirical.population.curves import Curves
from scalecalc.empirical.population.law import Law, LawAt

_APART = 1e-5  # of exponents, for slopes by differences
_RANGE = -7.0, 4.0  # of the logarithms of exponents


def moved(law: Law, step: Floats, curves: Curves) -> Law:
    """The law a step in the parameters away, shape (5,) or (2,)."""
    least = _least(law)
    first = law.alpha - least, law.scale
    alpha, scale = least + _exponent(first[0], step[0]), first[1] * exp(step[1])
    if not curves.targeted:
        return Law(alpha, scale, law.modes)
    noise = law.noise + float(step[4]) * float(curves.unlearned[0])
    return Law(alpha, scale, law.modes, _exponent(law.r, step[2]), law.power * exp(step[3]), noise)


def slopes(at: LawAt, curves: Curves) -> Floats:
    """Of z and log (T + sigma^2) in the parameters, shape (2r, 5); without targets of z, shape (r, 2)."""
    size, total = len(at.kappa), at.unlearned
    if not curves.targeted:
        return np.column_stack([_difference(at, 0, curves)[:size], at.df1_slope])
    nothing = np.zeros(size)
    by_scale = np.concatenate([at.df1_slope, -at.missed_slope / total])
    by_power = np.concatenate([nothing, at.missed / total])
    by_noise = np.concatenate([nothing, curves.unlearned[0] / total])
    return np.column_stack([_difference(at, 0, curves), by_scale, _difference(at, 2, curves), by_power, by_noise])


def units(law: Law, curves: Curves) -> tuple[NDArray[np.intp], Floats]:
    """Which parameters stand for alpha, r and noise, and how much of these one unit is."""
    which = np.array([0, 2, 4] if curves.targeted else [0])
    return which, np.array([law.alpha - _least(law), law.r, curves.unlearned[0]])[: len(which)]


def _difference(at: LawAt, which: int, curves: Curves) -> Floats:
    """The slopes in one parameter by a difference: those of an exponent are no sums over nodes."""
    there = moved(at.law, _APART * np.eye(5)[which], curves).at(at.kappa)
    of_df1, of_unlearned = there.df1 - at.df1, np.log(there.unlearned_or_one / at.unlearned_or_one)
    return np.concatenate([of_df1, of_unlearned]) / _APART


def _exponent(value: float, step: float) -> float:
    low, high = _RANGE
    return exp(min(max(log(value) + step, low), high))


def _least(law: Law) -> float:
    """Which alpha an endless sum takes at least."""
    return 1.0 if isinf(law.modes) else 0.0

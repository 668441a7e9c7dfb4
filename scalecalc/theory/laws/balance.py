"""The equation of the renormalized ridge in leading order: the limit of z, and how fast factors of the equation vanish.

lambda = u kept free,  u = kappa2 prod_l 1/S_l(z),  kept = 1 - s/u,  free = 1 - zbar/P.  Each factor falls as z grows.
Either the ridge stops z while all factors are finite, or some factors vanish at the limit of z. How fast they vanish
follows from the rest of the equation.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from math import exp, inf, log, sqrt

import numpy as np

from scalecalc.record import record
from scalecalc.theory.laws.growth import Growth
from scalecalc.theory.leading import ONE, ZERO, Leading, number
from scalecalc.theory.modes.nodes import ModeSums, Nodes, mode_sums
from scalecalc.theory.numerics.passing import passing
from scalecalc.theory.numerics.powersum import capacity_constant
from scalecalc.theory.traced import searched, unrecorded

_VANISHING = 1e-11  # a smaller factor is 0, but for rounding of the root
_LOWEST = 1e-6  # with several limits, z is at least this times the lowest
_SMALLEST_KAPPA = 1e-250
_STRIDE = 1e-4  # ratio of successive kappa in the search for a bracket
_SMALL = 0.01


@record
class Balance:
    """The solution of the equation in leading order.

    kappa: kappa2.  u: kappa2 prod 1/S_l.  free: 1 - zbar/P.  kept: 1 - s/u.  lost: s/u.  extra: (zbar - z)/P.
    slacks: 1/S_l of each layer.  vanishing: the layers whose 1/S vanishes.  by_ridge: whether the ridge stops z.
    """

    kappa: Leading
    z: Leading
    u: Leading
    free: Leading
    kept: Leading
    lost: Leading
    extra: Leading
    slacks: tuple[Leading, ...]
    vanishing: tuple[int, ...]
    by_ridge: bool


def balance_growing(growth: Growth, scale: Leading, amplitudes: list[float]) -> Balance | None:
    """The balance where z -> infinity like `scale`, with at most the lowest amplitude; None without a simple law.

    kappa2 = task.scale (C/z)^alpha
    """
    task, lowest = growth.task, min(amplitudes)
    C = Leading(capacity_constant(task.alpha))

    def factors(y: float) -> _Factors:
        z = Leading(y, scale.order, scale.separation, scale.logs)
        return _factors(growth, (z / C).power(-task.alpha) * Leading(task.scale), z)

    if len(amplitudes) == 1:
        return _balanced(growth, factors(lowest))
    searched(task.alpha, task.scale, *amplitudes, *growth.parts)
    top, bottom = log(lowest), log(lowest * _LOWEST)
    return _balanced(growth, factors(exp(passing(lambda x: factors(exp(x)).excess, bottom, top))))


def balance_finite(growth: Growth) -> tuple[Balance, ModeSums] | None:
    """The balance where z tends to a number, and the mode sums there; None without such a number, or a simple law."""
    searched(growth.task, *growth.parts)
    with unrecorded():
        found = _kappa(growth)
    if found is None:
        return None
    nodes, kappa = found
    balance = _balanced(growth, _at_kappa(growth, nodes, kappa))
    return None if balance is None else (balance, mode_sums(nodes, np.array([kappa])))


def _kappa(growth: Growth) -> tuple[Nodes, float] | None:
    """kappa2 where z tends to a number, with nodes that serve there."""
    floor = growth.task.scale
    while _at_kappa(growth, nodes := growth.task.nodes(floor), floor).excess > 0:
        if floor < _SMALLEST_KAPPA:
            return None
        floor *= _STRIDE
    ceiling = floor
    while _at_kappa(growth, nodes, ceiling).excess <= 0:
        ceiling /= _STRIDE
    inverse = passing(lambda x: _at_kappa(growth, nodes, exp(-x)).excess, -log(ceiling), -log(floor))
    return nodes, exp(-inverse)


@record
class _Factors:
    """The factors of the equation at one z, as numbers where they are finite; load is lambda/u."""

    kappa: Leading
    z: Leading
    slacks: tuple[Leading, ...]
    u: Leading
    free: float
    kept: float
    load: float

    @property
    def excess(self) -> float:
        """Positive where z is too small; between -1 and 1."""
        if self.u.amplitude == 0:
            return -1.0
        least = min(self.kept, self.free)
        return max(-1.0, least if least <= 0 else self.kept * self.free - self.load)


def _at_kappa(growth: Growth, nodes: Nodes, kappa: float) -> _Factors:
    return _factors(growth, Leading(kappa), Leading(float(mode_sums(nodes, np.array([kappa])).z[0])))


def _factors(growth: Growth, kappa: Leading, z: Leading) -> _Factors:
    slacks = tuple(layer.inverse_s(z) for layer in growth.layers)
    u = reduce(lambda a, b: a * b, slacks, kappa)
    unused = 1 - number(z, growth.width)
    extra = number(growth.tau * Leading(unused), u * growth.samples) if unused > 0 else 0.0
    free = 1 - number(z, growth.samples) - extra
    return _Factors(kappa, z, slacks, u, free, 1 - number(growth.variance, u), number(growth.ridge, u))


def _balanced(growth: Growth, at: _Factors) -> Balance | None:
    """The balance. Factors that vanish follow from the rest of the equation. None in cases without a simple law."""
    left = [number(slack, layer.unfilled(at.z)) for slack, layer in zip(at.slacks, growth.layers, strict=True)]
    narrow = tuple(i for i, share in enumerate(left) if share < _VANISHING)
    if narrow:
        return _narrow(growth, at, narrow)
    if at.load > 0:
        return _stopped_by_ridge(growth, at, left)
    free, kept = Leading(at.free), Leading(at.kept)
    if at.free < _VANISHING and at.kept < _VANISHING:
        unused = Leading(1 - number(at.z, growth.width))
        kept = (growth.ridge / at.u / unused).power(0.5)
        free = kept * unused
    elif at.free < _VANISHING:
        free = growth.ridge / at.u / kept
    elif at.kept < _VANISHING:
        kept = growth.ridge / at.u / free
    return _balance(growth, at, at.u, free, kept, at.slacks)


def _stopped_by_ridge(growth: Growth, at: _Factors, left: list[float]) -> Balance:
    """The balance if all factors are finite. The smallest follows from the equation, so that it keeps its digits."""
    free, kept, slacks = at.free, at.kept, list(at.slacks)
    i = int(np.argmin(left)) if left else 0
    if left and not growth.variance.amplitude and left[i] < min(free, _SMALL):
        others = reduce(lambda a, b: a * b, slacks[:i] + slacks[i + 1 :], at.kappa)
        slacks[i] = growth.ridge / others / Leading(free)
    elif free < min(kept, _SMALL):
        free = at.load / kept
    elif kept < _SMALL:
        kept = at.load / free
    return _balance(growth, at, at.u, Leading(free), Leading(kept), tuple(slacks))


def _narrow(growth: Growth, at: _Factors, layers: tuple[int, ...]) -> Balance | None:
    """The balance if z tends to the width of some layers: 1/S_l = g_l delta, delta = 1 - z/N_l -> 0."""
    at = replace(at, z=growth.layers[layers[0]].width)  # without rounding
    near = {i: growth.layers[i].near(at.z) for i in layers}
    others = [slack for i, slack in enumerate(at.slacks) if i not in layers]
    whole = reduce(lambda a, b: a * b, (*others, *near.values()), at.kappa)
    ridge, s, power = growth.ridge, growth.variance, len(layers)
    last = len(growth.layers) - 1 in layers
    unfilled = 1 - number(at.z, growth.samples)
    if unfilled > _VANISHING:
        spare = ZERO if last else growth.tau * Leading(1 - number(at.z, growth.width)) / growth.samples
        A = Leading(unfilled)
        u, kept, free = loose(ridge / A, s, spare / A)
        free, delta = free * A, (u / whole).power(1 / power)
    elif s.amplitude == 0:
        delta = free = (ridge / whole).power(1 / (power + 1))
        u, kept = whole * delta.power(power), ONE
    elif power == 1 and last:
        kappa1 = (ridge * whole).power(0.5)
        u = kappa1 + s
        delta, free, kept = u / whole, kappa1 / whole, kappa1 / u
    else:
        return None
    slacks = tuple(near[i] * delta if i in layers else slack for i, slack in enumerate(at.slacks))
    return _balance(growth, at, u, free, kept, slacks, layers)


def loose(ridge: Leading, variance: Leading, load: Leading) -> tuple[Leading, Leading, Leading]:
    """u, 1 - s/u and 1 - load/u where (u - s)(1 - load/u) = ridge, which does not depend on z.

    u is the larger root of u^2 - (ridge + s + load) u + s load = 0.
    """
    total = ridge + variance + load
    if total.amplitude in (0.0, inf):
        return total, ONE, ONE
    r, s, t = (number(part, total) for part in (ridge, variance, load))
    root = (1 + sqrt((s - t) ** 2 + r * (r + 2 * (s + t)))) / 2
    u = total * Leading(root)
    if r == 0 and abs(s - t) < _VANISHING:
        kept = (ridge / u).power(0.5)
        return u, kept, kept
    kept, free = Leading(1 - s / root), Leading(1 - t / root)
    if r == 0:
        return (u, ridge / u / free, free) if s > t else (u, kept, ridge / u / kept)
    return u, kept, free


def _balance(
    growth: Growth,
    at: _Factors,
    u: Leading,
    free: Leading,
    kept: Leading,
    slacks: tuple[Leading, ...],
    narrow: tuple[int, ...] = (),
) -> Balance:
    last = len(slacks) - 1
    unused = (
        slacks[last] / growth.layers[last].near(at.z) if last in narrow else Leading(1 - number(at.z, growth.width))
    )
    lost = growth.variance / u
    extra = growth.tau * unused / (u * growth.samples) if growth.tau.amplitude else ZERO
    return Balance(at.kappa, at.z, u, free, kept, lost, extra, slacks, narrow, at.load > 0)

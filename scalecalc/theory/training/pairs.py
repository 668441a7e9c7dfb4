"""What the errors of ridge regression with two ridges s, s' have in common, on the same data and features.

    C(s, s') = [sig + sigma^2 gam]/(1 - gam),   E = mean over inputs of (residual at s)(residual at s')
    sig = [kappa1' T - kappa1 T']/(kappa1' - kappa1),   gam = [kappa1' zbar' - kappa1 zbar]/(P (kappa1' - kappa1))

for every F with free F F^T; C(s, s) is the static error. All differences are written as sums without cancellation.
With g = u/kappa2, the product of the 1/S of the layers, D g = (g' - g)/(kappa2' - kappa2), D1 = g + kappa2' D g, s_xi =
tau/N and
    V = sum v/((eta+k)(eta+k')),  W = sum v eta/((eta+k)(eta+k')),  Q = sum eta^2/((eta+k)(eta+k')),  Z = sum eta/(...),
    D1 (sig - k k' V) = k k' D g W + s_xi W,
    1 - gam = (1 - zbar/P) + kappa1'/(P D1) [Z kappa1'/u' + tau f D1/(u u')],
    D1 (P gam - Q) = k k' D g Z + s_xi Z (1 + kappa1'/u') + s_xi tau f D1/(u u'),    f = 1 - z/N.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scalecalc.arrays import Complexes, Floats
from scalecalc.record import record
from scalecalc.theory.numerics.joined import joined
from scalecalc.theory.solver.chain import product_steepness
from scalecalc.theory.training.states import States


@record
class Pairs:
    """For each of n points all pairs of one of m ridges and one of m' others; arrays of shape (n, m, m').

    sums: what they are made of.  slope, steep: D1, and kappa2' D g.  sig: the error without samples.  spent: P gam.
    gam, free: gam and 1 - gam.  features, lag: sig - k k' V and gam - Q/P, which vanish without random features.
    """

    sums: Sums
    slope: Complexes
    steep: Complexes
    sig: Complexes
    features: Complexes
    lag: Complexes
    spent: Complexes
    gam: Complexes
    free: Complexes


@record
class Sums:
    """Sums over modes for all pairs: k k' V, k' W (with random features), Q and k' Z; shape (n, m, m')."""

    V: Complexes
    W: Complexes | None
    Q: Complexes
    Z: Complexes


def sums(one: States, other: States, mirrored: bool = False) -> Sums:
    """All of them; mirrored: with the conjugates of the others behind these."""
    count, power, a, b = one.nodes.count, one.nodes.power, one.shares, other.shares
    W = products(a.s, power, b.t, mirrored) if one.link.layers else None
    V, Q, Z = ((a.t, power, b.t), (a.s, count, b.s), (a.s, count, b.t))
    return Sums(products(*V, mirrored), W, products(*Q, mirrored), products(*Z, mirrored))


def products(one: Complexes, weight: Floats, other: Complexes, mirrored: bool = False) -> Complexes:
    """Sums over nodes of products of all pairs, (n, m, nodes) and (n, m', nodes) to (n, m, m'), in real arithmetic."""
    if one.shape[1] == other.shape[1] == 1 and not mirrored:  # no pairs, for which matrices are slow
        return np.asarray(((one * other) @ weight.astype(complex))[:, :, None])
    left, right = (np.concatenate([x.real, x.imag], axis=1) for x in (one, other))
    found = (left * weight) @ np.swapaxes(right, 1, 2)
    (re_re, re_im), (im_re, im_im) = (np.split(half, 2, axis=2) for half in np.split(found, 2, axis=1))
    plain = re_re - im_im + 1j * (re_im + im_re)
    return np.concatenate([plain, re_re + im_im + 1j * (im_re - re_im)], axis=2) if mirrored else plain


def pairs(one: States, other: States, given: Sums) -> Pairs:
    """All pairs. Both states are of the same points."""
    a, b, setting = _spread(one.link, 2), _spread(other.link, 1), one.stages
    size, kept = _everywhere(setting.samples.size), b.kappa1 / b.u
    steep = _steep(one, other, given.Z)
    d1 = a.u / a.kappa2 + steep
    moved = steep * a.kappa2 / b.kappa2
    lag, missing = moved * given.Z, given.Z * kept / b.kappa2
    if setting.tau is not None:
        noise = _everywhere(np.where(np.isinf(setting.width), 0.0, setting.tau / setting.width)) / b.kappa2
        idle = _everywhere(setting.tau) * a.unused * d1 / (a.u * b.u)
        lag = lag + noise * (given.Z * (1 + kept) + b.kappa2 * idle)
        missing = missing + idle
        moved = moved + noise
    features = np.zeros_like(given.V) if given.W is None else moved * given.W / d1
    free = np.where(np.isinf(size), 1.0, a.free + b.kappa1 * missing / d1 / size)
    spent = given.Q + lag / d1
    return Pairs(given, d1, steep, given.V + features, features, lag / d1 / size, spent, spent / size, free)


def _everywhere(values: Floats) -> Floats:
    return values[:, None, None]


def _spread(values: Any, axis: int) -> Any:
    """A record of arrays of shape (n, m) with another axis, along which the ridges of others lie."""
    return joined([values], lambda only: np.expand_dims(only[0], axis))


def _steep(one: States, other: States, Z: Complexes) -> Complexes:
    """kappa2' D g, shape (n, m, m')."""
    n, shape = len(one.s), Z.shape
    if not one.link.layers:
        return np.zeros(shape)

    def flat(values: Any, axis: int) -> Any:
        """Pair by pair."""
        return joined([values], lambda only: np.broadcast_to(np.expand_dims(only[0], axis), shape).reshape(-1))

    kappa = other.link.kappa2[:, None, :]
    apart = (other.delta[:, None, :] - one.delta[:, :, None]) / kappa * Z  # z - z'
    setting = one.stages[np.repeat(np.arange(n), Z[0].size)]
    layers, start = flat(other.link.layers, 1), flat(one.link.layers, 2)
    return product_steepness(setting, layers, start, apart.reshape(-1)).reshape(shape) * Z

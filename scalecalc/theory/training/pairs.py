"""What the errors of ridge regression with two ridges s, s' have in common, on the same data and features.

    C(s, s') = [sig + sigma^2 gam]/(1 - gam),   E = mean over inputs of (residual at s)(residual at s')
    sig = [kappa1' T - kappa1 T']/(kappa1' - kappa1),   gam = [kappa1' zbar' - kappa1 zbar]/(P (kappa1' - kappa1))

for every F with free F F^T; C(s, s) is the static error. All differences are written as sums without cancellation.
With g = u/kappa2, the product of the 1/S of the layers, D g = (g' - g)/(kappa2' - kappa2), D1 = g + kappa2' D g, s_xi =
tau/N and
    V = sum v/((eta+k)(eta+k')),  W = sum v eta/((eta+k)(eta+k')),  Q = sum eta^2/((eta+k)(eta+k')),  Z = sum eta/(...),
    D1 sig = g k k' V + k' D g T + s_xi W,
    1 - gam = (1 - zbar/P) + kappa1'/(P D1) [Z kappa1'/u' + tau f D1/(u u')],
    D1 P gam = g' Q + k D g z + s_xi Z (1 + kappa1'/u') + s_xi tau f D1/(u u'),    f = 1 - z/N.
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

    sig: the error without samples.  gam, free: gam and 1 - gam.
    """

    sig: Complexes
    gam: Complexes
    free: Complexes


@record
class Sums:
    """Sums over modes for all pairs: k k' V, k' W, Q and k' Z of `pairs`; shape (n, m, m')."""

    V: Complexes
    W: Complexes
    Q: Complexes
    Z: Complexes


def sums(one: States, other: States) -> Sums:
    """All of them, as products of matrices."""
    count, power = one.nodes.count, one.nodes.power
    s, t = one.shares.s, one.shares.t
    other_s, other_t = (np.swapaxes(values, 1, 2) for values in (other.shares.s, other.shares.t))
    return Sums((t * power) @ other_t, (s * power) @ other_t, (s * count) @ other_s, (s * count) @ other_t)


def pairs(one: States, other: States, given: Sums) -> Pairs:
    """All pairs. Both states are of the same points."""
    a, b, setting = _spread(one.link, 2), _spread(other.link, 1), one.stages
    size, T = _everywhere(setting.samples.size), one.T[:, :, None]
    kept = b.kappa1 / b.u
    steep = _steep(one, other, given.Z)
    d1 = a.u / a.kappa2 + steep
    sig = a.u / a.kappa2 * given.V + steep * T
    gam = b.u / b.kappa2 * given.Q + steep * a.kappa2 / b.kappa2 * a.z
    missing = given.Z * kept / b.kappa2
    if setting.tau is not None:
        noise = _everywhere(np.where(np.isinf(setting.width), 0.0, setting.tau / setting.width)) / b.kappa2
        idle = _everywhere(setting.tau) * a.unused * d1 / (a.u * b.u)
        sig = sig + noise * given.W
        gam = gam + noise * given.Z * (1 + kept) + noise * b.kappa2 * idle
        missing = missing + idle
    free = np.where(np.isinf(size), 1.0, a.free + b.kappa1 * missing / d1 / size)
    return Pairs(sig / d1, gam / d1 / size, free)


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
        spread = joined([values], lambda only: np.broadcast_to(np.expand_dims(only[0], axis), shape).reshape(-1))
        return spread

    kappa = other.link.kappa2[:, None, :]
    apart = (other.delta[:, None, :] - one.delta[:, :, None]) / kappa * Z  # z - z'
    setting = one.stages[np.repeat(np.arange(n), Z[0].size)]
    layers, start = flat(other.link.layers, 1), flat(one.link.layers, 2)
    return product_steepness(setting, layers, start, apart.reshape(-1)).reshape(shape) * Z

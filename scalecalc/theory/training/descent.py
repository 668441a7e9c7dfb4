"""Errors of gradient flow and gradient descent, from the contours of `contour` and the pairs of `pairs`.

With nodes s_i and weights a_i for the time of training, weight decay lambda, and conjugates included,
    E_g = sum_ij a_i a_j C_ij,   E_tr = sum_ij a_i a_j (l_i l_j) (C_ij + sigma^2),   C_ij = C(lambda + s_i, lambda + s_j),
with l = (lambda + s)/kappa1 = 1/S_W, what is left of a residual on a training sample. Without samples and ridge, the
contour of twice the time gives, with s_0 = |s_1|,
    E_g = sum_i a_i T(s_i) = sum_i a_i sig(s_0, s_i) (1 - s_i/s_0),
where the second form loses no digits to a part of T that is proportional to s and has the inverse 0.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scalecalc.arrays import Bools, Complexes, Floats
from scalecalc.record import record
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.solver.stages import Stages
from scalecalc.theory.training.contour import Contour
from scalecalc.theory.training.pairs import Pairs, pairs, products, sums
from scalecalc.theory.training.states import States, follow, tiled
from scalecalc.theory.training.sums import ROUNDING, Sum


@record
class Trained:
    """Errors after training at n points, shape (n,): E_g, E_tr, how far each may be off, and whether roots were found."""

    error: Floats
    train_error: Floats
    doubt: Floats
    train_doubt: Floats
    found: Bools


def on_samples(task: Task, setting: Stages, noise: Floats, contour: Contour) -> Trained:
    """On P samples, or with weight decay; n points, whose contour has 2 n rows."""
    upper = follow(task, tiled(setting, 2), contour.node + tiled(setting, 2).ridge[:, None])
    states = upper.mirrored()
    both = pairs(upper, states, sums(upper, upper, mirrored=True))
    level = (np.tile(noise, 2) + upper.nodes.null_power)[:, None, None]  # what is never learned acts as noise
    a, b = contour.weight, np.concatenate([contour.weight, np.conj(contour.weight)], axis=1)
    weight = a[:, :, None] * b[:, None, :]
    C = (both.sig + level * both.gam) / both.free
    error = Sum.of(weight * C)
    if not setting.layers:
        smooth = Sum.of(*(weight * part for part in _smooth(upper, states, both, level)))
        error = error.unless((tiled(setting, 2).ridge == 0) & (smooth.rounding < error.rounding), smooth)
    left = upper.link.samples.inverse_s[:, :, None] * states.link.samples.inverse_s[:, None, :]
    return _trained(upper, error, Sum.of(weight * left * (C + level)))


def without_samples(task: Task, setting: Stages, noise: Floats, contour: Contour) -> Trained:
    """On infinitely many samples, without weight decay; n points, whose contour, of twice the time, has 2 n rows."""
    reference = np.abs(contour.node[:, :1])
    states = follow(task, tiled(setting, 2), np.concatenate([reference, contour.node], axis=1))
    first, rest = (states.mapped(lambda values, part=part: values[:, part]) for part in (slice(1), slice(1, None)))
    sig = pairs(first, rest, sums(first, rest)).sig[:, 0]
    error = Sum.of(contour.weight * sig * (1 - contour.node / reference))
    return _trained(states, error, Sum(error.value + np.tile(noise, 2) + states.nodes.null_power, error.rounding))


def by_modes(task: Task, ridge: Floats, noise: Floats, scale: Floats, left: Callable[[Floats], Floats]) -> Trained:
    """On infinitely many samples without random features: each mode by itself.

    left: what is left of directions of curvature x, shape (n, nodes), which matters from `scale` on, shape (n,).
    """
    nodes = task.nodes(max(float(scale.min(initial=np.inf)), task.smallest_kappa))
    curvature = nodes.eigenvalue + ridge[:, None]
    decayed = ridge[:, None] / curvature
    residual = decayed + (1 - decayed) * left(curvature)
    error = residual**2 @ nodes.power + nodes.null_power
    rounding = np.full(error.shape, ROUNDING) * error
    return Trained(error, error + noise, rounding, rounding, np.ones(error.shape, dtype=bool))


def _trained(states: States, error: Sum, train: Sum) -> Trained:
    error, train = error.compared(), train.compared()
    first, second = np.split(states.found, 2)
    return Trained(error.value + states.nodes.null_power, train.value, error.rounding, train.rounding, first & second)


def _smooth(one: States, other: States, both: Pairs, level: Floats) -> tuple[Complexes, ...]:
    """Parts of C without features and ridge, less what depends on s or s' alone once C is divided by ss'.

    Such parts have the inverse 0, but digits are lost to them where the target is smooth. With S = kappa1/s,
        C/(ss') ~ V0 rho + W Y - h (S'-1) - h' (S-1) - (h+h') rho + sigma^2 gam/((1-gam) s s'),   V0 = sum v/eta^2,
        rho = (S-1)(S'-1) + Y gam,  Y = SS'/(1-gam),  h = sum (v/eta^2) k/(eta+k),  W = sum (v/eta^2) kk'/((eta+k)(eta+k')).
    """
    density = one.nodes.power * one.nodes.inverse_eigenvalue**2
    t = one.shares.t
    h = t @ density
    h, other_h = h[:, :, None], np.concatenate([h, np.conj(h)], axis=1)[:, None, :]
    free, other_free = one.link.free[:, :, None], other.link.free[:, None, :]
    excess, other_excess = _excess(one)[:, :, None], _excess(other)[:, None, :]  # S - 1
    Y = 1 / (free * other_free * both.free)
    rho = excess * other_excess + Y * both.gam
    product = one.s[:, :, None] * other.s[:, None, :]
    return (
        product * rho * density.sum(),
        product * Y * products(t, density, t, mirrored=True),
        product * (h * other_excess + other_h * excess + (h + other_h) * rho) * -1,
        level * both.gam / both.free,
    )


def _excess(states: States) -> Complexes:
    return np.asarray(states.link.z / states.stages.samples.size[:, None] / states.link.free)

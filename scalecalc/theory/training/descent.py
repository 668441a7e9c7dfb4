"""Errors of gradient flow and gradient descent, from the contours of `contour` and the pairs of `pairs`.

With nodes s_i and weights a_i for the time of training, weight decay lambda, and conjugates included,
    E_g = sum_ij a_i a_j C_ij,   E_tr = sum_ij a_i a_j (l_i l_j) (C_ij + sigma^2),   C_ij = C(lambda+s_i, lambda+s_j),
with l = (lambda + s)/kappa1 = 1/S_W, what is left of a residual on a training sample. Without samples and ridge, the
contour of twice the time gives, with s_0 = |s_1|,
    E_g = sum_i a_i T(s_i) = sum_i a_i sig(s_0, s_i) (1 - s_i/s_0),
where the second form loses no digits to a part of T that is proportional to s and has the inverse 0.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Protocol

import numpy as np

from scalecalc.arrays import Bools, Complexes, Floats
from scalecalc.record import record
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.solver.stages import Stages
from scalecalc.theory.training.contour import Contour
from scalecalc.theory.training.pairs import Pairs, pairs, products, sums
from scalecalc.theory.training.states import States, follow, tiled
from scalecalc.theory.training.sums import ROUNDING, Sum
from scalecalc.theory.training.trained import Trained

_TINY = 1e-300
_DIGITS = 1e-8  # how far a train error may be off, relative
_BELOW = 0.05  # the nodes of a spectrum serve eigenvalues down to this over the time


class Clock(Protocol):
    """How long n points are trained: in units of the stages, `time` corresponds, shape (n,)."""

    @property
    def time(self) -> Floats: ...
    @property
    def few(self) -> Bools:
        """Where a contour of another kind is needed."""
        ...

    def __getitem__(self, rows: Bools) -> Clock: ...
    def contour(self, times: int) -> Contour:
        """The contour for so many times the time."""
        ...

    def left(self, curvature: Floats) -> Floats:
        """What is left of directions of these curvatures, shape (n, k)."""
        ...


def descend(task: Task, setting: Stages, noise: Floats, clock: Clock) -> Trained:
    """The errors, by the form that suits each point."""
    size, idle = setting.samples.size, np.full(len(noise), setting.tau is None)
    for layer in setting.layers:
        idle &= np.isinf(layer.count)
    endless = np.isinf(size)
    result = Trained.blank(len(noise), "train_error")
    by_itself = endless & idle
    in_one = endless & ~idle & (setting.ridge == 0)
    rest = ~by_itself & ~in_one
    for rows in (
        rows & few for rows in (by_itself, in_one, rest & idle, rest & ~idle) for few in (clock.few, ~clock.few)
    ):
        if rows.any():
            some = replace(setting[rows], layers=(), order=()) if idle[rows].all() else setting[rows]
            form = by_modes if by_itself[rows].all() else without_samples if in_one[rows].all() else on_samples
            result.put(rows, form(task, some, noise[rows], clock[rows]))
    return result


def on_samples(task: Task, setting: Stages, noise: Floats, clock: Clock) -> Trained:
    """On P samples, or with weight decay."""
    crossed = Crossed.of(task, tiled(setting, 2), np.tile(noise, 2), clock.contour(1))
    return _trained(crossed.states, crossed.summed(), crossed.train_error())


@record
class Crossed:
    """The cross errors of all pairs of ridges on the contours of n points.

    states: at the nodes of the upper halves.  mirrored: with the conjugates behind.  weight: of every pair.
    both: what the pairs have in common.  level: noise, and what is never learned.
    """

    states: States
    mirrored: States
    node: Complexes
    weight: Complexes
    both: Pairs
    level: Floats

    @classmethod
    def of(cls, task: Task, setting: Stages, noise: Floats, contour: Contour) -> Crossed:
        """One row of the contour for each of the points."""
        upper = follow(task, setting, contour.node + setting.ridge[:, None])
        states = upper.mirrored()
        both = pairs(upper, states, sums(upper, upper, mirrored=True))
        weight = contour.weight[:, :, None] * _mirrored(contour.weight)[:, None, :]
        level = (noise + upper.nodes.null_power)[:, None, None]  # what is never learned acts as noise
        return cls(upper, states, contour.node, weight, both, level)

    @cached_property
    def cross(self) -> Complexes:
        """C for all pairs."""
        return np.asarray((self.both.sig + self.level * self.both.gam) / self.both.free)

    @cached_property
    def smooth(self) -> tuple[Complexes, ...] | None:
        """Its parts in the form that suits smooth targets, where there are no features."""
        if self.states.stages.layers:
            return None
        return _smooth(self.states, self.mirrored, self.both, self.level)

    def summed(self, factor: Complexes | float = 1.0) -> Sum:
        """The error, without the power that is never learned, by the form that loses the least; or with a factor."""
        weight = self.weight * factor
        error = Sum.of(weight * self.cross)
        if self.smooth is None:
            return error
        smooth = Sum.of(*(weight * part for part in self.smooth))
        return error.unless((self.states.stages.ridge == 0) & (smooth.rounding < error.rounding), smooth)

    def fall(self) -> Sum:
        """The derivative of the error over the time of gradient flow: e^{st} has the factor s."""
        return self.summed(self.node[:, :, None] + _mirrored(self.node)[:, None, :])

    def train_error(self) -> Sum:
        """With l = (lambda + s)/kappa1."""
        one, other = (states.link.samples.inverse_s for states in (self.states, self.mirrored))
        return Sum.of(self.weight * (one[:, :, None] * other[:, None, :]) * (self.cross + self.level))


def _mirrored(values: Complexes) -> Complexes:
    return np.concatenate([values, np.conj(values)], axis=1)


def without_samples(task: Task, setting: Stages, noise: Floats, clock: Clock) -> Trained:
    """On infinitely many samples, without weight decay."""
    contour = clock.contour(2)
    reference = np.abs(contour.node[:, :1])
    states = follow(task, tiled(setting, 2), np.concatenate([reference, contour.node], axis=1))
    first, rest = states.mapped(lambda values: values[:, :1]), states.mapped(lambda values: values[:, 1:])
    sig = pairs(first, rest, sums(first, rest)).sig[:, 0]
    error = Sum.of(contour.weight * sig * (1 - contour.node / reference))
    return _trained(states, error, Sum(error.value + np.tile(noise, 2) + states.nodes.null_power, error.rounding))


def by_modes(task: Task, setting: Stages, noise: Floats, clock: Clock) -> Trained:
    """On infinitely many samples without random features: each mode by itself."""
    nodes = task.nodes(max(_BELOW / float(clock.time.max()), task.smallest_kappa))
    ridge = setting.ridge[:, None]
    curvature = nodes.eigenvalue + ridge
    decayed = ridge / curvature
    residual = decayed + (1 - decayed) * clock.left(curvature)
    error = residual**2 @ nodes.power + nodes.null_power
    found = np.ones(error.shape, dtype=bool)
    return Trained(error, np.maximum(ROUNDING * error, _TINY), found, {"train_error": error + noise})


def _trained(states: States, error: Sum, train: Sum) -> Trained:
    error, train = error.compared(), train.compared()
    train_error = np.where(train.rounding <= _DIGITS * train.value, train.value, np.nan)
    first, second = np.split(states.found, 2)
    return Trained(error.value + states.nodes.null_power, error.rounding, first & second, {"train_error": train_error})


def _smooth(one: States, other: States, both: Pairs, level: Floats) -> tuple[Complexes, ...]:
    """Parts of C without features and ridge, less what depends on s or s' alone once C is divided by ss'.

    Such parts have the inverse 0, but digits are lost to them where the target is smooth. With S = kappa1/s,
        C/(ss') ~ V0 rho + W Y - h (S'-1) - h' (S-1) - (h+h') rho + sigma^2 gam/((1-gam) s s'),   V0 = sum v/eta^2,
        rho = (S-1)(S'-1) + Y gam,  Y = SS'/(1-gam),  h = sum (v/eta^2) t,  W = sum (v/eta^2) t t',  t = k/(eta+k).
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

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
from typing import Protocol

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.theory.modes.nodes import Nodes
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.solver.stages import Stages
from scalecalc.theory.training.contour import Contour
from scalecalc.theory.training.crossed import crossed
from scalecalc.theory.training.pairs import pairs, sums
from scalecalc.theory.training.states import States, follow, tiled
from scalecalc.theory.training.sums import ROUNDING, Sum, off_at_the_end
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

    def learned(self, curvature: Floats) -> Floats:
        """The rest of them, shape (n, k)."""
        ...


def descend(task: Task, setting: Stages, noise: Floats, clock: Clock) -> Trained:
    """The errors, by the form that suits each point."""
    idle, endless = without_features(setting), np.isinf(setting.samples.size)
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


def without_features(setting: Stages) -> Bools:
    """Where there are no random features, or infinitely many."""
    idle = np.full(len(setting.ridge), setting.tau is None)
    for layer in setting.layers:
        idle &= np.isinf(layer.count)
    return idle


def on_samples(task: Task, setting: Stages, noise: Floats, clock: Clock) -> Trained:
    """On P samples, or with weight decay."""
    found = crossed(task, tiled(setting, 2), np.tile(noise, 2), clock.contour(1))
    return _trained(found.upper, found.summed(), found.train_error())


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
    left = left_of_modes(nodes, setting.ridge, clock)
    error = left**2 @ nodes.power + nodes.null_power
    found = np.ones(error.shape, dtype=bool)
    doubt = np.maximum(ROUNDING * np.abs(error), max(unresolved(nodes), _TINY))
    return Trained(error, doubt, found, {"train_error": error + noise})


def left_of_modes(nodes: Nodes, ridge: Floats, clock: Clock) -> Floats:
    """What training on the whole distribution leaves of each mode, shape (n, nodes)."""
    curvature = nodes.eigenvalue + ridge[:, None]
    decayed = ridge[:, None] / curvature
    return np.asarray(decayed + (1 - decayed) * clock.left(curvature))


def unresolved(nodes: Nodes) -> float:
    """How far a sum over modes may be off where training has made it exponentially small."""
    exact = nodes.splits.size == nodes.eigenvalue.size + 1  # each node is what is listed
    return 0.0 if exact else off_at_the_end(nodes.eigenvalue, nodes.power)


def _trained(states: States, error: Sum, train: Sum) -> Trained:
    error, train = error.compared(), train.compared()
    train_error = np.where(train.rounding <= _DIGITS * train.value, train.value, np.nan)
    first, second = np.split(states.found, 2)
    return Trained(error.value + states.nodes.null_power, error.rounding, first & second, {"train_error": train_error})

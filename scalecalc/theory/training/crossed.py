"""The cross errors of all pairs of ridges on the contour of a training time."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from scalecalc.arrays import Complexes, Floats
from scalecalc.record import record
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.solver.stages import Stages
from scalecalc.theory.training.contour import Contour
from scalecalc.theory.training.pairs import Pairs, pairs, products, sums
from scalecalc.theory.training.states import States, follow
from scalecalc.theory.training.sums import Sum


@record
class Crossed:
    """Pairs of m ridges with themselves and their conjugates.

    node, weights: the nodes of the upper half of a contour and their weights, shape (n, m).
    upper, states: at the ridges, and with their conjugates behind.
    level: noise, and what is never learned, which acts as noise; shape (n, 1, 1).
    """

    node: Complexes
    weights: Complexes
    upper: States
    states: States
    pairs: Pairs
    level: Floats

    @cached_property
    def weight(self) -> Complexes:
        """Of all pairs, shape (n, m, 2 m)."""
        return np.asarray(self.weights[:, :, None] * _mirrored(self.weights)[:, None, :])

    @cached_property
    def blurred(self) -> Complexes:
        """k' W of all pairs, shape (n, m, 2 m)."""
        if self.pairs.sums.W is not None:
            return self.pairs.sums.W
        shares, power = self.upper.shares, self.upper.nodes.power
        return products(shares.s, power, shares.t, mirrored=True)

    @cached_property
    def error(self) -> Complexes:
        """C of all pairs, without the power that is never learned; shape (n, m, 2 m)."""
        return np.asarray((self.pairs.sig + self.level * self.pairs.gam) / self.pairs.free)

    @cached_property
    def smooth(self) -> tuple[Complexes, ...] | None:
        """The parts of C in the form that suits smooth targets, where there are no features."""
        if self.upper.stages.layers:
            return None
        return _smooth(self.upper, self.states, self.pairs, self.level)

    def summed(self, factor: Complexes | float = 1.0) -> Sum:
        """The error, without the power that is never learned, by the form that loses the least; or with a factor."""
        weight = self.weight * factor
        error = Sum.of(weight * self.error)
        if self.smooth is None:
            return error
        smooth = Sum.of(*(weight * part for part in self.smooth))
        return error.unless((self.upper.stages.ridge == 0) & (smooth.rounding < error.rounding), smooth)

    def fall(self) -> Sum:
        """The derivative of the error over the time of gradient flow: e^{st} has the factor s."""
        return self.summed(self.node[:, :, None] + _mirrored(self.node)[:, None, :])

    def train_error(self) -> Sum:
        """With l = (lambda + s)/kappa1."""
        one, other = (states.link.samples.inverse_s for states in (self.upper, self.states))
        return Sum.of(self.weight * (one[:, :, None] * other[:, None, :]) * (self.error + self.level))


def crossed(task: Task, setting: Stages, noise: Floats, contour: Contour) -> Crossed:
    """The pairs of the nodes of a contour, shape (n, m), each beside the ridge of its point."""
    upper = follow(task, setting, contour.node + setting.ridge[:, None])
    states = upper.mirrored()
    both = pairs(upper, states, sums(upper, upper, mirrored=True))
    level = noise + upper.nodes.null_power
    return Crossed(contour.node, contour.weight, upper, states, both, level[:, None, None])


def excess(states: States) -> Complexes:
    """S - 1 = kappa2/s - 1, shape (n, m)."""
    if states.stages.layers:
        return states.link.kappa2 / states.s - 1
    return np.asarray(states.link.z / states.stages.samples.size[:, None] / states.link.free)


def _mirrored(values: Complexes) -> Complexes:
    return np.concatenate([values, np.conj(values)], axis=1)


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
    more, other_more = excess(one)[:, :, None], excess(other)[:, None, :]  # S - 1
    Y = 1 / (free * other_free * both.free)
    rho = more * other_more + Y * both.gam
    product = one.s[:, :, None] * other.s[:, None, :]
    return (
        product * rho * density.sum(),
        product * Y * products(t, density, t, mirrored=True),
        product * (h * other_more + other_h * more + (h + other_h) * rho) * -1,
        level * both.gam / both.free,
    )

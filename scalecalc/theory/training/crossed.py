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
from scalecalc.theory.training.states import States, follow, tiled


@record
class Crossed:
    """Pairs of m ridges with themselves and their conjugates, twice, as contours are.

    weights: of the ridges, shape (2 n, m).  upper, states: at the ridges, and with their conjugates behind.
    level: noise, and what is never learned, which acts as noise; shape (2 n, 1, 1).
    """

    weights: Complexes
    upper: States
    states: States
    pairs: Pairs
    level: Floats

    @cached_property
    def weight(self) -> Complexes:
        """Of all pairs, shape (2 n, m, 2 m)."""
        other = np.concatenate([self.weights, np.conj(self.weights)], axis=1)
        return np.asarray(self.weights[:, :, None] * other[:, None, :])

    @cached_property
    def blurred(self) -> Complexes:
        """k' W of all pairs, shape (2 n, m, 2 m)."""
        if self.pairs.sums.W is not None:
            return self.pairs.sums.W
        shares, power = self.upper.shares, self.upper.nodes.power
        return products(shares.s, power, shares.t, mirrored=True)

    @cached_property
    def error(self) -> Complexes:
        """C of all pairs, without the power that is never learned; shape (2 n, m, 2 m)."""
        return np.asarray((self.pairs.sig + self.level * self.pairs.gam) / self.pairs.free)


def crossed(task: Task, setting: Stages, noise: Floats, contour: Contour) -> Crossed:
    """The pairs of the nodes of a contour, shape (2 n, m), each beside the ridge of its point."""
    twice = tiled(setting, 2)
    upper = follow(task, twice, contour.node + twice.ridge[:, None])
    both = pairs(upper, upper.mirrored(), sums(upper, upper, mirrored=True))
    level = np.tile(noise, 2) + upper.nodes.null_power
    return Crossed(contour.weight, upper, upper.mirrored(), both, level[:, None, None])

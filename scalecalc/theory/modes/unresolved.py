"""Infinitely many modes too small to list, beside a spectrum: what they do is told by their trace and target power.

Each of them is far below every kappa: together they add t/kappa to z and nothing to q, and their power p is never
learned. To the solver they are one node, of an eigenvalue far below the smallest kappa and as many modes as make up
the trace. As kappa never falls below t/P, z = P is reached whatever the ridge.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.modes.cut import Cut
from scalecalc.theory.modes.nodes import Nodes
from scalecalc.theory.modes.tasks import Task

_FAR = 1e-20  # what the node may add to q, relative, and its eigenvalue to kappa
_SMALLEST_RATIO = 1e-130  # of kappa: its square must not underflow
_LEAST = 1e-290  # of an eigenvalue


@record
class Unresolved:
    """A task beside infinitely many modes of total trace t > 0 and target power p >= 0."""

    resolved: Task
    tail: float
    power: float

    @property
    def modes(self) -> float:
        """Infinitely many."""
        return np.inf

    @property
    def dimension(self) -> float:
        """Infinitely many."""
        return np.inf

    @property
    def listed(self) -> float:
        """Those beside the unresolved ones."""
        return self.resolved.listed

    @property
    def edges(self) -> Floats:
        """Those of the other modes."""
        return self.resolved.edges

    @property
    def largest(self) -> float:
        """The largest eigenvalue."""
        return self.resolved.largest

    @property
    def trace(self) -> float:
        """Tr Sigma"""
        return self.resolved.trace + self.tail

    @property
    def effective_rank(self) -> float:
        """(Tr Sigma)^2 / Tr Sigma^2, to whose denominator the unresolved modes add nothing."""
        larger = self.trace / self.resolved.trace
        return self.resolved.effective_rank * larger * larger

    @property
    def total_power(self) -> float:
        """sum v"""
        return self.resolved.total_power + self.power

    @property
    def learnable(self) -> bool:
        """Whether any of the target lies in the other modes."""
        return self.resolved.learnable

    @property
    def smallest_kappa(self) -> float:
        """The number of unresolved modes must not overflow."""
        return max(self.resolved.smallest_kappa, _SMALLEST_RATIO * max(self.largest, self.tail))

    @property
    def power_law(self) -> None:
        """Whatever the others follow, the unresolved modes rule in the end."""
        return None

    def kappa_floor(self, resolved: Floats) -> Floats:
        """z >= t/kappa, and z is at least that of the other modes."""
        floor = self.tail / resolved
        fewer = resolved < self.resolved.modes
        floor[fewer] = np.maximum(floor[fewer], self.resolved.kappa_floor(resolved[fewer]))
        return floor

    def kappa_ceiling(self, resolved: Floats) -> Floats:
        """Where each of the two parts of z is at most half of it."""
        return np.maximum(self.resolved.kappa_ceiling(resolved / 2), 2 * self.tail / resolved)

    def nodes(self, floor: float) -> Nodes:
        """Those of the other modes, and one more."""
        floor = min(max(floor, self.smallest_kappa), max(self.largest, self.tail))  # it may be inf
        nodes = self.resolved.nodes(floor)
        # Its part t eta/kappa^2 of q is the largest share at the smallest kappa. The others' there is about 1, or
        # (eta_1/kappa)^2 where no mode is learned.
        share = min(1.0, floor / self.tail) * min(1.0, self.largest / floor) ** 2
        eigenvalue = max(_FAR * floor * share, _LEAST * max(1.0, self.tail))
        return replace(
            nodes,
            eigenvalue=np.append(nodes.eigenvalue, eigenvalue),
            count=np.append(nodes.count, self.tail / eigenvalue),
            power=np.append(nodes.power, 0.0),
            complete=False,
            modes=np.inf,
            null_power=nodes.null_power + self.power,
        )

    def cut(self, modes: int) -> Cut:
        """The first of the other modes."""
        found = self.resolved.cut(modes)
        return replace(found, tail=found.tail + self.tail, tail_power=found.tail_power + self.power)

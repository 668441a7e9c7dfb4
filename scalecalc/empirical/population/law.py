"""A power law of eigenvalues and target: its exact curves, and what the law of fluctuations takes of it."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.modes.nodes import Nodes, Shares, learned
from scalecalc.theory.spectra.power_law import PowerLaw


@record
class Law:
    """eta_k = scale k^-alpha and v_k = power k^-(1 + 2 alpha r) for k = 1..modes, with label noise sigma^2.

    Without a target power and noise are 0.
    """

    alpha: float
    scale: float
    modes: float
    r: float = 1.0
    power: float = 0.0
    noise: float = 0.0

    @property
    def task(self) -> PowerLaw:
        """As the theory takes it, of power 1."""
        return PowerLaw(self.alpha, self.scale, self.modes, 1 + 2 * self.alpha * self.r, 1.0)

    def at(self, kappa: Floats) -> LawAt:
        """What it has at kappa > 0, shape (r,)."""
        return LawAt(self, kappa)


@record(eq=False)
class LawAt:
    """A law at several kappa, shape (r,)."""

    law: Law
    kappa: Floats

    @cached_property
    def nodes(self) -> Nodes:
        """Nodes that stand for all modes at these kappa."""
        return self.law.task.nodes(float(self.kappa.min()))

    @cached_property
    def shares(self) -> Shares:
        """What is learned of every node, shape (r, nodes)."""
        return learned(self.nodes, self.kappa)

    @cached_property
    def powers(self) -> Floats:
        """Of the nodes, shape (nodes,)."""
        return self.law.power * self.nodes.power

    @cached_property
    def df1(self) -> Floats:
        """z, shape (r,)."""
        return np.asarray(self.shares.s @ self.nodes.count)

    @cached_property
    def df1_slope(self) -> Floats:
        """-dz/dlog kappa, which is dz/dlog scale, shape (r,)."""
        return np.asarray(self.shares.s_t @ self.nodes.count)

    @cached_property
    def missed(self) -> Floats:
        """T, the power that is not learned, shape (r,)."""
        return np.asarray(self.shares.t @ self.powers)

    @cached_property
    def missed_slope(self) -> Floats:
        """dT/dlog kappa, which is -dT/dlog scale, shape (r,)."""
        return np.asarray(self.shares.s_t @ self.powers)

    @property
    def unlearned(self) -> Floats:
        """T + sigma^2, shape (r,)."""
        return np.asarray(self.missed + self.law.noise)

    @property
    def unlearned_or_one(self) -> Floats:
        """T + sigma^2, and 1 without a target: a relative error is then one of nothing."""
        return self.unlearned if self.law.power else np.ones_like(self.kappa)

"""A test distribution as a short list of weighted nodes, and its sums over modes.

The test distribution has eigenvalues eta'_k in the eigenbasis of training, and a target of weights w'_k. With
s = eta/(eta + kappa) and t = 1 - s, the mean predictor has the weights s w, and
    z' = sum eta'/(eta+kappa),  q' = sum eta eta'/(eta+kappa)^2,  B' = sum eta' (w' - s w)^2.
A square is added up from powers of t where t is small, and from powers of s where s is small: so it keeps its digits
although the nodes stand for many modes.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.modes.nodes import TILE, Nodes, learned


@record
class ProbeNodes:
    """Weighted nodes, shape (n,) each, that reproduce the sums for every kappa they were built for.

    eigenvalue: eta.  side: where kappa is below it, the powers of t are added up; the same for nodes that belong
    together.  ratio: sums eta'/eta.  own, given, both: sum eta' w^2, eta' w'^2 and eta' w w'.  moved, change: sum
    eta' (w' - w) w and eta' (w' - w)^2.
    """

    eigenvalue: Floats
    side: Floats
    ratio: Floats
    own: Floats
    given: Floats
    both: Floats
    moved: Floats
    change: Floats

    def sums(self, kappa: Floats) -> ProbeSums:
        """All sums at kappa >= 0, shape (n,)."""
        empty = np.zeros(0)
        nodes = Nodes(self.eigenvalue, empty, empty, False, np.zeros(0, dtype=np.intp), empty, np.inf)
        found = np.empty((3, kappa.size))
        size = max(16, TILE // self.eigenvalue.size)
        for start in range(0, kappa.size, size):
            part = slice(start, start + size)
            shares = learned(nodes, kappa[part])
            s, t = shares.s, shares.t
            known = (self.own * t + 2 * self.moved) * t + self.change
            unknown = (self.own * s - 2 * self.both) * s + self.given
            squares = np.where(self.side > kappa[part, None], known, unknown)
            found[:, part] = squares.sum(axis=1), (s * s) @ self.ratio, shares.s_t @ self.ratio
        return ProbeSums(*found)


@record
class ProbeSums:
    """B', q' and z' - q' of a test distribution, or of single modes of it, each of the shape of kappa."""

    B: Floats
    q: Floats
    z_q: Floats


def nodes_of(eigenvalue: Floats, ratio: Floats, own: Floats, given: Floats | None, count: Floats) -> ProbeNodes:
    """Nodes of n modes, or of so many modes each, one by one; arrays of shape (n,).

    ratio: eta'/eta of a mode.  own, given: eta' w^2 and eta' w'^2 of a mode; given None where w' = w.
    """
    with np.errstate(all="ignore"):
        if given is None:
            nothing = np.zeros_like(own)
            return ProbeNodes(eigenvalue, eigenvalue, count * ratio, *3 * (count * own,), nothing, nothing)
        before, after = np.sqrt(own), np.sqrt(given)
        step = after - before
        parts = (own, given, before * after, before * step, step * step)
        return ProbeNodes(eigenvalue, eigenvalue, count * ratio, *(count * part for part in parts))


def joined(parts: list[ProbeNodes]) -> ProbeNodes:
    """All nodes of these."""
    names = ProbeNodes.__match_args__
    return ProbeNodes(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@record
class ProbeModes:
    """The modes one by one; arrays of shape (n,): eta'/eta, eta' w^2 and eta' w'^2, which is None where w' = w."""

    ratio: Floats
    own: Floats
    given: Floats | None


@record
class PowerShift:
    """A test distribution of powers of the rank, without end.

    ratio: eta'/eta.  own: eta' w^2.  change: sum eta' (w' - w)^2, None where w' = w.
    """

    ratio: Decay
    own: Decay
    change: float | None


class Listing(Protocol):
    """Modes with the weights of a test distribution in them."""

    @property
    def power_law(self) -> PowerShift | None:
        """The laws of the rank, if they are powers of it."""

    def one_by_one(self) -> ProbeModes:
        """All modes, of which there are finitely many, and whole ones, for those who draw them."""

    def nodes(self, floor: float) -> ProbeNodes:
        """Nodes for every kappa >= floor, and for kappa = 0."""


@record
class Probe:
    """A test distribution.

    listing: what it is in the modes that can be learned.  unseen_trace: sum eta' over modes of eigenvalue 0 in
    training, and over unresolved ones.  unseen_power: sum eta' w'^2 in these.
    """

    listing: Listing
    unseen_trace: float = 0.0
    unseen_power: float = 0.0

    @property
    def heavier(self) -> bool:
        """Whether eigenvalues fall more slowly than those of training, both as powers of the rank."""
        law = self.listing.power_law
        return law is not None and law.ratio.exponent < 0

    def sums(self, kappa: Floats, vanishing: Bools | None = None) -> ProbeSums:
        """All sums at kappa > 0, which may be inf; where it is `vanishing`, those of kappa -> 0."""
        lowest = kappa if vanishing is None else np.where(vanishing, 0.0, kappa)
        found = self.listing.nodes(float(lowest.min(initial=np.inf))).sums(lowest)
        with np.errstate(divide="ignore", invalid="ignore"):
            unseen = np.where(self.unseen_trace > 0, self.unseen_trace / kappa, 0.0)
        return ProbeSums(found.B + self.unseen_power, found.q, found.z_q + unseen)

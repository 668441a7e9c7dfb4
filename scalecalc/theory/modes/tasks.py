"""Learning tasks: a spectrum together with a target, in the form the solver takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.modes.cut import Cut, expanded
from scalecalc.theory.modes.nodes import Nodes

if TYPE_CHECKING:
    from scalecalc.theory.spectra.power_law import PowerLaw


SMALLEST = 1e-290
"""The smallest kappa; below this, kappa and what is made of it are no numbers with all their digits any more."""
SMALLEST_RATIO = 1e-260
"""The smallest kappa to the largest eigenvalue where the ranks of a spectrum must not overflow."""

_GAP, _MOST_GAPS = 10.0, 12  # factor between two eigenvalues


def ending(modes: float) -> Floats:
    """The edges of a spectrum without gaps: its end, if it has one."""
    return np.full(1 if np.isfinite(modes) else 0, modes)


class Task(Protocol):
    """A spectrum and its target, as the solver, the laws and the simulation take them."""

    @property
    def modes(self) -> float:
        """The number of modes of positive eigenvalue, the only ones that can be learned; may be inf."""

    @property
    def dimension(self) -> float:
        """D, the number of all modes."""

    @property
    def listed(self) -> float:
        """How many modes can be told one by one, for those who draw them; may be 0 or inf."""

    @property
    def edges(self) -> Floats:
        """Numbers of modes after which the spectrum falls by a gap, or ends; shape (n,)."""

    @property
    def largest(self) -> float:
        """The largest eigenvalue."""

    @property
    def trace(self) -> float:
        """Tr Sigma, the sum of all eigenvalues."""

    @property
    def effective_rank(self) -> float:
        """(Tr Sigma)^2 / Tr Sigma^2, the number of eigenvalues that count."""

    @property
    def total_power(self) -> float:
        """sum v, the error of predicting nothing."""

    @property
    def learnable(self) -> bool:
        """Whether any of the target lies in modes that can be learned."""

    @property
    def smallest_kappa(self) -> float:
        """Below this, kappa and what is made of it are no numbers with all their digits any more."""

    @property
    def power_law(self) -> PowerLaw | None:
        """The power law that rules its asymptotic laws, if there is one."""

    def kappa_floor(self, resolved: Floats) -> Floats:
        """A lower bound of the kappa at which z(kappa) = resolved, for 0 < resolved < modes; shape (n,)."""

    def kappa_ceiling(self, resolved: Floats) -> Floats:
        """A kappa from which on z(kappa) <= resolved; shape (n,)."""

    def nodes(self, floor: float) -> Nodes:
        """Nodes for every kappa >= floor (0: for every kappa > 0, which needs finite modes)."""

    def cut(self, modes: int) -> Cut:
        """The first so many modes, and the sums over the others."""


@record
class Modes:
    """A spectrum given entry by entry: levels, or a measured spectrum.

    eigenvalue: shape (n,), positive, non-increasing.  multiplicity: modes per entry, shape (n,).
    power: target power sum v_k of the whole entry, shape (n,).  null_modes: how many modes of eigenvalue 0 there are
    beside these, and null_power the target power in them, which is never learned.
    compression_error: largest relative error of the mode sums, when the entries are nodes that stand for more; then
    known_ranks says how many modes there are up to an entry, or nan.
    """

    eigenvalue: Floats
    multiplicity: Floats
    power: Floats
    null_power: float = 0.0
    compression_error: float = 0.0
    known_ranks: Floats | None = None
    null_modes: float = 0.0

    @property
    def ranks(self) -> Floats:
        """How many modes there are up to each entry; nan where entries are nodes that only together count modes."""
        return np.cumsum(self.multiplicity) if self.known_ranks is None else self.known_ranks

    @property
    def modes(self) -> float:
        """The number of modes of positive eigenvalue, the only ones that can be learned."""
        return float(self.ranks[-1])

    @property
    def dimension(self) -> float:
        """D, the number of all modes."""
        return self.modes + self.null_modes

    @property
    def listed(self) -> float:
        """All modes, or none where some entry is not of whole modes."""
        ranks = self.ranks[~np.isnan(self.ranks)]
        return self.modes if np.array_equal(ranks, np.rint(ranks)) else 0.0

    @property
    def edges(self) -> Floats:
        """Where the next eigenvalue is much smaller; the widest gaps, if there are many. The end counts as one."""
        fall = self.eigenvalue[:-1] / self.eigenvalue[1:]
        gaps = np.flatnonzero((fall > _GAP) & ~np.isnan(self.ranks[:-1]))
        widest = gaps[np.argsort(-fall[gaps], kind="stable")[:_MOST_GAPS]]
        return np.append(self.ranks[np.sort(widest)], self.modes)

    @property
    def largest(self) -> float:
        """The largest eigenvalue."""
        return float(self.eigenvalue[0])

    @property
    def trace(self) -> float:
        """Tr Sigma"""
        return float(self.multiplicity @ self.eigenvalue)

    @property
    def effective_rank(self) -> float:
        """(Tr Sigma)^2 / Tr Sigma^2"""
        relative = self.trace / self.largest
        return relative**2 / float(self.multiplicity @ (self.eigenvalue / self.largest) ** 2)

    @property
    def total_power(self) -> float:
        """sum v"""
        return float(self.power.sum()) + self.null_power

    @property
    def learnable(self) -> bool:
        """Whether any of the target lies in modes whose eigenvalue is not 0."""
        return bool(self.power.any())

    @property
    def smallest_kappa(self) -> float:
        """Only doubles set an end."""
        return SMALLEST

    @property
    def power_law(self) -> None:
        """Entries follow no law."""

    def kappa_floor(self, resolved: Floats) -> Floats:
        """A lower bound of the kappa at which z(kappa) = resolved, for 0 < resolved < D; shape (n,).

        The first M modes give z >= M eta_M/(eta_M + kappa), hence kappa >= eta_M (M/resolved - 1); M >= 2 resolved.
        """
        known = ~np.isnan(self.ranks)
        ranks, eigenvalue = self.ranks[known], self.eigenvalue[known]
        last = np.minimum(np.searchsorted(ranks, 2 * resolved), ranks.size - 1)
        return np.asarray(eigenvalue[last] * ((ranks[last] - resolved) / resolved))

    def kappa_ceiling(self, resolved: Floats) -> Floats:
        """A kappa from which on z(kappa) <= resolved; shape (n,).

        z <= M + sum_{k>M} eta_k/kappa for every M < resolved, of which three are tried.
        """
        (known,) = np.nonzero(~np.isnan(self.ranks))
        traces = self.multiplicity * self.eigenvalue
        beyond = np.append(np.cumsum(traces[::-1])[::-1], 0.0)[np.concatenate([[0], known + 1])]
        ranks = np.concatenate([[0.0], self.ranks[known]])
        bounds = []
        for most in (np.zeros_like(resolved), resolved / 2, resolved):
            last = np.maximum(np.searchsorted(ranks, most) - 1, 0)  # the largest M below
            bounds.append(beyond[last] / (resolved - ranks[last]))
        return np.asarray(np.minimum.reduce(bounds))

    def nodes(self, floor: float) -> Nodes:
        """The nodes, whatever the smallest kappa."""
        del floor
        (known,) = np.nonzero(~np.isnan(self.ranks))
        return Nodes(
            self.eigenvalue,
            self.multiplicity,
            self.power,
            complete=True,
            splits=np.concatenate([[0], known + 1]),
            ranks=np.concatenate([[0.0], self.ranks[known]]),
            modes=self.modes,
            null_power=self.null_power,
        )

    def cut(self, modes: int) -> Cut:
        """The first modes, and what is left of the entries."""
        eigenvalue, power = expanded(self.eigenvalue, self.multiplicity, self.power, modes)
        if modes >= self.modes:
            return Cut(eigenvalue, power, 0.0, 0.0, self.null_power)
        beyond = np.clip((np.cumsum(self.multiplicity) - modes) / self.multiplicity, 0.0, 1.0)
        tail = float((beyond * self.multiplicity) @ self.eigenvalue)
        return Cut(eigenvalue, power, tail, float(beyond @ self.power), self.null_power)

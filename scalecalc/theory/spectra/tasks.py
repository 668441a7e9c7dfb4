"""Learning tasks: a spectrum together with a target, in the form the solver takes them."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, exp, floor, log, pi, sin, sqrt
from typing import Protocol

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.numerics.powersum import power_sum
from scalecalc.theory.numerics.quadrature import STENCIL_REACH, gauss_jacobi, log_panels
from scalecalc.theory.numerics.ranks import first_ranks, last_ranks, seam_of
from scalecalc.theory.spectra.cut import Cut, expanded
from scalecalc.theory.spectra.nodes import Nodes

_PANEL_WIDTH = 3.0  # in log eta: the poles of eta/(eta+kappa) are pi away, so the rule's error is 4.4^-32
_UNDERFLOW = 667.0  # -log of the smallest eigenvalue that is told from 0
_UNDERFLOWN = 1e-300  # the eigenvalue of those that are not
_FAINTEST = 1e-300  # kappa that an endless spectrum is followed down to
_TAIL_ACCURACY = 20.0  # -log of the error of a tail's rule, halved


SMALLEST = 1e-290
"""The smallest kappa; below this, kappa and what is made of it are no numbers with all their digits any more."""
SMALLEST_RATIO = 1e-260
"""The smallest kappa to the largest eigenvalue where the ranks of a spectrum must not overflow."""


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
        """How many modes can be told one by one, for those who draw them; may be inf."""

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
        """All modes."""
        return self.modes

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


@record
class PowerLaw:
    """eta_k = scale k^-alpha and v_k = power_scale k^-decay for k = 1..modes (modes may be inf).

    alpha > 0, and > 1 when modes is inf; decay = 1 + 2 alpha r, > 1 when modes is inf.
    """

    alpha: float
    scale: float
    modes: float
    decay: float
    power_scale: float

    @property
    def dimension(self) -> float:
        """D, the number of modes, none of which has eigenvalue 0."""
        return self.modes

    @property
    def listed(self) -> float:
        """All modes."""
        return self.modes

    @property
    def trace(self) -> float:
        """Tr Sigma"""
        return self.scale * float(power_sum(self.alpha, 1.0, self.modes))

    @property
    def effective_rank(self) -> float:
        """(Tr Sigma)^2 / Tr Sigma^2"""
        relative = self.trace / self.largest
        return relative**2 / float(power_sum(2 * self.alpha, 1.0, self.modes))

    @property
    def total_power(self) -> float:
        """sum v"""
        return self.power_scale * float(power_sum(self.decay, 1.0, self.modes))

    @property
    def learnable(self) -> bool:
        """No mode is without power."""
        return True

    @property
    def smallest_kappa(self) -> float:
        """The ranks of an infinite spectrum must not overflow."""
        return max(SMALLEST, SMALLEST_RATIO * self.largest)

    @property
    def power_law(self) -> PowerLaw:
        """Itself."""
        return self

    @property
    def source(self) -> float:
        """r, the source exponent: decay = 1 + 2 alpha r."""
        return (self.decay - 1) / (2 * self.alpha)

    @property
    def largest(self) -> float:
        """The largest eigenvalue."""
        return self.scale

    def eigenvalue(self, rank: Floats | float) -> Floats:
        """eta at a rank, not necessarily an integer."""
        return np.asarray(self.scale * np.asarray(rank, dtype=float) ** -self.alpha)

    def kappa_floor(self, resolved: Floats) -> Floats:
        """A lower bound of the kappa at which z(kappa) = resolved, for 0 < resolved < D; shape (n,).

        The first M modes give z >= M eta_M/(eta_M + kappa), hence kappa >= eta_M (M/resolved - 1); M = 2 resolved.
        """
        rank = np.minimum(2 * np.ceil(resolved), self.modes)
        return np.asarray(self.eigenvalue(rank) * ((rank - resolved) / resolved))

    def kappa_ceiling(self, resolved: Floats) -> Floats:
        """A kappa from which on z(kappa) <= resolved; shape (n,).

        z <= int_0^inf dk/(1 + kappa k^alpha/scale) = C (scale/kappa)^(1/alpha), C = (pi/alpha)/sin(pi/alpha).
        """
        if self.alpha <= 1:
            return self.scale * power_sum(self.alpha, 1.0, self.modes) / resolved
        capacity = pi / self.alpha / sin(pi / self.alpha)
        return np.asarray(self.scale * (capacity / resolved) ** self.alpha)

    def nodes(self, floor: float) -> Nodes:
        """Nodes for every kappa >= floor (0: for every kappa > 0, which needs finite modes).

        The first modes one by one; then Euler-Maclaurin with Gauss-Legendre panels in log k; where eta < floor, one
        Gauss-Jacobi rule in eta for each of the two measures, which reaches to infinity.
        """
        seam = seam_of(self.alpha)
        if self.modes <= 2 * seam:
            ranks = np.arange(1.0, self.modes + 1)
            return self._assemble([(ranks, np.ones_like(ranks))])
        end = self.modes
        floor = max(floor, _FAINTEST) if np.isinf(self.modes) else floor
        if floor > 0 and self.alpha > 1:
            end = min(max(exp(min((log(self.scale) - log(floor)) / self.alpha, 690.0)), float(seam)), self.modes)
        tails = self._tails(end) if end < self.modes else []
        if not tails:
            end = self.modes
        pieces = [first_ranks(seam), self._panels(float(seam), end)]
        if np.isfinite(self.modes):
            pieces.append(last_ranks(self.modes))
        return self._assemble(pieces, tails)

    def cut(self, modes: int) -> Cut:
        """The first modes, and the sums over the others."""
        ranks = np.arange(1.0, modes + 1)
        tail = self.scale * float(power_sum(self.alpha, modes + 1.0, self.modes))
        tail_power = self.power_scale * float(power_sum(self.decay, modes + 1.0, self.modes))
        return Cut(self.eigenvalue(ranks), self.power_scale * ranks**-self.decay, tail, tail_power, 0.0)

    def _panels(self, start: float, end: float) -> tuple[Floats, Floats]:
        """int_start^end dk by panels in log k, narrow enough for eta, k and v to vary tamely on each."""
        width = min(_PANEL_WIDTH / self.alpha, 2.0, 20.0 / max(1.0, abs(self.decay - 1)))
        return log_panels(start, end, width)

    def _tails(self, end: float) -> list[tuple[Floats, Floats, Floats]]:
        """The modes beyond rank `end`, or nothing where panels serve better.

        The tail of a finite spectrum is the infinite tail from `end` less the infinite tail from D, which is worth it
        only where that is no cancellation.
        """
        if np.isinf(self.modes):
            return self._infinite_tail(end, 1.0, 1.0)
        drop = self.modes / end  # the two tails are as drop^(1-alpha) and drop^(1-decay)
        if self.alpha <= 1 or self.decay <= 1 or drop ** (1 - min(self.alpha, self.decay)) > 0.5:
            return []
        return self._infinite_tail(end, 1.0, 1.0) + self._infinite_tail(
            self.modes, -1.0, exp(min(self.alpha * log(drop), 50.0))
        )

    def _infinite_tail(self, end: float, sign: float, distance: float) -> list[tuple[Floats, Floats, Floats]]:
        """int_end^inf dk in the variable x = eta/eta(end), dk = -(end/alpha) x^(-1/alpha-1) dx.

        The pole x = -kappa/eta(end) is at least `distance` away, so that n nodes err like rho^(-2n), with
        rho = 2 d + 1 + 2 sqrt(d (d + 1)). Counts serve functions eta g(eta), with weight x^(-1/alpha); powers serve
        h(eta), with x^((decay-1)/alpha-1).
        """
        edge = float(self.eigenvalue(end))
        rate = log(2 * distance + 1 + 2 * sqrt(distance) * sqrt(distance + 1))
        order = max(2, ceil(_TAIL_ACCURACY / rate))
        x, w = gauss_jacobi(order, -1 / self.alpha)
        counts = sign * end / self.alpha * w / x
        y, u = gauss_jacobi(order, (self.decay - 1) / self.alpha - 1)
        powers = sign * self.power_scale * end ** (1 - self.decay) / self.alpha * u
        return [(edge * x, counts, np.zeros_like(x)), (edge * y, np.zeros_like(y), powers)]

    def _assemble(
        self,
        pieces: list[tuple[Floats, Floats]],
        tails: list[tuple[Floats, Floats, Floats]] | None = None,
    ) -> Nodes:
        single = pieces[0][0].size if len(pieces) == 1 else pieces[0][0].size - 2 * STENCIL_REACH - 1
        splits, split_ranks = np.arange(single + 1), np.arange(single + 1.0)
        complete = not tails and bool(np.isfinite(self.modes))
        ranks = np.concatenate([ranks for ranks, _ in pieces])
        if complete and len(pieces) > 1:
            splits, split_ranks = np.append(splits, ranks.size), np.append(split_ranks, self.modes)
        counts = np.concatenate([weights for _, weights in pieces])
        eigenvalues = [self.eigenvalue(ranks)]
        shares = counts / ranks  # the power of a far mode alone may be too small for doubles
        all_counts, powers = [counts], [shares * self.power_scale * ranks ** (1 - self.decay)]
        for eigenvalue, count, power in tails or []:
            eigenvalues.append(eigenvalue)
            all_counts.append(count)
            powers.append(power)
        return Nodes(
            np.concatenate(eigenvalues),
            np.concatenate(all_counts),
            np.concatenate(powers),
            complete=complete,
            splits=splits,
            ranks=split_ranks,
            modes=self.modes,
        )


def decaying_nodes(decay: float, scale: float, size: float) -> Nodes:
    """Nodes that stand for scale k^-decay, k = 1..size. What underflows stands together below all that is in range."""
    end = min(size, float(floor(exp(min((_UNDERFLOW + log(scale)) / decay, 690.0)))))
    nodes = PowerLaw(decay, scale, end, 1.5, 1.0).nodes(0.0)  # the powers are not used
    if end == size:
        return nodes
    return replace(
        nodes,
        eigenvalue=np.append(nodes.eigenvalue, _UNDERFLOWN),
        count=np.append(nodes.count, size - end),
        power=np.append(nodes.power, 0.0),
        modes=size,
    )


def smooth_from(alpha: float) -> float:
    """From how many modes on the sums of a power law are a smooth function of their number, whole or not."""
    return 2.0 * seam_of(alpha) + 1

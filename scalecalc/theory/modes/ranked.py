"""Tasks whose eigenvalues and powers are each a function of the rank: powers or exponentials, in every combination.

A sum over modes is a sum over ranks: the first modes one by one, then Euler-Maclaurin with Gauss-Legendre panels, as
narrow as eigenvalue, power and rank need to vary tamely on each. Modes far below the smallest kappa come last, as one
node of their trace and their power. Exponentials so steep that panels would not be fewer are taken one by one.
"""

from __future__ import annotations

from math import ceil, exp, inf, log, pi, sin

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.modes.cut import Cut
from scalecalc.theory.modes.decay import Decay, geometric_square
from scalecalc.theory.modes.nodes import Nodes
from scalecalc.theory.modes.tasks import SMALLEST, SMALLEST_RATIO, ending
from scalecalc.theory.numerics.quadrature import panels_between
from scalecalc.theory.numerics.ranks import first_ranks, last_ranks, one_by_one, seam_of

_PANEL_WIDTH = 3.0  # in log eta: the poles of eta/(eta+kappa) are pi away, so the rule's error is 4.4^-32
_GROWTH = 1.5  # of the rank over a panel, relative: for the powers
_STEEP = 0.2  # rates from which on modes are taken one by one
_FAR = 40.0  # -log of an eigenvalue that is nothing beside kappa
_LEAST = 1e-300  # eigenvalues below are not told apart
_LARGEST_RANK = 1e80
_GONE = 745.0  # -log of what is 0 in doubles


@record
class Ranked:
    """eta_k and v_k as functions of the rank k = 1..modes (modes may be inf, where both can be summed)."""

    eigenvalues: Decay
    powers: Decay
    modes: float

    @property
    def dimension(self) -> float:
        """D, the number of modes, none of which has eigenvalue 0."""
        return self.modes

    @property
    def listed(self) -> float:
        """All modes."""
        return self.modes

    @property
    def edges(self) -> Floats:
        """Its end: there are no gaps to speak of."""
        return ending(self.modes)

    @property
    def largest(self) -> float:
        """The largest eigenvalue."""
        return float(self.eigenvalues(1.0))

    @property
    def trace(self) -> float:
        """Tr Sigma"""
        return self.eigenvalues.total(1.0, self.modes)

    @property
    def effective_rank(self) -> float:
        """(Tr Sigma)^2 / Tr Sigma^2"""
        law = self.eigenvalues
        if law.rate:
            return geometric_square(law.rate, self.modes)
        square = Decay(1.0, 2 * law.exponent).total(1.0, self.modes)
        return (self.trace / law.scale) ** 2 / square

    @property
    def total_power(self) -> float:
        """sum v"""
        return self.powers.total(1.0, self.modes)

    @property
    def learnable(self) -> bool:
        """No mode is without power."""
        return True

    @property
    def smallest_kappa(self) -> float:
        """What is learned of the far modes must not underflow."""
        return max(SMALLEST, SMALLEST_RATIO * self.largest)

    @property
    def power_law(self) -> None:
        """Eigenvalues and powers are not both powers of the rank."""
        return None

    def kappa_floor(self, resolved: Floats) -> Floats:
        """A lower bound of the kappa at which z(kappa) = resolved, for 0 < resolved < D; shape (n,).

        The first M modes give z >= M eta_M/(eta_M + kappa), hence kappa >= eta_M (M/resolved - 1), M > resolved.
        """
        more = np.ceil(1 / self.eigenvalues.rate) if self.eigenvalues.rate else np.ceil(resolved)
        bounds = []
        for step in (np.ones_like(resolved), np.maximum(more, 1.0)):
            rank = np.minimum(np.floor(resolved) + step, self.modes)
            bounds.append(self.eigenvalues(rank) * ((rank - resolved) / resolved))
        return np.asarray(np.maximum(*bounds))

    def kappa_ceiling(self, resolved: Floats) -> Floats:
        """A kappa from which on z(kappa) <= resolved, by the integral over all ranks; shape (n,)."""
        law = self.eigenvalues
        if law.rate:  # z <= log(1 + scale/kappa)/rate
            return np.asarray(law.scale / np.expm1(np.minimum(law.rate * resolved, 690.0)))
        if law.exponent <= 1:
            return self.trace / resolved
        capacity = pi / law.exponent / sin(pi / law.exponent)
        return np.asarray(law.scale * (capacity / resolved) ** law.exponent)

    def nodes(self, floor: float) -> Nodes:
        """Nodes for every kappa >= floor (0: for every kappa > 0, which needs finite modes)."""
        found = told_ranks(self.eigenvalues, self.modes, floor)
        ranks, counts, single, last = found.ranks, found.weights, found.single, found.last
        eigenvalue, power = self.eigenvalues(ranks), counts * self.powers(ranks)
        whole = last == self.modes
        if not whole:
            far = max(float(self.eigenvalues(last + 1)), _LEAST)
            more = self.modes - last if floor == 0 else self.eigenvalues.total(last + 1, self.modes) / far
            eigenvalue, counts = np.append(eigenvalue, far), np.append(counts, more)
            power = np.append(power, self.powers.total(last + 1, self.modes))
        complete = bool(np.isfinite(self.modes)) and (whole or floor == 0)
        splits, known = np.arange(single + 1), np.arange(single + 1.0)
        if complete and eigenvalue.size > single:
            splits, known = np.append(splits, eigenvalue.size), np.append(known, self.modes)
        return Nodes(eigenvalue, counts, power, complete, splits, known, self.modes)

    def cut(self, modes: int) -> Cut:
        """The first modes, as far as they are told from 0, and the sums over the others."""
        law = self.eigenvalues
        modes = int(min(modes, _last(law, 0.0)))
        ranks = np.arange(1.0, modes + 1)
        tail, tail_power = (one.total(modes + 1.0, self.modes) for one in (law, self.powers))
        return Cut(law(ranks), self.powers(ranks), tail, tail_power, 0.0)


@record
class ToldRanks:
    """Ranks and weights, shape (n,), that stand for all modes up to rank `last`; the first `single` for one each."""

    ranks: Floats
    weights: Floats
    single: int
    last: float


def told_ranks(law: Decay, modes: float, floor: float, fastest: float = 0.0) -> ToldRanks:
    """The ranks of the modes that are not far below every kappa >= floor, for eigenvalues that follow this law.

    fastest: the largest rate of an exponential that is summed beside the eigenvalues.
    """
    floor = min(floor, float(law(1.0)))  # it may be inf
    seam = seam_of(law.exponent)
    last = min(_last(law, floor), modes)
    if last <= 2 * seam or law.rate >= _STEEP:
        ranks = np.arange(1.0, last + 1)
        return ToldRanks(ranks, np.ones_like(ranks), int(last), last)
    edges = _edges(law, fastest, float(seam), last)
    pieces = [first_ranks(seam), panels_between(np.array(edges)), last_ranks(last)]
    ranks, weights = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    return ToldRanks(ranks, weights, one_by_one(seam), last)


def _last(law: Decay, floor: float) -> float:
    """The last rank that is told from those far below kappa."""
    drop = log(law.scale) - max(log(floor) - _FAR if floor > 0 else -inf, log(_LEAST))
    if law.rate:
        return max(1.0, float(ceil(min(drop / law.rate, _LARGEST_RANK))))
    return max(1.0, float(np.ceil(exp(min(drop / law.exponent, log(_LARGEST_RANK))))))


def _edges(law: Decay, fastest: float, start: float, end: float) -> list[float]:
    """Where the panels of int_start^end dk end; `fastest` counts until all that falls at this rate is 0."""
    growth = min(_GROWTH, _PANEL_WIDTH / law.exponent, 1.0) if law.exponent else _GROWTH
    stretches = [(law.rate, end)]
    if fastest > law.rate:
        stretches.insert(0, (fastest, min(_GONE / fastest, end)))
    edges = [start]
    for rate, until in stretches:
        width = _PANEL_WIDTH / rate if rate else inf
        while edges[-1] < until:
            if growth * edges[-1] >= width:  # from here on all are of this width
                number = ceil((until - edges[-1]) / width)
                edges += np.linspace(edges[-1], until, number + 1)[1:].tolist()
            else:
                edges.append(min(edges[-1] * (1 + growth), until))
    return edges

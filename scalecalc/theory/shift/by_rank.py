"""Test distributions whose eigenvalues and weights follow laws of the rank, as those of training do.

The ranks are those of the eigenvalues of training (`modes/ranked`). Where eta is far below kappa, s = eta/kappa, and
the sums over all these modes are those of products of powers and exponentials.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf, isinf

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.modes.ranked import told_ranks
from scalecalc.theory.numerics.quadrature import panels_between
from scalecalc.theory.shift.probe import PowerShift, ProbeModes, ProbeNodes, joined, nodes_of

_WRITTEN_OUT = 4000  # terms of a sum that are added one by one
_GONE = 745.0  # -log of what is 0 in doubles
_CLOSE = 1e-9  # of the largest eigenvalue: modes above it are told apart in sums without kappa
_FARTHEST = 1e20  # times a rank: from there on the sum of a power is its integral


@record
class Trend:
    """scale * k^-exponent * e^(-rate k); exponent and rate may be negative."""

    scale: float
    exponent: float
    rate: float

    @classmethod
    def of(cls, law: Decay) -> Trend:
        """The law by itself."""
        return cls(law.scale, law.exponent, law.rate)

    def __mul__(self, other: Trend) -> Trend:
        return Trend(self.scale * other.scale, self.exponent + other.exponent, self.rate + other.rate)

    def __pow__(self, power: float) -> Trend:
        return Trend(self.scale**power, self.exponent * power, self.rate * power)

    def __call__(self, rank: Floats) -> Floats:
        """The value at ranks; 0 or inf where doubles end."""
        with np.errstate(all="ignore"):
            if not self.rate:
                return np.asarray(self.scale * rank**-self.exponent)
            return np.asarray(self.scale * np.exp(-self.exponent * np.log(rank) - self.rate * rank))

    @property
    def summable(self) -> bool:
        """Whether the sum over all ranks is finite."""
        return self.rate > 0 or (self.rate == 0 and self.exponent > 1)

    def relative(self, first: float, last: float) -> float:
        """The sum of all values from one rank to another, which may be inf, over the first of them."""
        if isinf(last) and not self.summable:
            return inf
        seam = min(first + _WRITTEN_OUT, last)
        head = float(np.sum(self._beside(np.arange(first, seam), first)))
        return head + (self._beyond(seam, last, first) if seam < last else float(self._beside(np.array(last), first)))

    def _beside(self, rank: Floats, first: float) -> Floats:
        """The value over that at another rank."""
        beyond = rank - first
        with np.errstate(under="ignore", over="ignore"):
            return np.asarray(np.exp(-self.exponent * np.log1p(beyond / first) - self.rate * beyond))

    def _beyond(self, start: float, last: float, first: float) -> float:
        """The sum from a large rank on: the integral and half of both ends, and the slopes there."""
        end = min(last, start + _GONE / self.rate) if self.rate > 0 else last
        end = _FARTHEST * start if isinf(end) else end
        edges = [start]
        while edges[-1] < end:
            step = edges[-1] / max(1.0, abs(self.exponent) / 10)
            edges.append(min(edges[-1] + min(step, 3.0 / abs(self.rate) if self.rate else step), end))
        ranks, weights = panels_between(np.array(edges))
        ends = np.array([start, end])
        values = self._beside(ends, first)
        slopes = -values * (self.exponent / ends + self.rate)
        rest = values[1] * end / (self.exponent - 1) if end < last and not self.rate else 0.0
        return float(self._beside(ranks, first) @ weights + rest + values.sum() / 2 + (slopes[1] - slopes[0]) / 12)


@record
class ByRank:
    """eta and v of training, eta' and v' = eta' w'^2 of the test, each a function of the rank; `given` None: w' = w."""

    eigenvalues: Decay
    powers: Decay
    test_eigenvalues: Decay
    given: Decay | None
    modes: float

    @property
    def ratio(self) -> Trend:
        """eta'/eta"""
        return Trend.of(self.test_eigenvalues) * Trend.of(self.eigenvalues) ** -1

    @property
    def own(self) -> Trend:
        """eta' w^2"""
        return Trend.of(self.powers) * self.ratio

    @property
    def power_law(self) -> PowerShift | None:
        """The same with infinitely many modes; None unless all laws are powers, and have sums."""
        ratio, own = self.ratio, self.own
        given = None if self.given is None else Trend.of(self.given)
        if any(law.rate for law in (ratio, own, given) if law) or not Trend.of(self.test_eigenvalues).summable:
            return None
        change = None if given is None else replace(self, modes=inf).nodes(_CLOSE * self.eigenvalues.scale).change.sum()
        if not own.summable if change is None else not np.isfinite(change):
            return None
        powers = Decay(ratio.scale, ratio.exponent), Decay(own.scale, own.exponent)
        return PowerShift(*powers, float(change) if change else None)

    def one_by_one(self) -> ProbeModes:
        """All modes."""
        ranks = np.arange(1.0, self.modes + 1)
        return ProbeModes(self.ratio(ranks), self.own(ranks), None if self.given is None else self.given(ranks))

    def nodes(self, floor: float) -> ProbeNodes:
        """The modes that are told apart at kappa >= floor, and one node for all others."""
        laws = [self.powers, self.test_eigenvalues, *([] if self.given is None else [self.given])]
        fastest = max(abs(self.ratio.rate), abs(self.own.rate), *(law.rate for law in laws))
        told = told_ranks(self.eigenvalues, self.modes, floor, fastest)
        ranks = told.ranks
        given = None if self.given is None else self.given(ranks)
        nodes = nodes_of(self.eigenvalues(ranks), self.ratio(ranks), self.own(ranks), given, told.weights)
        return nodes if told.last == self.modes else joined([nodes, self._far(told.last + 1)])

    def _far(self, first: float) -> ProbeNodes:
        """All modes from a rank on. Their s is eta/kappa, so that their weight in a sum over s is its sum over eta."""
        eta, own = Trend.of(self.eigenvalues), self.own
        given = own if self.given is None else Trend.of(self.given)
        both = (own * given) ** 0.5
        far = max(float(self.eigenvalues(first)), 1e-300)

        share = float(eta(np.array(first))) / far  # 1, or 0 where doubles end

        def total(trend: Trend, more: Trend | None = None) -> float:
            beside = trend if more is None else trend * more
            return float(trend(np.array(first))) * beside.relative(first, self.modes)

        change = 0.0
        if self.given is not None:  # for kappa = 0
            change = max(total(given) - 2 * total(both) + total(own), 0.0) if own.summable else inf
        sums = (
            total(Trend.of(self.test_eigenvalues)) / far,
            total(own, eta * eta) * share**2,
            total(given),
            total(both, eta) * share,
            0.0,
            change,
        )
        return ProbeNodes(np.array([far]), np.array([far]), *(np.array([one]) for one in sums))

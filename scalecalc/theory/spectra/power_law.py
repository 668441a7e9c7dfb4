"""Spectrum of kind `power_law`: the source and capacity form of kernels and of natural data."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, exp, floor, isinf, log, pi, sin, sqrt
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.reading.fields.types import LARGEST_ALPHA, ModesOrInf, Positive
from scalecalc.reading.fields.values import Number
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path, path_text
from scalecalc.record import record
from scalecalc.theory.modes.cut import Cut
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.modes.nodes import Nodes
from scalecalc.theory.modes.ranked import Ranked
from scalecalc.theory.modes.tasks import SMALLEST, SMALLEST_RATIO, Task, ending
from scalecalc.theory.numerics.powersum import power_sum
from scalecalc.theory.numerics.quadrature import STENCIL_REACH, gauss_jacobi, log_panels
from scalecalc.theory.numerics.ranks import first_ranks, last_ranks, seam_of
from scalecalc.theory.spectra.kind import Spectrum, sound

_PANEL_WIDTH = 3.0  # in log eta: the poles of eta/(eta+kappa) are pi away, so the rule's error is 4.4^-32
_UNDERFLOW = 667.0  # -log of the smallest eigenvalue that is told from 0
_UNDERFLOWN = 1e-300  # the eigenvalue of those that are not
_FAINTEST = 1e-300  # kappa that an endless spectrum is followed down to
_TAIL_ACCURACY = 20.0  # -log of the error of a tail's rule, halved


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
    def edges(self) -> Floats:
        """Its end: there are no gaps to speak of."""
        return ending(self.modes)

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


class PowerLawSpectrum(Spectrum):
    """eta_k = scale * k^-alpha for k = 1..modes."""

    kind: Literal["power_law"]
    alpha: Annotated[
        float,
        Number(
            f"a number > 0 and <= {LARGEST_ALPHA} (> 1 when modes is inf)",
            minimum=0,
            exclusive=True,
            maximum=LARGEST_ALPHA,
        ),
    ] = Field(description="the decay exponent of the eigenvalues")
    scale: Positive = Field(default=1.0, description="the largest eigenvalue")
    modes: ModesOrInf = Field(description="the number of modes D")

    def check(self, path: Path, report: Report) -> None:
        """An infinite trace is no spectrum."""
        alpha, modes = (*path, "alpha"), (*path, "modes")
        if isinf(self.modes) and self.alpha <= 1 and sound(report, alpha, modes):
            message = (
                f"{path_text(alpha)} is the decay exponent of the eigenvalues, got {report.given(alpha)}, "
                "must be > 1 when modes is inf, or the sum of the eigenvalues diverges"
            )
            report.at_value(alpha, message)

    def count(self, path: Path, report: Report) -> float | None:
        """D, which may be inf."""
        return self.modes if sound(report, (*path, "modes")) else None

    def levels(self) -> tuple[Floats, Floats]:
        """One level per mode."""
        with np.errstate(under="ignore"):
            values = self.scale * np.arange(1.0, self.modes + 1) ** -self.alpha
        return values, np.ones_like(values)

    def law(self) -> Decay:
        """k^-alpha"""
        return Decay(self.scale, self.alpha)

    def task(self, powers: Decay) -> Task:
        """With powers of the rank, the task that has laws."""
        if powers.rate:
            return Ranked(self.law(), powers, self.modes)
        return PowerLaw(self.alpha, self.scale, self.modes, powers.exponent, powers.scale)

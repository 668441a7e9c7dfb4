"""The mpmath reference of exponential spectra, and of infinitely many modes too small to list beside any spectrum.

Independent of the package: sums are taken one by one, or by Euler-Maclaurin with derivatives from mpmath and integrals
by its quadrature. What is not learned is the difference of two sums, with as many more digits as that takes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from mpmath import mp, mpf

from tests.reference.mp_reference import INF, Levels, Number, PowerLaw, Sums

_SEAM, _ORDER = 80, 12
_LONG = 4000  # modes that are added one by one


@dataclass(frozen=True)
class Exponential:
    """eta_k = scale e^(-rate k), and v_k = target_scale k^-decay, or target_scale e^(-target_rate k)."""

    rate: Number
    decay: Number = 0
    target_rate: Number = 0
    modes: Number = INF
    scale: Number = 1
    target_scale: Number = 1

    @property
    def top(self) -> mpf:
        return mpf(self.scale) * mp.exp(-mpf(self.rate))

    def power(self, k: mpf) -> mpf:
        each = mp.exp(-mpf(self.target_rate) * k) if self.target_rate else mpf(k) ** -mpf(self.decay)
        return mpf(self.target_scale) * each

    def total(self) -> mpf:
        """sum v"""
        c, b, D = mpf(self.target_scale), mpf(self.target_rate), mpf(self.modes)
        if b:
            return c * (1 - (0 if mp.isinf(D) else mp.exp(-b * D))) / mp.expm1(b)
        return c * (mp.zeta(mpf(self.decay)) if mp.isinf(D) else mp.fsum(mpf(k) ** -mpf(self.decay) for k in _ranks(D)))

    def sums(self, kappa: mpf) -> Sums:
        digits = mp.dps
        lost = max(0, int(mp.ceil(2 * mp.log10(self.top / kappa))))
        with mp.workdps(digits + lost + 20):
            a, ratio = mpf(self.rate), mpf(kappa) / mpf(self.scale)

            def share(k: mpf) -> mpf:
                return 1 / (1 + ratio * mp.exp(a * k))

            last = min(mpf(self.modes), mp.ceil(max((mp.dps + 5) * mp.log(10) - mp.log(ratio), 1) / a))
            z, q, vs, vss = (
                _summed(f, last, a)
                for f in (
                    share,
                    lambda k: share(k) ** 2,
                    lambda k: self.power(k) * share(k),
                    lambda k: self.power(k) * share(k) ** 2,
                )
            )
            whole = self.total()
            return Sums(z, q, whole - 2 * vs + vss, whole - vs)


def _ranks(D: mpf) -> range:
    return range(1, int(D) + 1)


def _summed(f: Callable[[mpf], mpf], last: mpf, rate: mpf) -> mpf:
    """sum_{k=1}^last f(k), beyond which there is nothing, or the spectrum ends."""
    if last <= _LONG:
        return mp.fsum(f(mpf(k)) for k in _ranks(last))
    head = mp.fsum(f(mpf(k)) for k in range(1, _SEAM))
    edges = [mpf(_SEAM)]
    while edges[-1] < last:
        edges.append(min(2 * edges[-1], edges[-1] + 4 / rate, last))
    middle = mp.fsum(mp.quad(f, [a, b], method="gauss-legendre") for a, b in pairwise(edges))
    return head + middle + _end(f, mpf(_SEAM), -1) + _end(f, last, 1)


def _end(f: Callable[[mpf], mpf], place: mpf, sign: int) -> mpf:
    """Half the end term and the derivative terms of Euler-Maclaurin."""
    series = mp.taylor(f, place, 2 * _ORDER)
    terms = (mp.bernoulli(2 * j) / (2 * j) * series[2 * j - 1] for j in range(1, _ORDER + 1))
    return series[0] / 2 + sign * mp.fsum(terms)


@dataclass(frozen=True)
class Beside:
    """A spectrum beside infinitely many tiny modes of this trace and power: z gains trace/kappa, B and T the power."""

    spectrum: Levels | PowerLaw | Exponential
    trace: Number
    unlearned: Number = 0

    @property
    def modes(self) -> Number:
        return INF

    @property
    def top(self) -> mpf:
        return self.spectrum.top + mpf(self.trace)

    def sums(self, kappa: mpf) -> Sums:
        z, q, B, T = self.spectrum.sums(kappa)
        p = mpf(self.unlearned)
        return Sums(z + mpf(self.trace) / kappa, q, B + p, T + p)

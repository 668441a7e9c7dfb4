"""Gradient flow on samples in mpmath: sums over all modes, and the plain formula for two ridges.

It shares nothing with the package: the roots are sought in kappa2 itself, and the contour has more nodes. White random
features or none; digits that the plain formulas lose are made up for by precision.
"""

from __future__ import annotations

from typing import Any

import mpmath as mp

_NODES = 40
_DIGITS = 45
_NEAR = mp.mpf(10) ** -16  # a ridge beside another one, in the place of a derivative


class FlowReference:
    """Eigenvalues eta and powers v, P samples, width N (inf for none), noise, and weight decay."""

    def __init__(self, eta: list[float], v: list[float], P: float, N: float, noise: float, decay: float) -> None:
        mp.mp.dps = _DIGITS
        self.eta, self.v = [mp.mpf(x) for x in eta], [mp.mpf(x) for x in v]
        self.P, self.N, self.noise, self.decay = (mp.mpf(x) for x in (P, N, noise, decay))
        self._known: dict[float, list[tuple[Any, Any, Any]]] = {}

    def _at(self, kappa: Any) -> tuple[Any, Any, Any, Any, Any]:
        """s, kappa1, z, T and kappa2."""
        z = mp.fsum(x / (x + kappa) for x in self.eta)
        T = kappa * mp.fsum(w / (x + kappa) for x, w in zip(self.eta, self.v, strict=True))
        kappa1 = kappa * (1 - z / self.N)
        return kappa1 * (1 - z / self.P), kappa1, z, T, kappa

    def _followed(self, s: Any, steps: int = 6) -> Any:
        """kappa2, from |s| along the arc to s."""
        size, turn = abs(s), mp.arg(s)
        low, high = mp.mpf(0), size + mp.fsum(self.eta) * (1 + 1 / self.P + 1 / self.N) + 1
        for _ in range(60):
            middle = (low + high) / 2
            value = self._at(middle)
            above = value[2] < min(self.P, self.N) and value[0] > size
            low, high = (low, middle) if above else (middle, high)
        kappa = high
        for step in range(steps + 1):
            target = size * mp.expjpi(turn / mp.pi * step / steps)
            kappa = mp.findroot(lambda k, target=target: self._at(k)[0] - target, kappa, tol=mp.mpf(10) ** -75)
        return kappa

    def errors(self, time: float) -> tuple[Any, Any]:
        """E_g and E_tr."""
        error, train = [], []
        for weight, one, two in self._pairs(time):
            C = self._pair(one, two)
            error.append(weight * C)
            train.append(weight * (C + self.noise) * one[0] / one[1] * (two[0] / two[1]))
        return 2 * mp.re(mp.fsum(error)), 2 * mp.re(mp.fsum(train))

    def shifted(self, time: float, test_eta: list[float], test_v: list[float]) -> list[Any]:
        """Squared bias and variances of features and samples for other eigenvalues and powers."""
        test = [mp.mpf(x) for x in test_eta]
        w = [mp.sqrt(v / x) for x, v in zip(self.eta, self.v, strict=True)]
        change = [mp.sqrt(mp.mpf(v) / x) - own for x, v, own in zip(test, test_v, w, strict=True)]
        modes = list(zip(self.eta, self.v, w, test, change, strict=True))
        parts: list[list[Any]] = [[], [], []]
        for weight, one, two in self._pairs(time):
            (_, k1, _, _, k), (_, other_k1, _, _, other_k) = one, two
            bias = mp.fsum(y * (d + k * c / (x + k)) * (d + other_k * c / (x + other_k)) for x, _, c, y, d in modes)
            W = mp.fsum(v * x / ((x + k) * (x + other_k)) for x, v, *_ in modes)
            Z = mp.fsum(y / ((x + k) * (x + other_k)) for x, _, _, y, _ in modes)
            Q = mp.fsum(x * x / ((x + k) * (x + other_k)) for x in self.eta)
            first, second = (mp.fsum(y / (x + at) for x, _, _, y, _ in modes) for at in (k, other_k))
            gam = (other_k1 * second - k1 * first) / (self.P * (other_k1 - k1))
            values = bias, k * other_k * W * Z / (1 - Q / self.N) / self.N, gam * (self._pair(one, two) + self.noise)
            for part, value in zip(parts, values, strict=True):
                part.append(weight * value)
        return [2 * mp.re(mp.fsum(part)) for part in parts]

    def _pairs(self, time: float) -> list[tuple[Any, Any, Any]]:
        """Weights of pairs of nodes and what there is at both; in the place of the same node one that is near."""
        if time not in self._known:
            self._known[time] = self._solved(mp.mpf(time), _NODES)
        return self._known[time]

    def _solved(self, t: Any, n: int) -> list[tuple[Any, Any, Any]]:
        nodes, weights = [], []
        for j in range(n // 2):
            theta = (2 * j + 1) * mp.pi / n
            a = mp.mpf("0.6407") * theta
            zeta = n * (mp.mpf("0.5017") * theta * mp.cot(a) - mp.mpf("0.6122") + mp.mpc(0, "0.2645") * theta)
            slope = n * (mp.mpf("0.5017") * (mp.cot(a) - a * mp.csc(a) ** 2) + mp.mpc(0, "0.2645"))
            nodes.append(zeta / t + self.decay)
            weights.append(mp.exp(zeta) * slope / (mp.mpc(0, n) * zeta))
        first = [self._at(self._followed(s)) for s in nodes]
        other = [*first, *([mp.conj(x) for x in one] for one in first)]
        beside = [self._at(self._followed(s * (1 + _NEAR))) for s in nodes]
        weight = [*weights, *(mp.conj(w) for w in weights)]
        return [
            (weight[i] * weight[j], one, beside[i] if i == j else two)
            for i, one in enumerate(first)
            for j, two in enumerate(other)
        ]

    def _pair(self, one: Any, two: Any) -> Any:
        (_, k1, z, T, _), (_, other_k1, other_z, other_T, _) = one, two
        sig = (other_k1 * T - k1 * other_T) / (other_k1 - k1)
        gam = (other_k1 * other_z - k1 * z) / (self.P * (other_k1 - k1))
        return (sig + self.noise * gam) / (1 - gam)

"""Formulas of other papers, as these print them, in mpmath and with the symbols of the papers.

Nothing here is taken from the package. Each function says whose formula it is; the spec of the same paper in
specs/literature says which symbol is which of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from mpmath import mp, mpf

Number = float | mpf
Function = Callable[[mpf], mpf]
CLOSE = 1e-11


def agrees(found: float, known: mpf, tolerance: float = CLOSE) -> None:
    """A number of ours and one of theirs."""
    assert found == pytest.approx(float(known), rel=tolerance, abs=0)


def root(function: Function, low: Number, high: Number) -> mpf:
    """Where a function that changes its sign between two positive numbers is zero."""
    low, high = mp.log(low), mp.log(high)
    below = function(mp.exp(low)) > 0
    for _ in range(18):  # until it is nearly a straight line
        middle = (low + high) / 2
        low, high = (middle, high) if (function(mp.exp(middle)) > 0) == below else (low, middle)
    return mp.exp(mp.findroot(lambda x: function(mp.exp(x)), (low, high), solver="anderson", verify=False))


class Modes:
    """Sums over eigenvalues with multiplicities and powers v."""

    def __init__(self, eigenvalues: Sequence[Number], powers: Sequence[Number], copies: Sequence[int] | None = None):
        copies = copies or [1] * len(eigenvalues)
        self.modes = [(mpf(eta), mpf(v), mpf(n)) for eta, v, n in zip(eigenvalues, powers, copies, strict=True) if eta]
        self.lost = mp.fsum(mpf(v) * n for eta, v, n in zip(eigenvalues, powers, copies, strict=True) if not eta)

    def sum(self, term: Callable[[mpf, mpf], mpf]) -> mpf:
        """Of a term of eigenvalue and power."""
        return mp.fsum(n * term(eta, v) for eta, v, n in self.modes)

    def df1(self, kappa: mpf) -> mpf:
        return self.sum(lambda eta, v: eta / (eta + kappa))

    def df2(self, kappa: mpf) -> mpf:
        return self.sum(lambda eta, v: (eta / (eta + kappa)) ** 2)

    def resolving(self, count: Number) -> mpf:
        """The kappa at which df1 is this."""
        return root(lambda kappa: self.df1(kappa) - count, mpf(10) ** -30, mpf(10) ** 30)


def hastie_ridgeless(gamma: mpf, signal: Number, noise: Number) -> mpf:
    """arXiv:1903.08560, isotropic features: the risk with r^2 = signal."""
    return noise * gamma / (1 - gamma) if gamma < 1 else signal * (1 - 1 / gamma) + noise / (gamma - 1)


def hastie_ridge(gamma: mpf, ridge: Number, signal: Number, noise: Number) -> tuple[mpf, mpf]:
    """The same with a ridge: bias and variance, by the Stieltjes transform m(-lambda) of Marchenko and Pastur."""

    def m(z: mpf) -> mpf:
        return (1 - gamma - z - mp.sqrt((1 - gamma - z) ** 2 - 4 * gamma * z)) / (2 * gamma * z)

    slope = mp.diff(m, -mpf(ridge))
    return signal * ridge**2 * slope, noise * gamma * (m(-mpf(ridge)) - ridge * slope)


def hastie_correlated(spectrum: Modes, features: int, samples: int, noise: Number) -> tuple[mpf, mpf]:
    """arXiv:1903.08560, correlated features, p > n, no ridge: bias and variance by their c_0; v is s beta^2."""
    gamma = mpf(features) / samples
    c0 = root(
        lambda c: spectrum.sum(lambda s, v: 1 / (1 + c * gamma * s)) / features - (1 - 1 / gamma),
        mpf(10) ** -30, mpf(10) ** 30,
    )  # fmt: skip
    squares = spectrum.sum(lambda s, v: s**2 / (1 + c0 * gamma * s) ** 2)
    singles = spectrum.sum(lambda s, v: s / (1 + c0 * gamma * s) ** 2)
    target = spectrum.sum(lambda s, v: v / (1 + c0 * gamma * s) ** 2)
    ratio = gamma * c0 * squares / singles
    return (1 + ratio) * target, noise * ratio


def belkin(n: Number, p: Number, D: Number, signal: Number, noise: Number, minus: int) -> mpf:
    """arXiv:1903.07571, a random subset of p of D features: the test risk; `minus` is 1 as printed, 0 in the limit."""
    if p < n:
        return ((1 - mpf(p) / D) * signal + noise) * (1 + mpf(p) / (n - p - minus))
    learned = 1 - mpf(n) / D * (2 - mpf(D - n - minus) / (p - n - minus))
    return signal * learned + noise * (1 + mpf(n) / (p - n - minus))


def bach(modes: Modes, n: int, m: int, noise: Number) -> tuple[mpf, mpf]:
    """arXiv:2303.01372: bias and variance of the excess risk with m random projections of n samples."""
    kappa = modes.resolving(min(n, m))
    once = kappa * modes.sum(lambda eta, v: v / (eta + kappa))
    twice = kappa**2 * modes.sum(lambda eta, v: v / (eta + kappa) ** 2)
    if m < n:
        return once * n / (n - m), noise * mpf(m) / (n - m)
    df2 = modes.df2(kappa)
    return twice * n / (n - df2) + once * n / (m - n), noise * (df2 / (n - df2) + mpf(n) / (m - n))


class MeiMontanari:
    """arXiv:1908.05355: chi from the equations of nu1 and nu2, and the risk from the polynomials E_0, E_1, E_2 of it.

    `ridge` is their lambda, `zeta2` their zeta^2, `star` their mu_*^2.
    """

    def __init__(self, psi1: Number, psi2: Number, ridge: Number, zeta2: Number, star: Number) -> None:
        self.psi1, self.psi2, self.zeta2 = mpf(psi1), mpf(psi2), mpf(zeta2)
        self.chi = self._fixed_point(ridge / star) if ridge else self._ridgeless()

    def _fixed_point(self, ridge: mpf) -> mpf:
        # On the imaginary axis nu1 = i a and nu2 = i b with positive a and b, and chi = -a b. With u = a b the
        # equations are a (xi + b F) = psi1 and b (xi + a F) = psi2. So a xi = psi1 - u F and b xi = psi2 - u F.
        xi = mp.sqrt(self.psi1 * self.psi2 * ridge)

        def weight(u: mpf) -> mpf:
            return u * (1 + self.zeta2 / (1 + self.zeta2 * u))

        def gap(u: mpf) -> mpf:
            return (self.psi1 - weight(u)) * (self.psi2 - weight(u)) - u * xi**2

        scarce, zeta2 = min(self.psi1, self.psi2), self.zeta2
        half = 1 + zeta2 - scarce * zeta2
        full = (-half + mp.sqrt(half**2 + 4 * zeta2 * scarce)) / (
            2 * zeta2
        )  # where weight(u) is the scarcer of the psi
        u = root(gap, full * mpf(10) ** -30, full)
        a, b = (self.psi1 - weight(u)) / xi, (self.psi2 - weight(u)) / xi
        nu1, nu2 = mp.mpc(0, a), mp.mpc(0, b)
        self._as_printed(nu1, nu2, mp.mpc(0, xi))
        return mp.re(nu1 * nu2)

    def _as_printed(self, nu1: mpf, nu2: mpf, xi: mpf) -> None:
        """The two equations, word for word: what was found solves them."""
        mixed = 1 - self.zeta2 * nu1 * nu2
        for psi, one, other in ((self.psi1, nu1, nu2), (self.psi2, nu2, nu1)):
            assert mp.almosteq(one, psi / (-xi - other - self.zeta2 * other / mixed), mpf(10) ** -14)

    def _ridgeless(self) -> mpf:
        scarce, zeta2 = min(self.psi1, self.psi2), self.zeta2
        middle = scarce * zeta2 - zeta2 - 1
        return -(mp.sqrt(middle**2 + 4 * zeta2 * scarce) + middle) / (2 * zeta2)

    def risk(self, linear: Number, nonlinear: Number, noise: Number) -> mpf:
        """R for F_1^2, F_*^2 and tau^2."""
        p1, p2, z, x = self.psi1, self.psi2, self.zeta2, self.chi
        e0 = (
            -(x**5) * z**3 + 3 * x**4 * z**2 + (p1 * p2 - p2 - p1 + 1) * x**3 * z**3 - 2 * x**3 * z**2 - 3 * x**3 * z
            + (p1 + p2 - 3 * p1 * p2 + 1) * x**2 * z**2 + 2 * x**2 * z + x**2 + 3 * p1 * p2 * x * z - p1 * p2
        )  # fmt: skip
        e1 = p2 * x**3 * z**2 - p2 * x**2 * z + p1 * p2 * x * z - p1 * p2
        e2 = (
            x**5 * z**3 - 3 * x**4 * z**2 + (p1 - 1) * x**3 * z**3 + 2 * x**3 * z**2 + 3 * x**3 * z
            + (-p1 - 1) * x**2 * z**2 - 2 * x**2 * z - x**2
        )  # fmt: skip
        return linear * e1 / e0 + (noise + nonlinear) * e2 / e0 + nonlinear


def harmonics(dimension: int, degree: int) -> int:
    """N(d, k): spherical harmonics of a degree."""
    if degree == 0:
        return 1
    count = (2 * degree + dimension - 2) * mp.binomial(degree + dimension - 3, degree - 1) / degree
    return int(mp.nint(count))


def mercer(kernel: Function, dimension: int, degrees: int) -> list[mpf]:
    """The eigenvalues of the first degrees, by quadrature with the Gegenbauer polynomials that are 1 at 1."""

    def mean(function: Function) -> mpf:
        return mp.quad(lambda theta: function(mp.cos(theta)) * mp.sin(theta) ** (dimension - 2), [0, mp.pi / 2, mp.pi])

    def polynomial(degree: int, t: mpf) -> mpf:
        below, here = mpf(0), mpf(1)
        for k in range(degree):
            below, here = here, ((2 * k + dimension - 2) * t * here - k * below) / (k + dimension - 2)
        return here

    whole = mean(lambda t: mpf(1))
    return [mean(lambda t, k=k: kernel(t) * polynomial(k, t)) / whole for k in range(degrees)]


def tangent(t: mpf) -> mpf:
    """The tangent kernel of one hidden layer of ReLUs, 2 at t = 1."""
    angle = mp.acos(t)
    return (mp.sin(angle) + 2 * t * (mp.pi - angle)) / mp.pi


def bordelon(modes: Modes, p: int, ridge: Number, noise: Number) -> tuple[mpf, mpf]:
    """arXiv:2002.02561 and 2006.13198: their kappa and E_g; `ridge` is added to the sum of squares."""

    def gap(kappa: mpf) -> mpf:
        return 1 - ridge / kappa - modes.sum(lambda eta, v: eta / (kappa + p * eta))

    kappa = root(gap, mpf(10) ** -20, mpf(10) ** 10)
    gamma = p * modes.sum(lambda eta, v: eta**2 / (kappa + p * eta) ** 2)
    error = modes.sum(lambda eta, v: v * kappa**2 / (kappa + p * eta) ** 2) + modes.lost
    return kappa, (error + noise * gamma) / (1 - gamma)


def simon(modes: Modes, n: int, k: int, delta: Number, noise: Number) -> tuple[mpf, mpf]:
    """arXiv:2311.14646, the eigenframework of random features: test and train error."""

    def kappa_of(gamma: mpf) -> mpf:
        return gamma * (1 - modes.df1(gamma) / k)

    def gap(gamma: mpf) -> mpf:
        return (modes.df1(gamma) - n) * kappa_of(gamma) + delta

    low = modes.resolving(min(n, k))
    gamma = root(gap, low, mpf(10) ** 30)
    kappa, z, q = kappa_of(gamma), modes.df1(gamma), modes.df2(gamma)
    bias = modes.sum(lambda eta, v: v * (gamma / (eta + gamma) - kappa * eta / (eta + gamma) ** 2 * k / (k - q)))
    test = (bias + noise) / (1 - (q * (k - 2 * z) + z**2) / (n * (k - q)))
    return test, (mpf(delta) / (n * kappa)) ** 2 * test


def cui_exponent(alpha: float, r: float, ell: float, noisy: bool) -> float:
    """arXiv:2105.15004: the decay of the excess error at large n, by the four regimes."""
    smooth = min(r, 1.0)
    noiseless = 2 * min(alpha, ell) * smooth
    return min(noiseless, 1 - min(1.0, ell / alpha)) if noisy else noiseless


class Cui:
    """arXiv:2105.15004: the equations on endless modes k^-alpha with powers k^-(1 + 2 alpha r), for small kappa.

    The sums are their expansions in kappa, whose coefficients are values of the zeta function (r is no multiple of
    1/2).
    """

    def __init__(self, alpha: Number, r: Number, noise: Number) -> None:
        self.alpha, self.r, self.noise = mpf(alpha), mpf(r), mpf(noise)
        self.lead = (mp.pi / self.alpha) / mp.sin(mp.pi / self.alpha)

    def terms(self, n: Number, ridge: Number) -> tuple[mpf, mpf]:
        """What the target makes of the excess error, and what the noise makes."""
        kappa = root(lambda kappa: kappa * (1 - self.df1(kappa) / n) - ridge, (self.lead / n) ** self.alpha / 2, 1)
        gamma = self.df2(kappa) / n
        return self.bias(kappa) / (1 - gamma), self.noise * gamma / (1 - gamma)

    def df1(self, kappa: mpf) -> mpf:
        tail = mp.fsum((-kappa) ** j * mp.zeta(-self.alpha * j) for j in range(4))
        return self.lead * kappa ** (-1 / self.alpha) + tail

    def df2(self, kappa: mpf) -> mpf:
        tail = mp.fsum((1 + j) * (-kappa) ** j * mp.zeta(-self.alpha * j) for j in range(4))
        return (1 - 1 / self.alpha) * self.lead * kappa ** (-1 / self.alpha) + tail

    def bias(self, kappa: mpf) -> mpf:
        alpha, r = self.alpha, self.r
        tail = mp.fsum(
            (1 + j) * (-kappa) ** j * kappa**2 * mp.zeta(1 + 2 * alpha * r - alpha * (2 + j)) for j in range(4)
        )
        return kappa ** (2 * r) * mp.gamma(2 * r) * mp.gamma(2 - 2 * r) / alpha + tail


def maloney(modes: Modes, N: int, T: int) -> mpf:
    """arXiv:2210.16859 without ridge: the scarcer of N and T resolves down to Delta."""
    scarce, ample = sorted((N, T))
    delta = modes.resolving(scarce)
    return delta * modes.sum(lambda eta, v: v / (eta + delta)) / (1 - mpf(scarce) / ample)

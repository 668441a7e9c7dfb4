"""High-precision reference for ridge regression and white linear random features.

An independent implementation, in mpmath, of the closed formulas of arXiv:2405.00592 ("Scaling and
renormalization in high-dimensional regression"): it imports nothing of the package it is there to judge, and
it writes every formula in the plain, subtractive form, leaving cancellation to the precision (120 digits by
default, of which the worst point of the golden table loses about half).

Model: eigenvalues eta_k of the data covariance, target power v_k = eta_k w_k^2, label noise sigma^2, P
samples, loss (1/P) sum (y - f)^2 + lambda |v|^2; features F^T x with F a D x N matrix of independent Gaussian
entries of variance 1/N (N = inf is plain ridge regression). With the mode sums at kappa2

    z = sum eta/(eta+kappa2)              q = sum (eta/(eta+kappa2))^2
    B = kappa2^2 sum v/(eta+kappa2)^2     T = kappa2 sum v/(eta+kappa2)

the theory reads

    lambda = kappa2 (1 - z/N) (1 - z/P)     kappa1 = lambda/(1 - z/P)     d = (N - z)/(N - q)
    gamma1 = [z - (z-q) d]/P     gamma2 = q/P
    signal = [d B + (1-d) T]/(1 - gamma1)     noise = sigma^2 gamma1/(1 - gamma1)
    E_g = signal + noise     E_test = E_g + sigma^2     E_train = (lambda/kappa1)^2 (E_g + sigma^2)
    Bias^2 = B     Var_F = (1-d)(T - B)     Var_X = B gamma2/(1 - gamma2)
    Var_XF = signal - Bias^2 - Var_X - Var_F
    Var_Xeps = sigma^2 gamma2/(1 - gamma2)     Var_FXeps = noise - Var_Xeps

Power laws are summed by Euler-Maclaurin: the first modes one by one, the integral of the rest in closed form
(hypergeometric functions), end corrections from exact Taylor coefficients. The result is checked by moving
the seam and the precision (`verify`), by quadrature and by brute force (test_reference.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mpmath import mp, mpf

DPS = 120
"""Working digits of `predict`."""

INF = mpf("inf")

OUTPUTS = (
    "kappa1",
    "kappa2",
    "df1",
    "df2",
    "gamma1",
    "train_error",
    "generalization_error",
    "test_error",
    "bias2",
    "var_features",
    "var_samples",
    "var_samples_features",
    "var_samples_noise",
    "var_samples_features_noise",
)
"""Keys of the dictionary `predict` returns, in order."""

Number = int | float | str | mpf


class Sums(NamedTuple):
    """The four mode sums of the theory at one kappa."""

    z: mpf
    q: mpf
    B: mpf
    T: mpf


# --------------------------------------------------------------------------------------------- spectra


@dataclass(frozen=True)
class Levels:
    """`multiplicities[i]` modes of eigenvalue `values[i]` and target power `powers[i]` each."""

    values: Sequence[Number]
    multiplicities: Sequence[Number]
    powers: Sequence[Number]

    @property
    def modes(self) -> mpf:
        return mp.fsum(mpf(m) for m in self.multiplicities)

    @property
    def top(self) -> mpf:
        return max(mpf(e) for e in self.values)

    def sums(self, kappa: mpf) -> Sums:
        z = q = B = T = mpf(0)
        for value, multiplicity, power in zip(self.values, self.multiplicities, self.powers, strict=True):
            eta, m, v = mpf(value), mpf(multiplicity), mpf(power)
            a, g = eta / (eta + kappa), kappa / (eta + kappa)
            z += m * a
            q += m * a**2
            B += m * v * g**2
            T += m * v * g
        return Sums(z, q, B, T)

    def traces(self) -> tuple[mpf, mpf]:
        """sum 1/eta and sum v/eta = sum w^2."""
        rows = list(zip(self.values, self.multiplicities, self.powers, strict=True))
        return mp.fsum(mpf(m) / mpf(e) for e, m, _ in rows), mp.fsum(mpf(m) * mpf(v) / mpf(e) for e, m, v in rows)


@dataclass(frozen=True)
class PowerLaw:
    """eta_k = scale k^-alpha and v_k = target_scale k^-decay, k = 1..modes; `modes` may be inf if alpha > 1.

    `source(alpha, r, ...)` builds one from the source exponent, decay = 1 + 2 alpha r. Modes below `seam` are
    summed one by one, the rest by Euler-Maclaurin with `order` derivative corrections at either end.
    """

    alpha: Number
    decay: Number
    modes: Number = INF
    scale: Number = 1
    target_scale: Number = 1
    seam: int = 400
    order: int = 20
    _cache: dict = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if mpf(self.alpha) <= 0 or mpf(self.modes) < 1:
            raise ValueError("alpha > 0 and modes >= 1 are needed")
        if mp.isinf(mpf(self.modes)) and (mpf(self.alpha) <= 1 or mpf(self.decay) <= 1):
            raise ValueError("an infinite spectrum needs alpha > 1 and decay > 1")

    @property
    def top(self) -> mpf:
        return mpf(self.scale)

    def sums(self, kappa: mpf) -> Sums:
        return _guarded(lambda: self._sums(mpf(kappa)))

    def traces(self) -> tuple[mpf, mpf]:
        """sum 1/eta and sum v/eta = sum w^2 (finite D)."""
        alpha, b, D = mpf(self.alpha), mpf(self.decay), mpf(self.modes)
        weights = power_sum(b - alpha, D) * mpf(self.target_scale) / mpf(self.scale)
        return power_sum(-alpha, D) / mpf(self.scale), weights

    def _sums(self, kappa: mpf) -> tuple[Sums, mpf]:
        """The sums at the present precision, and by what factor the largest intermediate exceeds them."""
        D, k = mpf(self.modes), kappa / mpf(self.scale)
        whole = 2 * self.seam >= D
        last = int(D) if whole else self.seam - 1
        growth, power = self._table(last)  # j^alpha and j^-decay, j = 1..last
        z = q = B = T = mpf(0)
        for a, v in zip(growth, power, strict=True):
            eta_share = 1 / (1 + k * a)
            g = k * a * eta_share
            z += eta_share
            q += eta_share**2
            T += v * g
            B += v * g**2
        largest = mpf(1)
        if not whole:
            M = mpf(self.seam)
            parts = (z, q, B, T)
            tail, sizes = _integrals(k, mpf(self.alpha), mpf(self.decay), M, D)
            lower = self._end(k, M)
            upper = (0, 0, 0, 0) if mp.isinf(D) else self._end(k, D)
            # sum_{M..D} f = integral + (f(M)+f(D))/2 + sum_j B_2j/(2j)! (f^(2j-1)(D) - f^(2j-1)(M))
            totals = [p + t + lo + up for p, t, lo, up in zip(parts, tail, lower, upper, strict=True)]
            largest = max(s / t for s, t in zip(sizes, totals, strict=True) if t > 0)
            if min(totals) <= 0:
                largest = mpf(10) ** (2 * mp.dps)
            z, q, B, T = totals
        c = mpf(self.target_scale)
        return Sums(z, q, c * B, c * T), largest

    def _table(self, last: int) -> tuple[list[mpf], list[mpf]]:
        key = ("table", mp.prec)
        if key not in self._cache:
            logs = [mp.log(j) for j in range(1, last + 1)]
            alpha, b = mpf(self.alpha), mpf(self.decay)
            self._cache[key] = [mp.exp(alpha * x) for x in logs], [mp.exp(-b * x) for x in logs]
        return self._cache[key]

    def _end(self, k: mpf, x: mpf) -> tuple[mpf, mpf, mpf, mpf]:
        """Half the end term plus the Bernoulli corrections, at x = seam or (other signs) at x = D.

        The Taylor coefficients c_n of f(x (1 + t)) = sum c_n t^n are exact: binomial series, one reciprocal,
        products.
        """
        n = 2 * self.order
        key = ("end", mp.prec, x)
        if key not in self._cache:
            alpha, b = mpf(self.alpha), mpf(self.decay)
            weights = [mp.bernoulli(2 * j) / (2 * j) / x ** (2 * j - 1) for j in range(1, self.order + 1)]
            self._cache[key] = _binomial(alpha, n), _binomial(-b, n), x**alpha, x**-b, weights
        A, V, xa, xb, weights = self._cache[key]
        u = k * xa
        Z = _reciprocal([1 + u] + [u * a for a in A[1:]])
        G = _product([u * a for a in A], Z)
        T = _product([xb * v for v in V], G)
        sign = 1 if x == mpf(self.modes) else -1
        out = []
        for c in (Z, _product(Z, Z), _product(T, G), T):
            odd = mp.fsum(w * c[2 * j + 1] for j, w in enumerate(weights))
            out.append(c[0] / 2 + sign * odd)
        return tuple(out)


def source(
    alpha: Number, r: Number, modes: Number = INF, scale: Number = 1, target_scale: Number = 1, **options: int
) -> PowerLaw:
    """Power law with source exponent r: v_k = target_scale k^-(1 + 2 alpha r)."""
    with mp.workdps(4 * DPS):
        decay = 1 + 2 * mpf(alpha) * mpf(r)
    return PowerLaw(alpha, decay, modes, scale, target_scale, **options)


def isotropic(modes: Number, scale: Number = 1, total: Number = 1) -> Levels:
    """D equal eigenvalues, sum w^2 = total spread evenly."""
    with mp.workdps(4 * DPS):
        power = mpf(scale) * mpf(total) / mpf(modes)
    return Levels([scale], [modes], [power])


def weighted_levels(values: Sequence[Number], multiplicities: Sequence[Number], weights: Sequence[Number]) -> Levels:
    """Levels with the weights w^2 of each mode in place of the powers v = eta w^2."""
    with mp.workdps(4 * DPS):
        powers = [mpf(e) * mpf(w) for e, w in zip(values, weights, strict=True)]
    return Levels(values, multiplicities, powers)


Spectrum = Levels | PowerLaw


def power_sum(p: Number, D: Number) -> mpf:
    """sum_{k=1}^D k^-p, any real p (D = inf needs p > 1)."""
    p, D = mpf(p), mpf(D)
    if D <= 1000:
        return mp.fsum(mpf(j) ** -p for j in range(1, int(D) + 1))
    if mp.isinf(D):
        return mp.zeta(p)
    if p == 1:
        return mp.harmonic(D)
    with mp.extradps(40):
        return mp.zeta(p) - mp.zeta(p, D + 1)


# ------------------------------------------------------------------------------------ power-law integrals


def _integrals(k: mpf, alpha: mpf, b: mpf, M: mpf, D: mpf) -> tuple[tuple[mpf, ...], tuple[mpf, ...]]:
    """Integrals over x in [M, D] of the terms of z, q, B, T, and the size of the largest term of each.

    With a(x) = 1/(1 + k x^alpha) and g = 1 - a:
        Iz = int a,  from  int_0^X a = X 2F1(1, 1/alpha; 1 + 1/alpha; -k X^alpha)
        IT = int x^-b g,  from  int_X^inf x^-b g = X^(1-b)/(b-1) 2F1(1, s; 1+s; -1/(k X^alpha)),
                                                                                      s = (b-1)/alpha
    and by parts, as x a' = -alpha a g and x g' = alpha a g,
        Iz - Iq = (Iz - [x a])/alpha        IT - IB = ([x^(1-b) g] + (b-1) IT)/alpha.
    """

    def below(X: mpf) -> mpf:
        return X * mp.hyp2f1(1, 1 / alpha, 1 + 1 / alpha, -k * X**alpha)

    def above(X: mpf) -> mpf:
        return X ** (1 - b) / (b - 1) * mp.hyp2f1(1, s, 1 + s, -1 / (k * X**alpha))

    def share(X: mpf) -> mpf:
        return 1 / (1 + k * X**alpha)

    def rest(X: mpf) -> mpf:
        return k * X**alpha / (1 + k * X**alpha)

    s = (b - 1) / alpha
    finite = not mp.isinf(D)
    z_hi = below(D) if finite else mp.pi / alpha / mp.sin(mp.pi / alpha) * k ** (-1 / alpha)
    z_lo = below(M)
    Iz = z_hi - z_lo
    z_ends = (D * share(D) if finite else 0) - M * share(M)
    Iq = Iz - (Iz - z_ends) / alpha
    if s > 0 or s != mp.nint(s):
        t_lo, t_hi = above(M), (above(D) if finite else mpf(0))
        IT = t_lo - t_hi
    else:  # decay 1, or 1 - alpha, ...: the antiderivative has a logarithm
        IT = quadrature(lambda x: x**-b * rest(x), M, D)
        t_lo = t_hi = IT
    t_ends = (D ** (1 - b) * rest(D) if finite else 0) - M ** (1 - b) * rest(M)
    IB = IT - (t_ends + (b - 1) * IT) / alpha
    size_z, size_t = max(z_hi, z_lo), max(abs(t_lo), abs(t_hi), abs((b - 1) * IT / alpha))
    return (Iz, Iq, IB, IT), (size_z, size_z, size_t, size_t)


def quadrature(f, a: mpf, b: mpf) -> mpf:
    """int_a^b f(x) dx for f of power-law type: Gauss-Legendre panels of width at most 1/2 in log x."""
    a, b = mp.log(a), mp.log(b)
    panels = int(mp.ceil(2 * (b - a)))
    points = [a + (b - a) * i / panels for i in range(panels + 1)]

    def integrand(t: mpf) -> mpf:
        x = mp.exp(t)
        return x * f(x)

    size = max(abs(integrand(t)) for t in points)  # mp.quad stops at an absolute error
    return size * mp.quad(lambda t: integrand(t) / size, points, method="gauss-legendre")


def _guarded(compute) -> Sums:
    """Repeat `compute` with more digits until what cancellation takes leaves the present precision whole."""
    target, work = mp.dps, mp.dps + 20
    while True:
        with mp.workdps(work):
            sums, largest = compute()
            lost = int(mp.ceil(mp.log10(max(largest, 1))))
        if work - lost >= target + 5:
            return Sums(*(+x for x in sums))
        work = max(target + lost + 20, work + 20)


def _binomial(p: mpf, n: int) -> list[mpf]:
    out = [mpf(1)]
    for j in range(n):
        out.append(out[-1] * (p - j) / (j + 1))
    return out


def _product(f: list[mpf], g: list[mpf]) -> list[mpf]:
    return [mp.fdot(f[: n + 1], g[n::-1]) for n in range(len(f))]


def _reciprocal(f: list[mpf]) -> list[mpf]:
    out = [1 / f[0]]
    for n in range(1, len(f)):
        out.append(-mp.fdot(f[1 : n + 1], out[n - 1 :: -1]) * out[0])
    return out


# ---------------------------------------------------------------------------------------------- equations


def _root(f, low: mpf, high: mpf, start: mpf) -> mpf:
    """Root of an increasing f in [low, high] (f returns value and slope): Newton, kept inside the bracket.

    Newton doubles the digits, so a step below half the digits in use is the last but one.
    """
    x, previous, last = start, high - low, False
    small = mpf(10) ** (-(mp.dps // 2) - 5)
    for _ in range(20 * mp.prec):
        value, slope = f(x)
        if value < 0:
            low = x
        else:
            high = x
        step = -value / slope if slope > 0 and mp.isfinite(value) else INF
        if last:
            return x + step
        if low <= x + step <= high and abs(step) <= previous / 2:
            last = abs(step) < small * max(1, abs(x))
        else:
            step = (low + high) / 2 - x
        previous = abs(step)
        x += step
    raise ArithmeticError("no convergence")


def _bracket(f, start: mpf) -> tuple[mpf, mpf]:
    """Points either side of the root of an increasing f, by steps that double."""
    low = high = start
    step = mpf(1)
    while f(low)[0] > 0:
        high, low, step = low, low - step, 2 * step
    step = mpf(1)
    while f(high)[0] < 0:
        low, high, step = high, high + step, 2 * step
    return low, high


def kappa_min(spectrum: Spectrum, m: mpf) -> mpf:
    """The kappa at which z = m; 0 where m >= D. This is kappa2 of the ridgeless limit, m = min(P, N)."""
    if mpf(m) >= mpf(spectrum.modes):
        return mpf(0)

    def f(t: mpf) -> tuple[mpf, mpf]:
        s = spectrum.sums(mp.exp(t))
        return m - s.z, s.z - s.q

    start = mp.log(mpf(spectrum.top) / max(m, 1))
    low, high = _bracket(f, start)
    return mp.exp(_root(f, low, high, (low + high) / 2))


def kappa2(spectrum: Spectrum, P: mpf, N: mpf, lam: mpf) -> mpf:
    """Solution of lambda = kappa (1 - z/N) (1 - z/P) with z < min(P, N); its limit 0+ at lambda = 0."""
    P, N, lam = mpf(P), mpf(N), mpf(lam)
    floor = kappa_min(spectrum, min(P, N))
    if lam == 0:
        return floor
    target = mp.log(lam)

    def f(t: mpf) -> tuple[mpf, mpf]:  # t = log(kappa - floor)
        kappa = floor + mp.exp(t)
        s = spectrum.sums(kappa)
        p, n = 1 - s.z / P, 1 - s.z / N
        if p <= 0 or n <= 0:  # kappa - floor below the digits in use
            return -INF, mpf(1)
        slope = mp.exp(t) / kappa * (1 + (s.z - s.q) * (1 / (P * p) + 1 / (N * n)))
        return mp.log(kappa * p * n) - target, slope

    start = target if floor == 0 else min(target, mp.log(floor))
    low, high = _bracket(f, start)
    return floor + mp.exp(_root(f, low, high, (low + high) / 2))


def _scaled(weight: mpf, factor: mpf) -> mpf:
    """weight * factor with 0 * inf = 0: a term whose source is absent stays absent where it would diverge."""
    return mpf(0) if weight == 0 else weight * factor


def predict(
    spectrum: Spectrum, P: Number, N: Number = INF, lam: Number = 0, sigma2: Number = 0, dps: int = DPS
) -> dict[str, mpf]:
    """All outputs at one point; lam = 0 is the limit lambda -> 0+ (taken last); inf where one diverges."""
    with mp.workdps(dps):
        P, N, lam, sigma2 = mpf(P), mpf(N), mpf(lam), mpf(sigma2)
        k = kappa2(spectrum, P, N, lam)
        out = _ridged(spectrum.sums(k), k, P, N, lam, sigma2) if lam > 0 else _ridgeless(spectrum, k, P, N, sigma2)
        out["test_error"] = out["generalization_error"] + sigma2
        return {name: out[name] for name in OUTPUTS}


def _ridged(s: Sums, k: mpf, P: mpf, N: mpf, lam: mpf, sigma2: mpf) -> dict[str, mpf]:
    z, q, B, T = s
    kappa1 = lam / (1 - z / P)
    d = (1 - z / N) / (1 - q / N)
    gamma1 = (z - (z - q) * d) / P
    gamma2 = q / P
    signal = (d * B + (1 - d) * T) / (1 - gamma1)
    noise = sigma2 * gamma1 / (1 - gamma1)
    var_f = (1 - d) * (T - B)
    var_x = B * gamma2 / (1 - gamma2)
    var_xe = sigma2 * gamma2 / (1 - gamma2)
    var_xf = signal - B - var_x - var_f
    var_xfe = noise - var_xe
    if mp.isinf(N) or mp.isinf(P):  # no features, or no finite sample: the differences are identically zero
        var_xf = var_xfe = mpf(0)
    return {
        "kappa1": kappa1,
        "kappa2": k,
        "df1": z,
        "df2": q,
        "gamma1": gamma1,
        "train_error": (lam / kappa1) ** 2 * (signal + noise + sigma2),
        "generalization_error": signal + noise,
        "bias2": B,
        "var_features": var_f,
        "var_samples": var_x,
        "var_samples_features": var_xf,
        "var_samples_noise": var_xe,
        "var_samples_features_noise": var_xfe,
    }


def _ridgeless(spectrum: Spectrum, k: mpf, P: mpf, N: mpf, sigma2: mpf) -> dict[str, mpf]:
    """The limit lambda -> 0+ of the formulas above, case by case.

    m = min(P, N). For D > m, kappa2 > 0 and z = m. For D <= m, kappa2 -> 0 and z = D; if D = P or D = N the
    factors that vanish with kappa2 are compared to first order,
        z = D - kappa2 s1,   q = D - 2 kappa2 s1,   T = kappa2 t1,   B = O(kappa2^2),
    with s1 = sum 1/eta and t1 = sum w^2.
    """
    D, zero = mpf(spectrum.modes), mpf(0)
    if k > 0:  # D > min(P, N)
        s = spectrum.sums(k)
        q, B, T = s.q, s.B, s.T
        out = {"kappa2": k, "df1": min(P, N), "df2": q, "bias2": B}
        if P < N:
            d = (1 - P / N) / (1 - q / N)
            gamma1 = (P - (P - q) * d) / P
            out |= {"kappa1": k * (1 - P / N), "gamma1": gamma1, "var_features": (1 - d) * (T - B)}
            signal = (d * B + (1 - d) * T) / (1 - gamma1)
            noise = sigma2 * gamma1 / (1 - gamma1)
            shrink = zero  # lambda/kappa1
        elif N < P:
            out |= {"kappa1": zero, "gamma1": N / P, "var_features": T - B}
            signal = T / (1 - N / P)
            noise = sigma2 * (N / P) / (1 - N / P)
            shrink = 1 - N / P
        else:  # interpolation threshold: 1 - gamma1 -> 0 with d -> 0
            out |= {"kappa1": zero, "gamma1": mpf(1), "var_features": T - B}
            signal, noise = _scaled(T, INF), _scaled(sigma2, INF)
            shrink = None
        gamma2 = q / P
        out["var_samples"] = B * gamma2 / (1 - gamma2)
        out["var_samples_noise"] = sigma2 * gamma2 / (1 - gamma2)
        out["var_samples_features"] = signal - B - out["var_samples"] - out["var_features"]
        out["var_samples_features_noise"] = noise - out["var_samples_noise"]
        if mp.isinf(N) or mp.isinf(P):
            out["var_samples_features"] = out["var_samples_features_noise"] = zero
    else:  # D <= min(P, N): everything is learnt, the noise remains
        out = {"kappa1": zero, "kappa2": zero, "df1": D, "df2": D, "bias2": zero}
        out |= {"var_features": zero, "var_samples": zero, "var_samples_features": zero}
        load = zero if mp.isinf(P) else D / P  # P = inf comes before lambda -> 0
        out["gamma1"] = load
        signal = extra = zero
        if D < P or mp.isinf(P):
            noise = sigma2 * load / (1 - load)
            out["var_samples_noise"] = noise
            shrink = 1 - load
        else:  # D = P
            s1, t1 = spectrum.traces()
            noise = _scaled(sigma2, INF)
            out["var_samples_noise"] = noise
            shrink = None
            if N == D:  # d -> 1/2, 1 - gamma1 -> (3/2) kappa2 s1/P: what F costs is comparable to the slack
                signal = out["var_samples_features"] = P * t1 / (3 * s1)
                extra = noise
            elif not mp.isinf(N):  # 1 - d ~ kappa2 s1/(N-P), so the difference of the two noise terms is finite
                extra = sigma2 * P / (4 * (N - P))
        out["var_samples_features_noise"] = extra
    out["generalization_error"] = signal + noise
    # E_train = (lambda/kappa1)^2 (E_g + sigma^2); at a threshold E_g ~ kappa1/lambda, so it vanishes
    out["train_error"] = zero if shrink is None else shrink**2 * (signal + noise + sigma2)
    return out


def verify(
    spectrum: Spectrum, P: Number, N: Number = INF, lam: Number = 0, sigma2: Number = 0, dps: int = DPS
) -> tuple[dict[str, mpf], mpf]:
    """`predict`, and its largest relative change when the seam, the order and the precision all change."""
    first = predict(spectrum, P, N, lam, sigma2, dps)
    other = spectrum
    if isinstance(spectrum, PowerLaw):
        other = PowerLaw(
            spectrum.alpha,
            spectrum.decay,
            spectrum.modes,
            spectrum.scale,
            spectrum.target_scale,
            seam=(spectrum.seam * 8) // 5,
            order=spectrum.order + 4,
        )
    second = predict(other, P, N, lam, sigma2, dps + 40)
    with mp.workdps(dps):
        worst = mpf(0)
        for name in OUTPUTS:
            a, b = first[name], second[name]
            if a != b:
                worst = max(worst, abs(a - b) / max(abs(a), abs(b)) if mp.isfinite(a) and mp.isfinite(b) else INF)
        return first, worst

"""High-precision reference for every random matrix of the theory: any features, ensembles, correlated samples.

An independent implementation in mpmath, beside `mp_reference`, whose spectra it takes. It imports nothing of the
package, and writes every formula in its plain, subtractive form.

Sources: arXiv:2405.00592 for features, their noise and the decomposition; arXiv:2408.04607 for correlated samples;
bags of overlapping samples are derived here from the former and are not known to be in print.

Layers. The features are F^T x, F = F_1 ... F_L. Layer l of width N acts on M inputs (M = D, or the width before it)
and has the S-transform S_l, Theta_l = dlog S_l/dlog z, at z = sum eta/(eta+kappa2):

    white, entries of variance 1/N        S = 1/(1 - z/N)                Theta = z/(N-z)
    orthogonal, sqrt(M/N) x orthonormal   S = (1 - z/M)/(1 - z/N)        Theta = z/(N-z) - z/(M-z)
    structured, variance s_j/N in row j   S = N/(z kF)                   Theta = qF/(z-qF)
        with sum_j s_j/(s_j+kF) = z and qF = sum_j (s_j/(s_j+kF))^2

Noise of the features. phi = F^T x + xi has, at given F, the covariance F^T Sigma F + s with s the variance of xi.
Ridge regression on phi has lambda = kappa1/S_W, and with u = kappa1 + s, N the last width,

    u = kappa2/prod_l S_l
    zbar = Tr cov (cov + kappa1)^-1 = N - (kappa1/u) (N - z)          (N = inf, s = tau/N: zbar = z + tau/u)
    d0 = dlog kappa2/dlog u = 1/(1 + (z-q)/z sum_l Theta_l)     d = dlog kappa2/dlog kappa1 = (kappa1/u) d0
    q1 = Tr (cov (cov + kappa1)^-1)^2 = zbar + dzbar/dlog kappa1
       = zbar - (kappa1/u) (s/u) (N - z) - (kappa1/u)^2 d0 (z-q)
    bias at given F = T - dT/dlog kappa1 = d B + (1-d) T

as the bias is G - kappa1 dG/dkappa1 with G = w' Sigma w - w' Sigma F (cov + kappa1)^-1 F' Sigma w = T(kappa2).
For one white layer all of this is the replacement of z by z + tau/kappa2, tau = N s. df1 is zbar.

Activations, by Gaussian equivalence: phi(h) - E phi(h) is mu1 h + mustar xi, h = F^T x of variance
(Tr Sigma/N) times the mean row variances of the layers before the last. Then s = mustar^2/mu1^2 and lambda/mu1^2
is the ridge; kappa1 is given in the user's units, mu1^2 times that of the solution.

Samples. Independent ones: lambda = kappa1 (1 - zbar/P), and gamma1 = q1/P, gamma2 = q/P. With correlation matrix
of eigenvalues k_t (mean 1) and label noise correlated alike: sum_t k_t/(k_t+kt) = z, lambda = kappa1 z kt/P,
qK = sum_t (k_t/(k_t+kt))^2 and qK/z^2 in place of 1/P in gamma1, gamma2;
E_train = (E_g + sigma^2) (lambda/kappa1) (z-qK)/z, which is (lambda/kappa1)^2 (E_g + sigma^2) for independent ones.

Terms, as in mp_reference: signal = [d B + (1-d) T]/(1-gamma1), noise = sigma^2 gamma1/(1-gamma1), Bias^2 = B,
Var_F = (1-d)(T-B), Var_X = B gamma2/(1-gamma2), Var_XF = signal - Bias^2 - Var_F - Var_X,
Var_Xeps = sigma^2 gamma2/(1-gamma2), Var_FXeps = noise - Var_Xeps.

Ensembles. The error of an average of K is E = own/K + (1 - 1/K) cross, with cross the covariance of two members'
errors. Members that share the fraction rho of their samples have it with rho gamma in place of gamma:
    same features    (B + Var_F)/(1 - rho gamma1) + sigma^2 rho gamma1/(1 - rho gamma1)
    other features    B/(1 - rho gamma2) + sigma^2 rho gamma2/(1 - rho gamma2)
The training error of an average is that of its own error where the members share their data, and else left out.

lambda = 0 is the limit lambda -> 0+. All outputs are rational in kappa2, mode sums and their inverses, hence analytic
in epsilon at kappa2 = kappa_min (1 + epsilon), where kappa_min is the kappa2 that lambda -> 0+ leaves (or at
epsilon times the smallest eigenvalue, where it leaves none). They are taken at epsilon = 1e-30 and 1e-60, at 200
digits; the ratio of the two says whether the limit is finite, 0 or infinite.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from mpmath import mp, mpf

from tests.reference.mp_reference import INF, OUTPUTS, Levels, Number, PowerLaw, Spectrum, Sums, kappa_min, power_sum

DPS = 80
"""Working digits of `predict` with a ridge; the limit lambda -> 0+ has LIMIT_DPS."""

LIMIT_DPS = 200

TERMS = tuple(name for name in OUTPUTS if name == "bias2" or name.startswith("var_"))


# ----------------------------------------------------------------------------------------------------- layers


@dataclass(frozen=True)
class White:
    width: Number

    def factor(self, z: mpf, inputs: mpf) -> tuple[mpf, mpf]:
        """1/S and Theta."""
        N = mpf(self.width)
        return 1 - z / N, z / N / (1 - z / N)

    def mean_variance(self) -> mpf:
        return mpf(1)


@dataclass(frozen=True)
class Orthogonal:
    width: Number

    def factor(self, z: mpf, inputs: mpf) -> tuple[mpf, mpf]:
        N, M = mpf(self.width), inputs
        if N > M:
            raise ValueError("an orthogonal layer cannot be wider than its input")
        if N == M:
            return mpf(1), mpf(0)
        return (1 - z / N) / (1 - z / M), z / N / (1 - z / N) - z / M / (1 - z / M)

    def mean_variance(self) -> mpf:
        return mpf(1)


@dataclass(frozen=True)
class PowerRows:
    """s_j = j^-decay, j = 1..width."""

    width: Number
    decay: Number
    seam: int = 400
    order: int = 20
    _cache: dict = field(default_factory=dict, compare=False, repr=False)

    def rows(self) -> Spectrum:
        if "rows" not in self._cache:
            self._cache["rows"] = PowerLaw(self.decay, 2, self.width, seam=self.seam, order=self.order)
        return self._cache["rows"]

    def factor(self, z: mpf, inputs: mpf) -> tuple[mpf, mpf]:
        return _structured(self.rows(), mpf(self.width), z, self._cache)

    def mean_variance(self) -> mpf:
        return power_sum(self.decay, self.width) / mpf(self.width)


@dataclass(frozen=True)
class ListedRows:
    """Row variances one by one, or with multiplicities."""

    values: Sequence[Number]
    multiplicities: Sequence[Number]
    _cache: dict = field(default_factory=dict, compare=False, repr=False)

    @property
    def width(self) -> mpf:
        return self.rows().modes

    def rows(self) -> Levels:
        return Levels(self.values, self.multiplicities, [0] * len(self.values))

    def factor(self, z: mpf, inputs: mpf) -> tuple[mpf, mpf]:
        return _structured(self.rows(), self.width, z, self._cache)

    def mean_variance(self) -> mpf:
        total = mp.fsum(mpf(v) * mpf(m) for v, m in zip(self.values, self.multiplicities, strict=True))
        return total / self.width


Layer = White | Orthogonal | PowerRows | ListedRows


def _structured(rows: Spectrum, N: mpf, z: mpf, cache: dict) -> tuple[mpf, mpf]:
    kF, q = inverse(rows, z, cache)
    return z * kF / N, q / (z - q)


# ------------------------------------------------------------------------------------------ noise, activations


@dataclass(frozen=True)
class AdditiveNoise:
    variance: Number


@dataclass(frozen=True)
class Moments:
    mu1: Number
    mustar2: Number


@dataclass(frozen=True)
class Activation:
    name: Literal["tanh", "relu", "erf"]


Nonlinearity = AdditiveNoise | Moments | Activation


def gaussian_mean(f: Callable[[mpf], mpf], variance: mpf) -> mpf:
    """E f(h), h ~ N(0, variance): Gauss-Legendre on panels, out to where the density is below the digits in use."""
    reach = int(mp.ceil(mp.sqrt(2 * mp.dps * mp.log(10)))) + 1
    panels = max(1, int(mp.ceil(mp.sqrt(variance))))  # tanh varies over 1, whatever the deviation
    points = [mpf(i) / panels for i in range(-reach * panels, reach * panels + 1)]
    deviation = mp.sqrt(variance)

    def integrand(x: mpf) -> mpf:
        return mp.exp(-x * x / 2) * f(deviation * x)

    return mp.quad(integrand, points, method="gauss-legendre") / mp.sqrt(2 * mp.pi)


def moments(name: str, variance: Number) -> tuple[mpf, mpf]:
    """mu1 = E phi'(h) and mustar^2 = E phi^2 - (E phi)^2 - mu1^2 E h^2 at h ~ N(0, variance)."""
    v = mpf(variance)
    if name == "relu":
        return mpf(1) / 2, v * (mpf(1) / 4 - 1 / (2 * mp.pi))
    if name == "erf":
        mu1 = 2 / mp.sqrt(mp.pi * (1 + 2 * v))
        return mu1, 2 / mp.pi * mp.asin(2 * v / (1 + 2 * v)) - mu1**2 * v
    if name == "tanh":
        square = gaussian_mean(lambda h: mp.tanh(h) ** 2, v)
        mu1 = 1 - square
        return mu1, square - mu1**2 * v
    raise ValueError(f"unknown activation {name}")


def trace(spectrum: Spectrum) -> mpf:
    """Tr Sigma."""
    if isinstance(spectrum, PowerLaw):
        return mpf(spectrum.scale) * power_sum(spectrum.alpha, spectrum.modes)
    return mp.fsum(mpf(m) * mpf(e) for e, m in zip(spectrum.values, spectrum.multiplicities, strict=True))


# --------------------------------------------------------------------------------------- correlated samples


@dataclass(frozen=True)
class Autoregressive:
    """rho^|t-s|. Its eigenvalues one by one up to `explicit` samples, and else its determinant."""

    rho: Number
    explicit: int = 3000
    _cache: dict = field(default_factory=dict, compare=False, repr=False)

    def spectrum(self, P: mpf) -> Levels | Chain:
        if self.explicit < P or mp.floor(P) != P:
            return Chain(mpf(self.rho), P)
        key = (P, mp.prec)
        if key not in self._cache:
            values = eigenvalues(mpf(self.rho), int(P))
            self._cache[key] = Levels(values, [1] * int(P), [0] * int(P))
        return self._cache[key]


def eigenvalues(rho: mpf, P: int) -> list[mpf]:
    """Eigenvalues of the P x P matrix rho^|t-s|: k = (1-r^2)/(1 - 2 r cos th + r^2), r = |rho|, where
    (P+1) th + 2 atan(r sin th/(1 - r cos th)) = j pi, j = 1..P (the sign of rho permutes them)."""
    r = abs(rho)
    out = []
    for j in range(1, P + 1):

        def f(th: mpf, j: int = j) -> tuple[mpf, mpf]:
            c, s = mp.cos_sin(th)
            inner = 1 - 2 * r * c + r * r
            return (P + 1) * th + 2 * mp.atan2(r * s, 1 - r * c) - j * mp.pi, P + 1 + 2 * r * (c - r) / inner

        th = increasing_root(f, mp.pi * (j - mpf(1) / 2) / (P + 1))
        out.append((1 - r * r) / (1 - 2 * r * mp.cos(th) + r * r))
    return out


@dataclass(frozen=True)
class Chain:
    """The spectrum of P samples of AR(1) by the determinant of 1 + kt K^-1, K^-1 being tridiagonal.

    With c = kt/(1-rho^2) the matrix has 1 + c (1+rho^2) on the diagonal (1 + c at the two ends) and -c rho beside it.
    Toeplitz determinants of size n are (x^(n+1) - y^(n+1))/(x - y), x and y the roots of t^2 - a t + (c rho)^2.
    z = P - dlog det/dlog kt and z - qK = d^2 log det/dlog kt^2, by central differences: the step is 10^-digits, at
    four times the digits.
    """

    rho: mpf
    modes: mpf

    @property
    def top(self) -> mpf:
        """A scale from which to look for kt."""
        return mpf(1)

    def log_det(self, t: mpf) -> mpf:
        r2, P = self.rho**2, self.modes
        c = mp.exp(t) / (1 - r2)
        a, b = 1 + c * (1 + r2), c * abs(self.rho)
        root = mp.sqrt(a * a - 4 * b * b)
        x, y = (a + root) / 2, (a - root) / 2
        ratio = y / x

        def toeplitz(n: mpf) -> mpf:  # over x^P
            return (x - y * ratio**n) / root * x ** (n - P)

        ends = toeplitz(P) - 2 * c * r2 * toeplitz(P - 1) + (c * r2) ** 2 * toeplitz(P - 2)
        return P * mp.log(x) + mp.log(ends)

    def sums(self, kt: mpf) -> Sums:
        digits = mp.dps + int(mp.log10(self.modes)) + 10 + abs(int(mp.log10(kt)))
        with mp.workdps(4 * digits):
            t, h = mp.log(kt), mpf(10) ** -digits
            low, mid, high = (self.log_det(t + i * h) for i in (-1, 0, 1))
            z = self.modes - (high - low) / (2 * h)
            spread = (high - 2 * mid + low) / h**2
        return Sums(+z, z - spread, mpf(0), mpf(0))


@dataclass(frozen=True)
class PowerCorrelation:
    """k_t ~ t^-decay, t = 1..P, of mean 1."""

    decay: Number
    seam: int = 400
    order: int = 20
    _cache: dict = field(default_factory=dict, compare=False, repr=False)

    def spectrum(self, P: mpf) -> PowerLaw:
        key = (P, mp.prec)
        if key not in self._cache:
            scale = P / power_sum(self.decay, P)
            self._cache[key] = PowerLaw(self.decay, 2, P, scale, seam=self.seam, order=self.order)
        return self._cache[key]


@dataclass(frozen=True)
class ListedCorrelation:
    """Eigenvalues of mean 1, each with its share of the P."""

    values: Sequence[Number]
    multiplicities: Sequence[Number]

    def spectrum(self, P: mpf) -> Levels:
        whole = mp.fsum(mpf(m) for m in self.multiplicities)
        mean = mp.fsum(mpf(v) * mpf(m) for v, m in zip(self.values, self.multiplicities, strict=True)) / whole
        if mean != 1:
            raise ValueError("eigenvalues of mean 1 are needed")
        return Levels(self.values, [mpf(m) * P / whole for m in self.multiplicities], [0] * len(self.values))


Correlation = Autoregressive | PowerCorrelation | ListedCorrelation


# ------------------------------------------------------------------------------------------------ the problem


@dataclass(frozen=True)
class Ensemble:
    members: Number
    draws: Literal["features", "samples", "both"]
    overlap: Number = 0


@dataclass(frozen=True)
class Problem:
    """Everything but the ridge."""

    spectrum: Spectrum
    samples: Number
    layers: tuple[Layer, ...] = ()
    sigma2: Number = 0
    nonlinearity: Nonlinearity | None = None
    correlation: Correlation | None = None
    ensemble: Ensemble | None = None

    def refined(self) -> Problem:
        """The same with every Euler-Maclaurin sum cut elsewhere."""

        def other(x: object) -> object:
            return replace(x, seam=x.seam * 8 // 5, order=x.order + 4, _cache={}) if hasattr(x, "seam") else x

        layers = tuple(other(layer) for layer in self.layers)
        return replace(self, spectrum=other(self.spectrum), layers=layers, correlation=other(self.correlation))


class Noise(NamedTuple):
    """mu1^2; the variance s of a feature and tau = N s in units of mu1^2."""

    unit: mpf
    variance: mpf
    tau: mpf


def feature_noise(problem: Problem) -> Noise:
    how, zero = problem.nonlinearity, mpf(0)
    if how is None:
        return Noise(mpf(1), zero, zero)
    N = mpf(problem.layers[-1].width)
    if problem.correlation is not None:
        raise ValueError("noise of the features and correlated samples do not go together")
    if isinstance(how, Activation):
        if not isinstance(problem.layers[-1], White | Orthogonal):
            raise ValueError("an activation needs pre-activations of equal variance")
        power = trace(problem.spectrum)
        for layer in problem.layers[:-1]:
            power *= layer.mean_variance()
        if mp.isinf(N):
            mu1 = {"tanh": mpf(1), "relu": mpf(1) / 2, "erf": 2 / mp.sqrt(mp.pi)}[how.name]
            return Noise(mu1**2, zero, power * (1 - 2 / mp.pi) if how.name == "relu" else zero)
        mu1, mustar2 = moments(how.name, power / N)
    elif isinstance(how, Moments):
        mu1, mustar2 = mpf(how.mu1), mpf(how.mustar2)
    else:
        mu1, mustar2 = mpf(1), mpf(how.variance)
    s = mustar2 / mu1**2
    if mp.isinf(N) and s > 0:
        raise ValueError("infinitely many noisy features")
    return Noise(mu1**2, s, zero if s == 0 else N * s)


# ------------------------------------------------------------------------------------------------- the solution


class State(NamedTuple):
    """What the formulas need at one kappa2; see the module's text."""

    kappa2: mpf
    sums: Sums
    u: mpf
    kappa1: mpf
    zbar: mpf
    q1: mpf
    d0: mpf
    d: mpf


class Sampling(NamedTuple):
    """lambda/kappa1, E_train/(E_g + sigma^2) over lambda/kappa1, and gamma2/q."""

    inverse_s: mpf
    free: mpf
    weight: mpf


def state(problem: Problem, noise: Noise, k: mpf) -> State | None:
    """The state at kappa2 = k; None where z is beyond a width."""
    sums = problem.spectrum.sums(k)
    z, q = sums.z, sums.q
    u, theta, inputs = k, mpf(0), mpf(problem.spectrum.modes)
    for layer in problem.layers:
        N = mpf(layer.width)
        if z >= N:
            return None
        inverse_s, layer_theta = layer.factor(z, inputs)
        u, theta, inputs = u * inverse_s, theta + layer_theta, N
    d0 = 1 / (1 + (z - q) / z * theta)
    s = noise.variance
    kappa1 = u - s
    if s == 0:
        zbar, d = z + noise.tau / u, d0
        q1 = zbar - noise.tau / u - (z - q) * d
    else:
        kept, lost = kappa1 / u, s / u
        zbar, d = inputs - kept * (inputs - z), kept * d0
        q1 = zbar - kept * lost * (inputs - z) - kept**2 * d0 * (z - q)
    return State(k, sums, u, kappa1, zbar, q1, d0, d)


def sampling(problem: Problem, at: State, cache: dict) -> Sampling | None:
    """None where the degrees of freedom exceed the samples."""
    P, z = mpf(problem.samples), at.zbar
    if mp.isinf(P):
        return Sampling(mpf(1), mpf(1), mpf(0))
    if z >= P:
        return None
    if problem.correlation is None:
        return Sampling(1 - z / P, 1 - z / P, 1 / P)
    kt, qK = inverse(problem.correlation.spectrum(P), z, cache)
    return Sampling(z * kt / P, (z - qK) / z, qK / z**2)


def increasing_root(f: Callable[[mpf], tuple[mpf, mpf]], start: mpf) -> mpf:
    """Root of an increasing f (value and slope): Newton, by halves where it would leave what is known to hold it.

    Newton doubles the digits, so a step below half the digits in use is the last but one.
    """
    x, low, high, last = start, -INF, INF, False
    small = mpf(10) ** (-(mp.dps // 2) - 5)
    previous = INF
    for turn in range(40 * mp.prec):
        value, slope = f(x)
        if value == 0:
            return x
        if value < 0:
            low = x
        else:
            high = x
        step = -value / slope if slope > 0 and mp.isfinite(value) else (mpf(20) if value < 0 else mpf(-20))
        if last:
            return x + step
        if mp.isfinite(value) and slope > 0 and abs(step) < small * max(1, abs(x)):
            last = True
        elif mp.isfinite(low) and mp.isfinite(high):
            inside = low < x + step < high
            if not inside or (turn > 20 and abs(step) > previous / 2):
                step = (low + high) / 2 - x
        previous = abs(step)
        x += step
    raise ArithmeticError("no convergence")


def inverse(spectrum: Spectrum | Chain, z: mpf, cache: dict) -> tuple[mpf, mpf]:
    """The kappa at which sum k/(k+kappa) = z, and sum (k/(k+kappa))^2 there.

    Newton in log kappa on log z/(D - z), which is linear where all k are equal. `cache` keeps the last root as start.
    """
    D = mpf(spectrum.modes)
    close = max(0, int(-mp.log10(1 - z / D)))  # digits that D - z costs
    with mp.workdps(mp.dps + close):
        wanted = mp.log(z / (D - z))

        def f(t: mpf) -> tuple[mpf, mpf]:
            s = spectrum.sums(mp.exp(t))
            if s.z >= D:  # t so low that the digits do not tell
                return -INF, mpf(1)
            return wanted - mp.log(s.z / (D - s.z)), (s.z - s.q) * D / (s.z * (D - s.z))

        start = cache.get("root", mp.log(mpf(spectrum.top)) - wanted)
        t = cache["root"] = increasing_root(f, start)
        kappa = mp.exp(t)
        q = spectrum.sums(kappa).q
    return +kappa, +q


def lowest(problem: Problem, noise: Noise) -> mpf:
    """kappa2 in the limit lambda -> 0+, the lower end of the kappa2 of all lambda > 0."""
    spectrum, P = problem.spectrum, mpf(problem.samples)
    widths = [mpf(layer.width) for layer in problem.layers]
    if noise.variance == 0 and noise.tau == 0:
        return kappa_min(spectrum, min([P, *widths]))
    low = kappa_min(spectrum, min(widths))
    top = mp.log(mpf(spectrum.top))
    if noise.variance > 0:  # where kappa1 = 0, that is u = s

        def of_u(t: mpf) -> tuple[mpf, mpf]:
            at = state(problem, noise, low + mp.exp(t))
            if at is None:
                return -INF, mpf(1)
            return mp.log(at.u / noise.variance), mp.exp(t) / at.kappa2 / at.d0

        low += mp.exp(increasing_root(of_u, min(top, mp.log(noise.variance))))
        if widths[-1] <= P:  # there zbar = N
            return low
    if mp.isinf(P):
        return low

    N = widths[-1]

    def of_zbar(t: mpf) -> tuple[mpf, mpf]:  # where zbar = P: log (N - zbar)/zbar is nearly linear at both ends
        at = state(problem, noise, low + mp.exp(t))
        if at is None or at.kappa1 <= 0:
            return -INF, mpf(1)
        value, slope = mp.log(P / at.zbar), (at.zbar - at.q1) / at.zbar
        if not mp.isinf(N):
            value, slope = value + mp.log((N - at.zbar) / (N - P)), slope * N / (N - at.zbar)
        return value, mp.exp(t) / at.kappa2 / at.d * slope

    return low + mp.exp(increasing_root(of_zbar, top))


def solve(problem: Problem, noise: Noise, lam: mpf) -> State:
    """The state at lambda = lam > 0 (in units of mu1^2), by Newton in log (kappa2 - its lowest value)."""
    low, cache, wanted = lowest(problem, noise), {}, mp.log(lam)

    def f(t: mpf) -> tuple[mpf, mpf]:
        at = state(problem, noise, low + mp.exp(t))
        if at is None or at.kappa1 <= 0:
            return -INF, mpf(1)
        how = sampling(problem, at, cache)
        if how is None:
            return -INF, mpf(1)
        value = mp.log(at.kappa1 * how.inverse_s) - wanted
        return value, mp.exp(t) / at.kappa2 / at.d * (1 + steepness(at, how))

    t = increasing_root(f, wanted if low == 0 else min(wanted, mp.log(low)))
    at = state(problem, noise, low + mp.exp(t))
    assert at is not None
    return at


def steepness(at: State, how: Sampling) -> mpf:
    """dlog (lambda/kappa1)/dlog kappa1 = (zbar - q1) weight/free: (zbar - q1)/(P - zbar) for independent samples."""
    return (at.zbar - at.q1) * how.weight / how.free


def outputs(problem: Problem, noise: Noise, at: State, cache: dict | None = None) -> dict[str, mpf]:
    """All outputs from the state."""
    how = sampling(problem, at, {} if cache is None else cache)
    assert how is not None
    sigma2, (_, q, B, T), d = mpf(problem.sigma2), at.sums, at.d
    gamma1, gamma2 = at.q1 * how.weight, q * how.weight
    own = terms(B, T, d, gamma1, gamma2, sigma2)
    if how.weight == 0 or (d == 1 and noise.variance == 0):  # nothing random in the features, or in the data
        own |= {"var_samples_features": mpf(0), "var_samples_features_noise": mpf(0)}
    total = own if problem.ensemble is None else average(problem.ensemble, own, (B, T, d, gamma1, gamma2, sigma2))
    risk = mp.fsum(total.values())
    out = {
        "kappa1": at.kappa1 * noise.unit,
        "kappa2": at.kappa2,
        "df1": at.zbar,
        "df2": q,
        "gamma1": gamma1,
        "train_error": (risk + sigma2) * how.free * how.inverse_s,
        "generalization_error": risk,
        "test_error": risk + sigma2,
        **total,
    }
    if problem.ensemble is not None and problem.ensemble.draws != "features":
        del out["train_error"]
    return {name: out[name] for name in OUTPUTS if name in out}


def terms(B: mpf, T: mpf, d: mpf, gamma1: mpf, gamma2: mpf, sigma2: mpf) -> dict[str, mpf]:
    """The six terms of a single predictor."""
    signal, noise = (d * B + (1 - d) * T) / (1 - gamma1), sigma2 * gamma1 / (1 - gamma1)
    var_f, var_x, var_xe = (1 - d) * (T - B), B * gamma2 / (1 - gamma2), sigma2 * gamma2 / (1 - gamma2)
    return {
        "bias2": B,
        "var_features": var_f,
        "var_samples": var_x,
        "var_samples_features": signal - B - var_f - var_x,
        "var_samples_noise": var_xe,
        "var_samples_features_noise": noise - var_xe,
    }


def average(how: Ensemble, own: dict[str, mpf], x: tuple[mpf, ...]) -> dict[str, mpf]:
    """own/K + (1 - 1/K) cross, term by term; x: the arguments of `terms`."""
    B, T, d, gamma1, gamma2, sigma2 = x
    rho = mpf(1) if how.draws == "features" else mpf(how.overlap)
    if how.draws == "samples":  # the same features
        cross = terms(B, T, d, rho * gamma1, rho * gamma2, sigma2)
        if own["var_samples_features"] == own["var_samples_features_noise"] == 0 or rho == 0:
            cross |= {"var_samples_features": mpf(0), "var_samples_features_noise": mpf(0)}
    else:
        cross = terms(B, T, mpf(1), mpf(0), rho * gamma2, sigma2)
        cross |= {"var_samples_features": mpf(0), "var_samples_features_noise": mpf(0)}
    share = 1 / mpf(how.members)
    return {name: share * own[name] + (1 - share) * cross[name] for name in TERMS}


# ---------------------------------------------------------------------------------------------------- answers


def predict(problem: Problem, lam: Number, dps: int | None = None) -> dict[str, mpf]:
    """All outputs at one ridge; lam = 0 is the limit, inf where an output diverges. train_error may be left out."""
    if mpf(lam) == 0:
        return ridgeless(problem, LIMIT_DPS if dps is None else dps)
    with mp.workdps(DPS if dps is None else dps):
        noise = feature_noise(problem)
        return outputs(problem, noise, solve(problem, noise, mpf(lam) / noise.unit))


def ridgeless(problem: Problem, dps: int = LIMIT_DPS, places: tuple[int, int] = (30, 60)) -> dict[str, mpf]:
    """The limit lambda -> 0+, from epsilon = 10^-places."""
    with mp.workdps(dps):
        noise = feature_noise(problem)
        low = lowest(problem, noise)
        unit = low if low > 0 else smallest_eigenvalue(problem.spectrum)
        near, nearer = (
            outputs(problem, noise, _present(state(problem, noise, low + unit * mpf(10) ** -digits)))
            for digits in places
        )
        return {name: _limit(name, near[name], nearer[name]) for name in near}


def _present(at: State | None) -> State:
    if at is None:
        raise ArithmeticError("no digits left beside the lowest kappa2")
    return at


def _limit(name: str, near: mpf, nearer: mpf) -> mpf:
    if near == nearer:
        return near
    if abs(nearer - near) < mpf(10) ** -18 * abs(near):
        return nearer
    if abs(nearer) < mpf(10) ** -15 * abs(near):
        return mpf(0)
    if abs(nearer) > mpf(10) ** 15 * abs(near):
        return INF
    raise ArithmeticError(f"{name}: no limit in sight")


def smallest_eigenvalue(spectrum: Spectrum) -> mpf:
    """Of an infinite spectrum, the largest: there is no scale at which it ends."""
    if isinstance(spectrum, Levels):
        return min(mpf(e) for e in spectrum.values)
    D = mpf(spectrum.modes)
    return mpf(spectrum.scale) * (1 if mp.isinf(D) else D ** -mpf(spectrum.alpha))


def verify(problem: Problem, lam: Number) -> tuple[dict[str, mpf], mpf]:
    """`predict`, and its largest relative change when every seam, the orders and the precision change."""
    dps = LIMIT_DPS if mpf(lam) == 0 else DPS
    first, second = predict(problem, lam, dps), predict(problem.refined(), lam, dps + 20)
    with mp.workdps(dps):
        return first, max(_change(first[name], second[name]) for name in first)


def _change(a: mpf, b: mpf) -> mpf:
    if a == b:
        return mpf(0)
    return abs(a - b) / max(abs(a), abs(b)) if mp.isfinite(a) and mp.isfinite(b) else INF


def optimum(problem: Problem, dps: int = DPS) -> tuple[mpf, dict[str, mpf]]:
    """The lambda > 0 of the smallest E_g, and all outputs there.

    E_g is explicit in kappa2, of which lambda is an increasing function: the best point of a grid over 40 decades of
    kappa2 - its lowest value, golden section around it, then the root of the derivative.
    """
    with mp.workdps(dps):
        noise = feature_noise(problem)
        low, cache = lowest(problem, noise), {}

        def at(t: mpf) -> State:
            return _present(state(problem, noise, low + mp.exp(t)))

        def risk(t: mpf) -> mpf:
            return outputs(problem, noise, at(t), cache)["generalization_error"]

        top = mp.log(mpf(problem.spectrum.top))
        grid = [top + mpf(i) / 2 for i in range(-120, 64)]
        with mp.workdps(50):
            values = [risk(t) for t in grid]
        best = min(range(len(grid)), key=values.__getitem__)
        if best in (0, len(grid) - 1):
            raise ArithmeticError("the optimum is not at a positive, finite ridge")
        t = _golden_section(risk, grid[best - 1], grid[best + 1])
        t = mp.findroot(lambda x: mp.diff(risk, x), (t - mpf("1e-7"), t + mpf("1e-7")), tol=mpf(10) ** -60)
        cache.clear()
        here = at(t)
        how = sampling(problem, here, {})
        assert how is not None
        return here.kappa1 * how.inverse_s * noise.unit, outputs(problem, noise, here)


def _golden_section(f: Callable[[mpf], mpf], a: mpf, b: mpf) -> mpf:
    ratio = (mp.sqrt(5) - 1) / 2
    x, y = b - ratio * (b - a), a + ratio * (b - a)
    fx, fy = f(x), f(y)
    while b - a > mpf(10) ** -9:
        if fx < fy:
            b, y, fy = y, x, fx
            x = b - ratio * (b - a)
            fx = f(x)
        else:
            a, x, fx = x, y, fy
            y = a + ratio * (b - a)
            fy = f(y)
    return (a + b) / 2

"""What a layer of random features does to the ridge as everything grows: leading laws of its S-transform.

With z the modes that are resolved, a layer of width N multiplies the ridge by 1/S(z), and what it adds to the variance
is ruled by ((z-q)/z) Theta, Theta = dlogS/dlogz. Gaussian: S = 1/(1 - z/N), Theta = z/(N-z). Orthogonal, acting on M
inputs: S = (1 - z/M)/(1 - z/N). Rows of variance s_j/N: 1/S = z kappa_F/N with sum_j s_j/(s_j+kappa_F) = z, and
Theta = q_F/(z-q_F) with q_F = sum_j (s_j/(s_j+kappa_F))^2                       (arXiv:2405.00592, section by section).
For s_j = j^-a the sums become C_a kappa_F^(-1/a) (a > 1), N^(1-a)/((1-a) kappa_F) (a < 1) while z << N, and integrals
over j/N where z ~ N.
"""

from __future__ import annotations

from math import exp, inf, isclose, log, pi, sin

import numpy as np

from scalecalc.record import record
from scalecalc.theory.laws.row_sums import few, inverse_s_near_one, many, near_one, square_sum
from scalecalc.theory.leading import Leading, number, ties
from scalecalc.theory.matrices.design import Gaussian, MeasuredRows, Orthogonal, Weights
from scalecalc.theory.numerics.passing import passing
from scalecalc.theory.numerics.powersum import power_sum
from scalecalc.theory.numerics.quadrature import gauss_legendre
from scalecalc.theory.spectra.nodes import mode_sums
from scalecalc.theory.spectra.power_law import PowerLaw
from scalecalc.theory.spectra.tasks import Task

ZERO, ONE = Leading(0.0), Leading(1.0)
_ORDER, _PANELS = 16, 60  # Gauss-Legendre in log u
_NEGLIGIBLE = 1e-40


def capacity_constant(alpha: float) -> float:
    """C = (pi/alpha)/sin(pi/alpha): z ~ C (scale/kappa)^(1/alpha)."""
    return pi / alpha / sin(pi / alpha)


def same(value: float, other: float) -> bool:
    """Equal up to what arithmetic on the exponents of a spec does."""
    return isclose(value, other, rel_tol=1e-9)


def log_law(ratio: Leading, at: float | None) -> Leading:
    """log(ratio) for ratio -> infinity: a multiple of log X, or a number at X = at."""
    if at is not None:
        return Leading(max(1.0, log(ratio.at(at))))
    return Leading(ratio.order, logs=1.0) if ratio.order > 0 else ONE


@record
class Layer:
    """One layer along a path: its weights, its width N, and the number M of inputs it acts on (may be inf).

    at: where logarithms are taken and competing laws are told apart by their values; None for X -> infinity.
    """

    weights: Weights
    width: Leading
    inputs: Leading
    at: float | None = None

    @property
    def decay(self) -> float:
        """a of s_j = j^-a, 0 for equal rows."""
        return getattr(self.weights, "decay", 0.0)

    def small(self, z: Leading | None = None) -> tuple[Leading, float]:
        """c and e of 1/S ~ c z^-e for 1 << z << N; `z` where c has a logarithm of N/z."""
        a, N = self.decay, self.width
        if self.at is not None and z is not None and near_one(a):
            value = inverse_s_near_one(a, N.at(self.at), z.at(self.at))
            e = max(0.0, a - 1)
            law = N.power(-min(a, 1.0))
            return law * Leading(value * z.at(self.at) ** e / law.at(self.at)), e
        if same(a, 1):
            return (log_law(N / z, self.at) if z is not None else ONE) / N, 0.0
        if a > 1:
            return Leading(capacity_constant(a) ** a) / N, a - 1
        return N.power(-a) * Leading(1 / (1 - a)), 0.0

    def mean(self) -> Leading:
        """The mean variance of the rows times N, sum_j s_j/N, which is 1/S at z -> 0."""
        a, N = self.decay, self.width
        if isinstance(self.weights, MeasuredRows):
            rows = self.weights.rows
            return Leading(float(rows.eigenvalue @ rows.multiplicity)) / N
        if not a:
            return ONE
        if self.at is None and N.order == N.separation == 0:
            return Leading(float(power_sum(a, 1, round(N.amplitude)))) / N
        if same(a, 1):
            return log_law(N, self.at) / N
        return Leading(float(power_sum(a, 1, inf))) / N if a > 1 else self.small()[0]

    def unfilled(self, z: Leading) -> Leading:
        """The size of 1/S at this z if z were far below N."""
        if isinstance(self.weights, MeasuredRows):
            return self.mean()
        c, e = self.small(z)
        return c * z.power(-e)

    def inverse_s(self, z: Leading) -> Leading:
        """1/S at z; 0 where z reaches N."""
        filled = self._filled(z)
        if self._idle:
            return ONE
        if filled >= 1:
            return Leading(0.0)
        if isinstance(self.weights, Gaussian):
            return Leading(1 - filled)
        if isinstance(self.weights, Orthogonal):
            return Leading((1 - filled) / (1 - number(z, self.inputs)))
        if self._countable(z):
            kappa, _ = self._rows(z.amplitude)
            return Leading(z.amplitude * kappa) / self.width
        if filled:
            K, _ = _continuum(self.decay, filled)
            return Leading(filled * K) * self.width.power(-self.decay)
        if self._endless(z):
            if self.decay > 1:
                return Leading(z.amplitude * self._rows(z.amplitude)[0]) / self.width
            return self.mean()
        return self.unfilled(z)

    def near(self, z: Leading) -> Leading:
        """g of 1/S ~ g (1 - z/N) as z -> N."""
        if isinstance(self.weights, Gaussian):
            return ONE
        if isinstance(self.weights, Orthogonal):
            return Leading(1 / (1 - number(self.width, self.inputs)))
        if self._countable(z):
            nodes, N = self._row_variances().nodes(_NEGLIGIBLE), self.width.amplitude
            return Leading(N / float(nodes.count @ nodes.inverse_eigenvalue))
        return self.width.power(-self.decay) * Leading(1 + self.decay)

    def fluctuation(self, z: Leading, z_q: Leading, slack: Leading) -> tuple[Leading, Leading]:
        """(a, b) with a/b = ((z-q)/z) Theta; slack is 1/S. b = 1 - z/N where z reaches N."""
        per_feature = z_q / self.width
        if self._idle:
            return ZERO, ONE
        if self._filled(z) >= 1:
            return per_feature, slack / self.near(z)
        if isinstance(self.weights, Gaussian):
            return per_feature, slack
        if isinstance(self.weights, Orthogonal):
            left = 1 - number(z, self.inputs)
            return per_feature * Leading((1 - number(self.width, self.inputs)) / left**2), slack
        return z_q / z * self.theta(z), ONE

    def theta(self, z: Leading) -> Leading:
        """Theta = q_F/(z - q_F) of structured rows, z < N."""
        filled = self._filled(z)
        if self._countable(z) or (self._endless(z) and self.decay > 1):
            return Leading(self._rows(z.amplitude)[1])
        if filled:
            return Leading(_continuum(self.decay, filled)[1])
        return self._small_theta(z)

    def unlearned(self, z: Leading) -> Leading:
        """Theta as z -> 0: q_F/z with s_j/(s_j + kappa_F) = s_j z/sum s."""
        a, N, trace = self.decay, self.width, self.mean() * self.width
        if not a and not isinstance(self.weights, MeasuredRows):
            return self.fluctuation(ZERO, z, ONE)[0]
        if isinstance(self.weights, MeasuredRows):
            rows = self.weights.rows
            square = Leading(float(rows.eigenvalue**2 @ rows.multiplicity))
        elif self.at is None and N.order == N.separation == 0:
            square = Leading(float(power_sum(2 * a, 1, round(N.amplitude))))
        elif same(a, 0.5):
            square = log_law(N, self.at)
        elif a < 0.5:
            square = N.power(1 - 2 * a) * Leading(1 / (1 - 2 * a))
        else:
            square = Leading(float(power_sum(2 * a, 1, inf)))
        return z * square / trace / trace

    def knee(self) -> Leading | None:
        """z at which the two laws of Theta cross, for 1/2 < a < 1: z ~ N^(1-a)."""
        a = self.decay
        if not 0.5 < a < 1 or same(a, 0.5) or same(a, 1):
            return None
        ratio = many(a) / few(a)
        return Leading(ratio ** (a / (2 * a - 1))) * self.width.power(1 - a)

    @property
    def _idle(self) -> bool:
        """Whether it changes nothing: orthogonal with as many features as inputs."""
        return isinstance(self.weights, Orthogonal) and number(self.width, self.inputs) > 1 - 1e-12

    def _filled(self, z: Leading) -> float:
        """z/N, 0 where z << N and 1 where they agree to rounding."""
        filled = number(z, self.width)
        return 1.0 if filled > 1 - 1e-14 else filled

    def _countable(self, z: Leading) -> bool:
        """Whether z and N are numbers, so that the rows are to be counted."""
        if isinstance(self.weights, MeasuredRows):
            return True
        return self._endless(z) and self.width.order == self.width.separation == 0

    def _endless(self, z: Leading) -> bool:
        """Whether z is a number on the way, so that it makes a difference that it is finite."""
        return self.at is None and isclose(z.order, 0, abs_tol=1e-12) and z.separation == 0 and z.logs == 0

    def _small_theta(self, z: Leading) -> Leading:
        """Theta for z << N."""
        a, N, finite = self.decay, self.width, self._endless(z)
        if same(a, 0.5):
            return z / N * Leading(0.25) * self._middle_log(z, finite)
        if a < 0.5:
            return z / N * Leading((1 - a) ** 2 / (1 - 2 * a))
        if same(a, 1):
            if finite:
                return Leading(pi**2 / 6) * z / log_law(N, None) / log_law(N, None)
            return ONE / log_law(N / z, self.at)
        if a > 1:
            return Leading(a - 1)
        few_learned = Leading(few(a)) * z * N.power(-2 * (1 - a))
        many_learned = Leading(many(a)) * (z / N).power((1 - a) / a)
        if self.at is not None:
            return min(few_learned, many_learned, key=lambda law: law.at(self.at or 1.0))
        turn = N.power(1 - a)
        if ties(z, turn):
            kappa = number(turn, z) / (1 - a)
            return Leading(square_sum(a, kappa)) / z
        return few_learned if number(z, turn) == 0 else many_learned

    def _middle_log(self, z: Leading, finite: bool) -> Leading:
        """The logarithm at a = 1/2: of N where kappa_F = 2 sqrt(N)/z is large, of (N/z)^2 where it is small."""
        root = self.width.power(0.5)
        below = z.at(self.at) < 2 * root.at(self.at) if self.at is not None else finite or number(z, root) == 0
        return log_law(self.width, self.at) if below else Leading(2.0) * log_law(self.width / z, self.at)

    def _row_variances(self) -> Task:
        if isinstance(self.weights, MeasuredRows):
            return self.weights.rows
        growing = self.width.order > 0 or self.width.separation > 0
        rows = inf if growing else float(round(self.width.amplitude))
        return PowerLaw(self.decay, 1.0, rows, 2.0, 1.0)

    def _rows(self, z: float) -> tuple[float, float]:
        """kappa_F and Theta with the rows counted, at a number z < N."""
        rows = self._row_variances()
        lowest = 0.5 * float(rows.kappa_floor(np.array([z]))[0])
        nodes = rows.nodes(lowest)

        def excess(kappa: float) -> float:
            return float(mode_sums(nodes, np.array([kappa])).z[0]) - z

        highest = 2 * float(rows.kappa_ceiling(np.array([z]))[0])
        kappa = exp(passing(lambda x: excess(exp(x)), log(lowest), log(highest)))
        sums = mode_sums(nodes, np.array([kappa]))
        return kappa, float(sums.q[0] / sums.z_q[0])


def _continuum(a: float, filled: float) -> tuple[float, float]:
    """K and Theta where z/N = filled < 1: filled = int_0^1 du/(1 + K u^a)."""
    # In t = -log u the integrand is smooth; beyond the last panel u is negligible.
    nodes, weights = gauss_legendre(_ORDER)
    half = 40.0 / _PANELS / 2
    t = (half * (2 * np.arange(_PANELS) + 1)[:, None] + half * nodes).ravel()
    u, w = np.exp(-t), np.tile(half * weights, _PANELS) * np.exp(-t)

    def empty(K: float) -> float:
        x = K * u**a
        return float(w @ (x / (1 + x)))

    def excess(log_K: float) -> float:
        K = exp(log_K)
        return (1 - filled) - empty(K) if filled > 0.5 else float(w @ (1 / (1 + K * u**a))) - filled

    K = exp(passing(excess, -80.0, 700.0))
    x = K * u**a
    q, z_q = float(w @ (1 / (1 + x)) ** 2), float(w @ (x / (1 + x) ** 2))
    return K, q / z_q

"""Exponents of structured weights, noisy features and layers as the theory tabulates them, and the limits between."""

from __future__ import annotations

from math import gamma, inf, pi, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalecalc.theory.laws.asymptotics import Asymptotics, asymptotics
from scalecalc.theory.laws.growth import Scaling
from scalecalc.theory.leading import Leading
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.modes.nodes import mode_sums
from scalecalc.theory.modes.tasks import Modes
from scalecalc.theory.numerics.powersum import power_sum
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import evaluate
from tests.kinds import GAUSSIAN, ORTHOGONAL, AdditiveNoise, activation, measured_rows, power_rows
from tests.theory.support import examples, power_law

X = Leading(1.0, 1.0)
NO = Leading(0.0)
ENDLESS = Leading(inf)
FEATURES = ("var_features", "var_samples_features")

alphas = st.floats(1.1, 3)
sources = st.floats(0.1, 2).filter(lambda r: min(abs(r - 0.5), abs(r - 1)) > 0.02)


def laws(alpha: float, r: float, path: Scaling, design: Design) -> Asymptotics:
    found = asymptotics(power_law(alpha, r), path, design)
    assert found is not None
    return found


def exponent(found: Asymptotics, *terms: str) -> float:
    return min(-law.order for law in (getattr(found.errors, term) for term in terms) if law.amplitude > 0)


def close(value: float) -> object:
    return pytest.approx(value, abs=1e-9)


def structured(a: float) -> Design:
    return Design((power_rows(a),))


# --- structured weights


@examples(60)
@given(alphas, sources, st.floats(0.05, 2.2), st.floats(1.05, 3))
def test_chi(alpha: float, r: float, a: float, q: float) -> None:
    """1 - d ~ P^-chi without ridge: q - 1; max{(1-a)/a (q-1), 2 (1-a) q - 1} for 1/2 < a < 1; 0."""
    if min(abs(a - 0.5), abs(a - 1), abs(q * (1 - a) - 1)) < 0.01:
        return
    chi = q - 1 if a < 0.5 else max((1 - a) / a * (q - 1), 2 * (1 - a) * q - 1) if a < 1 else 0.0
    found = laws(alpha, r, Scaling(X, (Leading(1.0, q),), NO, Leading(0.1)), structured(a))
    assert exponent(found, *FEATURES) == close(2 * alpha * min(r, 0.5) + chi)
    assert exponent(found, "var_samples_features_noise") == close(chi)


@pytest.mark.parametrize("a", [0.6, 0.7, 0.8, 0.9])
def test_the_exact_exponent_at_fixed_samples(a: float) -> None:
    """Var_F ~ N^-2(1-a), not N^-(1-a)/a."""
    found = laws(1.7, 0.8, Scaling(Leading(10.0), (X,), NO, NO), structured(a))
    assert exponent(found, "var_features") == exponent(found, "var_samples_features") == close(2 * (1 - a))


@examples(30)
@given(alphas, st.floats(1.05, 2.5), st.floats(0.1, 3))
def test_the_ridge_under_steep_weights(alpha: float, a: float, l: float) -> None:  # noqa: E741
    """a > 1: lambda ~ kappa^(1 + (a-1)/alpha)/N, so that z ~ P^m, m = min(1, (l - q)/(alpha + a - 1))."""
    q = 4.0
    found = laws(alpha, 0.3, Scaling(X, (Leading(1.0, q),), Leading(1.0, -l - q), Leading(0.1)), structured(a))
    m = min(1, l / (alpha + a - 1))
    assert exponent(found, "bias2") == close(2 * alpha * m * 0.3)
    assert exponent(found, "var_samples_noise") == close(1 - m)


@pytest.mark.parametrize("a", [1.3, 2.5])
def test_steep_weights_never_forget(a: float) -> None:
    """Theta -> a - 1: E_g ~ T alpha (1 + ...) whatever the width."""
    path = Scaling(X, (Leading(1.0, 3.0),), NO, NO)
    found = laws(1.7, 1.2, path, structured(a)).errors
    C = pi / 1.7 / sin(pi / 1.7)
    T = float(power_sum(1 + 1.7 * (2 * 1.2 - 1), 1, inf)) * C**1.7
    total = found.var_features.amplitude + found.var_samples_features.amplitude
    assert total == pytest.approx((a - 1) * T, rel=1e-9)


@pytest.mark.parametrize("a", [1e-7])
@pytest.mark.parametrize("width", [Leading(2.0, 0.6), Leading(2.0, 1.0), Leading(0.5, 1.0), Leading(1.0, 1.7)])
@pytest.mark.parametrize("ridge", [NO, Leading(0.1, -1.3), Leading(1.0, -0.8)])
def test_equal_rows_are_white(a: float, width: Leading, ridge: Leading) -> None:
    path = Scaling(X, (width,), ridge, Leading(0.2))
    white, nearly = laws(1.5, 0.7, path, Design()).errors, laws(1.5, 0.7, path, structured(a)).errors
    for term in TERMS:
        one, other = getattr(white, term), getattr(nearly, term)
        assert other.order == pytest.approx(one.order, abs=1e-5)
        assert other.amplitude == pytest.approx(one.amplitude, rel=1e-4)


def test_both_laws_of_theta_meet_at_the_knee() -> None:
    """c -> infinity and c -> 0 of P = c N^(1-a) are the laws on either side."""
    a = 0.7
    few = float(power_sum(2 * a, 1, inf)) * (1 - a) ** 2
    many = gamma(1 / a) * gamma(2 - 1 / a) / a * (1 - a) ** (1 / a)
    for c, want in [(1e-5, few * 1e-5), (1e7, many * 1e7 ** ((1 - a) / a))]:
        found = laws(1.5, 0.3, Scaling(Leading(c, 1 - a), (X,), NO, Leading(1.0)), structured(a))
        noise = found.errors.var_samples_features_noise  # sigma^2 Theta
        assert noise.order == close((1 - a) - 2 * (1 - a))
        assert noise.amplitude == pytest.approx(want, rel=0.02)


# --- layers


@examples(30)
@given(alphas, sources, st.lists(st.floats(1.05, 3), min_size=2, max_size=4), st.floats(0.3, 3))
def test_layers_add(alpha: float, r: float, orders: list[float], c: float) -> None:
    """Without ridge Theta = sum_l P/N_l: the sum of what each layer does alone."""
    widths = tuple(Leading(c, q) for q in orders)
    together = laws(alpha, r, Scaling(X, widths, NO, Leading(0.1)), Design()).errors
    total = NO
    for width in widths:
        total = total + laws(alpha, r, Scaling(X, (width,), NO, Leading(0.1)), Design()).errors.var_features
    assert together.var_features.order == close(total.order)
    assert together.var_features.amplitude == pytest.approx(total.amplitude, rel=1e-9)


@examples(30)
@given(alphas, sources, st.floats(0.1, 5), st.floats(0.1, 3))
def test_the_narrowest_layer_is_the_bottleneck(alpha: float, r: float, l: float, gap: float) -> None:  # noqa: E741
    q = 0.6
    widths = (Leading(1.0, q + gap), Leading(1.0, q), Leading(2.0, q + 2 * gap))
    found = laws(alpha, r, Scaling(X, widths, Leading(1.0, -l), Leading(0.1)), Design())
    alone = laws(alpha, r, Scaling(X, (widths[1],), Leading(1.0, -l), Leading(0.1)), Design())
    assert found.limits == tuple("width 2" if name == "width 1" else name for name in alone.limits)
    assert found.errors.generalization_error.order == close(alone.errors.generalization_error.order)


@pytest.mark.parametrize("width", [Leading(2.0, 1.0), Leading(1.0, 1.4), Leading(2.0, 0.6), Leading(40.0)])
@pytest.mark.parametrize("ridge", [NO, Leading(0.1, -0.8), Leading(0.1, -1.5)])
def test_an_orthogonal_layer_as_wide_as_its_input_changes_nothing(width: Leading, ridge: Leading) -> None:
    one = laws(1.5, 0.7, Scaling(X, (width,), ridge, Leading(0.2)), Design((GAUSSIAN,))).errors
    two = laws(1.5, 0.7, Scaling(X, (width, width), ridge, Leading(0.2)), Design((GAUSSIAN, ORTHOGONAL))).errors
    for term in TERMS:
        assert getattr(two, term).order == close(getattr(one, term).order)
        assert getattr(two, term).amplitude == pytest.approx(getattr(one, term).amplitude, rel=1e-9)


@pytest.mark.parametrize("ridge", [NO, Leading(0.1, -1.5)])
def test_an_orthogonal_layer_telescopes(ridge: Leading) -> None:
    """A white layer of M, then an orthogonal one of N < M, is one white layer of N."""
    wide, narrow = Leading(5.0, 1.0), Leading(2.0, 1.0)
    one = laws(1.5, 0.7, Scaling(X, (narrow,), ridge, Leading(0.2)), Design()).errors
    two = laws(1.5, 0.7, Scaling(X, (wide, narrow), ridge, Leading(0.2)), Design((GAUSSIAN, ORTHOGONAL))).errors
    for term in TERMS:
        assert getattr(two, term).amplitude == pytest.approx(getattr(one, term).amplitude, rel=1e-9)


# --- noisy features


@examples(40)
@given(alphas.filter(lambda a: a > 1.15), sources, st.floats(1.1, 3))
def test_noise_in_place_of_a_ridge(alpha: float, r: float, q: float) -> None:
    """Without ridge, P << N, tau constant (relu): kappa ~ tau/P, and exponents 2 alpha rhat become 2 rhat."""
    rhat = min(r, 1)
    found = laws(alpha, r, Scaling(X, (Leading(1.0, q),), NO, Leading(0.1)), Design((), activation("relu")))
    assert exponent(found, "bias2") == close(2 * rhat)
    assert exponent(found, "var_samples") == close(2 * rhat + 1 - 1 / alpha)
    assert exponent(found, "var_samples_noise") == close(1 - 1 / alpha)
    assert exponent(found, *FEATURES) == close(q if r > 0.5 else q - 1 + 2 * r)
    assert exponent(found, "var_samples_features_noise") == close(q - 1)


def test_the_amplitude_of_the_variance_of_noisy_features() -> None:
    """r > 1/2: Var_F + Var_XF = tau |w|^2/N."""
    alpha, r = 1.8, 1.2
    found = laws(alpha, r, Scaling(X, (Leading(1.0, 1.5),), NO, NO), Design((), activation("relu"))).errors
    tau = (1 - 2 / pi) * float(power_sum(alpha, 1, inf))
    w2 = float(power_sum(1 + alpha * (2 * r - 1), 1, inf))
    both = found.var_features + found.var_samples_features
    assert both.order == close(-1.5)
    assert both.amplitude == pytest.approx(tau * w2, rel=1e-9)


@examples(30)
@given(alphas.filter(lambda a: a > 1.15), sources, st.floats(0.2, 0.9))
def test_noise_of_narrow_models(alpha: float, r: float, q: float) -> None:
    """N << P: kappa ~ tau/N and E ~ N^-2 min(r,1/2)."""
    found = laws(alpha, r, Scaling(X, (Leading(1.0, q),), NO, NO), Design((), activation("relu")))
    assert exponent(found, "var_features") == close(q * min(2 * r, 1))


@pytest.mark.parametrize("name", ["tanh", "erf"])
def test_nearly_linear_activations_are_linear_far_out(name: str) -> None:
    """tau ~ N^-2: the laws are those of linear features, with the ridge over mu1^2."""
    gain = {"tanh": 1.0, "erf": 4 / pi}[name]
    for ridge in (NO, Leading(0.1, -1.1)):
        nonlinear = laws(1.5, 0.7, Scaling(X, (Leading(2.0, 1.3),), ridge, Leading(0.1)), Design((), activation(name)))
        linear = laws(1.5, 0.7, Scaling(X, (Leading(2.0, 1.3),), ridge / Leading(gain), Leading(0.1)), Design())
        assert nonlinear.errors.generalization_error == linear.errors.generalization_error


def test_constant_noise_drowns_a_wide_model() -> None:
    """Noise of variance s on features of variance 1/N: P << N learns nothing unless s falls like 1/N."""
    found = laws(1.5, 0.7, Scaling(X, (Leading(1.0, 1.5),), NO, NO), Design((), AdditiveNoise(0.1)))
    assert found.limits == ("nothing learned",)


@pytest.mark.parametrize("r", [0.3, 0.8])
@pytest.mark.parametrize("order", [0.6, 0.5])
def test_noise_behind_a_narrow_layer(r: float, order: float) -> None:
    """relu after a wide second layer, whose noise stands in for a ridge, behind a first one narrower than the samples.

    Against the equation itself, solved at P = 1e24: the first layer is used up, u = kappa (1 - z/N_1) = tau/P.
    """
    task, P = power_law(1.3, r), 1e24
    found = laws(1.3, r, Scaling(X, (Leading(2.0, order), Leading(1.0, 1.2)), NO, NO), Design((), activation("relu")))
    assert found.limits == ("width 1",)
    tau = (1 - 2 / pi) * float(power_sum(1.3, 1, inf))
    N1, N2 = 2 * P**order, P**1.2
    nodes = task.nodes(1e-30)

    def free(kappa: float) -> float:
        """1 - zbar/P"""
        z = float(mode_sums(nodes, np.array([kappa])).z[0])
        u, s = kappa * (1 - z / N1) * (1 - z / N2), tau / N2
        return 1 - ((1 - s / u) * z + s / u * N2) / P if u > s else -1.0

    low, high = -60.0, 10.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if free(float(np.exp(middle))) > 0 else (middle, high)
    sums = mode_sums(nodes, np.array([np.exp(high)]))
    assert found.errors.bias2.at(P) == pytest.approx(float(sums.B[0]), rel=1e-2)
    assert 1 - sums.z[0] / N1 < 1e-2


# --- measured rows, and logarithms

ROWS = Modes(np.array([4.0, 2.0, 1.0, 0.3, 0.1]), np.array([2.0, 3.0, 5.0, 10.0, 20.0]), np.ones(5))


@pytest.mark.parametrize(("P", "ridge"), [(20.0, X.power(-1)), (100.0, X.power(-1)), (20.0, Leading(1e-3)), (X, NO)])
def test_measured_rows(P: float | Leading, ridge: Leading) -> None:
    """N = 40 rows of a list: the resolution stays finite, and the law is the exact error at the end of the path."""
    samples = P if isinstance(P, Leading) else Leading(P)
    design = Design((measured_rows(ROWS),))
    found = laws(1.5, 0.7, Scaling(samples, (Leading(40.0),), ridge, Leading(0.2)), design).errors
    end = 1e12
    held = ridge.amplitude if ridge.order == 0 else 0.0
    point = Points(np.array([samples.at(end)]), (np.array([40.0]),), np.array([held]), np.array([0.2]))
    exact = evaluate(power_law(1.5, 0.7), point, design).errors
    for term in TERMS:
        law = getattr(found, term)
        assert law.at(end) == pytest.approx(float(getattr(exact, term)[0]), rel=1e-8)


@pytest.mark.parametrize("q", [1.3, 3.0])
def test_the_logarithm_of_harmonic_weights(q: float) -> None:
    """a = 1: Theta ~ 1/log(N/P)."""
    found = laws(1.5, 0.3, Scaling(X, (Leading(1.0, q),), NO, Leading(1.0)), structured(1.0)).errors
    law = found.var_samples_features_noise
    assert (law.order, law.logs) == (close(0), -1)
    assert law.amplitude == pytest.approx(1 / (q - 1))
    inverse = 1 / exact_theta(q, 1.0)
    first, second = np.diff(inverse) / np.diff(np.log(FAR))  # corrections are log log X
    assert second == pytest.approx(q - 1, rel=0.1)
    assert abs(second - (q - 1)) < abs(first - (q - 1))


@pytest.mark.parametrize(("q", "log_factor"), [(1.4, 2 * 0.4), (3.0, 3.0)])
def test_the_logarithm_at_decay_one_half(q: float, log_factor: float) -> None:
    """a = 1/2: Theta ~ (P/4N) log N where P << N^(1/2), (P/4N) 2 log(N/P) above."""
    found = laws(1.5, 0.3, Scaling(X, (Leading(1.0, q),), NO, Leading(1.0)), structured(0.5)).errors
    law = found.var_samples_features_noise
    assert (law.order, law.logs) == (close(1 - q), 1)
    assert law.amplitude == pytest.approx(log_factor / 4)
    slopes = np.diff(exact_theta(q, 0.5) * FAR ** (q - 1)) / np.diff(np.log(FAR))
    assert slopes == pytest.approx(log_factor / 4, rel=0.02)


FAR = np.array([1e15, 1e20, 1e25])


def exact_theta(q: float, decay: float) -> np.ndarray:
    """Var_XFeps without ridge for sigma^2 = 1, which is Theta(P)."""
    point = Points(FAR, (np.round(FAR**q),), np.zeros(3), np.ones(3))
    return evaluate(power_law(1.5, 0.3), point, structured(decay)).errors.var_samples_features_noise

"""The error formulas in exact fractions: the cancellation-free form against the published, subtractive one."""

from __future__ import annotations

from dataclasses import astuple
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scalecalc.theory.risk.errors import TERMS, Ingredients, errors
from tests.theory.support import examples

ZERO, ONE = Fraction(0), Fraction(1)
positive = st.fractions(Fraction(1, 50), 50, max_denominator=50)
share = st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50)


@st.composite
def sums(draw: st.DrawFn) -> tuple[Fraction, Fraction, Fraction, Fraction, Fraction, Fraction]:
    """z > q > 0, B < T, and counts P > z and sigma^2."""
    z = draw(positive)
    T = draw(positive)
    return z, z * draw(share), T * draw(share), T, z / draw(share), draw(positive)


def ingredients(
    z: Fraction, q: Fraction, B: Fraction, T: Fraction, P: Fraction, noise: Fraction, *widths: Fraction
) -> Ingredients[Fraction]:
    return Ingredients(
        B=B,
        T_B=T - B,
        gamma2=q / P,
        z_q_per_sample=(z - q) / P,
        free_samples=1 - z / P,
        noise=noise,
        layers=[((z - q) / N, 1 - z / N) for N in widths],
    )


@examples(100)
@given(sums(), st.lists(share, max_size=3))
def test_published_formulas(
    values: tuple[Fraction, Fraction, Fraction, Fraction, Fraction, Fraction], loads: list[Fraction]
) -> None:
    """Any number of white layers: Theta = sum_l z/(N_l - z), 1/d = 1 + (z - q)/z Theta."""
    z, q, B, T, P, noise = values
    widths = [z / load for load in loads]
    got = errors(ingredients(*values, *widths), ZERO, ONE)
    theta = sum((z / (N - z) for N in widths), ZERO)
    d = 1 / (1 + (z - q) / z * theta)
    gamma1, gamma2 = (z - (z - q) * d) / P, q / P
    signal, from_noise = (d * B + (1 - d) * T) / (1 - gamma1), noise * gamma1 / (1 - gamma1)
    assert got.gamma1 == gamma1
    assert got.bias2 == B
    assert got.var_features == (1 - d) * (T - B)
    assert got.var_samples == B * gamma2 / (1 - gamma2)
    assert got.var_samples_features == signal - B - got.var_samples - got.var_features
    assert got.var_samples_noise == noise * gamma2 / (1 - gamma2)
    assert got.var_samples_features_noise == from_noise - got.var_samples_noise
    assert got.generalization_error == signal + from_noise == sum((getattr(got, name) for name in TERMS), ZERO)
    assert got.test_error == got.generalization_error + noise
    assert got.train_error == (1 - z / P) ** 2 * got.test_error


@examples(50)
@given(sums(), share)
def test_one_white_layer(
    values: tuple[Fraction, Fraction, Fraction, Fraction, Fraction, Fraction], load: Fraction
) -> None:
    """d = (N - z)/(N - q) and gamma1 = (q (N - 2z) + z^2)/(P (N - q))."""
    z, q, B, T, P, _ = values
    N = z / load
    got = errors(ingredients(*values, N), ZERO, ONE)
    assert got.gamma1 == (q * (N - 2 * z) + z * z) / (P * (N - q))
    assert got.var_features == (z - q) / (N - q) * (T - B)


@examples(50)
@given(sums())
def test_without_features(values: tuple[Fraction, Fraction, Fraction, Fraction, Fraction, Fraction]) -> None:
    _, q, B, _, P, noise = values
    got = errors(ingredients(*values), ZERO, ONE)
    gamma = q / P
    assert got.var_features == got.var_samples_features == got.var_samples_features_noise == 0
    assert got.generalization_error == (B + gamma * noise) / (1 - gamma)


@examples(50)
@given(sums(), share)
def test_layer_without_slack(
    values: tuple[Fraction, Fraction, Fraction, Fraction, Fraction, Fraction], ratio: Fraction
) -> None:
    """z = N: the bottleneck layer takes d to 0, E_g = (T + sigma^2 N/P)/(1 - N/P)."""
    z, _, _, T, P, noise = values
    got = errors(ingredients(*values, z / ratio, z), ZERO, ONE)
    assert got.generalization_error == (T + noise * z / P) / (1 - z / P)
    assert got.gamma1 == z / P


@examples(50)
@given(sums(), share, positive)
def test_exchange_of_samples_and_features(
    values: tuple[Fraction, Fraction, Fraction, Fraction, Fraction, Fraction], load: Fraction, c: Fraction
) -> None:
    """With equal weights, B = c kappa (z - q) and T = c kappa z: samples and features play the same part."""
    z, q, _, _, P, _ = values
    N = z / load
    one, other = (
        errors(ingredients(z, q, c * (z - q), c * z, *counts, *rest), ZERO, ONE)
        for counts, rest in (((P, ZERO), (N,)), ((N, ZERO), (P,)))
    )
    assert one.generalization_error == other.generalization_error


@examples(50)
@given(sums(), st.lists(share, max_size=2))
def test_everything_is_positive(
    values: tuple[Fraction, Fraction, Fraction, Fraction, Fraction, Fraction], loads: list[Fraction]
) -> None:
    got = errors(ingredients(*values, *(values[0] / load for load in loads)), ZERO, ONE)
    assert all(value >= 0 for value in astuple(got))
    assert got.gamma1 < 1

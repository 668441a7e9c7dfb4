"""The algebra of leading behaviours: what sums keep, what products add, and what zero and infinity do."""

from __future__ import annotations

from math import exp, inf, isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalecalc.theory.leading import Leading, outgrows, ties
from tests.theory.support import examples

ZERO, ONE, INFINITE = Leading(0.0), Leading(1.0), Leading(inf)

quarters = st.integers(-12, 12).map(lambda n: n / 4)  # orders that differ do so by at least 1/4
amplitudes = st.floats(0.1, 10)
powers = st.builds(Leading, amplitudes, quarters)
laws = st.builds(Leading, amplitudes, quarters, st.just(0.0), st.sampled_from([0.0, 0.0, 1.0, -1.0, 2.0]))
separated = st.builds(Leading, amplitudes, quarters, st.sampled_from([0.0, 1.0, -1.0]), st.sampled_from([0.0, 1.0]))
anything = st.one_of(separated, st.just(ZERO), st.just(INFINITE))
places = st.floats(2, 1e12)


def same(a: Leading, b: Leading) -> bool:
    """Equal up to rounding."""
    return ties(a, b) and isclose(a.amplitude, b.amplitude, rel_tol=1e-12)


# --- values


@examples(200)
@given(laws, laws, places)
def test_a_product_has_the_product_of_the_values(a: Leading, b: Leading, x: float) -> None:
    assert (a * b).at(x) == pytest.approx(a.at(x) * b.at(x), rel=1e-11, abs=0)
    assert (a / b).at(x) == pytest.approx(a.at(x) / b.at(x), rel=1e-11, abs=0)


@examples(200)
@given(laws, st.sampled_from([-2.0, -1.0, -0.5, 0.5, 1.0, 3.0]), places)
def test_a_power_has_the_power_of_the_value(a: Leading, exponent: float, x: float) -> None:
    assert a.power(exponent).at(x) == pytest.approx(a.at(x) ** exponent, rel=1e-11, abs=0)


@examples(200)
@given(powers, powers)
def test_a_sum_has_the_sum_of_the_values_far_out(a: Leading, b: Leading) -> None:
    x = 1e60  # X^(1/4) = 1e15
    assert (a + b).at(x) == pytest.approx(a.at(x) + b.at(x), rel=1e-12, abs=0)


def test_a_value_with_a_logarithm() -> None:
    assert Leading(2.0, -1.0, logs=1.0).at(exp(3)) == pytest.approx(2 * exp(-3) * 3)
    assert Leading(2.0).at(1e300) == 2.0
    assert Leading(3.0, 2.0, logs=-2.0).at(100) == pytest.approx(3e4 / log(100) ** 2)


# --- sums


def test_a_sum_keeps_the_faster_growing() -> None:
    assert Leading(1e-9, 0.5) + Leading(1e9, 0.4) == Leading(1e-9, 0.5)
    assert Leading(1e9, -2.0) + Leading(1e-9, -1.0) == Leading(1e-9, -1.0)


def test_a_tie_adds_the_amplitudes() -> None:
    assert Leading(2.0, -1.5) + Leading(0.25, -1.5) == Leading(2.25, -1.5)
    assert Leading(2.0, -1.5, logs=1.0) + Leading(3.0, -1.5, logs=1.0) == Leading(5.0, -1.5, logs=1.0)


def test_orders_that_differ_by_rounding_tie() -> None:
    third = Leading(1.0, 1.0).power(1 / 3)
    assert (third * third * third + Leading(2.0, 1.0)).amplitude == pytest.approx(3.0)
    assert ties(Leading(1.0, 0.1 + 0.2), Leading(5.0, 0.3))
    assert outgrows(Leading(1.0, 0.3 + 1e-6), Leading(1.0, 0.3))


def test_a_logarithm_breaks_a_tie_but_no_more() -> None:
    plain, logarithmic, faster = Leading(1e6, -1.0), Leading(1e-6, -1.0, logs=1.0), Leading(1e-6, -0.99)
    assert plain + logarithmic == logarithmic
    assert logarithmic + faster == faster
    assert Leading(1.0, logs=-1.0) + ONE == ONE


def test_a_separation_comes_before_every_order() -> None:
    assert outgrows(Leading(1e-9, -50.0, separation=1.0), Leading(1e9, 50.0))
    assert outgrows(Leading(1e-9, -50.0), Leading(1e9, 50.0, separation=-1.0))


@examples(200)
@given(anything, anything, anything)
def test_sums_do_not_depend_on_the_order_of_the_summands(a: Leading, b: Leading, c: Leading) -> None:
    assert same(a + b, b + a)
    assert same((a + b) + c, a + (b + c))


@examples(100)
@given(anything, anything)
def test_exactly_one_of_outgrows_and_ties(a: Leading, b: Leading) -> None:
    assert [outgrows(a, b), outgrows(b, a), ties(a, b)].count(True) == 1


@examples(200)
@given(separated, separated, separated)
def test_products_distribute_over_sums(a: Leading, b: Leading, c: Leading) -> None:
    assert same(a * (b + c), a * b + a * c)


@examples(100)
@given(separated, separated)
def test_division_undoes_multiplication(a: Leading, b: Leading) -> None:
    assert same(a * b / b, a)
    assert outgrows(a, b) == outgrows(a / b, ONE)


# --- zero, infinity, powers


@examples(50)
@given(separated)
def test_zero_and_infinity(a: Leading) -> None:
    assert a + ZERO == ZERO + a == a
    assert (a * ZERO).amplitude == (ZERO * a).amplitude == (ZERO / a).amplitude == 0
    assert (a + INFINITE).amplitude == (a * INFINITE).amplitude == (a / ZERO).amplitude == inf
    assert (a / INFINITE).amplitude == 0
    assert outgrows(a, ZERO)
    assert outgrows(INFINITE, a)


def test_zero_is_exact() -> None:
    """No noise stays no noise, even where it would be amplified without bound."""
    assert (ZERO * INFINITE).amplitude == (ZERO / ZERO).amplitude == 0
    assert ZERO + ZERO == ZERO
    assert ZERO.at(1e9) == 0


@pytest.mark.parametrize(
    ("base", "exponent", "result"),
    [(ZERO, 2.0, 0.0), (ZERO, -0.5, inf), (INFINITE, 0.5, inf), (INFINITE, -2.0, 0.0)],
)
def test_powers_of_zero_and_infinity(base: Leading, exponent: float, result: float) -> None:
    assert base.power(exponent) == Leading(result)


@examples(50)
@given(anything)
def test_the_zeroth_power_is_one(a: Leading) -> None:
    assert a.power(0) == a.power(0.0) == ONE


@examples(100)
@given(separated, st.sampled_from([-1.5, -1.0, 0.5, 2.0]), st.sampled_from([-2.0, -0.5, 1.0, 1.5]))
def test_powers_of_powers(a: Leading, m: float, n: float) -> None:
    assert same(a.power(m).power(n), a.power(m * n))
    assert same(a.power(m) * a.power(n), a.power(m + n))

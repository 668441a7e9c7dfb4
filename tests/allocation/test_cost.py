"""Costs as texts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scalecalc.allocation.cost import Terms, parse_cost
from scalecalc.errors import UsageError
from tests.allocation.support import NAMES

FACTORS = st.floats(1e-6, 1e6)
POWERS = st.floats(-4, 4).map(lambda power: round(power, 3))


@given(st.lists(st.tuples(FACTORS, POWERS, POWERS), min_size=1, max_size=4))
def test_a_cost_is_what_its_text_says(parts: list[tuple[float, float, float]]) -> None:
    text = " + ".join(f"{factor!r} * P^{p} * width**{n}" for factor, p, n in parts)
    found = parse_cost(text, NAMES | {name: name for name in NAMES.values()})
    values = {"samples": 7.0, "width": 3.0}
    total = sum(
        one.factor * np.prod([values[key] ** power for key, power in one.powers.items()]) for one in found.monomials
    )
    assert total == pytest.approx(sum(factor * 7.0**p * 3.0**n for factor, p, n in parts), rel=1e-12)


@pytest.mark.parametrize(
    ("text", "powers"),
    [("N*P/P^2", {"width": 1.0, "samples": -1.0}), ("2 * N / 4 * N", {"width": 2.0}), ("3^2*N^-1", {"width": -1.0})],
)
def test_products_and_quotients(text: str, powers: dict[str, float]) -> None:
    (one,) = parse_cost(text, NAMES).monomials
    assert dict(one.powers) == powers


@settings(max_examples=50)
@given(st.text(max_size=12))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        parse_cost(text, NAMES)
    except UsageError as error:
        assert "cost" in str(error)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("N * Q", "must be of P, N, K"),
        ("N * p", "did you mean 'P'"),
        ("N P", "sum of products"),
        ("N - P", "sum of products"),
        ("(N + 1) * P", "where a number or a quantity must be"),
        ("N^P", "number must be behind"),
        ("0 * N", "must be a number > 0"),
        ("N * 1e999", "must be a number > 0"),
        ("N *", "where a number or a quantity must be"),
        ("N $ P", "cannot read"),
    ],
)
def test_other_texts_are_refused_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_cost(text, NAMES)


@given(
    st.lists(st.tuples(st.floats(-5, 5), st.floats(0.1, 3), st.floats(0, 3)), min_size=1, max_size=4),
    st.floats(0, 20),
    st.floats(30, 80),
)
def test_the_room_of_a_quantity_uses_the_budget_up(
    parts: list[tuple[float, float, float]], other: float, budget: float
) -> None:
    terms = Terms(np.array([one[0] for one in parts]), np.array([one[1:] for one in parts]))
    x = np.array([[0.0, other]])
    x[0, 0] = terms.room(x, 0, np.array([budget]))[0]
    if np.isfinite(x[0, 0]) and x[0, 0] < 600:  # else the number is no double
        assert terms.log(x)[0] == pytest.approx(budget, rel=1e-12)
        assert terms.cost(np.exp(x))[0] == pytest.approx(np.exp(budget), rel=1e-10)

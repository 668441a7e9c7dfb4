"""The language of laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalecalc.law import Law
from scalecalc.reading.fields.laws import LawError, parse_law


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("P", Law(1.0, 1.0, 0.0)),
        ("N", Law(1.0, 0.0, 1.0)),
        ("P^-1.5", Law(1.0, -1.5, 0.0)),
        ("0.5 * P^0.7", Law(0.5, 0.7, 0.0)),
        ("1e-3 * P^-1 * N^0.2", Law(1e-3, -1.0, 0.2)),
        ("N^(-2) * 3*P ^ +2", Law(3.0, 2.0, -2.0)),
        ("  2*P^( - 1 ) ", Law(2.0, -1.0, 0.0)),
        ("P^1e-1", Law(1.0, 0.1, 0.0)),
        ("1e-3", Law(1e-3, 0.0, 0.0)),
        (".5*P", Law(0.5, 1.0, 0.0)),
    ],
)
def test_laws_are_read(text: str, law: Law) -> None:
    assert parse_law(text) == law


@pytest.mark.parametrize(
    ("text", "offset", "words"),
    [
        ("", 0, "expected a number or P or N"),
        ("p^2", 0, "expected a number or P or N"),
        ("P^", 2, "expected a number after ^"),
        ("P^-", 3, "expected a number after ^"),
        ("P^x", 2, "expected a number after ^"),
        ("P**2", 1, "write powers with ^"),
        ("P^-1/2", 4, "negative power"),
        ("2 P", 2, "expected *"),
        ("P *", 3, "expected a number or P or N"),
        ("2 * 3 * P", 4, "expected P or N"),
        ("P * P", 4, "P appears twice"),
        ("-1 * P", 0, "must not be negative"),
        ("P^(1", 4, "expected )"),
        ("P^1e4", 2, "within ±1000"),
        ("1e400 * P", 0, "beyond the range"),
        ("1e-400 * P", 0, "beyond the range"),
        ("__import__('os')", 0, "expected a number or P or N"),
        ("P^²", 2, "expected a number after ^"),
    ],
)
def test_errors_point_at_the_culprit(text: str, offset: int, words: str) -> None:
    with pytest.raises(LawError) as caught:
        parse_law(text)
    assert caught.value.offset == offset
    assert words in caught.value.detail


def test_a_variable_may_be_unknown() -> None:
    with pytest.raises(LawError) as caught:
        parse_law("P * N", "P")
    assert caught.value.offset == 4
    assert "in P" in caught.value.detail


@given(st.text(alphabet="PN0123456789.e+-*^() x", max_size=12))
def test_any_text_is_a_law_or_a_law_error(text: str) -> None:
    try:
        law = parse_law(text)
    except LawError as error:
        assert 0 <= error.offset <= len(text)
    else:
        assert law.coefficient >= 0

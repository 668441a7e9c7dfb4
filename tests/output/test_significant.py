"""Numbers for people."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalecalc.output.significant import aligned


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [
        ([10, 16, 1e6], ["     10", "     16", "1000000"]),
        ([0.1, 0.01, 1], ["0.1 ", "0.01", "1   "]),
        ([1200, 0.5], ["1200  ", "   0.5"]),
        ([62.5, 312.5, 25, 0.125], [" 62.5  ", "312.5  ", " 25    ", "  0.125"]),
        ([10, 259.9661, 1e5], ["    10    ", "   259.966", "100000    "]),
        ([0.185231, 0.041234567], ["0.185231 ", "0.0412346"]),
        ([12.34561, math.inf, 0.12345], ["12.3456  ", "      inf", " 0.123450"]),
        ([1.23456789e-5, 3e3, 0], ["1.23457e-05", "3.00000e+03", "0          "]),
        ([0.5, 1e300, -1e-300], [" 5e-01 ", " 1e+300", "-1e-300"]),
        ([math.nan, math.nan], ["-", "-"]),
        ([1e-6], ["1e-06"]),
        ([0.9999999, 0.5], ["1  ", "0.5"]),
        ([], []),
    ],
)
def test_columns(numbers: list[float], texts: list[str]) -> None:
    assert aligned(np.array(numbers, dtype=float), 6) == texts


@given(
    st.lists(st.floats(-1e300, 1e300) | st.sampled_from([math.nan, math.inf, -math.inf]), max_size=8),
    st.integers(1, 8),
)
def test_every_column_is_aligned_and_right(numbers: list[float], digits: int) -> None:
    texts = aligned(np.array(numbers, dtype=float), digits)
    assert len({len(text) for text in texts}) <= 1
    for number, text in zip(numbers, texts, strict=True):
        if math.isnan(number):
            assert text.strip() == "-"
        elif math.isinf(number):
            assert float(text) == number
        else:
            assert float(text) == pytest.approx(number, rel=0.6 * 10 ** (1 - digits), abs=0)


def test_integers() -> None:
    assert aligned(np.array([1, 20]), 6) == [" 1", "20"]

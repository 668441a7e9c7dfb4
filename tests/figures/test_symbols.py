"""Symbols as mathematics, and names of bands."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser

from scalecalc.coordinates import COORDINATES
from scalecalc.figures.bands import fits, letter, lines, rows
from scalecalc.figures.html.symbols import symbol
from scalecalc.figures.paper.symbols import math, math_of_case, tick_labels
from scalecalc.results.columns import GENERALIZATION
from scalecalc.results.points import PREDICT, TERM_COLUMNS


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("", ""),
        ("P", "$P$"),
        ("E_g", "$E_{g}$"),
        ("E_tr", r"$E_{\mathrm{tr}}$"),
        ("E_g+σ²", "$E_{g}+σ^{2}$"),
        ("Var_XFε", r"$\mathrm{Var}_{XFε}$"),
        ("Bias²", r"$\mathrm{Bias}^{2}$"),
        ("κ₂", "$κ_{2}$"),
        ("P^-1.2", "$P^{-1.2}$"),
        ("0.793 P^-0.545", r"$0.793\,P^{-0.545}$"),
        ("1e-5", "$10^{-5}$"),
        ("2.5e-7", r"$2.5\times10^{-7}$"),
    ],
)
def test_known_symbols(symbol: str, expected: str) -> None:
    assert math(symbol) == expected


def test_every_symbol_of_a_table_can_be_set() -> None:
    parser = MathTextParser("path")
    for column in (*COORDINATES, GENERALIZATION, *PREDICT, *TERM_COLUMNS.values()):
        if column.symbol:
            assert parser.parse(math(column.symbol)).glyphs


@given(st.text(st.characters(categories=("L", "N", "P", "S")), max_size=8).filter(lambda t: "\\" not in t))
def test_dollars_come_in_pairs(symbol: str) -> None:
    assert math(symbol).replace("\\$", "").count("$") in (0, 2)


def test_cases() -> None:
    assert math_of_case("N = 100, λ = 1e-5") == r"$N\,=\,100$, $λ\,=\,10^{-5}$"


@pytest.mark.parametrize(
    ("ticks", "labels"),
    [
        ([1.0, 10.0, 100.0], ["1", "10", "$10^{2}$"]),
        ([0.1, 1.0, 10.0], ["$0.1$", "$1$", "$10$"]),
        ([50.0, 100.0, 200.0], ["$50$", "$100$", "$200$"]),
        ([1e-14, 1e-12], ["$10^{-14}$", "$10^{-12}$"]),
    ],
)
def test_labels_of_ticks(ticks: list[float], labels: list[str]) -> None:
    assert tick_labels(ticks) == labels


def test_letters() -> None:
    assert [letter(number) for number in (0, 1, 25, 26, 27, 52)] == ["A", "B", "Z", "AA", "AB", "BA"]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 20)), max_size=12))
def test_labels_of_a_row_keep_apart(labels: list[tuple[float, float]]) -> None:
    labels.sort()
    places = rows([centre for centre, _ in labels], [width for _, width in labels], 1.0)
    for row in set(places):
        own = [label for label, place in zip(labels, places, strict=True) if place == row]
        for (a, wide), (b, next_wide) in pairwise(own):
            assert a + wide / 2 + 1 <= b - next_wide / 2 + 1e-9


def test_names_are_broken_only_where_they_must_be() -> None:
    assert lines("signal limited, capacity", 24) == ["signal limited, capacity"]
    assert lines("signal limited, capacity", 23) == ["signal limited,", "capacity"]
    assert lines("feature variance", 3) == ["feature variance"]
    assert fits([3, 4], [3, 5])
    assert not fits([3, 6], [3, 5])


def test_a_key_is_set_in_words() -> None:
    assert math("learning_rate = 0.1") == r"$\mathrm{learning\ rate}\,=\,0.1$"
    assert symbol("learning_rate") == "learning rate"

"""Problems point at the place that is meant."""

from __future__ import annotations

import json

import pytest

from scalecalc.errors import Problem
from scalecalc.output.problems import render
from scalecalc.output.style import Style
from scalecalc.output.text import width

BAD_ALPHA = Problem("alpha must be a number > 0, got -1", "spec.yaml", 3, 10, 2, "  alpha: -1")


def full(problem: Problem, style: Style | None = None) -> str:
    return render([problem], "full", style or Style())


def test_full() -> None:
    assert full(BAD_ALPHA) == (
        "spec.yaml:3:10: error: alpha must be a number > 0, got -1\n    3 |   alpha: -1\n      |          ^^\n"
    )


def test_concise() -> None:
    assert render([BAD_ALPHA, BAD_ALPHA], "concise", Style()) == (
        "spec.yaml:3:10: error: alpha must be a number > 0, got -1\n" * 2
    )


def test_json() -> None:
    (read,) = json.loads(render([BAD_ALPHA], "json", Style()))
    assert read == {
        "message": BAD_ALPHA.message,
        "file": "spec.yaml",
        "line": 3,
        "column": 10,
        "length": 2,
        "source": "  alpha: -1",
    }


def test_without_a_place() -> None:
    assert full(Problem("cannot be read", "spec.yaml")) == "spec.yaml: error: cannot be read\n"
    assert full(Problem("one format at a time", "")) == "error: one format at a time\n"


@pytest.mark.parametrize(
    ("source", "column", "length", "carets"),
    [
        ("\talpha: -1", 9, 2, "        ^^"),  # a tab is drawn as one blank
        ("名: 'x'", 4, 3, "    ^^^"),  # two columns to a character
        ("é: 1", 4, 1, "   ^"),
        ("short", 40, 3, "     ^"),  # beyond the end of the line
        ("short", 4, 99, "   ^^"),
        ("", 1, 1, None),
    ],
)
def test_carets(source: str, column: int, length: int, carets: str | None) -> None:
    lines = full(Problem("m", "f", 1, column, length, source)).splitlines()
    if carets is None:
        assert len(lines) == 1
    else:
        assert lines[2] == "      | " + carets


@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize("length", [1, 5, 500])
@pytest.mark.parametrize("column", [1, 50, 5000, 9995])
def test_a_long_line_is_cut_around_the_place(column: int, length: int, unicode: bool) -> None:
    source = "".join(chr(ord("a") + index % 26) for index in range(10_000))
    lines = full(Problem("m", "f", 1, column, length, source), Style(width=80, unicode=unicode)).splitlines()
    assert max(map(width, lines[1:])) <= 80
    first = lines[2].index("^")
    assert lines[1][first] == source[column - 1]


def test_control_characters_do_not_reach_the_terminal() -> None:
    text = full(Problem("got '\x1b[2J'\nmore", "a\x1bb.yaml", 1, 1, 1, "\x1b[31m: \x07\ud800"), Style(width=80))
    assert "\x1b" not in text
    assert len(text.splitlines()) == 3
    text.encode()


def test_ascii() -> None:
    text = full(Problem("α ≥ 0", "ü.yaml", 1, 1, 1, "αβγ: 1" * 50), Style(width=80, unicode=False))
    assert text.isascii()
    assert "alpha >= 0" in text


def test_colours() -> None:
    assert "\x1b[1;31m" in full(BAD_ALPHA, Style(ansi=True, color=True))
    bold = full(BAD_ALPHA, Style(ansi=True))
    assert "\x1b[1m" in bold
    assert "31m" not in bold


def test_a_whole_spec_in_an_option_is_shortened() -> None:
    text = full(Problem("m", "--set " + "x" * 100_000, 1, 7, 1, "x" * 100_000), Style(width=80))
    assert len(text) < 500

"""Texts that are no YAML: where it says the fault is, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scalecalc.errors import Problem
from scalecalc.reading.text.syntax import BLANKS

Problems = Callable[..., tuple[Problem, ...]]

TOP = "spectrum: {kind: power_law, alpha: 1.5, modes: inf}\ntarget: {kind: power_law, r: 0.4}\nridge: 0\n"
CASES = [
    ("samples: 5\ntitle: Ridge: a study\n", (5, 13), "must be in quotes where it is text: 'Ridge: a study'"),
    ("title: it's: so # why\nsamples: 5\n", (4, 12), "'it''s: so'"),
    (" samples: 5\n", (4, 9), "must be indented as the key above it"),
    ("samples:5\n", (4, 1), "'samples:5' is no 'key: value', must have a colon and a space"),
    ("samples 5\nnoise: 0\n", (4, 1), "must have a colon and a space"),
    ("samples: [5, 6\nnoise: 0\n", (4, 10), "a '[' opens here and is not closed"),
    ("noise: 0\nsamples: {from: 1, to: 5\nx-1: 0\n", (5, 10), "a '{' opens here and is not closed"),
    ('title: "open\nsamples: 5\n', (4, 8), "a quote opens here and is never closed"),
    ("samples: @5\n", (4, 10), "'@' cannot begin a value, must be in quotes"),
    ("title: `x`\nsamples: 5\n", (4, 8), "must be in quotes"),
    ("features:\n\twidth: 5\nsamples: 5\n", (5, 1), "a tab used for indentation, must be spaces"),
    ("noise:\n  0\n\t+1\nsamples: 5\n", (6, 1), "a tab used for indentation"),
    ("samples: 5\nsamples: 6\n", (5, 1), "duplicate key 'samples', first given on line 4"),
]


@pytest.mark.parametrize(("text", "place", "words"), CASES, ids=[case[0][:30] for case in CASES])
def test_the_place_and_the_remedy(text: str, place: tuple[int, int], words: str, problems: Problems) -> None:
    (problem,) = problems(TOP + text)
    assert (problem.line, problem.column) == place
    assert words in problem.message


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("noise:{}0.1\nsamples: 5\n", 4, 7), ("samples: 5\n{}noise: 0.1\n", 5, 1), ("samples: 5\nnoise{}: 0.1\n", 5, 6)],
)
def test_blanks_that_are_no_spaces_are_named(text: str, line: int, column: int, blank: str, problems: Problems) -> None:
    (problem,) = problems(TOP + text.format(blank))
    assert (problem.line, problem.column) == (line, column)
    assert f"U+{ord(blank):04X}" in problem.message


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_specs_are_read_in_every_encoding_of_unicode(encoding: str, problems: Problems) -> None:
    assert problems((TOP + "samples: 5\n").encode(encoding)) == ()


def test_broken_utf_16_is_named(problems: Problems) -> None:
    (problem,) = problems((TOP + "samples: 5\n").encode("utf-16")[:-1])
    assert "not text in UTF-16" in problem.message

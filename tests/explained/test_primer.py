"""The introduction: its commands run, and its numbers are those that they print."""

from __future__ import annotations

import csv
import re

import pytest

import scalecalc
from scalecalc.explained.glossary import primer
from tests.explained.lines import answer

BLOCK = re.compile(r"^  \$ (?P<line>[^\n]+)\n(?P<table>(?:    [^\n]+\n)*)", re.MULTILINE)


def agrees(shown: str, printed: str) -> bool:
    """Whether a cell is what is printed, to four digits where it is a number that is not whole."""
    try:
        return float(shown) in (float(printed), float(f"{float(printed):.4g}"))
    except ValueError:
        return shown == printed


@pytest.mark.parametrize("chapter", [1, 2, 3, 4, pytest.param(5, marks=pytest.mark.long)])
def test_commands_and_tables(chapter: int) -> None:
    blocks = list(BLOCK.finditer(primer()[chapter - 1]))
    assert len(blocks) >= 2
    for block in blocks:
        printed = answer(block["line"])
        assert printed
        if block["table"]:
            rows = list(csv.reader(printed.splitlines()))
            for shown, row in zip(block["table"].splitlines(), rows, strict=True):
                assert all(agrees(*pair) for pair in zip(re.split(r"  +", shown.strip()), row, strict=True)), (
                    shown,
                    row,
                )


@pytest.mark.parametrize("chapter", range(1, 6))
def test_it_fits_a_terminal(chapter: int) -> None:
    text = scalecalc.explain(f"primer {chapter}")
    lines = [line for line in text.splitlines() if not line.startswith("  $ ")]
    assert 30 <= len(text.splitlines()) <= 52
    assert all(len(line) <= 80 for line in lines)


@pytest.mark.long
def test_claims() -> None:
    """What the chapters say in words."""
    power = "scalecalc example source_exponent | scalecalc exponents - --set noise=0 --columns r,term,exponent"
    total = [float(row["exponent"]) for row in csv.DictReader(answer(power).splitlines()) if "gener" in row["term"]]
    assert total == pytest.approx([2 * 1.5 * r for r in (0.25, 0.5, 1, 1)])
    (buying,) = [one["line"] for one in BLOCK.finditer(primer()[4]) if "optimize" in one["line"]]
    small, large = csv.DictReader(answer(buying).splitlines())
    assert float(large["samples"]) / float(small["samples"]) == pytest.approx(4, rel=0.05)
    assert float(large["width"]) / float(small["width"]) == pytest.approx(25, rel=0.05)
    assert power in primer()[3]

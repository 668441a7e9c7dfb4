"""Tables for people: everything is there, nothing is wider than the terminal, no number is cut."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scalecalc.output.style import Style
from scalecalc.output.text import width
from scalecalc.table import Column, Table
from tests.output.tables import PREDICT, predict, table, write

WIDTHS = (20, 25, 30, 40, 60, 80, 120, 200)


def drawn(block: Table, style: Style | None = None) -> str:
    out = io.StringIO()
    write(iter([block]), out, "table", style or Style(width=80))
    return out.getvalue()


def terms(count: int = 4) -> Table:
    marks = np.arange(count) == 1
    return Table(
        (
            Column("term", "A term of the error."),
            Column("exponent", "Its exponent.", "a"),
            Column("dominant", ""),
        ),
        {
            "term": np.array(["bias2", "var_samples_features_noise", "x", "y"][:count], dtype=object),
            "exponent": np.array([1.25, 0.5, np.nan, 0.0][:count]),
            "dominant": marks,
        },
        marks={"exponent": marks},
    )


def test_a_sweep_at_80_columns() -> None:
    block = predict(3, diverging=1).select(["samples", "ridge", "kappa1", "test_error", "status"])
    assert drawn(block) == (
        "Random features\n"
        "ridge λ = 1e-06\n"
        "\n"
        "samples       kappa1  test_error  status\n"
        "      P           κ₁    E_g + σ²\n"
        "──────────────────────────────────────────\n"
        "     10  3.16228e-02   0.168489   ok\n"
        "   3162  5.62415e-06         inf  diverges\n"
        "1000000  1.00000e-09   0.0100158  ok\n"
        "\n"
        "· E_g is without σ².\n"
    )


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize("count", [1, 2, 31, 500])
def test_fits_every_terminal(columns: int, unicode: bool, count: int) -> None:
    lines = drawn(predict(count), Style(width=columns, unicode=unicode)).splitlines()
    assert max(map(width, lines)) <= columns
    assert all(line == line.rstrip() for line in lines)
    assert unicode or all(line.isascii() for line in lines)


@pytest.mark.parametrize("columns", WIDTHS)
def test_no_number_is_cut(columns: int) -> None:
    text = drawn(predict(9, diverging=4), Style(width=columns))
    numbers = [float(word) for word in re.findall(r"(?<![\w.])\d[\d.]*(?:e[+-]\d+)?(?![\w.])", text)]
    for name in ("kappa1", "df1", "train_error"):
        for value in predict(9)[name]:
            assert any(number == pytest.approx(value, rel=5e-3) for number in numbers), (name, value)
    assert text.count("diverges") == 1


@pytest.mark.parametrize("columns", WIDTHS)
def test_every_column_is_shown(columns: int) -> None:
    text = re.sub(r"\s", "", drawn(predict(9, diverging=4), Style(width=columns)))
    for symbol in ("κ₁", "κ₂", "E_tr", "E_g+σ²"):
        assert symbol in text or columns < 45


def test_parts_repeat_the_coordinates() -> None:
    text = drawn(predict(9, diverging=4), Style(width=60))
    assert text.count("samples") == 2
    assert text.count("1000000") == 2


def test_digits_go_before_the_table_is_divided() -> None:
    block = predict(9).select(["samples", "kappa1", "kappa2", "df1", "train_error"])
    assert "3.16228e-02" in drawn(block, Style(width=80))
    narrower = drawn(block, Style(width=52))
    assert "3.162e-02" in narrower
    assert narrower.count("samples") == 1


def test_with_three_digits_columns_may_stand_closer() -> None:
    block = predict(9).select(["samples", "kappa1", "kappa2", "df1", "train_error"])
    closest = drawn(block, Style(width=45))
    assert "3.16e-02 6.32e-02" in closest
    assert closest.count("samples") == 1


def test_columns_that_say_nothing_are_named_and_not_drawn() -> None:
    block = predict(9)
    values = {**block.values, "kappa2": block["kappa1"], "df1": np.zeros(9), "train_error": np.full(9, np.nan)}
    block = replace(block, values=values)
    text = drawn(block)
    assert "κ₂" not in text
    assert "· Not shown: kappa2 = kappa1; df1 = 0; train_error empty; --columns or --csv\n  gives all." in text
    assert "Not shown" not in drawn(block, Style(width=80, chosen=True))
    assert "kappa2" in drawn(block, Style(width=80, chosen=True))
    assert "Not shown" not in drawn(block, Style(width=80, notes=False))


@settings(deadline=None, max_examples=10)  # a table is drawn in 40 ms
@given(st.integers(0, 199), st.sampled_from(["kappa2", "df1", "train_error"]))
def test_columns_are_left_out_only_if_no_row_differs_shown_or_not(row: int, name: str) -> None:
    block = predict(200)
    nothing = {"kappa2": block["kappa1"], "df1": np.zeros(200), "train_error": np.full(200, np.nan)}[name]
    changed = nothing.copy()
    changed[row] = 1 if nothing[row] != nothing[row] else np.nextafter(nothing[row], 1)
    for values, said in ((nothing, True), (changed, False)):
        text = drawn(replace(block, values={**block.values, name: values}))
        assert ("Not shown" in text) is said


def detailed() -> Table:
    """A sweep with a detail before the errors."""
    columns = (*(replace(one, detail=one.name in ("kappa1", "df1")) for one in PREDICT),)
    return replace(predict(9, diverging=3), columns=columns)


def test_details_come_last_or_give_way() -> None:
    whole = drawn(detailed(), Style(width=200))
    heading = next(line for line in whole.splitlines() if line.startswith("samples"))
    assert heading.split()[-3:] == ["status", "kappa1", "df1"]
    assert "Not shown" not in whole
    narrow = drawn(detailed(), Style(width=80))
    assert "κ₁" not in narrow
    assert narrow.count("samples") == 1
    assert "· Not shown: kappa1, df1; --columns or --csv gives all.\n" in narrow
    chosen = drawn(detailed(), Style(width=200, chosen=True)).splitlines()[2]
    assert chosen.split() == [column.name for column in PREDICT]


def test_many_details_are_counted() -> None:
    columns = (*PREDICT[:3], *(Column(f"diagnostic_{i}", "", detail=True) for i in range(9)), *PREDICT[3:])
    block = predict(9)
    block = replace(
        block, columns=columns, values={**block.values, **{f"diagnostic_{i}": block["df1"] + i + 1 for i in range(9)}}
    )
    lines = [line for line in drawn(block).splitlines() if "Not shown" in line]
    assert lines == ["· Not shown: diagnostic_0, diagnostic_1, 7 more; --columns or --csv gives all."]


def test_texts_are_broken_after_underscores() -> None:
    names = np.array(["bias2", "var_samples_features_noise"], dtype=object)
    text = drawn(
        table(term=names, x=[1, 2], regime=np.array(["", "noise mitigated by ridge"], dtype=object)), Style(width=37)
    )
    assert re.search(r"var_samples_ +2  noise mitigated\nfeatures_noise +by ridge", text)


def test_a_record_keeps_to_its_lines() -> None:
    lines = drawn(replace(predict(1), notes=())).splitlines()
    assert len(lines) == 2 + len(PREDICT)
    assert any(line.endswith("Renormalized ridge after the...") for line in lines)


def test_constants_are_said_once() -> None:
    text = drawn(predict(9))
    assert "width N = 1000 · ridge λ = 1e-06 · status ok" in text
    assert text.count("1000 ") == 1


def test_chosen_columns_are_columns() -> None:
    block = predict(3).select(["samples", "ridge"])
    assert drawn(block, Style(width=80, chosen=True)).count("1e-06") == 3


def test_a_single_point_is_a_list_with_meanings() -> None:
    text = drawn(predict(1), Style(width=100))
    assert re.search(r"kappa1 +κ₁ +0.001 +Renormalized ridge\.", text)


def test_long_sweeps_show_head_and_tail() -> None:
    text = drawn(predict(500).select(["samples", "kappa1"]))
    assert "… 488 more rows …" in text
    assert "· 12 of 500 rows shown; --csv, or --output FILE, gives all of them." in text
    assert text.splitlines()[5].startswith("     10")
    assert "\n1000000" in text
    assert len(text.splitlines()) < 24


def test_a_high_terminal_shows_more() -> None:
    short = drawn(predict(500), Style(width=200, height=24))
    high = drawn(predict(500), Style(width=200, height=100))
    assert len(short.splitlines()) < len(high.splitlines()) <= 100


@pytest.mark.parametrize("cuts", [1, 7, 29, 61, 100])
def test_blocks_make_no_difference(cuts: int) -> None:
    whole = predict(200, diverging=150)

    def blocks() -> Iterator[Table]:
        for start in range(0, 200, cuts):
            values = {name: column[start : start + cuts] for name, column in whole.values.items()}
            yield replace(whole, values=values)

    out = io.StringIO()
    write(blocks(), out, "table", Style(width=80))
    assert out.getvalue() == drawn(whole)


def test_a_diverging_row_out_of_sight_keeps_the_status_column() -> None:
    assert re.search(r"\bstatus$", drawn(predict(500, diverging=250), Style(width=200)), re.MULTILINE)


def test_marks_without_colour_are_stars() -> None:
    text = drawn(terms())
    assert " 0.5* " in text
    assert "* marks the dominating term." in text


def test_marks_on_a_terminal_are_bold() -> None:
    text = drawn(terms(), Style(width=80, ansi=True, color=True))
    assert "\x1b[1;32m    0.5 \x1b[0m" in text
    assert "*" not in text
    colorless = drawn(terms(), Style(width=80, ansi=True))
    assert "\x1b[1m    0.5 \x1b[0m" in colorless
    assert "32m" not in colorless


def test_quiet_has_no_notes() -> None:
    assert "E_g is without" not in drawn(predict(3), Style(width=80, notes=False))


def test_ascii_names_the_greek_letters() -> None:
    text = drawn(predict(3), Style(width=80, unicode=False))
    assert "ridge lambda = 1e-06" in text
    assert "E_g is without sigma^2." in text


def test_no_limit_on_the_width() -> None:
    lines = drawn(predict(3), Style(width=None)).splitlines()
    assert any(all(column.name in line for column in PREDICT[3:6]) for line in lines)


def test_long_texts_are_broken_into_lines() -> None:
    text = drawn(table(line=[1, 2], message=np.array(["word " * 40, "short"], dtype=object)), Style(width=60))
    assert text.count("word") == 40
    assert max(map(len, text.splitlines())) <= 60


def test_texts_cannot_steer_the_terminal() -> None:
    block = table(message=np.array(["\x1b[2J\x07", "[bold]markup[/bold]"], dtype=object), line=[1, 2])
    text = drawn(replace(block, title="\x1b]0;x\x07"), Style(width=80, ansi=True, color=True))
    assert "\x1b[2J" not in text
    assert "\x1b]" not in text
    assert "[bold]markup[/bold]" in text


def test_wide_characters_stay_aligned() -> None:
    block = table(name=np.array(["漢字", "ab"], dtype=object), x=[1, 2])
    lines = drawn(block).splitlines()[-2:]
    assert {width(line) for line in lines} == {width(lines[0])}

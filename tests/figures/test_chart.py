"""Charts in the terminal: right, within the terminal, and safe."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalecalc.figures.chart import write_chart
from scalecalc.figures.chart.canvas import Canvas
from scalecalc.figures.picture import Axis, Picture, Series
from scalecalc.output.style import Style
from scalecalc.output.text import width
from tests.figures.pictures import EVERY, banded, cases, diverging, picture, power, shaded, stacked

WIDTHS = (20, 25, 40, 60, 80, 120, 200)


def chart(drawn: Picture, style: Style | None = None) -> str:
    out = io.StringIO()
    write_chart([drawn], out, style or Style())
    return out.getvalue()


def diagonal() -> Picture:
    x = np.array([1.0, 10.0, 100.0])
    return picture(Series("error", "E", x, 1 / x), title="Diagonal")


def test_a_diagonal_in_ascii() -> None:
    assert chart(diagonal(), Style(width=20, height=14, unicode=False)) == (
        "Diagonal\n"
        "\n"
        "error E\n"
        "   1 +o\n"
        "     | ...\n"
        "1e-1 +    ..o\n"
        "     |       ...\n"
        "     |          ...\n"
        "1e-2 +             o\n"
        "     ++------------+\n"
        "      1          1e2\n"
        "        samples P\n"
    )


def test_a_flat_line_of_two_points() -> None:
    flat = Series("error", "E", np.array([1.0, 1e3]), np.array([1.0, 1.0]))
    text = chart(picture(flat, y=Axis("error", "E", log=False)), Style(width=30, height=14))
    (row,) = [line for line in text.splitlines() if "●" in line]
    assert re.fullmatch(r" *1 ┤●[⠒⠤⠉⣀]+●", row)


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize("name", EVERY)
def test_fits_every_terminal(columns: int, unicode: bool, name: str) -> None:
    text = chart(EVERY[name], Style(width=columns, height=24, unicode=unicode))
    lines = text.splitlines()
    assert max(map(width, lines)) <= columns
    assert all(line == line.rstrip() for line in lines)
    assert unicode or text.isascii()
    assert "\x1b" not in text


def test_a_pipe_is_80_columns_wide() -> None:
    assert max(map(width, chart(picture()).splitlines())) == 80


@pytest.mark.parametrize("height", [10, 24, 50])
def test_fits_the_height(height: int) -> None:
    lines = chart(picture(), Style(width=200, height=height)).splitlines()
    assert len(lines) < max(height, 14)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20),
    st.integers(1, 60),
    st.integers(1, 20),
    st.booleans(),
)
def test_every_point_has_a_cell(points: list[tuple[float, float]], columns: int, rows: int, unicode: bool) -> None:
    canvas = Canvas(columns, rows, unicode=unicode)
    x, y = np.array(points).T
    canvas.line(x, y, "")
    for across, up in points:
        assert not canvas.free(canvas.column(across), canvas.row(up))


@given(st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)), min_size=1, max_size=9))
def test_what_is_outside_is_not_drawn(points: list[tuple[float, float]]) -> None:
    canvas = Canvas(10, 5, unicode=True)
    x, y = np.array(points).T
    canvas.line(x, y, "")
    canvas.line(x + 2e9, y, "")
    assert [len(canvas.cells(row)) for row in range(5)] == [10] * 5


def test_a_line_that_only_crosses_the_canvas() -> None:
    canvas = Canvas(10, 10, unicode=False)
    canvas.line(np.array([-1.0, 2.0]), np.array([0.5, 0.5]), "")
    assert {canvas.row(0.5)} == {row for row in range(10) if any(cell[0] == "." for cell in canvas.cells(row))}
    assert all(cell[0] == "." for cell in canvas.cells(canvas.row(0.5)))


def test_a_missing_value_breaks_the_line() -> None:
    canvas = Canvas(11, 1, unicode=False)
    canvas.line(np.array([0.0, 0.2, 0.5, 0.8, 1.0]), np.array([0.5, 0.5, np.nan, 0.5, 0.5]), "")
    assert "".join(cell[0] for cell in canvas.cells(0)) == "...     ..."


def test_ticks_stand_at_decades() -> None:
    """A point at a decade is in the row of its label, and above its tick."""
    x = np.array([10.0, 1e2, 1e3, 1e4])
    lines = chart(picture(Series("error", "E", x, 1 / x)), Style(width=60, height=30)).splitlines()
    rows = {line.split()[0]: line for line in lines if "┤" in line}
    assert list(rows) == ["10⁻¹", "10⁻²", "10⁻³", "10⁻⁴"]
    axis = next(line for line in lines if "└" in line)
    ticks = [column for column, character in enumerate(axis) if character == "┬"]
    assert [row.index("●") for row in rows.values()] == ticks
    labels = lines[lines.index(axis) + 1]
    assert labels.split() == ["10", "10²", "10³", "10⁴"]
    for tick, label in zip(ticks, labels.split(), strict=True):
        assert abs(labels.index(f" {label}") + 1 + len(label) / 2 - tick) <= len(label) / 2 + 1


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("decades", [0.5, 1, 3, 7, 30, 200])
def test_tick_labels_do_not_run_into_each_other(columns: int, decades: float) -> None:
    x = np.geomspace(1e-100, 1e-100 * 10**decades, 50)
    lines = chart(picture(Series("error", "E", x, 1 / x)), Style(width=columns, unicode=False)).splitlines()
    labels = lines[next(i for i, line in enumerate(lines) if re.search(r"\+[-+]{9}", line)) + 1].split()
    assert labels
    values = [float(label) for label in labels]
    assert values == sorted(set(values))
    assert all(0.5e-100 < value < 2e-100 * 10**decades for value in values)


@pytest.mark.parametrize("count", range(1, 12))
@pytest.mark.parametrize("columns", WIDTHS)
def test_bands_are_all_named(count: int, columns: int) -> None:
    text = chart(banded(count), Style(width=columns))
    letters = re.findall(r"^([A-K])  signal", text, re.MULTILINE)
    assert letters == [chr(ord("A") + number) for number in range(count)] or text.count("signal limited") == count
    header = text.partition("│")[0]
    assert all(len(re.findall(rf"\b{letter}\b", header.partition("error E")[2])) == 1 for letter in letters)


def test_crossovers_are_marked() -> None:
    text = chart(banded(4), Style(width=100))
    columns = [[at for at, character in enumerate(line) if character == "┊"] for line in text.splitlines()]
    assert len({at for row in columns for at in row}) == 3


def test_guides_have_their_slope_beside_them() -> None:
    assert chart(banded(2), Style(width=100)).count("P^-1") == 2


def test_a_divergence_is_marked() -> None:
    lines = chart(diverging(), Style(width=80)).splitlines()
    assert "↑" in next(line for line in lines if "│" in line)
    assert "↑ diverges" in lines


def test_layers_are_filled_in_their_proportion() -> None:
    text = chart(stacked(), Style(width=60, height=40))
    first, second = (sum(line.count(fill) for line in text.splitlines() if "│" in line or "┤" in line) for fill in "█░")
    assert second == pytest.approx(2 * first, rel=0.15)


def test_a_band_is_shaded_on_both_sides_of_its_curve() -> None:
    """It is two of six decades high, the margins left out, and in every column the curve lies inside."""
    text = chart(shaded(), Style(width=60, height=40))
    lines = [line[8:].ljust(60) for line in text.splitlines() if "│" in line or "┤" in line]
    columns = ["".join(column).strip() for column in zip(*lines, strict=True)]
    shaded_ones = [column for column in columns if column]
    assert all(column[0] == column[-1] == "░" and set(column) > {"░"} for column in shaded_ones)
    assert sum(map(len, shaded_ones)) / len(shaded_ones) == pytest.approx(len(lines) / 3, rel=0.15)


def test_the_legend_of_cases() -> None:
    words = " ".join(chart(cases(), Style(width=100)).split())
    for label in ("λ = 1e-0", "λ = 1e-2", "E_g+σ² test error", "E_tr train error"):
        assert words.count(label) == 1
    ascii_words = " ".join(chart(cases(), Style(width=100, unicode=False)).split())
    assert ascii_words.count("lambda = 1e-1: E_tr train error") == 1


def test_ascii_curves_have_marks_of_their_own() -> None:
    text = chart(cases(), Style(width=100, unicode=False))
    samples = re.findall(r"\.(.)\. lambda", text)
    assert len(samples) == len(set(samples)) == 6


def test_a_single_curve_needs_no_legend() -> None:
    assert chart(picture()).rstrip().endswith("samples P")


def test_colours_only_where_they_are_wanted() -> None:
    plain = chart(cases(), Style(width=80))
    for style in (Style(width=80, ansi=True, color=True), Style(width=80, ansi=True)):
        text = chart(cases(), style)
        assert re.sub(r"\x1b\[[\d;]*m", "", text) == plain
        codes = {part for code in re.findall(r"\x1b\[([\d;]+)m", text) for part in code.split(";")}
        assert any(int(code) >= 30 for code in codes) == style.color
        assert all(line.count("\x1b[0m") for line in text.splitlines() if "\x1b" in line)


def test_a_hostile_title() -> None:
    text = chart(EVERY["titled"], Style(width=80, ansi=True, color=True))
    assert "\x1b[31m $x" not in text
    assert "標題" in text
    assert "N = 100, λ = 1e-5" in text


def test_notes_are_for_those_who_want_them() -> None:
    assert "· A note of κ₂." in chart(EVERY["titled"])
    assert "note" not in chart(EVERY["titled"], Style(notes=False))


def test_several_pictures_share_a_title() -> None:
    out = io.StringIO()
    parts = [replace(picture(), subtitle=f"λ = {number}") for number in (1, 2)]
    write_chart(parts, out, Style())
    assert out.getvalue().count("A title") == 1
    assert out.getvalue().index("λ = 1") < out.getvalue().index("λ = 2")


def test_thousands_of_points_are_quick_and_leave_the_line_visible() -> None:
    x = np.geomspace(1, 1e6, 2000)
    text = chart(picture(Series("error", "E", x, 1 / x)), Style(width=80))
    assert 8 <= text.count("●") <= 14
    assert len(re.findall(r"[⠀-⣿]", text)) > 40


def test_curves_below_the_axis_are_cut() -> None:
    cut = picture(power(-1.0), power(-4.0, name="low"), y=Axis("error", "E", start=1e-7))
    assert "10⁻²⁰" not in chart(cut)
    assert "10⁻⁵" in chart(cut, Style(width=100, height=40))

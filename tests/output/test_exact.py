"""Machine formats carry every digit, and nothing that their readers cannot read."""

from __future__ import annotations

import csv
import io
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalecalc.output import FORMATS, FormatName
from scalecalc.output.style import Style
from scalecalc.table import Table
from tests.output.tables import predict, table, write

TEXTS = [name for name, form in FORMATS.items() if not form.binary]


def written(form: FormatName, *blocks: Table, style: Style | None = None) -> str:
    out = io.StringIO()
    write(iter(blocks), out, form, style or Style())
    return out.getvalue()


def rows(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


@given(st.lists(st.floats(allow_nan=False), min_size=1))
def test_csv_reads_back_exactly(numbers: list[float]) -> None:
    read = [float(row["x"]) for row in rows(written("csv", table(x=np.array(numbers), y=np.arange(len(numbers)))))]
    assert read == numbers


@given(st.lists(st.floats() | st.floats(-1e-3, 1e-3), min_size=1))
def test_csv_writes_what_repr_writes(numbers: list[float]) -> None:
    texts = [row["x"] for row in rows(written("csv", table(x=np.array([0.5, *numbers]), y=np.zeros(len(numbers) + 1))))]
    expected = ["" if math.isnan(number) else repr(number).removesuffix(".0") for number in numbers]
    assert ["0" if text == "-0" else text for text in texts[1:]] == ["0" if text == "-0" else text for text in expected]


@pytest.mark.parametrize("power", range(-24, 24))
def test_texts_around_every_power_of_ten(power: int) -> None:
    near = float(f"1e{power}")
    numbers = [near, np.nextafter(near, 0), np.nextafter(near, np.inf), 1.5 * near, -near]
    texts = [row["x"] for row in rows(written("csv", table(x=np.array([0.5, *numbers]), y=np.zeros(6))))]
    assert texts[1:] == [repr(float(number)).removesuffix(".0") for number in numbers]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_json_reads_back_exactly(numbers: list[float]) -> None:
    read = json.loads(written("json", table(x=np.array(numbers))))
    assert [row["x"] for row in read["rows"]] == numbers


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (10.0, "10"),
        (0.0, "0"),
        (1e15, "1000000000000000"),
        (1e16, "1e+16"),
        (1e22, "1e+22"),
        (0.1, "0.1"),
        (1e-6, "1e-06"),
        (0.1 + 0.2, "0.30000000000000004"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, ""),
    ],
)
def test_csv_writes_the_shortest_digits(number: float, text: str) -> None:
    # next to another number, alone, and many times over: the three ways in which columns are written
    assert written("csv", table(x=np.array([0.5, number]), y=[1, 2])) == f"x,y\n0.5,1\n{text},2\n"
    assert written("csv", table(x=np.array([number]), y=[1])) == f"x,y\n{text},1\n"
    assert written("csv", table(x=np.full(9, number), y=np.ones(9))) == "x,y\n" + f"{text},1\n" * 9


def test_runs_of_equal_numbers_keep_their_places() -> None:
    column = np.array([math.nan] * 5 + [0.5] * 5 + [7.0] * 5)
    assert [row["x"] for row in rows(written("csv", table(x=column, y=column)))] == [""] * 5 + ["0.5"] * 5 + ["7"] * 5


def test_json_has_no_infinities() -> None:
    block = table(x=np.array([math.inf, math.nan, -math.inf, 1.5]))
    assert json.loads(written("json", block), parse_constant=pytest.fail)["rows"] == [
        {"x": None},
        {"x": None},
        {"x": None},
        {"x": 1.5},
    ]


@pytest.mark.parametrize("text", ["a,b", 'say "x"', "two\nlines", "tab\there", "κ₁", "", "\r", "  "])
def test_texts_survive(text: str) -> None:
    block = table(x=np.array([text, "plain"], dtype=object), y=[1, 2])
    out = io.StringIO(written("csv", block), newline="")
    assert [row["x"] for row in csv.DictReader(out)] == [text, "plain"]
    out = io.StringIO(written("tsv", block), newline="")
    assert [row["x"] for row in csv.DictReader(out, delimiter="\t")] == [text, "plain"]
    assert json.loads(written("json", block))["rows"][0] == {"x": text, "y": 1}
    assert json.loads(written("jsonl", block).splitlines()[0]) == {"x": text, "y": 1}


def test_other_kinds_of_values() -> None:
    block = table(flag=np.array([True, False]), mixed=np.array([None, 2.0], dtype=object), count=np.array([1, 2]))
    assert written("csv", block) == "flag,mixed,count\ntrue,,1\nfalse,2,2\n"
    assert json.loads(written("json", block))["rows"] == [
        {"flag": True, "mixed": None, "count": 1},
        {"flag": False, "mixed": 2, "count": 2},
    ]


def test_equal_values_of_different_kinds_keep_their_text() -> None:
    block = table(mixed=np.array([1, True, 1.0, "1"], dtype=object), count=np.arange(4))
    assert [row["mixed"] for row in rows(written("csv", block))] == ["1", "true", "1", "1"]


def test_a_single_empty_field_is_a_row() -> None:
    assert written("csv", table(x=np.array([math.nan, 1.0]))) == 'x\n""\n1\n'


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "markdown"])
def test_blocks_make_no_difference(form: FormatName) -> None:
    whole = predict(50, diverging=7)
    cut = [
        Table(whole.columns, {n: v[i : i + 9] for n, v in whole.values.items()}, whole.title, whole.notes)
        for i in range(0, 50, 9)
    ]
    assert written(form, *cut) == written(form, whole)


@pytest.mark.parametrize("form", TEXTS)
def test_no_rows(form: FormatName) -> None:
    text = written(form, table(x=np.array([]), y=np.array([], dtype=object)))
    expected: dict[str, str] = {"csv": "x,y\n", "tsv": "x\ty\n", "jsonl": "", "table": "no rows\n"}
    assert text == expected.get(form, text)
    if form == "json":
        assert json.loads(text)["rows"] == []


@pytest.mark.parametrize("form", TEXTS)
def test_no_blocks(form: FormatName) -> None:
    assert written(form) == ""


def test_json_carries_what_people_need() -> None:
    read = json.loads(written("json", predict(3)))
    assert read["title"] == "Random features"
    assert read["notes"] == ["E_g is without σ²."]
    assert read["columns"][0] == {"name": "samples", "symbol": "P", "doc": "Number of training samples."}
    assert list(read["rows"][0]) == [column["name"] for column in read["columns"]]


@pytest.mark.parametrize("form", ["json", "markdown", "table"])
def test_the_notes_are_those_of_the_last_block(form: FormatName) -> None:
    """It has seen all rows: "at 2 points" and then "at 4 points" would be two answers to one question."""
    text = written(form, predict(2, notes=("At 2 points.",)), predict(2, notes=("At 4 points.", "b")))
    assert "At 4 points." in text
    assert "At 2 points." not in text


def test_json_is_ascii_where_the_stream_is() -> None:
    assert written("json", predict(2), style=Style(unicode=False)).isascii()


def test_markdown() -> None:
    block = table(name=np.array(["a|b", "c"], dtype=object), x=np.array([0.123456789, math.inf]))
    assert written("markdown", block) == ("| name | x |\n| :--- | ---: |\n| a\\|b | 0.123457 |\n| c | inf |\n")


def test_markdown_marks_and_notes() -> None:
    block = Table(
        predict(2).columns[:2],
        {"samples": np.array([1.0, 2.0]), "width": np.array([3.0, 4.0])},
        "A title",
        ("A note.",),
        {"width": np.array([False, True])},
    )
    assert written("markdown", block) == (
        "**A title**\n\n| samples (P) | width (N) |\n| ---: | ---: |\n| 1 | 3 |\n| 2 | **4** |\n\n- A note.\n"
    )

"""A Table in the hands of a Python user: as a mapping, in a notebook, as Arrow data, on axes."""

from __future__ import annotations

import pickle
import re
import sys
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

import scalecalc
from scalecalc import Column, Table, UsageError

SPEC: dict[str, Any] = {
    "title": "Kernel <ridge> & noise",
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": float("inf")},
    "target": {"kind": "power_law", "r": 0.4},
    "noise": 0.01,
    "ridge": [1e-6, 1e-2],
    "samples": {"from": 10, "to": 10000, "points": 13},
    "features": {"width": 300},
}
SMALL: dict[str, Any] = {
    "spectrum": {"kind": "isotropic", "modes": 10},
    "target": {"kind": "isotropic"},
    "ridge": 0.1,
    "samples": [5, 20],
}
EVERY = {
    "predict": lambda: scalecalc.predict(SPEC),
    "decompose": lambda: scalecalc.decompose(SPEC),
    "flow": lambda: scalecalc.flow(SPEC),
    "exponents": lambda: scalecalc.exponents(SPEC),
    "regimes": lambda: scalecalc.regimes(SPEC),
    "simulate": lambda: scalecalc.simulate(SMALL, draws=3),
    "check": lambda: scalecalc.check({**SPEC, "noise": -1}),
    "nothing to check": lambda: scalecalc.check(SPEC),
}
every = pytest.mark.parametrize("name", EVERY)


def table_of(rows: int) -> Table:
    columns = (Column("n", "a <count>", "N"), Column("x", "a number"), Column("word", "a text"))
    values = {
        "n": np.arange(rows),
        "x": np.arange(rows) / 7,
        "word": np.array([f"<b>&{row}" for row in range(rows)], dtype=object),
    }
    return Table(columns, values, title="<script>", notes=("1 < 2 & 3",), marks={"x": np.arange(rows) == 1})


@every
def test_reads_like_a_mapping_of_columns(name: str) -> None:
    table = EVERY[name]()
    assert list(table) == list(table.keys()) == list(table.names)
    assert all(one in table for one in table.names)
    assert "nothing of the kind" not in table
    columns = dict(table)
    assert all(columns[one] is table[one] and columns[one].shape == (len(table),) for one in table)


def test_an_unknown_name_is_told_with_those_there_are() -> None:
    table = table_of(3)
    with pytest.raises(KeyError, match="no column 'y'; the columns are n, x, word"):
        table["y"]
    with pytest.raises(UsageError, match="no column 'y', 'z'; the columns are n, x, word"):
        table.select(["y", "z"])


def test_select_does_not_take_a_name_letter_by_letter() -> None:
    with pytest.raises(UsageError, match=r"names is a list of texts, got the text 'word'; write \['word'\]"):
        table_of(3).select("word")


def test_is_not_taken_for_a_sequence_of_names() -> None:
    with pytest.raises(UsageError, match="a table is no array; take a column"):
        np.asarray(table_of(3))


@every
def test_repr_is_one_short_line(name: str) -> None:
    text = repr(EVERY[name]())
    assert "\n" not in text
    assert len(text) < 400
    assert "array" not in text


def test_repr_tells_rows_and_names() -> None:
    assert repr(table_of(1)) == "<Table '<script>': 1 row of n, x, word>"
    assert repr(table_of(1000)) == "<Table '<script>': 1000 rows of n, x, word>"


class Reader(HTMLParser):
    """What a browser makes of it: tags in balance, and the texts in cells, headings and notes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.counts: dict[str, int] = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.open[-1], []).append(data)


def test_html_escapes_everything() -> None:
    page = Reader(table_of(3)._repr_html_())
    assert not page.open
    assert set(page.counts) == {"table", "caption", "thead", "tbody", "tr", "th", "br", "td", "b", "ul", "li"}
    assert page.texts["caption"] == ["<script>"]
    assert page.texts["th"] == ["n", "N", "x", "word"]
    assert page.texts["td"] == ["0", "0", "<b>&0", "1", "<b>&1", "2", "0.285714", "<b>&2"]
    assert page.texts["b"] == ["0.142857"]  # the marked cell
    assert page.texts["li"] == ["1 < 2 & 3"]


@pytest.mark.parametrize(("rows", "shown"), [(0, 0), (1, 1), (60, 60), (61, 61), (100_000, 61)])
def test_html_shows_at_most_sixty_rows(rows: int, shown: int) -> None:
    page = Reader(table_of(rows)._repr_html_())
    assert page.counts["tr"] == 1 + shown
    if rows > 60:
        assert page.texts["td"].count("…") == 3
        assert page.texts["td"][-3:] == [str(rows - 1), f"{(rows - 1) / 7:.6g}", f"<b>&{rows - 1}"]
        assert page.texts["p"] == [f"{rows} rows"]


@every
def test_html_of_every_result(name: str) -> None:
    table = EVERY[name]()
    page = Reader(table._repr_html_())
    assert not page.open
    assert page.texts.get("li", []) == list(table.notes)
    assert page.counts.get("td", 0) == min(len(table), 61) * len(table.names)


@every
def test_arrow_has_every_value(name: str) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = EVERY[name]()
    arrow = pyarrow.table(table)
    assert arrow.column_names == list(table)
    assert arrow.schema == pyarrow.schema(table)
    for one in table:
        kind = {"f": "double", "i": "int64", "b": "bool"}.get(table[one].dtype.kind, "string")
        assert str(arrow.schema.field(one).type) == kind
        assert np.array_equal(arrow[one].to_numpy(), table[one], equal_nan=kind == "double")


@every
def test_pandas_reads_it(name: str) -> None:
    pandas = pytest.importorskip("pandas")
    table = EVERY[name]()
    for frame in (
        pandas.DataFrame(dict(table)),
        *([pandas.DataFrame.from_arrow(table)] if hasattr(pandas.DataFrame, "from_arrow") else []),
    ):
        assert list(frame.columns) == list(table)
        assert all(frame[one].tolist() == table[one].tolist() for one in table if table[one].dtype.kind != "f")
        assert all(np.array_equal(frame[one], table[one], True) for one in table if table[one].dtype.kind == "f")


def test_pandas_does_not_make_a_column_of_names() -> None:
    pandas = pytest.importorskip("pandas")
    with pytest.raises(UsageError, match=r"dict\(table\)"):
        pandas.DataFrame(table_of(3))


@every
def test_polars_reads_it(name: str) -> None:
    polars = pytest.importorskip("polars")
    pytest.importorskip("pyarrow")
    table = EVERY[name]()
    frame = polars.DataFrame(table)
    assert frame.columns == list(table)
    assert all(np.array_equal(frame[one], table[one], table[one].dtype.kind == "f") for one in table)


def test_duckdb_reads_it() -> None:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    curve = scalecalc.predict(SPEC)
    found = duckdb.sql("select min(generalization_error) from curve").fetchall()  # it finds the table by its name
    assert found == [(curve["generalization_error"].min(),)]


def test_without_pyarrow_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for ask in (Table.__arrow_c_stream__, Table.__arrow_c_schema__):
        with pytest.raises(UsageError, match=r"pip install 'scalecalc\[arrow\]'"):
            ask(table_of(3))


@pytest.mark.parametrize("name", ["predict", "decompose", "flow", "exponents", "regimes", "simulate"])
def test_plot_gives_axes_to_draw_into(name: str) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    before, pyplot = dict(matplotlib.rcParams), "matplotlib.pyplot" in sys.modules
    axes = EVERY[name]().plot()
    assert dict(matplotlib.rcParams) == before
    assert ("matplotlib.pyplot" in sys.modules) == pyplot
    drawn = len(axes.lines)
    axes.plot([10, 100], [1e-1, 1e-2], label="mine")
    axes.figure.canvas.draw()
    assert len(axes.lines) == drawn + 1
    assert axes is axes.figure.axes[0]


def test_plot_draws_the_values_of_the_table() -> None:
    pytest.importorskip("matplotlib")
    table = scalecalc.predict({**SPEC, "ridge": 1e-6})
    for drawn in (table, table.select(["ridge"])):  # to the last digit but one: rows are computed with other rows
        marks = [np.asarray(line.get_ydata()) for line in drawn.plot().lines if len(line.get_xdata()) == len(table)]
        assert any(np.allclose(marked, table["test_error"], rtol=1e-15, atol=0) for marked in marks)


def test_plot_of_a_result_that_has_been_elsewhere() -> None:
    pytest.importorskip("matplotlib")
    table = pickle.loads(pickle.dumps(scalecalc.predict(SPEC)))
    assert table.plot().get_xscale() == "log"


def test_plot_without_a_picture() -> None:
    with pytest.raises(UsageError, match="this table has no picture"):
        table_of(3).plot()
    with pytest.raises(UsageError, match="this table has no picture"):
        scalecalc.check(SPEC).plot()


def test_plot_without_a_sweep() -> None:
    table = scalecalc.predict({**SPEC, "samples": 10, "ridge": 0})
    with pytest.raises(UsageError, match=re.escape("give a range, such as samples={from: 10, to: 1e6, points: 31}")):
        table.plot()


def test_plot_without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scalecalc.figures.paper.write.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'scalecalc\[plot\]'"):
        scalecalc.predict(SPEC).plot()

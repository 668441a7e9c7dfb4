"""The one result type: what every command returns and every writer takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from scalecalc.arguments import texts
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.views import Manner, Scaling, Size

if TYPE_CHECKING:
    import numpy as np
    import pyarrow
    from matplotlib.axes import Axes


@record
class Column:
    """A column of a Table.

    name: in CSV, JSON and `table[name]`; part of the interface.  doc: what it means, in one sentence.
    symbol: in the theory, such as κ₂; "" where it has none.
    coordinate: whether it says which row this is, rather than what holds there.
    detail: whether few ask for it: on a terminal it comes last, or not at all where it has no room.
    """

    name: str
    doc: str
    symbol: str = ""
    coordinate: bool = False
    detail: bool = False


@record
class Table:
    """Columns of equal length, with what a person needs to read them.

    columns: what there is, in order, each with its meaning.
    values: one numpy array of shape (rows,) per column name: float64, int64, bool, or texts (dtype object or U).
    title: of the spec.
    notes: sentences for people; they go below a printed table and into JSON, never into CSV.
    marks: for some columns, a bool array that says which cells stand out.  marked: what these are.
    drawing: what draws the picture for `plot`; None where there is no picture.

    `len(table)` counts rows. `in`, iteration and `keys()` use the names of the columns, so that `dict(table)` holds the
    columns and `pandas.DataFrame(dict(table))` is the same table. If pyarrow is installed, programs that read Arrow
    data take the table as it is: `polars.DataFrame(table)`, `pyarrow.table(table)`,
    `pandas.DataFrame.from_arrow(table)`, and DuckDB in a query. A notebook shows a table as HTML.

    A long result is an iterator of Tables that share columns and title ("blocks").
    """

    columns: tuple[Column, ...]
    values: Mapping[str, np.ndarray[Any, Any]]
    title: str = ""
    notes: tuple[str, ...] = ()
    marks: Mapping[str, np.ndarray[Any, Any]] = field(default_factory=dict)
    marked: str = "the dominating term"
    drawing: Callable[..., Axes] | None = field(default=None, compare=False)

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.values[self.columns[0].name]) if self.columns else 0

    def __getitem__(self, name: str) -> np.ndarray[Any, Any]:
        """The values of a column, shape (rows,). Raises KeyError, with the names there are, for another name."""
        if name not in self:
            raise KeyError(self._unknown([name]))
        return self.values[name]

    def __contains__(self, name: object) -> bool:
        """Whether there is a column of that name."""
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        """The names of the columns, in order."""
        return iter(self.names)

    def keys(self) -> tuple[str, ...]:
        """The names of the columns, as for a mapping."""
        return self.names

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def select(self, names: Iterable[str]) -> Table:
        """The table with these columns in this order. Raises UsageError for a name it does not have."""
        names = texts("names", names, "['samples', 'test_error']")
        by_name = {column.name: column for column in self.columns}
        unknown = [name for name in names if name not in by_name]
        if unknown:
            raise UsageError(self._unknown(unknown))
        return replace(
            self,
            columns=tuple(by_name[name] for name in names),
            values={name: self.values[name] for name in names},
            marks={name: mask for name, mask in self.marks.items() if name in names},
        )

    def plot(
        self,
        *,
        x_scale: Scaling = "auto",
        y_scale: Scaling = "auto",
        x_limits: tuple[float | None, float | None] | None = None,
        y_limits: tuple[float | None, float | None] | None = None,
        size: Size = "page",
        style: Manner = "paper",
    ) -> Axes:
        """Draw the picture of the result, as the command line does, and return its axes to draw one's own data into.

        The axes belong to a new figure, `table.plot().figure`, which its method `savefig` saves. pyplot does not know
        this figure, and the settings of matplotlib do not change it. Of several panels, the topmost axes are returned;
        `axes.figure.axes` has all. The whole result is drawn, whichever columns were selected.

        x_scale, y_scale: of the axes; auto is what suits the curves.  x_limits, y_limits: where they begin and end,
        None where the curves do.  size: as wide as a page, or as a column of a paper.  style: for paper, or for slides.

        Raises UsageError for a view that there is not, where there is nothing to draw (no sweep, too many curves, a
        table without a picture), and where matplotlib is not installed (pip install 'scalecalc[plot]').
        """
        if self.drawing is None:
            raise UsageError("this table has no picture; the tables of predict, decompose and the like have one")
        return self.drawing(
            x_scale=x_scale, y_scale=y_scale, x_limits=x_limits, y_limits=y_limits, size=size, style=style
        )

    def __repr__(self) -> str:
        title = f" {self.title!r}" if self.title else ""
        return f"<Table{title}: {_rows(len(self))} of {', '.join(self.names)}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: headings with symbols, at most 60 rows, notes."""
        from scalecalc.notebook import ShownColumn, html

        columns = [
            ShownColumn(column.name, column.symbol, column.doc, self[column.name], self.marks.get(column.name))
            for column in self.columns
        ]
        return html(self.title, columns, len(self), self.notes)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The table as an Arrow stream (Arrow PyCapsule interface). Raises UsageError where pyarrow is missing."""
        return self.as_arrow().__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        """The columns' types (Arrow PyCapsule interface). Raises UsageError where pyarrow is missing."""
        return self.as_arrow().schema.__arrow_c_schema__()

    def __array__(self, *arguments: object, **more: object) -> np.ndarray[Any, Any]:
        """Raises UsageError: numpy would silently make an array of the names of the columns."""
        raise UsageError("a table is no array; take a column, table[name], or all of them, dict(table)")

    def as_arrow(self) -> pyarrow.Table:
        """The table for Arrow, with title and meanings as metadata. Raises UsageError where pyarrow is missing."""
        from scalecalc.arrow import arrow_table

        return arrow_table([(one.name, one.doc, one.symbol, self[one.name]) for one in self.columns], self.title)

    def _unknown(self, names: list[str]) -> str:
        return f"no column {', '.join(map(repr, names))}; the columns are {', '.join(self.names)}"


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"

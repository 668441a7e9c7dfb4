"""A table as HTML, for notebooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from scalecalc.cells import shown
from scalecalc.record import record

if TYPE_CHECKING:
    import numpy as np

MOST_ROWS = 60  # of a longer table the first and the last rows are shown, half of this number each
_LEFT_OUT = "…"


@record
class ShownColumn:
    """A column to be shown.

    name, symbol, doc: as in `Column`.  values: shape (rows,).  marks: which values stand out, shape (rows,), or None.
    """

    name: str
    symbol: str
    doc: str
    values: np.ndarray[Any, Any]
    marks: np.ndarray[Any, Any] | None

    @property
    def heading(self) -> str:
        """The name above the symbol; the meaning appears under the mouse pointer."""
        symbol = f"<br>{escape(self.symbol)}" if self.symbol else ""
        return f'<th title="{escape(self.doc)}">{escape(self.name)}{symbol}</th>'

    def cells(self, start: int, stop: int) -> list[str]:
        """The cells of some rows."""
        values = [escape(shown(value)) for value in self.values[start:stop].tolist()]
        marks = [False] * len(values) if self.marks is None else self.marks[start:stop].tolist()
        return [
            f"<td><b>{value}</b></td>" if mark else f"<td>{value}</td>"
            for value, mark in zip(values, marks, strict=True)
        ]


def html(title: str, columns: Sequence[ShownColumn], rows: int, notes: Sequence[str]) -> str:
    """The title, the headings, at most MOST_ROWS rows, and the notes below."""
    caption = f"<caption>{escape(title)}</caption>" if title else ""
    head = "".join(column.heading for column in columns)
    body = "".join(f"<tr>{row}</tr>" for row in _rows(columns, rows))
    count = f"<p>{rows} rows</p>" if rows > MOST_ROWS else ""
    below = "".join(f"<li>{escape(note)}</li>" for note in notes)
    table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return table + count + (f"<ul>{below}</ul>" if below else "")


def _rows(columns: Sequence[ShownColumn], rows: int) -> Iterator[str]:
    half = MOST_ROWS // 2
    if rows <= MOST_ROWS:
        yield from _joined(columns, 0, rows)
        return
    yield from _joined(columns, 0, half)
    yield f"<td>{_LEFT_OUT}</td>" * len(columns)
    yield from _joined(columns, rows - half, rows)


def _joined(columns: Sequence[ShownColumn], start: int, stop: int) -> Iterator[str]:
    cells = [column.cells(start, stop) for column in columns]
    return ("".join(row) for row in zip(*cells, strict=True))

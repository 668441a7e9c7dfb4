"""What `--columns help` prints: the columns that a command may answer with."""

from __future__ import annotations

from typing import TextIO

from scalecalc.commands.base import Command, TableCommand
from scalecalc.coordinates import COORDINATES
from scalecalc.explained.shown import listing
from scalecalc.output.style import Color, style_of

_COORDINATES = "Of these, the table has what the spec sweeps or holds: width with features, width_1, width_2, ... with"
_MORE = " layers, members with an ensemble. What the spec varies comes first, under the name of its key. "
_END = "scalecalc explain COLUMN says more."


def told(command: type[Command], out: TextIO, color: Color) -> str:
    """Names, symbols and meanings, as the stream shows them; coordinates first where they lead the rows."""
    rows: dict[tuple[str, str], None] = {}
    assert issubclass(command, TableCommand)  # others take no columns
    for one in COORDINATES if command.pointwise else ():
        rows[_named(one.name, one.symbol), one.doc] = None
    for column in command.columns():
        rows[_named(column.name, column.symbol), column.doc] = None
    end = f"{_COORDINATES}{_MORE}{_END}" if command.pointwise else _END
    return listing(f"Columns of {command.name}", rows, end, style_of(out, color))


def _named(name: str, symbol: str) -> str:
    return f"{name}  {symbol}" if symbol else name

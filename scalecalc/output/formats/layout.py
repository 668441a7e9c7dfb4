"""How the columns of a table share the width of a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from scalecalc.output.significant import aligned
from scalecalc.output.style import Style
from scalecalc.output.text import ascii_only, safe, width
from scalecalc.record import record
from scalecalc.table import Column, Table

GAP = 2  # blanks between columns
_MOST_DIGITS, _LEAST_DIGITS = 6, 4
_NARROWEST_TEXT = 24  # texts are broken into lines of at least this many characters
_LONGEST_WORD = 32  # longer words are broken


@record
class Cells:
    """A column as it is drawn: the lines of its heading, its symbol, its cells, which of them are marked, its width."""

    name: str
    heading: tuple[str, ...]
    symbol: str
    texts: tuple[str, ...]
    marks: tuple[bool, ...]
    width: int
    numeric: bool

    def narrowed(self, room: int) -> Cells:
        """The column in that many characters, or as wide as its longest word, if that is not too long."""
        words = max((width(word) for text in self.texts for word in text.split()), default=0)
        return replace(self, width=min(self.width, max(room, _NARROWEST_TEXT, min(words, _LONGEST_WORD))))


def coordinates(table: Table) -> list[str]:
    """The columns that identify a row: the coordinates of the grid, or else the first column."""
    named = [column.name for column in table.columns if column.coordinate]
    return named or list(table.names[:1])


def parts(table: Table, style: Style) -> list[list[Cells]] | None:
    """The columns, divided into parts that fit the width one below the other.

    First headings are broken. Then long texts are broken, and then the table; every part repeats the coordinates. With
    fewer digits, from six to four, there may be fewer parts; the most digits with the fewest parts are taken. None when
    not even one column fits beside the coordinates.
    """
    whole = [cells(table, column, _MOST_DIGITS, style, break_heading=False) for column in table.columns]
    if style.width is None or _total(whole) <= style.width:
        return [whole]
    best: list[list[Cells]] | None = None
    for digits in range(_MOST_DIGITS, _LEAST_DIGITS - 1, -1):
        columns = [cells(table, column, digits, style) for column in table.columns]
        divided = _divided(columns, coordinates(table), style.width)
        if divided and (best is None or len(divided) < len(best)):
            best = divided
    return best


def cells(table: Table, column: Column, digits: int, style: Style, *, break_heading: bool = True) -> Cells:
    """A column with its numbers rounded to some digits."""
    values = table[column.name]
    numeric = values.dtype.kind in "fiu"
    marks = table.marks.get(column.name)
    marked = tuple(marks.tolist()) if marks is not None else (False,) * len(values)
    texts = (
        aligned(values, digits, "—" if style.unicode else "-")
        if numeric
        else [_text(value, style) for value in values.tolist()]
    )
    if any(marked) and not style.ansi:
        texts = [_starred(text) if mark else text + " " for text, mark in zip(texts, marked, strict=True)]
    symbol = symbol_of(column, style)
    longest = max(map(width, [*texts, symbol]))
    heading = broken(column.name, longest) if break_heading else (column.name,)
    full = max([longest, *map(len, heading)])
    if numeric:
        texts = [text.rjust(full) for text in texts]
    return Cells(column.name, heading, symbol, tuple(texts), marked, full, numeric)


def _starred(text: str) -> str:
    """The text with a star right behind it, one character longer than before."""
    bare = text.rstrip()
    return (bare + "*").ljust(len(text) + 1)


def symbol_of(column: Column, style: Style) -> str:
    return safe(column.symbol if style.unicode else ascii_only(column.symbol))


def broken(name: str, room: int) -> tuple[str, ...]:
    """A column name in lines no longer than `room` or its longest word, broken after underscores only."""
    words = [word + "_" for word in name.split("_")]
    words[-1] = words[-1][:-1]
    room = max(room, *map(len, words))
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) > room:
            lines.append("")
        lines[-1] += word
    return tuple(lines)


def _text(value: Any, style: Style) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else ""
    if value is None or value != value:
        return "—" if style.unicode else "-"
    if isinstance(value, float):
        return aligned(np.array([value]), _MOST_DIGITS)[0].strip()
    return safe(str(value) if style.unicode else ascii_only(str(value)))


def _total(columns: Sequence[Cells]) -> int:
    return sum(column.width for column in columns) + GAP * (len(columns) - 1)


def _divided(columns: list[Cells], keys: list[str], room: int) -> list[list[Cells]] | None:
    if _total(columns) <= room:
        return [columns]
    broken_texts = _with_broken_texts(columns, room)
    if _total(broken_texts) <= room:
        return [broken_texts]
    keyed = [column for column in columns if column.name in keys]
    repeated = [column if column.numeric else column.narrowed(room // 2) for column in keyed]
    result: list[list[Cells]] = []
    for column in columns:
        if column.name in keys:
            continue
        alone = [*repeated, column]
        if _total(alone) > room:
            alone = [*repeated, column if column.numeric else column.narrowed(room - _total(repeated) - GAP)]
            if _total(alone) > room:
                return None
        if result and _total([*result[-1], alone[-1]]) <= room:
            result[-1].append(alone[-1])
        else:
            result.append(alone)
    return result or None


def _with_broken_texts(columns: list[Cells], room: int) -> list[Cells]:
    """The columns, with long texts broken so that they share the room that the other columns leave."""
    texts = [column for column in columns if not column.numeric and column.width > _NARROWEST_TEXT]
    if not texts:
        return columns
    left = room - _total([column for column in columns if column not in texts]) - GAP * len(texts)
    share = left // len(texts)
    return [column.narrowed(share) if column in texts else column for column in columns]

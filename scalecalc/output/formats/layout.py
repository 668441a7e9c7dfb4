"""How the columns of a table share the width of a terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from math import ceil
from typing import Any

import numpy as np

from scalecalc.output.significant import aligned
from scalecalc.output.style import Style
from scalecalc.output.text import ascii_only, folded, safe, width
from scalecalc.record import record
from scalecalc.table import Column, Table

GAP = 2  # blanks between columns
_MOST_DIGITS = 6
_WAYS = ((6, GAP), (5, GAP), (4, GAP), (3, GAP), (3, 1))  # digits and gaps, the best first
_NARROWEST_TEXT = 14  # texts are broken into lines of at least this many characters
_NO_LIMIT = 1 << 20
_MOST_LINES = 3  # in one cell, if the table is not divided all the same


@record
class Cells:
    """A column as it is drawn.

    name: of the column.
    heading, symbol: above it, the heading in lines.  texts: its cells.  marks: which cells stand out.
    width: in characters.  key: whether it identifies the rows, so that every part of a table has it.
    """

    name: str
    heading: tuple[str, ...]
    symbol: str
    texts: tuple[str, ...]
    marks: tuple[bool, ...]
    width: int
    numeric: bool
    key: bool

    @property
    def narrowest(self) -> int:
        """The least width in which texts are easy to read; numbers are never broken."""
        if self.numeric:
            return self.width
        pieces = (width(piece) for text in self.texts for piece in re.findall(r"[^\s_]*_*", text))
        heading = max(map(width, (*self.heading, self.symbol)))
        return min(self.width, max(_NARROWEST_TEXT, heading, ceil(self.width / _MOST_LINES), *pieces))

    def narrowed(self, room: int) -> Cells:
        """The column with its texts broken into lines that are no wider than the room."""
        if self.numeric or self.width <= room:
            return self
        return replace(self, texts=tuple("\n".join(folded(text, room)) for text in self.texts), width=room)


Part = list[Cells]


@record
class Layout:
    """A table in parts, one below the other, blanks between the columns, and the names of details left out."""

    parts: list[Part]
    gap: int
    left_out: list[str]


def laid_out(table: Table, style: Style) -> Layout | None:
    """The columns, divided into parts that fit the width; None where no column fits beside the coordinates.

    First those details are left out that would need another part. Then headings are broken, then texts, then the table;
    every part repeats the coordinates. With fewer digits, from six to three, there may be fewer parts, and with a
    narrower gap; the most digits with the fewest parts are taken.
    """
    room = style.width or _NO_LIMIT
    columns = arranged(table, style)
    answers = len(columns) if style.chosen else sum(not column.detail for column in columns) or len(columns)
    whole = [cells(table, column, _MOST_DIGITS, style, break_heading=False) for column in columns]
    if _Room(room, GAP).total(whole[:answers]) <= room:
        return _Room(room, GAP).filled([whole[:answers]], whole[answers:])
    best: Layout | None = None
    for digits, gap in _WAYS:
        drawn = [cells(table, column, digits, style) for column in columns]
        divided = _Room(room, gap).divided(drawn[:answers])
        if divided and (best is None or len(divided) < len(best.parts)):
            best = _Room(room, gap).filled(divided, drawn[answers:])
    return best


def arranged(table: Table, style: Style) -> list[Column]:
    """The columns as they were chosen, or else details last."""
    return sorted(table.columns, key=lambda column: column.detail and not style.chosen)


def coordinates(table: Table) -> list[str]:
    """The columns that identify a row: the coordinates of the grid, or else the first column."""
    named = [column.name for column in table.columns if column.coordinate]
    return named or list(table.names[:1])


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
    key = column.name in coordinates(table)
    return Cells(column.name, heading, symbol, tuple(texts), marked, full, numeric, key)


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


@record
class _Room:
    """The width that the columns of a part may take, with so many blanks between them."""

    width: int
    gap: int

    def total(self, columns: Part) -> int:
        return sum(column.width for column in columns) + self.gap * (len(columns) - 1)

    def least(self, columns: Part) -> int:
        return sum(column.narrowest for column in columns) + self.gap * (len(columns) - 1)

    def filled(self, divided: list[Part], details: Part) -> Layout:
        """The parts with as many details as the last one has room for."""
        last, left = list(divided[-1]), list(details)
        while left and self.total([*last, left[0]]) <= self.width:
            last.append(left.pop(0))
        return Layout([*divided[:-1], last], self.gap, [column.name for column in left])

    def divided(self, columns: Part) -> list[Part] | None:
        if self.least(columns) <= self.width:
            return [self._shared(columns)]
        keys = [column for column in columns if column.key]
        result: list[Part] = []
        for column in columns:
            if column.key:
                continue
            if result and self.least([*result[-1], column]) <= self.width:
                result[-1].append(column)
            elif (alone := self._beside(keys, column)) is not None:
                result.append(alone)
            else:
                return None
        return [self._shared(part) for part in result] or None

    def _beside(self, keys: Part, column: Cells) -> Part | None:
        """The column alone beside the keys, its texts broken as much as need be; None where there is no room."""
        left = self.width - self.least(keys) - self.gap
        if column.narrowest > left:
            if column.numeric or left < _NARROWEST_TEXT:
                return None
            column = column.narrowed(left)
        return [*keys, column]

    def _shared(self, columns: Part) -> Part:
        """The columns in the room, the widest texts broken first."""
        if self.total(columns) <= self.width:
            return columns
        least = [column.narrowest for column in columns]
        widths = least
        for most in range(self.width):
            wider = [max(low, min(column.width, most)) for column, low in zip(columns, least, strict=True)]
            if sum(wider) + self.gap * (len(columns) - 1) > self.width:
                break
            widths = wider
        return [column.narrowed(one) for column, one in zip(columns, widths, strict=True)]

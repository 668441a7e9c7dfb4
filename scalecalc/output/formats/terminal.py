"""A table for people, drawn with Rich: rounded and aligned numbers, symbols, head and tail, notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from scalecalc.blocks import rows
from scalecalc.output.formats.excerpt import Excerpt, Excerpting
from scalecalc.output.formats.layout import GAP, Cells, arranged, cells, laid_out, symbol_of
from scalecalc.output.formats.telling import Telling, telling
from scalecalc.output.style import Style
from scalecalc.output.text import ascii_only, gist, safe, width
from scalecalc.table import Column, Table

_WHOLE = 60  # rows; of longer sweeps, head and tail are shown
_HEAD, _TAIL = 2, 1  # the share of the first and of the last rows
_FEWEST = 9
_FRAME = 12  # lines around the rows: title, heading, notes, prompt
_INDENT = 2
_TEXT_WIDTH = 100  # of notes: longer lines are hard to read
_NARROWEST_MEANING = 30
_NO_LIMIT = 1 << 20

_RULE = box.Box("    \n    \n ── \n    \n    \n    \n    \n    \n")
_ASCII_RULE = box.Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)


class Terminal:
    """Title, constants, table and notes. A single grid point is written as a list of its quantities.

    Of a sweep with more than 60 rows, as many of the first and last ones are written as the terminal can show.
    """

    def __init__(self, out: TextIO, style: Style) -> None:
        self._out = out
        self._style = style
        room = max(style.height - _FRAME, _FEWEST)
        head = room * _HEAD // (_HEAD + _TAIL)
        self._kept = Excerpting(max(_WHOLE, room), head, room - head)

    def put(self, block: Table) -> None:
        self._kept.see(block)

    def finish(self) -> None:
        seen = self._kept.excerpt()
        if seen is not None:
            drawing = io.StringIO()
            _Drawing(_console(drawing, self._style), self._style, seen).write()
            self._out.writelines(line.rstrip() + "\n" for line in drawing.getvalue().splitlines())
        self._out.flush()


def _console(out: TextIO, style: Style) -> Console:
    """A console that depends on the style only, not on the environment or the terminal."""
    return Console(
        file=out,
        width=style.width or 10_000,
        height=style.height,
        force_terminal=style.ansi,
        no_color=not style.color,
        color_system="standard" if style.ansi else None,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
        legacy_windows=False,
        _environ={},
    )


class _Drawing:
    """One result on one console."""

    def __init__(self, console: Console, style: Style, seen: Excerpt) -> None:
        self.console = console
        self.style = style
        self.seen = seen
        self.table = seen.table
        self._begun = False
        self._left_out = ""

    def write(self) -> None:
        if self.table.title:
            self._paragraph(self.table.title, "bold")
        if len(self.table) == 1 and any(column.coordinate for column in self.table.columns):
            self._record(0)
        elif len(self.table):
            self._write_rows()
        else:
            self._paragraph("no rows", "dim")
        if self.style.notes:
            self._write_notes()

    def _write_rows(self) -> None:
        told = telling(self.seen)
        if self.style.chosen or not told.varying.columns:
            told = Telling(self.table, (), (), ())  # all as they are
        self._write_constants(told.constant)
        layout = laid_out(told.varying, self.style)
        if layout is None:
            for index in range(len(self.table)):
                self._record(index)
            return
        for part in layout.parts:
            self._leave_a_line()
            self._part(part, layout.gap)
        self._left_out = told.left_out(layout.left_out, self._text_width - _INDENT)

    def _write_constants(self, constant: Sequence[Column]) -> None:
        """Write the columns that have one value once, above the table."""
        told = {column: self._value(column, 0) for column in constant}
        if items := [f"{self._named(column)} {text}" for column, text in told.items() if text]:
            self._write_joined(items)

    def _write_joined(self, items: list[str]) -> None:
        """Write the items one after the other, with line breaks only between items."""
        mark = " · " if self.style.unicode else ", "
        line = ""
        for item in items:
            if line and self.style.width and width(line + mark + item) > self.style.width:
                self._paragraph(line, "dim")
                line = ""
            line += (mark if line else "") + item
        self._paragraph(line, "dim")

    def _named(self, column: Column) -> str:
        symbol = symbol_of(column, self.style)
        return f"{column.name} {symbol} =" if symbol else column.name

    def _part(self, part: list[Cells], gap: int) -> None:
        """Draw one part: its rows, with a line in the place of rows that are left out."""
        if not self.seen.omitted:
            self._draw(part, gap, 0, len(self.table), header=True)
            return
        self._draw(part, gap, 0, self.seen.head, header=True)
        dots = "…" if self.style.unicode else "..."
        self._paragraph(f"{dots} {self.seen.omitted:,} more rows {dots}", "dim")
        self._draw(part, gap, self.seen.head, len(self.table), header=False)

    def _draw(self, part: list[Cells], gap: int, start: int, stop: int, *, header: bool) -> None:
        drawn = RichTable(
            box=_RULE if self.style.unicode else _ASCII_RULE,
            safe_box=False,
            show_header=header,
            show_edge=False,
            pad_edge=False,
            padding=(0, gap - 1, 0, 0),
            header_style="bold",
            border_style="dim",
        )
        for column in part:
            drawn.add_column(
                self._heading(column, part),
                justify="right" if column.numeric else "left",  # of the heading; numbers fill their cells
                width=column.width,
                no_wrap=True,  # texts are in lines already
            )
        for index in range(start, stop):
            drawn.add_row(
                *(Text(column.texts[index], self._cell_style(column, index), justify="left") for column in part),
                style="yellow" if self._diverges(index) else "",
            )
        self.console.print(drawn)

    def _heading(self, column: Cells, part: list[Cells]) -> Text:
        """The lines of the name, moved down so that all symbols are in the last line."""
        lines = max(len(other.heading) for other in part) - len(column.heading)
        heading = Text("\n" * lines + "\n".join(column.heading))
        if any(other.symbol for other in part):
            heading.append("\n" + column.symbol, "not bold cyan")
        return heading

    def _cell_style(self, column: Cells, index: int) -> str:
        return "bold green" if column.marks[index] else ""

    def _diverges(self, index: int) -> bool:
        return "status" in self.table.names and self.table["status"][index] != "ok"

    def _record(self, index: int) -> None:
        """Write one row with one quantity per line: name, symbol, value and meaning, as far as there is room."""
        columns = arranged(self.table, self.style)
        names = [Text(column.name) for column in columns]
        symbols = [Text(symbol_of(column, self.style), "cyan") for column in columns]
        values = [Text(self._value(column, index), "bold") for column in columns]
        room = self.style.width or _NO_LIMIT
        self._leave_a_line()
        for shown in ([names, symbols, values], [names, values]):
            taken = sum(max(text.cell_len for text in texts) + GAP for texts in shown)
            if taken + _NARROWEST_MEANING <= room:
                shown = [*shown, [Text(gist(self._plain(column.doc), room - taken), "dim") for column in columns]]
            if taken <= room + GAP:
                self._draw_record(shown)
                return
        for name, value in zip(names, values, strict=True):
            self.console.print(name, Text.assemble(" " * _INDENT, value), sep="\n")

    def _draw_record(self, shown: list[list[Text]]) -> None:
        drawn = RichTable(box=None, show_header=False, pad_edge=False, padding=(0, GAP, 0, 0))
        for _ in shown:
            drawn.add_column(overflow="fold")
        for row in zip(*shown, strict=True):
            drawn.add_row(*row)
        self.console.print(drawn)

    def _value(self, column: Column, index: int) -> str:
        return cells(rows(self.table, index, index + 1), column, 6, self.style).texts[0].strip()

    def _write_notes(self) -> None:
        notes = list(self.table.notes)
        if any(mask.any() for mask in self.table.marks.values()):
            notes.insert(0, f"{'Bold' if self.style.ansi else '*'} marks {self.table.marked}.")
        if self.seen.omitted:
            shown = f"{len(self.table)} of {self.seen.count:,} rows shown"
            notes.append(f"{shown}; --csv, or --output FILE, gives all of them.")
        if self._left_out:
            notes.append(self._left_out)
        if notes:
            self._leave_a_line()
        for note in notes:
            self._paragraph(note, "dim", hanging=True)

    @property
    def _text_width(self) -> int:
        return min(self.style.width or _TEXT_WIDTH, _TEXT_WIDTH)

    def _leave_a_line(self) -> None:
        """Write an empty line, except at the beginning."""
        if self._begun:
            self.console.print()
        self._begun = True

    def _paragraph(self, text: str, look: str, *, hanging: bool = False) -> None:
        self._begun = True
        text = self._plain(text)
        if not hanging:
            self.console.print(Text(text, look), width=None if self.style.width else self._text_width)
            return
        bullet = "· " if self.style.unicode else "- "
        lines = Text(text, look).wrap(self.console, max(self._text_width - _INDENT, 10))
        for number, line in enumerate(lines):
            self.console.print(Text.assemble((bullet if number == 0 else " " * _INDENT, look), line))

    def _plain(self, text: str) -> str:
        return safe(text if self.style.unicode else ascii_only(text))

"""A Markdown table for reports: six significant digits, numbers to the right, notes below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from scalecalc.cells import shown
from scalecalc.output.style import Style
from scalecalc.output.text import safe
from scalecalc.table import Column, Table


def write_markdown(blocks: Iterator[Table], out: TextIO, style: Style) -> None:
    """The title in bold, the table, the notes as a list; marked cells are bold."""
    notes: dict[str, None] = {}
    for number, block in enumerate(blocks):
        if number == 0:
            _write_head(block, out)
        notes.update(dict.fromkeys(block.notes))
        columns = [_cells(block, name) for name in block.names]
        out.writelines(f"| {' | '.join(row)} |\n" for row in zip(*columns, strict=True))
        out.flush()
    if notes and style.notes:
        out.write("\n" + "".join(f"- {_escaped(note)}\n" for note in notes))


def _write_head(block: Table, out: TextIO) -> None:
    if block.title:
        out.write(f"**{_escaped(block.title)}**\n\n")
    rules = ["---:" if block[name].dtype.kind in "fiu" else ":---" for name in block.names]
    out.write(f"| {' | '.join(map(_heading, block.columns))} |\n| {' | '.join(rules)} |\n")


def _heading(column: Column) -> str:
    return _escaped(f"{column.name} ({column.symbol})" if column.symbol else column.name)


def _cells(block: Table, name: str) -> list[str]:
    texts = [_escaped(shown(value)) for value in block[name].tolist()]
    if name in block.marks:
        marks = block.marks[name].tolist()
        texts = [f"**{text}**" if mark else text for text, mark in zip(texts, marks, strict=True)]
    return texts


def _escaped(text: str) -> str:
    r"""The text on one line, with \ | * ` < escaped."""
    for special in "\\|*`<":
        text = text.replace(special, "\\" + special)
    return safe(text.replace("\n", " "))

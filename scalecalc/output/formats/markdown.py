"""A Markdown table for reports: six significant digits, numbers to the right, notes below."""

from __future__ import annotations

from scalecalc.cells import shown
from scalecalc.output.text import safe
from scalecalc.output.writer import Writer
from scalecalc.table import Column, Table


class Markdown(Writer):
    """The title in bold, the table, the notes as a list; marked cells are bold."""

    def head(self, first: Table) -> None:
        if first.title:
            self.out.write(f"**{_escaped(first.title)}**\n\n")
        rules = ["---:" if first[name].dtype.kind in "fiu" else ":---" for name in first.names]
        self.out.write(f"| {' | '.join(map(_heading, first.columns))} |\n| {' | '.join(rules)} |\n")

    def rows(self, block: Table) -> None:
        columns = [_cells(block, name) for name in block.names]
        self.out.writelines(f"| {' | '.join(row)} |\n" for row in zip(*columns, strict=True))

    def tail(self, last: Table) -> None:
        if last.notes and self.style.notes:
            self.out.write("\n" + "".join(f"- {_escaped(note)}\n" for note in last.notes))


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

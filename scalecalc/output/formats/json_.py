"""JSON, one object; and JSON lines, one object per row. Numbers that are not finite are null."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any, TextIO

from scalecalc.output.exact import Notation, columns_as_text
from scalecalc.output.style import Style
from scalecalc.output.writer import Writer
from scalecalc.table import Table


class JsonLines(Writer):
    """One object per line and row, nothing else."""

    def __init__(self, out: TextIO, style: Style) -> None:
        super().__init__(out, style)
        self.dumps: Any = partial(json.dumps, ensure_ascii=not style.unicode, allow_nan=False)

    def rows(self, block: Table) -> None:
        lines = "\n".join(self.objects(block))
        if lines:
            self.out.write(lines + "\n")

    def objects(self, block: Table) -> Iterator[str]:
        """The rows as JSON objects."""
        notation = Notation(nan="null", inf="null", minus_inf="null", none="null", quoted=self.dumps)
        template = "{" + ", ".join(self.dumps(name).replace("%", "%%") + ": %s" for name in block.names) + "}"
        fields = columns_as_text([block[name] for name in block.names], notation)
        return (template % row for row in zip(*fields, strict=True))


class Json(JsonLines):
    """{"title": ..., "columns": [...], "rows": [...], "notes": [...]}, written block by block."""

    _comma = ""

    def head(self, first: Table) -> None:
        columns = [{"name": column.name, "symbol": column.symbol, "doc": column.doc} for column in first.columns]
        listed = ",\n    ".join(map(self.dumps, columns))
        title = self.dumps(first.title)
        self.out.write(f'{{\n  "title": {title},\n  "columns": [\n    {listed}\n  ],\n  "rows": [')

    def rows(self, block: Table) -> None:
        rows = ",\n    ".join(self.objects(block))
        if rows:
            self.out.write(f"{self._comma}\n    {rows}")
            self._comma = ","

    def tail(self, last: Table) -> None:
        self.out.write(("\n  ]" if self._comma else "]") + f',\n  "notes": {self.dumps(list(last.notes))}\n}}\n')

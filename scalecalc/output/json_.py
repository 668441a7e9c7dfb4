"""JSON, one object; and JSON lines, one object per row. Numbers that are not finite are null."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any, TextIO

from scalecalc.output.exact import Notation, columns_as_text
from scalecalc.output.style import Style
from scalecalc.table import Table


def write_json(blocks: Iterator[Table], out: TextIO, style: Style) -> None:
    """{"title": ..., "columns": [...], "rows": [...], "notes": [...]}, written block by block."""
    dumps = _dumps(style)
    notes: dict[str, None] = {}
    head, comma = "", ""
    for block in blocks:
        if not head:
            head = _head(block, dumps)
            out.write(head)
        notes.update(dict.fromkeys(block.notes))
        rows = ",\n    ".join(_objects(block, dumps))
        if rows:
            out.write(f"{comma}\n    {rows}")
            comma = ","
        out.flush()
    if head:
        out.write(("\n  ]" if comma else "]") + f',\n  "notes": {dumps(list(notes))}\n}}\n')


def _head(block: Table, dumps: Any) -> str:
    columns = [{"name": column.name, "symbol": column.symbol, "doc": column.doc} for column in block.columns]
    listed = ",\n    ".join(map(dumps, columns))
    return f'{{\n  "title": {dumps(block.title)},\n  "columns": [\n    {listed}\n  ],\n  "rows": ['


def write_jsonl(blocks: Iterator[Table], out: TextIO, style: Style) -> None:
    """One object per line and row, nothing else."""
    dumps = _dumps(style)
    for block in blocks:
        lines = "\n".join(_objects(block, dumps))
        if lines:
            out.write(lines + "\n")
        out.flush()


def _dumps(style: Style) -> Any:
    return partial(json.dumps, ensure_ascii=not style.unicode, allow_nan=False)


def _objects(block: Table, dumps: Any) -> Iterator[str]:
    """The rows as JSON objects."""
    notation = Notation(nan="null", inf="null", minus_inf="null", none="null", quoted=dumps)
    template = "{" + ", ".join(dumps(name).replace("%", "%%") + ": %s" for name in block.names) + "}"
    fields = columns_as_text([block[name] for name in block.names], notation)
    return (template % row for row in zip(*fields, strict=True))

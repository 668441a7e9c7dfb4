"""Cuts and joins the blocks of long results: Tables that share their columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from scalecalc.table import Table

Array = np.ndarray[Any, Any]


def rows(table: Table, start: int, stop: int) -> Table:
    """The rows from start up to, not including, stop."""
    return replace(
        table,
        values={name: values[start:stop] for name, values in table.values.items()},
        marks={name: mask[start:stop] for name, mask in table.marks.items()},
    )


def stacked(blocks: Iterable[Table]) -> Table:
    """One table of all the blocks' rows in order. Raises ValueError when there is no block at all.

    The blocks of an iterator are not held beside the table: they are joined column by column.
    """
    last: Table | None = None
    values: dict[str, list[Array]] = {}
    marks: dict[str, list[Array]] = {}
    for last in blocks:
        for name in last.names:
            values.setdefault(name, []).append(last[name])
            marks.setdefault(name, []).append(last.marks.get(name, np.zeros(len(last), dtype=bool)))
    if last is None:
        raise ValueError("no block, so no columns to make a table of")
    joined = {name: _joined(values.pop(name)) for name in last.names}
    marked = {name: _joined(parts) for name, parts in marks.items()}
    return replace(last, values=joined, marks={name: mask for name, mask in marked.items() if mask.any()})


def _joined(parts: list[Array]) -> Array:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)

"""Cuts and joins the blocks of long results: Tables that share their columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from scalecalc.table import Table


def rows(table: Table, start: int, stop: int) -> Table:
    """The rows from start up to, not including, stop."""
    return replace(
        table,
        values={name: values[start:stop] for name, values in table.values.items()},
        marks={name: mask[start:stop] for name, mask in table.marks.items()},
    )


def stacked(blocks: Sequence[Table]) -> Table:
    """One table of all the blocks' rows in order. Raises ValueError when there is no block at all."""
    if not blocks:
        raise ValueError("no block, so no columns to make a table of")
    first = blocks[0]
    if len(blocks) == 1:
        return first
    marked = dict.fromkeys(name for block in blocks for name in block.marks)
    return replace(
        first,
        values={name: np.concatenate([block[name] for block in blocks]) for name in first.names},
        marks={name: np.concatenate([_marks(block, name) for block in blocks]) for name in marked},
        notes=merged_notes(blocks),
    )


def gathered(blocks: Iterator[Table], length: int) -> Table:
    """One table of `length` rows from at least one block, without holding the blocks and the table at once."""
    first = next(blocks)
    if len(first) == length:
        return first
    values = {name: np.empty(length, dtype=first[name].dtype) for name in first.names}
    marks = {name: np.zeros(length, dtype=bool) for name in first.marks}
    start, last = 0, first
    for last in chain([first], blocks):
        part = slice(start, start + len(last))
        for name, column in values.items():
            column[part] = last[name]
        for name, mask in marks.items():
            mask[part] = last.marks[name]
        start = part.stop
    return replace(last, values=values, marks=marks)


def merged_notes(blocks: Iterable[Table]) -> tuple[str, ...]:
    """The notes of all blocks, each once, in the order in which they first appear."""
    return tuple(dict.fromkeys(note for block in blocks for note in block.notes))


def _marks(block: Table, name: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(block.marks.get(name, np.zeros(len(block), dtype=bool)), dtype=bool)

"""The head and the tail of a long result, kept while its blocks pass by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from scalecalc.blocks import rows, stacked
from scalecalc.record import record
from scalecalc.table import Table


@record
class Excerpt:
    """What is shown of a result of `count` rows: all of it, or its first `head` and its last rows.

    constant: the columns that hold one and the same value in all rows, shown or not.
    """

    table: Table
    count: int
    head: int
    constant: frozenset[str]

    @property
    def omitted(self) -> int:
        return self.count - len(self.table)


def excerpt(blocks: Iterator[Table], whole: int, head: int, tail: int) -> Excerpt | None:
    """Up to `whole` rows as they are, of more the first `head` and the last `tail` (head + tail <= whole).

    Memory stays at a few blocks however many there are. None when there is no block.
    """
    first: list[Table] = []
    last: list[Table] = []
    notes: dict[str, None] = {}
    constants: _Constants | None = None
    count = 0
    for block in blocks:
        constants = constants or _Constants(block)
        constants.see(block)
        notes.update(dict.fromkeys(block.notes))
        if count < whole or not first:
            first.append(rows(block, 0, whole - count))
        together = stacked([*last, block])
        last = [rows(together, max(len(together) - tail, 0), len(together))]
        count += len(block)
    if constants is None:
        return None
    table = stacked(first)
    if count > whole:
        table = stacked([rows(table, 0, head), *last])
    constant = constants.names if count > 1 else frozenset[str]()
    return Excerpt(replace(table, notes=tuple(notes)), count, min(head, count), constant)


class _Constants:
    """Which columns have kept the value of their first row."""

    def __init__(self, block: Table) -> None:
        self._first: dict[str, Any] = {name: block[name][0] for name in block.names if len(block)}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._first)

    def see(self, block: Table) -> None:
        for name, value in list(self._first.items()):
            if not _all_equal(block[name], value):
                del self._first[name]


def _all_equal(values: np.ndarray[Any, Any], value: Any) -> bool:
    same = values == value
    if value != value:
        same = values != values
    return bool(np.all(same))

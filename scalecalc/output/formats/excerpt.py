"""The head and the tail of a long result, collected block by block."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from scalecalc.blocks import rows, stacked
from scalecalc.record import record
from scalecalc.table import Table


@record
class Excerpt:
    """What is shown of a result of `count` rows: all of it, or its first `head` rows and its last rows.

    constant: the columns that have the same value in all rows, shown or not.
    same: the pairs of columns of numbers that are equal in all rows, shown or not.
    """

    table: Table
    count: int
    head: int
    constant: frozenset[str]
    same: frozenset[frozenset[str]]

    @property
    def omitted(self) -> int:
        return self.count - len(self.table)


class Excerpting:
    """Keeps all rows if they are at most `whole`; else the first `head` and the last `tail` (head + tail <= whole).

    Only a few blocks are in memory at once.
    """

    def __init__(self, whole: int, head: int, tail: int) -> None:
        self._whole, self._head, self._tail = whole, head, tail
        self._first: list[Table] = []
        self._last: list[Table] = []
        self._constants: _Constants | None = None
        self._equals: _Equals | None = None
        self._count = 0

    def see(self, block: Table) -> None:
        """Take note of the next block."""
        self._constants = self._constants or _Constants(block)
        self._constants.see(block)
        self._equals = self._equals or _Equals(block)
        self._equals.see(block)
        if self._count < self._whole or not self._first:
            self._first.append(rows(block, 0, self._whole - self._count))
        together = stacked([*self._last, block])
        self._last = [rows(together, max(len(together) - self._tail, 0), len(together))]
        self._count += len(block)

    def excerpt(self) -> Excerpt | None:
        """What is shown; None when there was no block."""
        if self._constants is None or self._equals is None:
            return None
        table = stacked(self._first)
        if self._count > self._whole:
            table = stacked([rows(table, 0, self._head), *self._last])
        several = self._count > 1
        constant = self._constants.names if several else frozenset[str]()
        same = self._equals.pairs if several else frozenset[frozenset[str]]()
        shown = replace(table, notes=self._last[-1].notes)
        return Excerpt(shown, self._count, min(self._head, self._count), constant, same)


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


class _Equals:
    """Which columns of numbers have been equal in every row, in pairs."""

    def __init__(self, block: Table) -> None:
        numbers = [name for name in block.names if block[name].dtype.kind in "fiu"]
        self.pairs = frozenset(map(frozenset, combinations(numbers, 2)))

    def see(self, block: Table) -> None:
        self.pairs = frozenset(pair for pair in self.pairs if _same(*(block[name] for name in pair)))


def _same(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    return bool(np.all((one == other) | (one != one) & (other != other)))


def _all_equal(values: np.ndarray[Any, Any], value: Any) -> bool:
    same = values == value
    if value != value:
        same = values != values
    return bool(np.all(same))

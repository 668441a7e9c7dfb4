"""The one result type: what every command returns and every writer takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from scalecalc.errors import UsageError

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Column:
    """A column: its name in machine formats, its symbol in the theory, and what it means in one sentence."""

    name: str
    doc: str
    symbol: str = ""


@dataclass(frozen=True)
class Table:
    """Columns of equal length, with what a person needs to read them.

    values: one numpy array per column name: float64, int64, bool or str (dtype object or U).
    marks: for some columns, a bool array that says which cells stand out (the dominating term of a row).
    notes: sentences for people; they go below a printed table and into JSON, never into CSV.

    A long result is an iterator of Tables that share columns and title ("blocks").
    """

    columns: tuple[Column, ...]
    values: Mapping[str, np.ndarray[Any, Any]]
    title: str = ""
    notes: tuple[str, ...] = ()
    marks: Mapping[str, np.ndarray[Any, Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.values[self.columns[0].name]) if self.columns else 0

    def __getitem__(self, name: str) -> np.ndarray[Any, Any]:
        return self.values[name]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def select(self, names: Iterable[str]) -> Table:
        """The table with these columns in this order. Raises UsageError for a name it does not have."""
        by_name = {column.name: column for column in self.columns}
        names = tuple(names)
        unknown = [name for name in names if name not in by_name]
        if unknown:
            raise UsageError(f"no column {', '.join(map(repr, unknown))}; the columns are {', '.join(by_name)}")
        return replace(
            self,
            columns=tuple(by_name[name] for name in names),
            values={name: self.values[name] for name in names},
            marks={name: mask for name, mask in self.marks.items() if name in names},
        )

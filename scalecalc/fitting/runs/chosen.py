"""Which columns and rows of a table are fitted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools, Floats
from scalecalc.errors import DataError, UsageError
from scalecalc.fitting.runs.table import RunTable, Words, missing
from scalecalc.record import record
from scalecalc.wording import quoted

_SHOWN = 8  # values of a column in a message


@record
class Choice:
    """Columns by name, and rows by what stands in them.

    x: the k columns that the law is about.  y: the losses.  group: of runs whose errors go together, or None.
    by: a fit for each of its values, or None.  where: pairs of a column and a text; of one column any will do.
    may_be_zero: columns that need not be > 0.
    """

    x: tuple[str, ...]
    y: str
    group: str | None = None
    by: str | None = None
    where: tuple[tuple[str, str], ...] = ()
    may_be_zero: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        """All that it names."""
        more = [name for name in (self.group, self.by) if name is not None]
        return (*self.x, self.y, *more, *(name for name, _ in self.where))


@record(eq=False)
class Runs:
    """n measured losses.

    names: of the columns of x, shape (n, k).  y: losses, shape (n,), called `loss`.  part: which part of a table this
    is, "" for all.  groups: the names of groups, and the group of each row, shape (n,); None where none are given.
    """

    names: tuple[str, ...]
    x: Floats
    y: Floats
    loss: str
    part: str = ""
    groups: tuple[tuple[str, ...], NDArray[np.intp]] | None = None
    grouped_by: str = ""

    def __len__(self) -> int:
        return len(self.y)


def chosen(table: RunTable, choice: Choice) -> list[Runs]:
    """The rows to be fitted, one part for each value of `by`, in the order of the table.

    Raises UsageError for columns that are not there, and DataError or SpecError for entries that cannot be fitted.
    """
    _check_names(table, choice)
    rows = _where(table, choice.where)
    columns = table.numbers([*choice.x, choice.y], None if rows.all() else rows, choice.may_be_zero)
    x, y = np.column_stack(columns[:-1]), columns[-1]
    groups = None if choice.group is None else table.words(choice.group)
    parts = [("", rows)] if choice.by is None else _split(table.words(choice.by), rows)
    return [_runs(choice, x[some], y[some], None if groups is None else groups[some], part) for part, some in parts]


def _check_names(table: RunTable, choice: Choice) -> None:
    if not table.names:
        raise UsageError("the table has no columns with names: give a .csv, .tsv or .parquet file with a header")
    for name in choice.columns:
        if name not in table.names:
            raise UsageError(f"the table has {missing(name, table.names)}")
    repeated = {name for name in (*choice.x, choice.y) if (*choice.x, choice.y).count(name) > 1}
    if repeated:
        raise UsageError(f"{', '.join(sorted(repeated))} is given twice; each x and y is a column of its own")


def _where(table: RunTable, where: Sequence[tuple[str, str]]) -> Bools:
    """The rows where every column that is named has one of its values."""
    wanted: dict[str, list[str]] = {}
    for name, value in where:
        wanted.setdefault(name, []).append(value)
    rows = np.ones(len(table.words(table.names[0])), dtype=bool)
    if not rows.size:
        raise DataError("the table has no rows below its header, must have at least one")
    for name, values in wanted.items():
        words = table.words(name)
        found = np.array([any(_same(word, value) for value in values) for word in words], dtype=bool)
        if not found.any():
            raise DataError(f"no row has {name} {' or '.join(values)}; there are {_listed(words)}")
        rows &= found
    if not rows.any():
        raise DataError(f"no row has {' and '.join(f'{name} {value}' for name, value in where)}")
    return rows


def _same(word: str, value: str) -> bool:
    """Whether two texts are the same, or the same number."""
    if word == value:
        return True
    try:
        return float(word) == float(value)
    except ValueError:
        return False


def _listed(words: Words) -> str:
    values = list(dict.fromkeys(words.tolist()))
    return ", ".join(map(quoted, values[:_SHOWN])) + (", …" if len(values) > _SHOWN else "")


def _split(words: Words, rows: Bools) -> list[tuple[str, Bools]]:
    return [(value, rows & (words == value)) for value in dict.fromkeys(words[rows].tolist())]


def _runs(choice: Choice, x: Floats, y: Floats, groups: Words | None, part: str) -> Runs:
    coded = None
    if groups is not None:
        names, codes = np.unique(groups.astype(str), return_inverse=True)
        coded = (tuple(names.tolist()), codes)
    return Runs(choice.x, x, y, choice.y, part, coded, choice.group or "")

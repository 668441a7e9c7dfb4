"""A table with named columns of numbers and texts: in a file, in a dict of arrays, or in a data frame."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools, Floats
from scalecalc.data import Columns, open_table
from scalecalc.errors import DataError, ScalecalcError, SpecError, UsageError
from scalecalc.wording import did_you_mean, quoted

Given = str | os.PathLike[str] | Mapping[str, Any]
Words = NDArray[np.object_]

_LISTED = 20
_FIRST = 3  # entries of one kind that are told


class RunTable(Protocol):
    """Named columns of equal length.  title: what it is called."""

    title: str

    @property
    def names(self) -> tuple[str, ...]: ...

    def words(self, name: str) -> Words:
        """A column as texts, shape (rows,)."""

    def numbers(self, names: Sequence[str], rows: Bools | None, zero: Collection[str] = ()) -> list[Floats]:
        """Columns of numbers > 0, each of shape (rows,); only the marked rows need be such.

        zero: those that may be 0.
        """


def opened(table: Given | RunTable) -> RunTable:
    """The table in a file, a mapping from names to arrays, or a data frame of pandas or polars.

    Raises SpecError, DataError and UsageError with sentences that say what to do.
    """
    if isinstance(table, FileTable | MemoryTable):
        return table
    if isinstance(table, str | os.PathLike):
        return FileTable(Path(table))
    frame: Any = table
    names = frame.keys() if hasattr(frame, "keys") else getattr(frame, "columns", None)
    if names is None:
        raise UsageError(f"a table is a path, a dict of arrays, or a data frame, got {type(frame).__name__}")
    return MemoryTable({str(name): _array(frame[name]) for name in names})


def _array(column: Any) -> NDArray[Any]:
    """The column as an array; numbers in a list stay numbers beside texts."""
    found = np.asarray(column)
    return np.array(column, dtype=object) if found.dtype.kind in "US" and isinstance(column, list | tuple) else found


def missing(name: str, names: Sequence[str]) -> str:
    """That there is no column of that name, and which there are."""
    listed = ", ".join(map(quoted, names[:_LISTED])) + (", …" if len(names) > _LISTED else "")
    return f"no column {quoted(name)}{did_you_mean(name, names) or ','} must be one of {listed}"


def _wrong(values: Floats, rows: Bools | None, zero: bool) -> Bools:
    bad = ~(np.isfinite(values) & ((values > 0) | (zero & (values == 0))))
    return np.asarray(bad if rows is None else bad & rows)


class FileTable:
    """The columns of a file. Raises SpecError with located problems, and DataError for one that cannot be read."""

    def __init__(self, path: Path) -> None:
        piped = str(path) == "-"
        try:
            self._table = open_table(None if piped else path)
        except OSError as error:
            raise DataError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
        self.title = "" if piped else path.stem
        self.names: tuple[str, ...] = tuple(getattr(self._table, "names", ()))

    def words(self, name: str) -> Words:
        texts = getattr(self._table, "texts", None)
        if texts is not None:
            return np.array(texts([name])[0], dtype=object)
        return np.array([f"{value:.17g}" for value in self._table.named([name]).values[0]], dtype=object)

    def numbers(self, names: Sequence[str], rows: Bools | None, zero: Collection[str] = ()) -> list[Floats]:
        columns = self._numbers(list(names), rows)
        problems = []
        for i, name in enumerate(names):
            message = f"{name} is {{:g}}, must be a number > 0: the law is fitted to logarithms"
            bad = _wrong(columns.values[i], rows, name in zero)
            problems += columns.problems(i, bad, message.format) if bad.any() else []
        if problems:
            raise SpecError(tuple(problems))
        return list(columns.values)

    def _numbers(self, names: list[str], rows: Bools | None) -> Columns:
        """The columns. What stands in rows that are not asked for need be no number."""
        try:
            return self._table.named(names)
        except SpecError as error:
            if rows is None or not set(names) <= set(self.names):
                raise
            found, problems = [_as_numbers(self.words(name), rows, error) for name in names], list(error.problems)
            return Columns(tuple(found), lambda column, places: problems)


def _as_numbers(words: Words, rows: Bools, error: ScalecalcError) -> Floats:
    found = np.ones(len(words))
    try:
        found[rows] = [float(word) for word in words[rows]]
    except ValueError:
        raise error from None
    return found


class MemoryTable:
    """Columns in memory."""

    title = ""

    def __init__(self, columns: Mapping[str, NDArray[Any]]) -> None:
        self._columns = columns
        self.names = tuple(columns)
        lengths = {name: column.shape for name, column in columns.items()}
        if any(len(shape) != 1 for shape in lengths.values()) or len(set(lengths.values())) > 1:
            told = ", ".join(f"{name} has shape {shape}" for name, shape in list(lengths.items())[:_LISTED])
            raise DataError(f"the columns of a table are one-dimensional and equally long: {told}")

    def words(self, name: str) -> Words:
        return np.array([str(value) for value in self._column(name).tolist()], dtype=object)

    def numbers(self, names: Sequence[str], rows: Bools | None, zero: Collection[str] = ()) -> list[Floats]:
        return [self._checked(name, rows, name in zero) for name in names]

    def _checked(self, name: str, rows: Bools | None, zero: bool) -> Floats:
        column = self._column(name)
        marked = np.ones(len(column), dtype=bool) if rows is None else rows
        values = np.array([_number(value) if there else 1.0 for value, there in zip(column, marked, strict=True)])
        _refuse(name, column, _wrong(values, rows, zero), lambda value: f"{value!r}")
        return values

    def _column(self, name: str) -> NDArray[Any]:
        if name not in self._columns:
            raise UsageError(f"the table has {missing(name, self.names)}")
        return self._columns[name]


def _number(value: Any) -> float:
    try:
        return float("nan") if isinstance(value, str | bytes | bool | np.bool_) else float(value)
    except (TypeError, ValueError):
        return float("nan")


def _refuse(name: str, column: NDArray[Any], bad: Bools, shown: Callable[[Any], str]) -> None:
    rows = np.flatnonzero(bad)
    if rows.size:
        told = ", ".join(f"{shown(column[row : row + 1].tolist()[0])} in row {row}" for row in rows[:_FIRST].tolist())
        more = f" and {rows.size - _FIRST} more" if rows.size > _FIRST else ""
        raise DataError(f"{name} has {told}{more} (counted from 0), must have numbers > 0")

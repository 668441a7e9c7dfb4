"""Parquet files, read by pyarrow, the extra `arrow`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.data.columns import Columns, Found, doubles
from scalecalc.data.content import Content
from scalecalc.data.parts.part import listed, missing, plain_numbers
from scalecalc.errors import Problem
from scalecalc.wording import located, quoted


class ParquetFile:
    """The columns of a Parquet file, by name. Raises SpecError where it cannot be read."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.columns = _read(content)

    def named(self, names: Sequence[str]) -> Columns:
        """The columns of these names."""
        for name in names:
            if name not in self.columns:
                raise self.content.refused(missing("column", name, tuple(self.columns)))
        return self._as_columns(tuple(names))

    def texts(self, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """The columns of these names, which there are, as texts."""
        return tuple(tuple(str(value) for value in self.columns[name].tolist()) for name in names)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.columns)

    def only(self) -> Columns | None:
        """The only column; None if there are several, so that a name is needed."""
        return self.all() if len(self.columns) == 1 else None

    def all(self) -> Columns:
        """Every column."""
        return self._as_columns(tuple(self.columns))

    @property
    def listed(self) -> str:
        """The names of the columns, for a sentence."""
        return listed(tuple(self.columns))

    def _as_columns(self, names: tuple[str, ...]) -> Columns:
        for name in names:
            if self.columns[name].dtype.kind not in "fiu":
                raise self.content.refused(f"the column {quoted(name)} is not of numbers, must be")

        def locate(column: int, found: Found) -> list[Problem]:
            where = f"of {quoted(names[column])} (counted from 0)"
            return [located(f"row {row} {where}: {message}", str(self.content.path)) for row, message in found]

        return Columns(tuple(doubles(self.columns[name]) for name in names), locate)


def _read(content: Content) -> dict[str, NDArray[Any]]:
    try:
        from pyarrow import ArrowException, BufferReader
        from pyarrow.parquet import ParquetFile as File
    except ImportError:
        message = "a Parquet file is read by pyarrow, which is missing: pip install 'scalecalc[arrow]'"
        raise content.refused(message) from None
    source = str(content.path) if content.data is None else BufferReader(content.data)
    try:
        with File(source) as file:
            table = file.read()
        if len(set(table.column_names)) < len(table.column_names):
            raise content.refused("two columns have the same name, must have a name each")
        return {name: one for column in table.column_names for name, one in _arrays(column, table[column])}
    except (ArrowException, OSError, ValueError, TypeError, NotImplementedError, MemoryError) as error:
        text = next(iter(str(error).splitlines()), type(error).__name__)
        raise content.refused(f"not a .parquet file that can be read ({text})") from None


def _arrays(name: str, column: Any) -> Iterator[tuple[str, NDArray[Any]]]:
    """A column; or, where it has lists of one length, a column for each of their places."""
    from pyarrow import types
    from pyarrow.compute import list_value_length

    is_list = (types.is_list, types.is_large_list, types.is_fixed_size_list)
    if not any(check(column.type) for check in is_list) or column.null_count or not len(column):
        yield name, plain_numbers(np.asarray(column.to_numpy()))
        return
    flat = plain_numbers(np.asarray(column.combine_chunks().flatten().to_numpy(zero_copy_only=False)))
    length = len(flat) // len(column)
    if np.all(list_value_length(column).to_numpy() == length):
        matrix = flat.reshape(len(column), length)
        yield from ((f"{name}[{i}]", matrix[:, i]) for i in range(length))
    else:
        yield name, np.asarray(column.to_numpy())

"""The columns of a text, as ColumnFrame takes them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.data.columns import Floats
from scalecalc.data.dialect import is_number
from scalecalc.data.parts.part import Place
from scalecalc.data.text import TextTable
from scalecalc.errors import SpecError
from scalecalc.wording import quoted

_MISSING = ("", "na", "n/a", "nan", "null", "none", "?", "-")  # what may stand where a number is missing


class TextColumns:
    """The columns of a text by position, told apart into numbers and words."""

    def __init__(self, table: TextTable) -> None:
        table.take_counts_for_names()
        self._table = table
        self.headed = table.names
        self.width = len(table.dialect.names or table.dialect.first)
        named = [name for name in self.headed if is_number(name)]
        self._refuse_lost_row(named)
        line = f"Line {table.dialect.named_on} of {table.path.name} is taken for the names of columns"
        self.about = (f"{line}, although {quoted(named[0])} in it is a number.",) if named else ()

    @cached_property
    def worded(self) -> frozenset[int]:
        """Columns that begin with a word and hold no number at all."""
        first = self._table.dialect.first
        places = [i for i, field in enumerate(first[: self.width]) if self._is_word(field)]
        columns = self._table.written(places) if places else ()
        return frozenset(
            place for place, fields in zip(places, columns, strict=True) if not any(map(self._is_number, fields))
        )

    def numbers(self, places: Sequence[int]) -> tuple[Floats, tuple[str, ...]]:
        return self._table.numbers(places)

    def words(self, place: int) -> NDArray[Any]:
        return np.array(self._table.written([place])[0])

    def wrong_at(self, found: Sequence[Place]) -> SpecError:
        """An error with the line and column of each place."""
        by_column: dict[int, list[tuple[int, str]]] = {}
        for row, column, message in sorted(found):
            by_column.setdefault(column, []).append((row, message))
        problems = (self._table.located(column, rows) for column, rows in by_column.items())
        return SpecError(tuple(chain.from_iterable(problems)))

    def refused(self, message: str) -> SpecError:
        return self._table.content.refused(message)

    def _refuse_lost_row(self, named: Sequence[str]) -> None:
        """Raises SpecError where the header looks like the other rows: numbers stand over numbers, words over words."""
        first = self._table.dialect.first
        alike = all(
            self._is_word(name) == self._is_word(field) for name, field in zip(self.headed, first, strict=False)
        )
        fraction = next((name for name in named if not name.isdecimal()), None)
        if alike and fraction is not None:
            line = self._table.dialect.named_on
            message = (
                f"line {line} would be taken for the names of columns, but looks like a row, with {fraction} in it"
            )
            raise self.refused(f"{message}; write a line of names above it")

    def _is_word(self, field: str) -> bool:
        return field.strip().lower() not in _MISSING and not self._is_number(field)

    def _is_number(self, field: str) -> bool:
        return is_number(field) or (self._table.dialect.separator in "\t;" and is_number(field, ","))

"""Tables of columns as a Frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from scalecalc.data.parts.part import Part, Place, listed, missing
from scalecalc.errors import ScalecalcError
from scalecalc.wording import quoted

_INDEX = ("", "Unnamed: 0", "__index_level_0__")  # what pandas calls a column that counts the rows


class Columnar(Protocol):
    """A table of columns, each by its position."""

    @property
    def headed(self) -> tuple[str, ...]:
        """The names of the columns; none where there is no header."""

    @property
    def width(self) -> int:
        """The number of columns."""

    @property
    def worded(self) -> frozenset[int]:
        """The columns that are texts, dates and the like, not numbers."""

    @property
    def about(self) -> tuple[str, ...]:
        """Sentences for people on the table."""

    def numbers(self, places: Sequence[int]) -> tuple[NDArray[Any], tuple[str, ...]]:
        """These columns, shape (n, columns), and sentences on how they were read.

        Raises an error where an entry is no number.
        """

    def words(self, place: int) -> NDArray[Any]:
        """A column as it is written, shape (n,)."""

    def wrong_at(self, found: Sequence[Place]) -> ScalecalcError:
        """An error about single entries."""

    def refused(self, message: str) -> ScalecalcError:
        """An error about the whole."""


class ColumnFrame:
    """The columns of a table as parts."""

    def __init__(self, table: Columnar) -> None:
        self._table = table
        self.names = table.headed

    def part(self, name: str) -> Part:
        return self._single(self._place(name))

    def whole(self) -> Part:
        if self._table.width == 1:
            return self._single(0)
        if words := [self._called(place) for place in sorted(self._table.worded)]:
            message = f"{self._table.width} columns, of which {listed(words)} are not of numbers, must be columns of"
            raise self._table.refused(f"{message} numbers or a single column of labels")
        return self._without_index(list(range(self._table.width)), ())

    def features(self, without: Sequence[str], like: Sequence[str] | None, length: int | None) -> Part:
        del length  # all columns have the same
        if like is not None:
            return self._numbers(self._as_before(like), ())
        places, notes = self._chosen(without)
        if not places:
            message = "there is no column of numbers beside the target, must be at least one feature"
            raise self._table.refused(message)
        return self._without_index(places, notes)

    def _single(self, place: int) -> Part:
        if place in self._table.worded:
            return self._part(self._table.words(place), [place], ())
        found = self._numbers([place], ())
        return replace(found, table=found.table[:, 0])

    def _without_index(self, places: list[int], notes: tuple[str, ...]) -> Part:
        found = self._numbers(places, notes)
        if len(places) == 1 or not self._counts_rows(places[0], found.table[:, 0]):
            return found
        note = f"The column {quoted(self._called(places[0]))} counts the rows and is left out."
        return self._part(found.table[:, 1:], places[1:], (*found.notes, note))

    def _numbers(self, places: Sequence[int], notes: tuple[str, ...]) -> Part:
        table, about = self._table.numbers(places)
        return self._part(table, places, (*self._table.about, *about, *notes))

    def _chosen(self, without: Sequence[str]) -> tuple[list[int], tuple[str, ...]]:
        """The columns of numbers that are no targets, and what is left out."""
        targets = {self._place(name) for name in without}
        rest = [place for place in range(self._table.width) if place not in targets]
        words = [self._called(place) for place in rest if place in self._table.worded]
        one = len(words) == 1
        left = f"The {'column' if one else 'columns'} {listed(words)} {'is' if one else 'are'} not of numbers"
        notes = (f"{left} and left out of the features.",) if words else ()
        return [place for place in rest if place not in self._table.worded], notes

    def _as_before(self, like: Sequence[str]) -> list[int]:
        if not self.names:
            if self._table.width != len(like):
                message = f"{self._table.width} columns without names, must be {len(like)} as in the data before"
                raise self._table.refused(message)
            return list(range(self._table.width))
        return [self._place(name) for name in like]

    def _counts_rows(self, place: int, values: NDArray[Any]) -> bool:
        counted = np.arange(len(values))
        named = bool(self.names) and self._called(place).strip() in _INDEX
        return named and (np.array_equal(values, counted) or np.array_equal(values, counted + 1))

    def _called(self, place: int) -> str:
        return self.names[place] if self.names else f"column {place + 1}"

    def _place(self, name: str) -> int:
        if not self.names:
            message = f"the columns have no names, must have {quoted(name)} in a header line above the numbers"
            raise self._table.refused(message)
        count = self.names.count(name)
        if count > 1:
            raise self._table.refused(f"{count} columns are called {quoted(name)}, must be one: rename the others")
        if not count:
            raise self._table.refused(missing("column", name, self.names))
        return self.names.index(name)

    def _part(self, found: NDArray[Any], places: Sequence[int], notes: tuple[str, ...]) -> Part:
        names = tuple(map(self._called, places))
        return Part(found, names, partial(self._wrong_at, places), self._table.refused, notes)

    def _wrong_at(self, places: Sequence[int], found: Sequence[Place]) -> ScalecalcError:
        return self._table.wrong_at([(row, places[column], message) for row, column, message in found])

"""What a file or an object holds for learning: parts with names, columns or whole arrays, told apart by a Frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from scalecalc.errors import ScalecalcError
from scalecalc.record import record
from scalecalc.wording import did_you_mean, quoted

Place = tuple[int, int, str]  # a row and a column, counted from 0, and what is wrong there

NUMBERS = "fiub"  # the kinds of numpy that are real numbers
_LISTED = 10
_OTHERS = {"c": "complex numbers", "O": "Python objects", "M": "dates", "m": "times"}


@record(eq=False)
class Part:
    """An array from a Frame, in its own dtype.

    table: rows first.  names: of its columns, or of the array itself; none where there are none.
    wrong_at: makes an error of what is wrong at some places.  refused: makes one of a sentence about the whole.
    notes: sentences for people about what was taken.
    """

    table: NDArray[Any]
    names: tuple[str, ...]
    wrong_at: Callable[[Sequence[Place]], ScalecalcError]
    refused: Callable[[str], ScalecalcError]
    notes: tuple[str, ...] = ()

    @property
    def is_numbers(self) -> bool:
        """Whether its entries are real numbers."""
        return self.table.dtype.kind in NUMBERS


class Frame(Protocol):
    """Parts with names."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of the parts; none where there is a single array, or a table without a header."""

    def part(self, name: str) -> Part:
        """The part of this name: a column, shape (n,), or an array. Raises an error for other names."""

    def whole(self) -> Part:
        """All there is, as targets: an array, or columns of numbers, or a single column of whatever."""

    def features(self, without: Sequence[str], like: Sequence[str] | None, length: int | None) -> Part:
        """What is left when the parts `without` are targets, numbers of shape (n, d).

        like: names of the features of data that were read before: these and no others are taken, in that order.
        length: n, where it is known.  Raises an error where no such part is there.
        """


def kind_of(array: NDArray[Any]) -> str:
    """What the entries of an array are that are no real numbers."""
    return _OTHERS.get(array.dtype.kind, "texts")


def listed(names: Sequence[str]) -> str:
    """Names for a sentence."""
    return ", ".join(map(quoted, names[:_LISTED])) + (", …" if len(names) > _LISTED else "")


def missing(what: str, name: str, names: Sequence[str]) -> str:
    """A sentence on a name that is not among these."""
    return f"there is no {what} {quoted(name)}{did_you_mean(name, names) or ','} must be one of {listed(names)}"


def plain_numbers(array: NDArray[Any]) -> NDArray[Any]:
    """Python's numbers, with None or NA where one is missing, as doubles; other arrays as they are."""
    if array.dtype.kind != "O":
        return array
    try:
        return np.array([_number(value) for value in array.ravel()], dtype=float).reshape(array.shape)
    except (TypeError, ValueError):
        return array


def _number(value: object) -> float:
    if isinstance(value, str | bytes):
        raise TypeError
    if value is None or type(value).__name__ == "NAType":  # of pandas
        return float("nan")
    return float(value)  # type: ignore[arg-type]  # a TypeError says that it is no number

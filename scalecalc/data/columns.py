"""Columns of numbers from a file, and the places of their entries in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.errors import Problem, SpecError
from scalecalc.record import record

Floats = NDArray[np.float64]
Found = Sequence[tuple[int, str]]  # rows, rising and counted from 0, each with what is wrong there

SHOWN = 3  # problems of one kind that are listed; the rest is counted


@record
class Columns:
    """Columns of equal length read from a file.

    values: each of shape (rows,).  locate: from the position of a column and (row, message) pairs to located problems.
    notes: sentences for people about how the file was read.
    """

    values: tuple[Floats, ...]
    locate: Callable[[int, Found], list[Problem]]
    notes: tuple[str, ...] = ()

    def problems(self, column: int, bad: NDArray[np.bool_], message: Callable[[float], str]) -> list[Problem]:
        """Problems with the entries that `bad` marks: the first few, and how many there are."""
        rows = np.flatnonzero(bad)
        found = [(row, message(float(self.values[column][row]))) for row in rows[:SHOWN].tolist()]
        if len(rows) > SHOWN:
            row, text = found[-1]
            found[-1] = (row, f"{text} ({len(rows)} such entries in all)")
        return self.locate(column, found)


def finite(columns: Columns) -> Columns:
    """The same columns; raises SpecError when an entry is not finite."""
    problems: list[Problem] = []
    for i, values in enumerate(columns.values):
        bad = ~np.isfinite(values)
        if bad.any() and len(problems) <= 3 * SHOWN:
            problems += columns.problems(i, bad, lambda value: f"got {value:g}, must be a finite number")
    if problems:
        raise SpecError(tuple(problems))
    return columns


def doubles(array: NDArray[Any]) -> Floats:
    """The numbers as doubles; long doubles beyond their range become inf."""
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(array, dtype=np.float64)

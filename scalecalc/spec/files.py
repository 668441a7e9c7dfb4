"""Columns of numbers from data files: .csv with a header line, or a one-dimensional .npy."""

from __future__ import annotations

import stat
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tokenize import TokenError

import numpy as np
from numpy.typing import NDArray

from scalecalc.errors import Problem, SpecError
from scalecalc.spec.csvfile import SHOWN, CsvFile
from scalecalc.spec.source import located
from scalecalc.theory.points import Floats


@dataclass(frozen=True)
class Columns:
    """Finite columns of equal length read from a file, and how to say where an entry of them stands.

    locate: from the position of a column and (row, message) pairs, rows counted from 0, to located problems.
    """

    values: tuple[Floats, ...]
    locate: Callable[[int, Sequence[tuple[int, str]]], list[Problem]]

    def problems(self, column: int, bad: NDArray[np.bool_], message: Callable[[float], str]) -> list[Problem]:
        """Problems with the entries that `bad` marks: the first few, and how many there are."""
        rows = np.flatnonzero(bad)
        found = [(row, message(float(self.values[column][row]))) for row in rows[:SHOWN].tolist()]
        if len(rows) > SHOWN:
            row, text = found[-1]
            found[-1] = (row, f"{text} ({len(rows)} such entries in all)")
        return self.locate(column, found)


def read_columns(path: Path, names: Sequence[str]) -> Columns:
    """The named columns of a .csv, or the array of a .npy (which has no names).

    Raises SpecError with located problems when the file is ragged or holds something else than finite
    numbers, and OSError when it cannot be read at all.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, "Not a regular file")
    columns = _read_npy(path) if path.suffix.lower() == ".npy" else _read_csv(path, names)
    problems = []
    for i, values in enumerate(columns.values):
        bad = ~np.isfinite(values)
        if bad.any():
            problems += columns.problems(i, bad, lambda value: f"got {value:g}, must be a finite number")
    if problems:
        raise SpecError(tuple(problems))
    return columns


def _read_csv(path: Path, names: Sequence[str]) -> Columns:
    file = CsvFile(path)
    positions = file.columns(names)

    def locate(column: int, found: Sequence[tuple[int, str]]) -> list[Problem]:
        return file.locate(positions[column], found)

    return Columns(file.read(positions), locate)


# What numpy raises on files that are not, or not quite, in its format.
_NPY_ERRORS = (
    ValueError,
    TypeError,
    KeyError,
    SyntaxError,
    EOFError,
    OverflowError,
    MemoryError,
    RecursionError,
    TokenError,
)


def _read_npy(path: Path) -> Columns:
    def problem(message: str) -> SpecError:
        return SpecError((located(message, str(path)),))

    try:
        with warnings.catch_warnings(action="ignore"):  # headers that Python 2 wrote are read all the same
            array = np.lib.format.open_memmap(path, mode="r")
    except _NPY_ERRORS as error:
        text = next(iter(str(error).splitlines()), type(error).__name__)
        raise problem(f"not a .npy file that can be read ({text}), must be one array of numbers") from None
    if array.dtype.kind not in "fiu":
        raise problem(f"the array is one of {array.dtype}, must be one of floating point or integer numbers")
    if array.ndim != 1 or array.size == 0:
        raise problem(f"the array has shape {array.shape}, must be one-dimensional with at least one entry")
    with np.errstate(over="ignore"):  # long doubles become inf, and are found to be
        values = np.array(array, dtype=np.float64)

    def locate(_column: int, found: Sequence[tuple[int, str]]) -> list[Problem]:
        return [located(f"entry {row} (counted from 0): {message}", str(path)) for row, message in found]

    return Columns((values,), locate)

"""Spectrum of kind `file`: measured eigenvalues."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.datafiles import check_file, open_columns
from scalecalc.reading.fields.types import ColumnName, DataPath
from scalecalc.reading.fields.values import LARGEST_COUNT
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path
from scalecalc.theory.spectra.kind import Entries, Spectrum, sorted_entries

_ROUND_OFF = 1e-14  # of an eigenvalue, relative to the number of them and the largest


class FileSpectrum(Spectrum):
    """Measured eigenvalues, in any order."""

    kind: Literal["file"]
    path: DataPath = Field(description="the file of eigenvalues, relative to the spec")
    column: ColumnName = Field(default=None, description="the column of eigenvalues")
    multiplicity: ColumnName = Field(default=None, description="the column with the number of modes of each eigenvalue")

    def check(self, path: Path, report: Report) -> None:
        """The names of columns go with the format."""
        check_file(path, self, report)

    def entries(self, path: Path, report: Report, folder: Folder) -> Entries | None:
        """One per row, the largest first."""
        names = [name for name in (self.column, self.multiplicity) if name is not None]
        columns = open_columns(path, self, names, report, folder)
        if columns is None:
            return None
        values = columns.values[0]
        least = -_ROUND_OFF * len(values) * float(np.max(values))
        problems = columns.problems(0, (values < 0) & (values < least), lambda value: _negative(value, np.max(values)))
        if not problems and np.max(values) <= 0:
            problems += columns.problems(0, np.arange(len(values)) == 0, lambda _: "no eigenvalue is > 0, some must be")
        multiplicity = np.ones_like(values)
        if self.multiplicity is not None:
            multiplicity = columns.values[1]
            good = (multiplicity >= 1) & (multiplicity <= LARGEST_COUNT) & (multiplicity == np.rint(multiplicity))
            problems += columns.problems(1, ~good, _bad_multiplicity)
        report.add(*problems)
        return None if problems else _sorted(values, multiplicity, columns.notes)


def _sorted(values: Floats, multiplicity: Floats, notes: tuple[str, ...]) -> Entries:
    """The largest first, and what is round-off around 0 as 0."""
    if (values < 0).any():
        count, lowest = np.count_nonzero(values < 0), values.min()
        notes += (f"{count} eigenvalues below 0, the lowest {lowest:.3g}, are round-off and set to 0.",)
        values = np.maximum(values, 0.0)
    found = sorted_entries(values, multiplicity)
    if found.order is not None:
        notes += ("The rows of the spectrum are sorted, largest eigenvalue first, and those of the target with them.",)
    return replace(found, notes=notes, measured=True)


def _negative(value: float, largest: float) -> str:
    beside = f" beside {largest:.6g}" if largest > 0 else ""
    return f"a negative eigenvalue, got {value:.6g}{beside}, more than round-off around 0, must be >= 0"


def _bad_multiplicity(value: float) -> str:
    return f"a multiplicity, got {value:.6g}, must be an integer >= 1 (up to 1e60)"

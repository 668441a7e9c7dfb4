"""Target of kind `file`: measured."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.datafiles import check_file, one_column
from scalecalc.reading.fields.types import ColumnName, DataPath
from scalecalc.theory.spectra.kind import Entries, Spectrum
from scalecalc.theory.targets.kind import Place, Powers, Target, check_finite


class FileTarget(Target):
    """A measured target, one row per row (level, mode) of the spectrum."""

    kind: Literal["file"]
    path: DataPath = Field(description="the file of target coefficients, relative to the spec")
    column: ColumnName = Field(default=None, description="the column of target coefficients")
    column_is: Literal["power", "weight"] = Field(
        description="what the file holds: power (v_k = eta_k w_k^2) or weight (w_k^2)"
    )

    def check(self, place: Place, spectrum: Spectrum) -> None:
        """The name of a column goes with the format."""
        check_finite(self, place, spectrum)
        check_file(place.target, self, place.report)

    def read(self, place: Place, folder: Folder) -> Floats | None:
        """The column, or None with the problems reported."""
        columns = one_column(place.target, self, place.report, folder)
        if columns is None:
            return None
        what = "power v_k" if self.column_is == "power" else "weight w_k^2"
        problems = columns.problems(
            0, columns.values[0] < 0, lambda value: f"a negative {what}, got {value:.6g}, must be >= 0"
        )
        place.report.add(*problems)
        return None if problems else columns.values[0]

    def fits(self, given: Floats, levels: float, rows: float, place: Place) -> bool:
        """A row for each of them."""
        if len(given) == rows:
            return True
        message = (
            f"{place.name('path')} has a row for each row, level or mode of the spectrum, got {len(given)} rows, "
            f"must be {rows:.15g}"
        )
        place.report.at_value(place.key("path"), message)
        return False

    def tells_modes_apart(self, given: Floats, entries: Entries) -> bool:
        """Where a single level has a row for each mode."""
        return len(given) > len(entries)

    def power_in(self, entries: Entries, given: Floats) -> Powers:
        """Row by row; of a single level that has more rows than one, all of them together."""
        each = entries.ordered(given)
        if self.column_is == "weight":
            each = each * entries.eigenvalue
        if len(each) > len(entries):
            return Powers(np.array([np.sum(each)]))
        return Powers(entries.multiplicity * each)

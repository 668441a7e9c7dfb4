"""Samples whose correlation matrix has measured eigenvalues."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.datafiles import check_file, positive_column
from scalecalc.reading.fields.types import ColumnName, DataPath
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path
from scalecalc.theory.correlations.correlation import Correlation
from scalecalc.theory.modes.compress import compression_note, in_any_order
from scalecalc.theory.modes.cut import expanded_values
from scalecalc.theory.modes.nodes import Nodes
from scalecalc.theory.modes.tasks import Modes
from scalecalc.theory.spectra.measured import Measured

_MEAN_TOLERANCE = 1e-9


class FileCorrelation(Measured, Correlation):
    """Measured eigenvalues of the correlation matrix, scaled to mean 1."""

    kind: Literal["file"]
    path: DataPath = Field(description="the file of eigenvalues of the correlation matrix, relative to the spec")
    column: ColumnName = Field(default=None, description="the column of eigenvalues")

    def check(self, section: Path, report: Report) -> None:
        check_file(section, self, report)

    def prepared(self, section: Path, report: Report, folder: Folder, notes: list[str]) -> Correlation | None:
        columns = positive_column(section, self, "an eigenvalue of the correlation", report, folder)
        if columns is None:
            return None
        values = columns.values[0]
        with np.errstate(under="ignore"):
            relative = values / np.max(values)  # whose sum is within the range of a double
            scaled = relative / np.mean(relative)
            mean = float(np.mean(relative) * np.max(values))
        problems = columns.problems(0, scaled == 0, lambda value: f"too small beside the largest, got {value:.6g}")
        if problems:
            report.add(*problems)
            return None
        entries = in_any_order(scaled)
        notes.append(compression_note("The correlation of the samples", len(values), "eigenvalues", entries))
        if abs(mean - 1) > _MEAN_TOLERANCE:
            notes.append(f"The correlation's eigenvalues have mean {mean:.6g}, and are scaled to mean 1.")
        return FileCorrelation.of(entries)

    def nodes(self, samples: float) -> Nodes:
        entries = self.entries
        whole = float(np.nansum(entries.multiplicity))
        counts, ranks = entries.multiplicity * (samples / whole), entries.ranks * samples / whole
        nothing = np.zeros_like(entries.eigenvalue)
        return Modes(entries.eigenvalue, counts, nothing, known_ranks=ranks).nodes(0.0)

    def eigenvalues(self, samples: int) -> Floats:
        values = expanded_values(self.entries, samples)
        return np.asarray(values / values.mean())

"""Weights whose row variances are measured: a file lists them, and so says how many features there are."""

from __future__ import annotations

from math import inf
from typing import Any, Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.counts import Counts
from scalecalc.reading.datafiles import check_file, positive_column
from scalecalc.reading.fields.types import ColumnName, DataPath
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path, path_text
from scalecalc.record import record
from scalecalc.theory.leading import ONE, ZERO, Leading
from scalecalc.theory.matrices.gaussian import WhiteLaw, scaled_rows
from scalecalc.theory.matrices.law import LayerLaw
from scalecalc.theory.matrices.response import Matrix
from scalecalc.theory.matrices.row_sums import counted, mean_inverse
from scalecalc.theory.matrices.structured import structured
from scalecalc.theory.matrices.weights import Weights
from scalecalc.theory.modes.compress import compression_note, in_any_order
from scalecalc.theory.modes.cut import expanded_values
from scalecalc.theory.modes.tasks import Modes
from scalecalc.theory.spectra.measured import Measured


class FileWeights(Measured, Weights):
    """Gaussian weights of variance s_j/N in row j, with s_j from a file."""

    own_width = True

    kind: Literal["file"]
    path: DataPath = Field(description="the file of row variances, relative to the spec")
    column: ColumnName = Field(default=None, description="the column of row variances")

    @property
    def number_of_rows(self) -> float | None:
        return None if self._entries is None else self._entries.modes

    def check(self, section: Path, report: Report) -> None:
        check_file(section, self, report)

    def check_width(self, width: Counts, inputs: Counts | None, modes: float | None) -> None:
        """The width is the number of rows, or left out."""
        del inputs, modes
        rows, report = self.number_of_rows, width.report
        if rows is None or (not width.lawful and width.values.tolist() == [rows]):
            return
        file = report.given((*width.path[:-1], "weights", "path"))
        message = (
            f"{path_text(width.path)} is the number of rows of {file}, got {report.given(width.path)}, "
            f"must be {rows:.15g}, or left out"
        )
        report.at_value(width.path, message)

    def prepared(self, section: Path, report: Report, folder: Folder, notes: list[str]) -> Weights:
        columns = positive_column(section, self, "a row variance", report, folder)
        if columns is None:
            return self
        variances = columns.values[0]
        with np.errstate(over="ignore"):
            total = float(np.sum(variances))
        if np.isinf(total):
            path = (*section, "path")
            message = "the sum of the row variances comes to inf, must be within the range of a double"
            report.at_value(path, f"{path_text(path)}, {message}")
            return self
        rows = in_any_order(variances)
        notes.append(compression_note(_owner(section), len(variances), "row variances", rows))
        return FileWeights.of(rows)

    def matrix(self, width: Floats, inputs: Floats) -> Matrix:
        del inputs
        return structured(width, lambda size: self.entries.nodes(0.0))

    def mean_variance(self, width: Floats) -> Floats:
        return np.full_like(width, float(self.entries.multiplicity @ self.entries.eigenvalue) / self.entries.modes)

    @property
    def smooth_from(self) -> float:
        return inf

    def law(self, width: Leading, inputs: Leading, at: float | None) -> LayerLaw:
        if width.amplitude == inf:
            return WhiteLaw(width, inputs, at)
        return FileLaw(width, inputs, at, self.entries)

    def law_notes(self, width: Leading, resolved: Leading) -> list[str]:
        del resolved
        return [f"The width of measured rows is held at N = {width.amplitude:g}: finite resolution only."]

    def draws(
        self, rng: np.random.Generator, shape: tuple[int, int, int], dtype: type[np.floating[Any]]
    ) -> np.ndarray[Any, Any]:
        return scaled_rows(rng.standard_normal(shape, dtype=dtype), self.row_variances(shape[-1]))

    def row_variances(self, width: int) -> Floats:
        return expanded_values(self.entries, width)


def _owner(section: Path) -> str:
    layer = section[-2]
    return f"Layer {layer + 1}" if isinstance(layer, int) else "The feature matrix"


@record
class FileLaw(LayerLaw):
    """1/S = z kappa_F/N and Theta = q_F/(z - q_F) at a fixed width."""

    rows: Modes

    def mean(self) -> Leading:
        return Leading(float(self.rows.eigenvalue @ self.rows.multiplicity)) / self.width

    def unfilled(self, z: Leading) -> Leading:
        del z
        return self.mean()

    def inverse_s(self, z: Leading) -> Leading:
        return Leading(z.amplitude * self._counted(z)[0]) / self.width if self.filled(z) < 1 else ZERO

    def near(self, z: Leading) -> Leading:
        del z
        return Leading(mean_inverse(self.rows.nodes(0.0)))

    def fluctuation(self, z: Leading, z_q: Leading, slack: Leading) -> tuple[Leading, Leading]:
        if self.filled(z) >= 1:
            return z_q / self.width, slack / self.near(z)
        return z_q / z * Leading(self._counted(z)[1]), ONE

    def unlearned(self, z: Leading) -> Leading:
        trace = self.mean() * self.width
        return z * Leading(float(self.rows.eigenvalue**2 @ self.rows.multiplicity)) / trace / trace

    def _counted(self, z: Leading) -> tuple[float, float]:
        return counted(self.rows, z.amplitude, self.rows.nodes)

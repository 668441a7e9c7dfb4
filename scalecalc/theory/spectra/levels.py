"""Spectrum of kind `levels`: a few distinct eigenvalues, each many times."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.reading.fields.types import Multiplicity, NonNegative
from scalecalc.reading.fields.values import Allowed
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path, path_text
from scalecalc.theory.spectra.kind import Spectrum, sound


class LevelsSpectrum(Spectrum):
    """A few distinct eigenvalues, each many times."""

    kind: Literal["levels"]
    values: Annotated[
        list[NonNegative], Field(min_length=1), Allowed("a list of numbers >= 0 in decreasing order, the first > 0")
    ] = Field(description="the eigenvalue of a level")
    multiplicities: Annotated[
        Annotated[list[Multiplicity], Field(min_length=1)] | None, Allowed("a list of numbers > 0, one per level")
    ] = Field(default=None, description="the number of modes of a level, which need not be whole (default 1)")

    def check(self, path: Path, report: Report) -> None:
        """Some values are not 0, and there are as many multiplicities."""
        values, multiplicities = (*path, "values"), (*path, "multiplicities")
        if not any(self.values) and sound(report, values):
            report.at_value(values, f"{path_text(values)} are all 0, some must be > 0")
        if self.multiplicities is not None and sound(report, values, multiplicities):
            given, wanted = len(self.multiplicities), len(self.values)
            if given != wanted:
                message = (
                    f"{path_text(multiplicities)} has one entry per level, got {given} for {wanted} values, "
                    f"must be {wanted}"
                )
                report.at_value(multiplicities, message)

    def check_order(self, path: Path, report: Report) -> None:
        """Values fall."""
        values = (*path, "values")
        if not sound(report, values):
            return
        rises = [i for i in range(1, len(self.values)) if self.values[i] > self.values[i - 1]]
        if rises:
            where = (*values, rises[0])
            message = (
                f"{path_text(where)} is larger than the value before it, got {report.given(where)} "
                f"after {report.given((*values, rises[0] - 1))}, must be in decreasing order"
            )
            report.at_value(where, message)

    def count(self, path: Path, report: Report) -> float | None:
        """Known as soon as nothing is wrong with it."""
        return float(sum(self.multiplicities or [1.0] * len(self.values))) if sound(report, path) else None

    def rows(self, path: Path, report: Report) -> float | None:
        """One for each value."""
        return float(len(self.values)) if sound(report, (*path, "values")) else None

    def levels(self) -> tuple[Floats, Floats]:
        """The values."""
        values = np.array(self.values)
        return values, np.ones_like(values) if self.multiplicities is None else np.array(self.multiplicities)

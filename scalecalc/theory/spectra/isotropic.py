"""Spectrum of kind `isotropic`: white inputs."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.fields.types import ModeCount, Positive
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path
from scalecalc.theory.spectra.kind import Entries, Spectrum, sound


class IsotropicSpectrum(Spectrum):
    """All eigenvalues equal."""

    kind: Literal["isotropic"]
    modes: ModeCount = Field(description="the number of modes D")
    scale: Positive = Field(default=1.0, description="the eigenvalue of all modes")

    def count(self, path: Path, report: Report) -> float | None:
        """D"""
        return self.modes if sound(report, (*path, "modes")) else None

    def rows(self, path: Path, report: Report) -> float | None:
        """A single level."""
        return 1.0 if sound(report, (*path, "kind")) else None

    def entries(self, path: Path, report: Report, folder: Folder) -> Entries | None:
        """One, where a file has a row for each mode."""
        found = super().entries(path, report, folder)
        return None if found is None else replace(found, rows=self.modes)

    def levels(self) -> tuple[Floats, Floats]:
        """A single one."""
        return np.array([self.scale]), np.array([self.modes])

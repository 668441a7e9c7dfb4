"""Spectrum of kind `power_law`: the source and capacity form of kernels and of natural data."""

from __future__ import annotations

from math import isinf
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.reading.fields.types import LARGEST_ALPHA, ModesOrInf, Positive
from scalecalc.reading.fields.values import Number
from scalecalc.reading.report import Report
from scalecalc.reading.source import Path, path_text
from scalecalc.theory.spectra.decay import Decay
from scalecalc.theory.spectra.kind import Spectrum
from scalecalc.theory.spectra.ranked import Ranked
from scalecalc.theory.spectra.tasks import PowerLaw, Task


class PowerLawSpectrum(Spectrum):
    """eta_k = scale * k^-alpha for k = 1..modes."""

    kind: Literal["power_law"]
    alpha: Annotated[
        float,
        Number(
            f"a number > 0 and <= {LARGEST_ALPHA} (> 1 when modes is inf)",
            minimum=0,
            exclusive=True,
            maximum=LARGEST_ALPHA,
        ),
    ] = Field(description="the decay exponent of the eigenvalues")
    scale: Positive = Field(default=1.0, description="the largest eigenvalue")
    modes: ModesOrInf = Field(description="the number of modes D")

    def check(self, path: Path, report: Report) -> None:
        """An infinite trace is no spectrum."""
        alpha, modes = (*path, "alpha"), (*path, "modes")
        if report.good(alpha) and report.good(modes) and isinf(self.modes) and self.alpha <= 1:
            message = (
                f"{path_text(alpha)} is the decay exponent of the eigenvalues, got {report.given(alpha)}, "
                "must be > 1 when modes is inf, or the sum of the eigenvalues diverges"
            )
            report.at_value(alpha, message)

    def count(self, path: Path, report: Report) -> float | None:
        """D, which may be inf."""
        return self.modes if report.good((*path, "modes")) else None

    def levels(self) -> tuple[Floats, Floats]:
        """One level per mode."""
        with np.errstate(under="ignore"):
            values = self.scale * np.arange(1.0, self.modes + 1) ** -self.alpha
        return values, np.ones_like(values)

    def law(self) -> Decay:
        """k^-alpha"""
        return Decay(self.scale, self.alpha)

    def task(self, powers: Decay) -> Task:
        """With powers of the rank, the task that has laws."""
        if powers.rate:
            return Ranked(self.law(), powers, self.modes)
        return PowerLaw(self.alpha, self.scale, self.modes, powers.exponent, powers.scale)

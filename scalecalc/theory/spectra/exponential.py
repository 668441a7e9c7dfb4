"""Spectrum of kind `exponential`: smooth kernels in one dimension."""

from __future__ import annotations

from math import inf
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.reading.fields.types import LARGEST_ALPHA, ModesOrInf, Positive
from scalecalc.reading.fields.values import Number
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path, path_text
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.modes.ranked import Ranked
from scalecalc.theory.spectra.kind import Spectrum, sound

SMALLEST_RATE = 1e-60
Rate = Annotated[
    float,
    Number(f"a number from {SMALLEST_RATE:g} to {LARGEST_ALPHA}", minimum=SMALLEST_RATE, maximum=LARGEST_ALPHA),
]


class ExponentialSpectrum(Spectrum):
    """eta_k = scale * e^(-rate k) for k = 1..modes."""

    kind: Literal["exponential"]
    rate: Rate = Field(description="the decay rate of the eigenvalues, per mode")
    scale: Positive = Field(default=1.0, description="the eigenvalues' prefactor, which k = 0 would have")
    modes: ModesOrInf = Field(description="the number of modes D")

    def check(self, path: Path, report: Report) -> None:
        """The trace, about scale/rate, is a double."""
        scale, rate = (*path, "scale"), (*path, "rate")
        if not 0 < self.law().total(1.0, inf) < inf and sound(report, scale, rate):
            message = (
                f"{path_text(scale)} is the eigenvalues' prefactor, got {report.given(scale)} at this rate, "
                "must be such that the sum of the eigenvalues is within the range of a double"
            )
            report.at_value(scale, message)

    def count(self, path: Path, report: Report) -> float | None:
        """D, which may be inf."""
        return self.modes if sound(report, (*path, "modes")) else None

    def levels(self) -> tuple[Floats, Floats]:
        """One level per mode."""
        values = self.law()(np.arange(1.0, self.modes + 1))
        return values, np.ones_like(values)

    def law(self) -> Decay:
        """e^(-rate k)"""
        return Decay(self.scale, rate=self.rate)

    def task(self, powers: Decay) -> Ranked:
        """Whatever law the powers follow."""
        return Ranked(self.law(), powers, self.modes)

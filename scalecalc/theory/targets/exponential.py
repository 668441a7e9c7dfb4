"""Target of kind `exponential`: as smooth as the exponential of a spectrum."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.reading.fields.types import Positive
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.spectra.exponential import Rate
from scalecalc.theory.spectra.kind import Entries, Spectrum
from scalecalc.theory.targets.kind import Place, Powers, Target


class ExponentialTarget(Target):
    """v_k = eta_k w_k^2 = scale * e^(-rate k)."""

    kind: Literal["exponential"]
    rate: Rate = Field(description="the decay rate of the target power v_k, per mode")
    scale: Positive = Field(default=1.0, description="the prefactor of v_k, which k = 0 would have")

    def check(self, place: Place, spectrum: Spectrum) -> None:
        """It can be summed over any number of modes."""

    def law(self, spectrum: Decay, modes: float) -> Decay:
        """e^(-rate k)"""
        return Decay(self.scale, rate=self.rate)

    def tells_modes_apart(self, given: Floats, entries: Entries) -> bool:
        """Each rank has a power of its own."""
        return True

    def power_in(self, entries: Entries, given: Floats) -> Powers:
        """The geometric sum over the ranks of each entry."""
        first, _ = entries.ranks()
        each = np.expm1(-self.rate * entries.multiplicity) / np.expm1(-self.rate)
        return Powers(self.scale * np.exp(-self.rate * first) * each)

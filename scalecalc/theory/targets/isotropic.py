"""Target of kind `isotropic`: a random direction."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.reading.fields.types import Positive
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.spectra.kind import Entries
from scalecalc.theory.targets.kind import Powers, Target


class IsotropicTarget(Target):
    """All w_k^2 equal."""

    kind: Literal["isotropic"]
    total: Positive = Field(default=1.0, description="the sum of all w_k^2")

    def law(self, spectrum: Decay, modes: float) -> Decay:
        """v_k falls as eta_k does."""
        return Decay(spectrum.scale * self.total / modes, spectrum.exponent, spectrum.rate)

    def power_in(self, entries: Entries, given: Floats) -> Powers:
        """An equal share of the weights for each mode."""
        count = entries.multiplicity
        return Powers(count * entries.eigenvalue * (self.total / np.sum(count)))

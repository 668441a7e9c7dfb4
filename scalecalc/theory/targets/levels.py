"""Target of kind `levels`: one number for each level of the spectrum."""

from __future__ import annotations

from math import isfinite
from typing import Annotated, Literal

import numpy as np
from pydantic import ConfigDict, Field

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.fields.types import NonNegative
from scalecalc.reading.fields.values import Allowed
from scalecalc.theory.spectra.kind import Entries, Spectrum
from scalecalc.theory.targets.kind import Place, Powers, Target, check_finite, exactly_one

_PerLevel = Annotated[
    Annotated[list[NonNegative], Field(min_length=1)] | None, Allowed("a list of numbers >= 0, one per level")
]


class LevelsTarget(Target):
    """One weight or power per level of the spectrum."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["weights"]}, {"required": ["powers"]}]})

    kind: Literal["levels"]
    weights: _PerLevel = Field(default=None, description="w_k^2 of each mode of the level")
    powers: _PerLevel = Field(default=None, description="v_k of each mode of the level (instead of weights)")

    def check(self, place: Place, spectrum: Spectrum) -> None:
        """Weights or powers, one per level: an isotropic spectrum is one level, a power law has as many as modes."""
        check_finite(self, place, spectrum)
        if not place.good("weights", "powers"):
            return
        levels = spectrum.rows(place.spectrum, place.report)
        if exactly_one(self, "weights", "powers", "one per level", place) and levels is not None and isfinite(levels):
            self._counted(levels, place)

    def _counted(self, levels: float, place: Place) -> bool:
        key, given = ("weights", self.weights) if self.weights is not None else ("powers", self.powers)
        if given is None or len(given) == levels:
            return given is not None
        message = f"{place.name(key)} has one entry per level of the spectrum, got {len(given)}, must be {levels:.15g}"
        place.report.at_value(place.key(key), message)
        return False

    def read(self, place: Place, folder: Folder) -> Floats:
        """The weights, or else the powers."""
        return np.array(self.weights if self.weights is not None else self.powers)

    def fits(self, given: Floats, levels: float, rows: float, place: Place) -> bool:
        """As many as levels."""
        return self._counted(levels, place)

    def power_in(self, entries: Entries, given: Floats) -> Powers:
        """That of all modes of the level."""
        each = entries.multiplicity if self.powers is not None else entries.multiplicity * entries.eigenvalue
        return Powers(each * entries.ordered(given))

"""Target of kind `sphere`: a function on the sphere, by how much of each degree it has."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.fields.types import NonNegative
from scalecalc.reading.fields.values import Allowed
from scalecalc.theory.spectra.kind import Entries, Spectrum
from scalecalc.theory.targets.kind import Place, Powers, Target


class SphereTarget(Target):
    """The power of a function on the sphere, degree by degree."""

    kind: Literal["sphere"]
    powers: Annotated[
        list[NonNegative], Field(min_length=1), Allowed("a list of numbers >= 0, one per degree from 0 on")
    ] = Field(description="the total power of each degree, from 0 on; missing ones are 0")

    def check(self, place: Place, spectrum: Spectrum) -> None:
        """Only on the sphere there are degrees."""
        if spectrum.by_degree or not place.written(spectrum, place.spectrum) or not place.good("kind"):
            return
        message = (
            f"{place.name('kind')} is the kind of target, got sphere for a spectrum of kind {spectrum.kind}, "
            "which has no degrees, must be a kind that goes with it"
        )
        place.report.at_value(place.key("kind"), message)

    def read(self, place: Place, folder: Folder) -> Floats:
        """The powers."""
        return np.array(self.powers)

    def power_in(self, entries: Entries, given: Floats) -> Powers:
        """What is beyond the degrees of the spectrum is unresolved."""
        each = np.zeros(max(len(entries), given.size))
        each[: given.size] = given
        return Powers(entries.ordered(each[: len(entries)]), unresolved=float(np.sum(each[len(entries) :])))

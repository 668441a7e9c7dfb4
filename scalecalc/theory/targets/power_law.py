"""Target of kind `power_law`: the source condition."""

from __future__ import annotations

from math import isfinite, isinf
from typing import Annotated, Literal

import numpy as np
from pydantic import ConfigDict, Field

from scalecalc.arrays import Floats
from scalecalc.reading.fields.types import LARGEST_ALPHA, LARGEST_DECAY, Positive
from scalecalc.reading.fields.values import Number
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.numerics.powersum import parted_power_sum, power_sum
from scalecalc.theory.spectra.kind import Entries, Spectrum, sound
from scalecalc.theory.targets.kind import Place, Powers, Target, exactly_one


class PowerLawTarget(Target):
    """v_k = eta_k w_k^2 = scale * k^-(2 alpha r + 1)."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["r"]}, {"required": ["decay"]}]})

    kind: Literal["power_law"]
    r: Annotated[
        float | None,
        Number(f"a number > 0 and <= {LARGEST_ALPHA}", minimum=0, exclusive=True, maximum=LARGEST_ALPHA),
    ] = Field(default=None, description="the source exponent, v_k = scale * k^-(2 alpha r + 1)")
    decay: Annotated[
        float | None,
        Number(f"a number >= 0 and <= {LARGEST_DECAY} (> 1 when modes is inf)", minimum=0, maximum=LARGEST_DECAY),
    ] = Field(default=None, description="the decay exponent of the target power v_k (instead of r)")
    scale: Positive = Field(default=1.0, description="v_1, or what the sum of `normalize` is set to")
    normalize: Literal["none", "weights", "power"] = Field(
        default="none",
        description="the sum that is set to scale: none, weights (sum w_k^2) or power (sum v_k)",
    )

    def check(self, place: Place, spectrum: Spectrum) -> None:
        """One exponent, which r can only be beside a power law, and sums that converge."""
        if not place.good("r", "decay") or not exactly_one(self, "r", "decay", "the exponent of the target", place):
            return
        law, modes = spectrum.law(), spectrum.count(place.spectrum, place.report)
        if self.r is not None and (law is None or law.rate):
            if place.written(spectrum, place.spectrum):
                message = (
                    f"{place.name('r')} needs the alpha of a power-law spectrum, got a spectrum of kind "
                    f"{spectrum.kind}, must be {place.name('decay')}, the exponent of v_k itself"
                )
                place.report.at_key(place.key("r"), message)
            return
        if law is not None and modes is not None and isinf(modes):
            self._check_sums(law, place, sound(place.report, (*place.spectrum, "alpha")))

    def _check_sums(self, law: Decay, place: Place, known: bool) -> None:
        """With infinitely many modes. known: whether the law of the eigenvalues is."""
        if self.decay is not None and self.decay <= 1:
            given = place.report.given(place.key("decay"))
            message = (
                f"{place.name('decay')} is the decay exponent of the target power v_k, got {given}, "
                "must be > 1 when modes is inf, or the target's norm diverges"
            )
            place.report.at_value(place.key("decay"), message)
        elif self.normalize == "weights" and place.good("normalize") and known:
            decay = self._exponent(law)
            if law.rate or decay - law.exponent <= 1:
                place.report.at_value(place.key("normalize"), self._diverges(law, decay, place))

    def _diverges(self, law: Decay, decay: float, place: Place) -> str:
        name = place.name("normalize")
        if law.rate:
            return f"{name}: weights with modes inf, got w_k^2 = v_k/eta_k that grow, must be power or none"
        bound = "r > 1/2" if self.decay is None else f"decay > {1 + law.exponent:g}"
        return (
            f"{name}: weights with modes inf, got w_k^2 = v_k/eta_k of decay "
            f"{decay - law.exponent:.6g}, must be > 1 ({bound}), or the sum of w_k^2 diverges"
        )

    def _exponent(self, spectrum: Decay) -> float:
        """The exponent of v_k; r needs the spectrum's alpha."""
        if self.decay is not None:
            return self.decay
        assert self.r is not None  # a target has the one or the other
        return 2 * spectrum.exponent * self.r + 1

    def law(self, spectrum: Decay, modes: float) -> Decay | None:
        """k^-decay; the norm of its weights is known beside a power law."""
        decay = self._exponent(spectrum)
        if self.normalize == "none":
            return Decay(self.scale, decay)
        if self.normalize == "weights" and spectrum.rate:
            return None
        with np.errstate(all="ignore"):
            if self.normalize == "power":
                total = self.scale
                norm = float(power_sum(decay, 1.0, modes))
            else:  # sum w_k^2 = sum v_k/eta_k = v_1/scale sum k^(alpha - decay)
                total = self.scale * spectrum.scale
                norm = float(power_sum(decay - spectrum.exponent, 1.0, modes))
        return Decay(total / norm if isfinite(norm) else 0.0, decay)

    def note(self, law: Decay) -> tuple[str, ...]:
        """What v_1 came to."""
        if self.normalize == "none":
            return ()
        total = "sum of w_k^2" if self.normalize == "weights" else "sum of v_k"
        return (
            f"The target is normalized so that the {total} is {self.scale:g}: "
            f"v_k = {law.scale:.6g} k^-{law.exponent:g}.",
        )

    def suits(self, entries: Entries, place: Place) -> bool:
        """Whether weights w_k^2 = v_k/eta_k have a sum that can be normalized."""
        if self.normalize != "weights" or np.all(entries.eigenvalue > 0):
            return True
        name = place.name("normalize")
        message = f"{name}: weights with eigenvalues of 0, where v_k/eta_k is infinite, must be power or none"
        place.report.at_value(place.key("normalize"), message)
        return False

    def tells_modes_apart(self, given: Floats, entries: Entries) -> bool:
        """Each rank has a power of its own."""
        return self.decay != 0

    def power_in(self, entries: Entries, given: Floats) -> Powers:
        """scale * sum k^-decay over the ranks of each entry."""
        assert self.decay is not None  # r is for power-law spectra
        first, last = entries.ranks()
        sums = first**-self.decay
        several = entries.multiplicity != 1
        sums[several] = parted_power_sum(self.decay, first[several] - 1, last[several])
        if self.normalize == "none":
            return Powers(self.scale * sums)
        norm = np.sum(sums / entries.eigenvalue if self.normalize == "weights" else sums)
        factor = self.scale / norm
        return Powers(factor * sums, notes=self.note(Decay(float(factor), self.decay)))

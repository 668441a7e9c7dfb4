"""The additive law: what each x leaves unlearned adds up."""

from __future__ import annotations

from scalecalc.fitting.laws.powers import Powers


class Additive(Powers):
    """floor + sum_i amplitude_i x_i^-exponent_i."""

    formula = "floor + sum of amplitude x^-exponent"

    @property
    def term_of(self) -> tuple[int, ...]:
        return tuple(range(len(self.names)))

    @property
    def amplitudes(self) -> tuple[str, ...]:
        return tuple(f"amplitude_{name}" for name in self.names)

"""The power law: one product of powers above a floor."""

from __future__ import annotations

from scalecalc.fitting.laws.powers import Powers


class Power(Powers):
    """floor + amplitude prod_i x_i^-exponent_i."""

    formula = "floor + amplitude times a product of x^-exponent"

    @property
    def term_of(self) -> tuple[int, ...]:
        return (0,) * len(self.names)

    @property
    def amplitudes(self) -> tuple[str, ...]:
        return ("amplitude",)

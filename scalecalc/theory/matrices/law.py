"""What a layer of random features does to the ridge as everything grows: leading laws of its S-transform.

With z the modes that are resolved, a layer of width N multiplies the ridge by 1/S(z), and what it adds to the variance
is ruled by ((z-q)/z) Theta, Theta = dlogS/dlogz (arXiv:2405.00592, section by section).
"""

from __future__ import annotations

from scalecalc.record import record
from scalecalc.theory.leading import ONE, ZERO, Leading, number


@record
class LayerLaw:
    """One layer along a path: its width N, and the number M of inputs it acts on (may be inf).

    at: where logarithms are taken and competing laws are told apart by their values; None for X -> infinity.
    """

    width: Leading
    inputs: Leading
    at: float | None

    def small(self, z: Leading | None = None) -> tuple[Leading, float]:
        """c and e of 1/S ~ c z^-e for 1 << z << N; `z` where c has a logarithm of N/z."""
        del z
        return ONE, 0.0

    def mean(self) -> Leading:
        """1/S at z -> 0, the mean variance of a feature's weights times N."""
        return ONE

    def unfilled(self, z: Leading) -> Leading:
        """The size of 1/S at this z if z were far below N."""
        c, e = self.small(z)
        return c * z.power(-e)

    def inverse_s(self, z: Leading) -> Leading:
        """1/S at z; 0 where z reaches N."""
        raise NotImplementedError

    def near(self, z: Leading) -> Leading:
        """g of 1/S ~ g (1 - z/N) as z -> N."""
        raise NotImplementedError

    def fluctuation(self, z: Leading, z_q: Leading, slack: Leading) -> tuple[Leading, Leading]:
        """(a, b) with a/b = ((z-q)/z) Theta; slack is 1/S. b = 1 - z/N where z reaches N."""
        raise NotImplementedError

    def unlearned(self, z: Leading) -> Leading:
        """Theta as z -> 0."""
        a, b = self.fluctuation(ZERO, z, ONE)
        return a / b

    def knee(self) -> Leading | None:
        """z at which two laws of Theta cross, if there is such a place."""
        return None

    def filled(self, z: Leading) -> float:
        """z/N, 0 where z << N and 1 where they agree to rounding."""
        filled = number(z, self.width)
        return 1.0 if filled > 1 - 1e-14 else filled

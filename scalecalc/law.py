"""Laws: quantities that follow the number of samples and the width as powers of them."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record


@record
class Law:
    """coefficient * P^samples * N^width; a plain number is a law with both exponents 0."""

    coefficient: float
    samples: float = 0.0
    width: float = 0.0

    def __call__(self, samples: Floats, width: Floats | float = 1.0) -> Floats:
        """The law's values at P = samples and N = width (arrays of equal shape)."""
        with np.errstate(all="ignore"):
            values = np.full(np.shape(samples), float(self.coefficient))
            if self.samples:
                values = values * np.asarray(samples, dtype=float) ** self.samples
            if self.width:
                values = values * np.asarray(width, dtype=float) ** self.width
        return values

    def __str__(self) -> str:
        """The law as a spec may write it: `0.5 * P^-1.5 * N^0.2`."""
        powers = [f"{name}^{power:.15g}" for name, power in (("P", self.samples), ("N", self.width)) if power]
        return " * ".join([f"{self.coefficient:.15g}", *powers])

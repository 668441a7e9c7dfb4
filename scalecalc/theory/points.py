"""The coordinates at which the theory is evaluated, and the laws that tie them together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scalecalc.record import record

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@record
class Points:
    """A batch of n grid points.

    samples: P, shape (n,), each >= 1 or inf.  ridge: lambda >= 0, shape (n,).  noise: sigma^2 >= 0, shape (n,).
    widths: one array N_l of shape (n,) per random-feature layer; empty for (kernel) ridge regression.
    members: K >= 1, the number of predictors that are averaged, shape (n,); None for a single one.
    """

    samples: Floats
    widths: tuple[Floats, ...]
    ridge: Floats
    noise: Floats
    members: Floats | None = None

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, part: slice | Bools | NDArray[np.intp]) -> Points:
        return Points(
            self.samples[part],
            tuple(width[part] for width in self.widths),
            self.ridge[part],
            self.noise[part],
            None if self.members is None else self.members[part],
        )


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
        """As a spec may have it: `0.5 * P^-1.5 * N^0.2`."""
        powers = [f"{name}^{power:.15g}" for name, power in (("P", self.samples), ("N", self.width)) if power]
        return " * ".join([f"{self.coefficient:.15g}", *powers])

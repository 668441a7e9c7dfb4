"""The coordinates at which the theory is evaluated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools, Floats, as_counts
from scalecalc.coordinates import PerCoordinate, coordinate
from scalecalc.record import record


@record
class Points(PerCoordinate[Floats]):
    """A batch of n grid points.

    samples: P, shape (n,), each >= 1 or inf.  ridge: lambda >= 0, shape (n,).  noise: sigma^2 >= 0, shape (n,).
    widths: one array N_l of shape (n,) per random-feature layer; empty for (kernel) ridge regression.
    members: K >= 1, the number of predictors that are averaged, shape (n,); None for a single one.
    time, steps: t > 0 and n >= 1 of training, perhaps inf, shape (n,); None for those that do not count here.
    """

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, part: slice | Bools | NDArray[np.intp]) -> Points:
        return Points.of({name: values[part] for name, values in self.named().items()})

    def whole(self) -> Points:
        """The points with whole counts."""
        return Points.of(
            {name: as_counts(values) if coordinate(name).count else values for name, values in self.named().items()}
        )

"""Arrays of the numbers that everything here computes with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Indices = NDArray[np.intp]


def as_counts(values: Floats) -> Floats:
    """Rounded to integers, at least 1."""
    return np.maximum(np.rint(values), 1.0)

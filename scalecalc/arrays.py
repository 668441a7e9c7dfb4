"""Arrays of the numbers that everything here computes with."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Indices = NDArray[np.intp]
Complexes = NDArray[Any]
"""Complex numbers; to type checkers anything, as formulas that are written for real numbers take them too."""


def as_counts(values: Floats) -> Floats:
    """Rounded to integers, at least 1."""
    return np.maximum(np.rint(values), 1.0)

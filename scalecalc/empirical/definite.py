"""No eigenvalue of a kernel matrix is negative, but by rounding."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.errors import DataError

_SINGLE = float(np.finfo(np.float32).eps)  # many kernel matrices come from single precision, whatever they are kept in


def not_negative(values: Floats) -> Floats:
    """The eigenvalues of a kernel matrix, any shape and order, with 0 for those that are negative by rounding.

    Raises DataError where one is below 0 by more than rounding in single precision can make, which is of the size
    sqrt(n) eps of the largest.
    """
    smallest, largest = float(values.min()), float(np.abs(values).max())
    if smallest < -np.sqrt(values.size) * _SINGLE * largest:
        raise DataError(
            f"the kernel matrix is indefinite: its smallest eigenvalue is {smallest / largest:.3g} of the largest in"
            " size, more than rounding explains, must be 0 or more. Is it a matrix of kernels k(x, x'), not of"
            " distances, and in single precision or better?"
        )
    return np.maximum(values, 0.0)

"""The distinct values of an array."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.numerics.roots import Indices


def distinct(values: Floats) -> tuple[Indices, Indices]:
    """Where each distinct value stands first, and for every value which of them it is.

    np.unique would do, but imports numpy.ma, which costs a tenth of a start.
    """
    order = np.argsort(values, kind="stable")
    first = np.diff(values[order], prepend=-1.0) > 0
    place = np.empty(values.size, dtype=np.intp)
    place[order] = np.cumsum(first) - 1
    return order[first], place

"""Roots of analytic functions from starts that are near them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scalecalc.arrays import Bools, Complexes, Indices

Function = Callable[[Complexes, Indices], tuple[Complexes, Complexes]]

_SMALL = 3e-8  # a step this small: after the next step it is 0 to rounding
_LONGEST = 0.7  # the largest step in log x, so that no other root is met
_MOST_STEPS = 40


def complex_roots(function: Function, start: Complexes) -> tuple[Complexes, Bools]:
    """Roots x of n functions, followed from `start`, and whether each was found; of shape (n,).

    function(x, rows) gives the values at x for these rows, logs of a ratio that is 1 at the root, and the derivatives
    with respect to log x. Newton steps are taken in log x, as x may be of any magnitude.
    """
    x = start.astype(complex)
    found = np.zeros(x.shape, dtype=bool)
    rows: Indices = np.arange(x.size)
    for _ in range(_MOST_STEPS):
        if not rows.size:
            break
        value, slope = function(x[rows], rows)
        step = -value / slope
        size = np.abs(step)
        x[rows] *= np.exp(step * np.minimum(1.0, _LONGEST / np.maximum(size, _LONGEST)))
        close = size <= _SMALL
        found[rows[close]] = True
        rows = rows[~close & np.isfinite(size)]
    return x, found

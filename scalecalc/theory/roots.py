"""One bracketed, vectorised root finder for increasing functions of a positive variable."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scalecalc.theory.points import Bools, Floats

Indices = NDArray[np.intp]
Function = Callable[[Floats, Indices], tuple[Floats, Floats]]

_SMALL_STEP = 1e-8  # Newton squares the error: the step after this one would be rounding
_PATIENCE = 12
_MOST_STEPS = 150


def increasing_root(function: Function, low: Floats, high: Floats, start: Floats) -> tuple[Floats, Bools]:
    """Roots x of n increasing functions, 0 < low <= x <= high, and whether each was found; all of shape (n,).

    function(x, rows) gives the values at x for these rows and the derivatives with respect to log x. Newton steps
    in log x, so that x keeps full relative precision at any magnitude; a step that leaves the bracket, or every other
    step once patience has run out, is replaced by bisection.
    """
    x, low, high = np.clip(start, low, high), low.copy(), high.copy()
    found = np.zeros(x.shape, dtype=bool)
    rows: Indices = np.arange(x.size)
    for attempt in range(_MOST_STEPS):
        if not rows.size:
            break
        at = x[rows]
        value, slope = function(at, rows)
        below = value < 0
        low[rows] = np.where(below, at, low[rows])
        high[rows] = np.where(below, high[rows], at)
        step = -value / slope
        new = at * np.exp(np.clip(step, -700, 700))
        done = np.abs(step) < _SMALL_STEP
        inside = (new > low[rows]) & (new < high[rows])
        if attempt > _PATIENCE and attempt % 2:
            inside &= done
        x[rows] = np.where(inside | done, new, np.sqrt(low[rows]) * np.sqrt(high[rows]))
        found[rows[done]] = True
        rows = rows[~done]
    return x, found

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
_AS_NEAR = 1e-15  # of the ends of a bracket, in log x


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


def crossing(function: Function, low: Floats, high: Floats) -> Floats:
    """Where n functions of a positive variable go from below 0 at `low` to above 0 at `high`; shape (n,).

    function(x, rows) gives the values at x for these rows, and anything. Regula falsi in log x, the end that stays
    halved in weight (Illinois; Dowell and Jarratt 1971), with a bisection wherever that is slow.
    """
    a, b = np.log(low), np.log(high)
    everything = np.arange(low.size)
    f, g = function(low, everything)[0], function(high, everything)[0]
    side = np.zeros(low.size)
    for attempt in range(_MOST_STEPS):
        (rows,) = np.nonzero(b - a > _AS_NEAR * np.maximum(1.0, np.abs(a)))
        if not rows.size:
            break
        x = (a[rows] * g[rows] - b[rows] * f[rows]) / (g[rows] - f[rows])
        usable = (x > a[rows]) & (x < b[rows]) & (attempt % 8 != 7)
        x = np.where(usable, x, (a[rows] + b[rows]) / 2)
        value = function(np.exp(x), rows)[0]
        below = value < 0
        exact = value == 0
        a[rows] = np.where(below | exact, x, a[rows])
        b[rows] = np.where(below & ~exact, b[rows], x)
        f[rows] = np.where(below, value, np.where(side[rows] > 0, f[rows] / 2, f[rows]))
        g[rows] = np.where(below, np.where(side[rows] < 0, g[rows] / 2, g[rows]), value)
        side[rows] = np.where(below, -1.0, 1.0)
    return np.exp((a + b) / 2)

"""One bracketed, vectorised root finder for increasing functions of a positive variable."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools, Floats

Indices = NDArray[np.intp]
Function = Callable[[Floats, Indices], tuple[Floats, Floats]]

_SMALL = 1e-12  # of a value: the step from here ends in rounding, be the slope right to a few digits
_NEARLY = 1e-7  # of a value that is the square of the one before: the slope is right, and squares it once more
_CLOSED = 4e-16  # of a bracket: its ends are neighbours
_ROUNDING = 1e-8  # a value whose own rounding is larger than that is no value
_PATIENCE = 12
_MOST_STEPS = 150
_FARTHEST = 700.0  # step in log x
_MANY = 256  # fewer take no longer together than one after the other
_EVERY = 16


def increasing_root(function: Function, low: Floats, high: Floats, start: Floats) -> tuple[Floats, Bools]:
    """Roots x of n increasing functions, 0 < low <= x <= high, and whether each was found; all of shape (n,).

    function(x, rows) gives the values at x for these rows, logs of a ratio that is 1 at the root, and the derivatives
    with respect to log x. Newton steps in log x, so that x keeps full relative precision at any magnitude; a step that
    leaves the bracket, or every other step once patience has run out, is replaced by bisection. A root is found when
    its value is 0 to rounding, or will be as values fall quadratically: that a step is small says nothing, as a slope
    may be too large.
    """
    x = np.minimum(np.maximum(start, low), high)
    found = np.zeros(x.shape, dtype=bool)
    rows: Indices = np.arange(x.size)
    at, last = x, np.zeros(x.shape)
    for attempt in range(_MOST_STEPS):
        if not rows.size:
            break
        value, slope = function(at, rows)
        below, size = value < 0, np.abs(value)
        low, high = np.where(below, at, low), np.where(below, high, at)
        close = size <= np.maximum(_SMALL, np.minimum(_NEARLY, last * last))
        new = at * np.exp(np.minimum(np.maximum(-value / slope, -_FARTHEST), _FARTHEST))
        inside = (new > low) & (new < high)
        if attempt > _PATIENCE and attempt % 2:
            inside &= close
        if not inside.all():
            new = np.where(inside, new, np.where(close, at, np.sqrt(low) * np.sqrt(high)))
        x[rows] = new
        closed = high <= low * (1 + _CLOSED)
        found[rows[close | (closed & (size <= _ROUNDING))]] = True
        done = close | closed | np.isnan(new)  # nothing more is to be learned
        at, last = new, np.where(inside, size, 0.0)  # a bisection proves no slope
        if done.any():
            left = ~done
            rows, at, last, low, high = rows[left], at[left], last[left], low[left], high[left]
    return x, found


def increasing_roots(function: Function, low: Floats, high: Floats) -> tuple[Floats, Bools]:
    """The same from the middle of the brackets; where there are many, a few first, and the others start between them.

    Points that follow each other are often close, and then one step is enough. Where they are not, a start is a start.
    """
    start = np.sqrt(low) * np.sqrt(high)
    if start.size < _MANY:
        return increasing_root(function, low, high, start)
    few: Indices = np.append(np.arange(0, start.size - 1, _EVERY), start.size - 1)
    x, found = increasing_root(lambda at, rows: function(at, few[rows]), low[few], high[few], start[few])
    known = np.log(np.where(found, x, start[few]))
    everywhere = np.interp(np.arange(start.size), few, known)
    return increasing_root(function, low, high, np.exp(everywhere))

"""One bracketed, vectorised root finder for increasing functions of a positive variable."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools, Floats

Indices = NDArray[np.intp]
Function = Callable[[Floats, Indices], tuple[Floats, Floats]]

_SMALL = 1e-12  # a value this small: with a few digits of the slope, the next step reaches rounding
_NEARLY = 1e-7  # a value this small, and at most the square of the last one: the next step squares it once more
_CLOSED = 4e-16  # relative width of a bracket whose ends are neighbouring doubles
_ROUNDING = 1e-8  # a larger value in a closed bracket is no root: the function jumps or has no digits there
_PATIENCE = 12  # steps after which every second one may be replaced by a bisection
_MOST_STEPS = 150
_FARTHEST = 700.0  # the largest step in log x
_MANY = 256  # from so many functions on, some are solved first
_EVERY = 16  # of so many functions, one is solved first


def increasing_root(function: Function, low: Floats, high: Floats, start: Floats) -> tuple[Floats, Bools]:
    """Roots x of n increasing functions, 0 < low <= x <= high, and whether each was found; all of shape (n,).

    function(x, rows) gives the values at x for these rows, logs of a ratio that is 1 at the root, and the derivatives
    with respect to log x. Newton steps are taken in log x, so that x keeps full relative precision at any magnitude. A
    bisection replaces a step that leaves the bracket and, after many steps, every second step. A root is found when its
    value is 0 to rounding, or will be after the next step because values fall quadratically. A small step is no proof,
    because the slope may be too large.
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
        done = close | closed | np.isnan(new)  # more steps would not help
        at, last = new, np.where(inside, size, 0.0)  # a bisection does not show that the slope is right
        if done.any():
            left = ~done
            rows, at, last, low, high = rows[left], at[left], last[left], low[left], high[left]
    return x, found


def increasing_roots(function: Function, low: Floats, high: Floats) -> tuple[Floats, Bools]:
    """The same without given starts: each search starts in the middle of its bracket, on a logarithmic axis.

    Of many functions, a few are solved first, and the others start between their roots. Neighbouring functions often
    have close roots, and then one step is enough. Elsewhere only the speed depends on the start.
    """
    start = np.sqrt(low) * np.sqrt(high)
    if start.size < _MANY:
        return increasing_root(function, low, high, start)
    few: Indices = np.append(np.arange(0, start.size - 1, _EVERY), start.size - 1)
    x, found = increasing_root(lambda at, rows: function(at, few[rows]), low[few], high[few], start[few])
    known = np.log(np.where(found, x, start[few]))
    everywhere = np.interp(np.arange(start.size), few, known)
    return increasing_root(function, low, high, np.exp(everywhere))

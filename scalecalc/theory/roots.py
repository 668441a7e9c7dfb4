"""One bracketed, vectorised root finder for increasing functions of a positive variable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scalecalc.theory.points import Bools, Floats

Indices = NDArray[np.intp]
Function = Callable[[Floats, Indices], tuple[Floats, Floats]]

_SMALL = 1e-12  # of a value: the step from here ends in rounding, be the slope right to a few digits
_NEARLY = 1e-7  # of a value that is the square of the one before: the slope is right, and squares it once more
_CLOSED = 4e-16  # of a bracket: its ends are neighbours
_ROUNDING = 1e-8  # a value whose own rounding is larger than that is no value
_PATIENCE = 12
_MOST_STEPS = 150
_AS_NEAR = 1e-15  # of the ends of a bracket, in log x


def increasing_root(function: Function, low: Floats, high: Floats, start: Floats) -> tuple[Floats, Bools]:
    """Roots x of n increasing functions, 0 < low <= x <= high, and whether each was found; all of shape (n,).

    function(x, rows) gives the values at x for these rows, logs of a ratio that is 1 at the root, and the derivatives
    with respect to log x. Newton steps in log x, so that x keeps full relative precision at any magnitude; a step that
    leaves the bracket, or every other step once patience has run out, is replaced by bisection. A root is found when
    its value is 0 to rounding, or will be as values fall quadratically: that a step is small says nothing, as a slope
    may be too large.
    """
    x, bracket = np.clip(start, low, high), _Bracket(low.copy(), high.copy())
    found = np.zeros(x.shape, dtype=bool)
    rows: Indices = np.arange(x.size)
    last = np.zeros(x.shape)
    for attempt in range(_MOST_STEPS):
        if not rows.size:
            break
        at = x[rows]
        value, slope = function(at, rows)
        bracket.narrow(rows, at, value)
        new = at * np.exp(np.clip(-value / slope, -700, 700))
        size = np.abs(value)
        close = size <= np.maximum(_SMALL, np.minimum(_NEARLY, last * last))
        inside = bracket.holds(rows, new)
        if attempt > _PATIENCE and attempt % 2:
            inside &= close
        x[rows] = np.where(inside, new, np.where(close, at, bracket.middle(rows)))
        closed = bracket.closed(rows)
        found[rows[close | (closed & (size <= _ROUNDING))]] = True
        done = close | closed | np.isnan(x[rows])  # nothing more is to be learned
        rows, last = rows[~done], np.where(inside, size, 0.0)[~done]  # a bisection proves no slope
    return x, found


@dataclass
class _Bracket:
    """The ends between which n roots lie, shape (n,); narrowed by values at points between them."""

    low: Floats
    high: Floats

    def narrow(self, rows: Indices, at: Floats, value: Floats) -> None:
        below = value < 0
        self.low[rows] = np.where(below, at, self.low[rows])
        self.high[rows] = np.where(below, self.high[rows], at)

    def holds(self, rows: Indices, x: Floats) -> Bools:
        return np.asarray((x > self.low[rows]) & (x < self.high[rows]))

    def middle(self, rows: Indices) -> Floats:
        return np.asarray(np.sqrt(self.low[rows]) * np.sqrt(self.high[rows]))

    def closed(self, rows: Indices) -> Bools:
        return np.asarray(self.high[rows] <= self.low[rows] * (1 + _CLOSED))


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

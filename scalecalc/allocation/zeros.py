"""Minima in a bracket, by the sign of the exact derivative."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats

Derivative = Callable[[Floats, NDArray[np.intp]], Floats]  # of x and rows

_STEPS = 80
_CLOSE = 1e-15  # of a bracket, beside the size of its ends
_FLAT = 1e-14  # a derivative that is 0 to rounding


def lowest(derivative: Derivative, low: Floats, high: Floats) -> Floats:
    """Where functions of falling, then rising values are lowest between low and high; shape (n,).

    derivative: at x of these rows, both of shape (m,). An end is the answer where the function only falls, or only
    rises. The zero of the derivative is found as by Chandrupatla (1997): inverse quadratic interpolation where that is
    safe, else bisection.
    """
    rows = np.arange(len(low))
    fa, fb = derivative(low, rows), derivative(high, rows)
    rises, falls = ~(fa < 0), ~(fb > 0)
    answer = np.where(rises, low, high).astype(float)
    rows = np.flatnonzero(~(rises | falls))
    a, b, fa, fb = low[rows], high[rows], fa[rows], fb[rows]
    share = np.full(a.shape, 0.5)
    for _ in range(_STEPS):
        if not rows.size:
            break
        x = a + share * (b - a)
        fx = derivative(x, rows)
        same = np.sign(fx) == np.sign(fa)
        c, fc = np.where(same, a, b), np.where(same, fa, fb)
        b, fb = np.where(same, b, a), np.where(same, fb, fa)
        a, fa = x, fx
        answer[rows] = np.where(np.abs(fa) < np.abs(fb), a, b)
        tolerance = _CLOSE * (1 + np.abs(a)) / np.maximum(np.abs(b - a), 1e-300)
        busy = (tolerance < 0.5) & (np.abs(fx) > _FLAT)  # False where fx is nan
        share = _share(a, b, c, fa, fb, fc, np.minimum(tolerance, 0.5))[busy]
        rows, a, b, fa, fb = rows[busy], a[busy], b[busy], fa[busy], fb[busy]
    return answer


def _share(a: Floats, b: Floats, c: Floats, fa: Floats, fb: Floats, fc: Floats, tolerance: Floats) -> Floats:
    """Where in the bracket from a to b the next point lies, from 0 to 1."""
    with np.errstate(all="ignore"):
        xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
        safe = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
        quadratic = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
    share = np.where(safe & np.isfinite(quadratic), quadratic, 0.5)
    return np.asarray(np.clip(share, tolerance, 1 - tolerance))

"""Local exponents by central differences in log X, for random matrices without a simple law of S in their size.

Of several step widths, the one at which differences of order 6 and 8 agree best is taken. Away from thresholds this
gives ten digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from scalecalc.arrays import Floats

_STEPS = (0.1, 0.04, 0.015, 0.004, 0.001)
_SHIFTS = np.array([1.0, 2.0, 3.0, 4.0, -1.0, -2.0, -3.0, -4.0])
_EIGHTH = (4 / 5, -1 / 5, 4 / 105, -1 / 280)  # weights of f(+kh) - f(-kh), k = 1..4
_SIXTH = (3 / 4, -3 / 20, 1 / 60, 0.0)
_ROUNDING = 1e-14  # a logarithm that changes by less is constant


def stencil_exponents(at: Callable[[Floats], Mapping[str, Floats]]) -> dict[str, Floats]:
    """-dlog(term)/dlog X of every error, shape (n,); nan where a term is 0 or infinite, or the points cannot be moved.

    at: the errors by name at the n points with log X moved by each of k shifts in turn, shape (k n,).
    """
    best, doubt = dict[str, Floats](), dict[str, Floats]()
    for step in _STEPS:
        for name, (ahead, behind) in _logs(at(step * _SHIFTS)).items():
            rises = np.where(np.abs(ahead - behind) <= _ROUNDING, 0.0, ahead - behind)
            fine = 0.0 - sum(w * rise for w, rise in zip(_EIGHTH, rises, strict=True)) / step
            coarse = 0.0 - sum(w * rise for w, rise in zip(_SIXTH, rises, strict=True)) / step
            error = np.where(np.isfinite(fine), np.abs(fine - coarse), np.inf)
            better = error < doubt.get(name, np.full_like(error, np.inf))
            best[name] = np.where(better, fine, best.get(name, np.full_like(fine, np.nan)))
            doubt[name] = np.where(better, error, doubt.get(name, error))
    return best


def _logs(errors: Mapping[str, Floats]) -> dict[str, Floats]:
    """The logarithm of every error 1 to 4 steps ahead and behind, shape (2, 4, n)."""
    with np.errstate(all="ignore"):
        logs = {name: np.log(values).reshape(2, 4, -1) for name, values in errors.items()}
    return {name: np.where(np.isfinite(values), values, np.nan) for name, values in logs.items()}

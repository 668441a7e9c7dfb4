"""Least squares with amounts that are not negative and sums that hold exactly."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats

_FIRM = 1e3  # how much more a sum weighs than the whole curve, before it is made exact
_ROUNDS = 3
_STEPS = 30  # at most, for each amount


def amounts(columns: Floats, wanted: Floats, error: Floats, sums: Floats, totals: Floats) -> Floats:
    """x >= 0 with the least |(columns x - wanted)/error| and with sums x = totals to rounding; shape (k,).

    columns: shape (r, k).  wanted, error: shape (r,), error > 0.  sums: shape (s, k).  totals: shape (s,), > 0.
    """
    from scipy.optimize import nnls

    firm = _FIRM * max(1.0, float(np.linalg.norm(wanted / error)))
    rows = np.vstack([columns / error[:, None], sums * (firm / totals)[:, None]])
    lengths = np.linalg.norm(rows, axis=0)
    lengths[lengths == 0] = 1.0
    right = np.concatenate([wanted / error, np.full(len(totals), firm)])
    found, _ = nnls(rows / lengths, right, maxiter=_STEPS * len(lengths))
    return _exact(found / lengths, sums, totals)


def _exact(found: Floats, sums: Floats, totals: Floats) -> Floats:
    """The amounts, each changed in proportion by as little as makes the sums exact."""
    for _ in range(_ROUNDS if len(totals) else 0):
        shares = sums * found / totals[:, None]
        found = found * (1.0 + np.linalg.lstsq(shares, 1.0 - shares.sum(axis=1), rcond=None)[0])
    return found

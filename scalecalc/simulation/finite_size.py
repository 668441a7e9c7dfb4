"""By how much the theory may be off at finite size.

The theory is exact for P, N, D -> infinity at fixed ratios. At finite size its values are off by a fraction of the
order of 1/n, where n is the number of degrees of freedom that are left: P (1 - gamma1), which is P - z and the like,
and no more than any width. (In ridgeless regression on N > P features, it is the harmonic sum of P - q and N - P.)
The constants are measured: see tests/simulation/test_finite_size.py.
"""

from __future__ import annotations

import numpy as np

from scalecalc.simulation.measure import QUANTITIES
from scalecalc.theory.evaluate import Evaluation
from scalecalc.theory.points import Floats, Points
from scalecalc.theory.risk import TERMS

ERROR = 1.0  # of E_g and of the test error
TERM = 1.5  # of a single term ...
SHARED = 0.2  # ... and of the others, into which what is taken for it may leak
TRAIN = 1.0  # of the train error and of GCV, where n is at most P - z
COUNT = 0.6  # of the effective dimension


def freedom(result: Evaluation, points: Points) -> Floats:
    """n at each point, shape (points,)."""
    left = points.samples * np.clip(1 - result.errors.gamma1, 0.0, 1.0)
    return np.asarray(np.minimum.reduce([left, *points.widths]))


def allowances(result: Evaluation, points: Points) -> Floats:
    """The allowance for each quantity at each point, in its own units; shape (points, quantities)."""
    errors = result.errors
    with np.errstate(all="ignore"):
        n = np.maximum(freedom(result, points), 1e-300)
        trained = np.minimum(n, np.maximum(points.samples - result.df1, 1e-300))
        error = errors.generalization_error
        found = {name: (TERM * getattr(errors, name) + SHARED * error) / n for name in TERMS}
        found |= {"generalization_error": ERROR * error / n, "test_error": ERROR * error / n}
        found |= {"train_error": TRAIN * errors.train_error / trained}
        found |= {"gcv": TRAIN * errors.test_error / n, "corr_gcv": TRAIN * errors.test_error / n}
        found |= {"df1": COUNT * result.df1 / n}
    return np.stack([found[name] for name in QUANTITIES], axis=1)

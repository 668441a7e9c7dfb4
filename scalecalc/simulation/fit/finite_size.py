"""By how much the theory may be off at finite size.

The theory is exact for P, N, D -> infinity at fixed ratios. At finite size its values are off by a fraction of the
order of 1/n, where n is the number of degrees of freedom that are left: P (1 - gamma1), which is similar to P - z, or
the smallest width if that is smaller. (In ridgeless regression on N > P features, P (1 - gamma1) is the harmonic sum of
P - q and N - P.) The constants are measured: see tests/simulation/test_finite_size.py.

An activation adds a deviation that no sample size removes. Its nonlinear part acts as noise (Gaussian equivalence) only
if inputs vary in many directions, r = (Tr Sigma)^2/Tr Sigma^2 of them. If r is small, the norm of an input fluctuates
by 1/r, and all its features with it. From r^2 samples on, a quadratic part can also be learned, for which nothing is
allowed: where it is large, the check fails, and rightly.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.simulation.fit.measure import NOISY, QUANTITIES
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import Evaluation

ERROR = 1.25  # of E_g and of the test error
TERM = 1.5  # of a single term ...
SHARED = 0.2  # ... plus this of E_g, because deviations of the other terms leak into it
TRAIN = 1.0  # of the train error, where n is at most P - z, and of the test error for GCV
COUNT = 0.6  # of the effective dimension
BENT = 1.0  # of every quantity, over r instead of n; half of that for activations other than relu


def freedom(result: Evaluation, points: Points) -> Floats:
    """n at each point, shape (points,)."""
    left = points.samples * np.clip(1 - result.errors.gamma1, 0.0, 1.0)
    return np.asarray(np.minimum.reduce([left, *points.widths]))


def directions(task: Task, points: Points) -> Floats:
    """r, the number of directions in which pre-activations vary, shape (points,)."""
    lost = np.full(len(points), 1 / task.effective_rank)
    for width in points.widths[:-1]:
        lost += 1 / width
    return np.asarray(1 / lost)


def trained_allowances(
    stand_in: Evaluation, points: Points, task: Task, design: Design, values: Mapping[str, Floats]
) -> Floats:
    """The same after training.

    stand_in: ridge solutions that learn about as much.  values: what the theory says, by name.
    """
    bent, found = _bent(points, task, design), dict.fromkeys(QUANTITIES, np.full_like(points.noise, np.nan))
    with np.errstate(all="ignore"):
        n = np.maximum(freedom(stand_in, points), 1e-300)
        trained = np.minimum(n, np.maximum(points.samples - stand_in.df1, 1e-300))
        error = values["generalization_error"]
        found |= dict.fromkeys(("generalization_error", "test_error", *NOISY), (ERROR / n + bent) * error)
        found["train_error"] = (TRAIN + np.where(bent > 0, bent * points.samples, 0)) / trained * values["train_error"]
    return np.stack([found[name] for name in QUANTITIES], axis=1)


def _bent(points: Points, task: Task, design: Design) -> Floats:
    """The fraction by which an activation moves every quantity."""
    if design.nonlinearity is None or not design.nonlinearity.nonlinear:
        return np.zeros_like(points.noise)
    return BENT / directions(task, points) / (1 if design.nonlinearity.curved else 2)


def allowances(result: Evaluation, points: Points, task: Task, design: Design, shifted: Mapping[str, Floats]) -> Floats:
    """The allowance for each quantity at each point, in its own units; shape (points, quantities).

    shifted: the errors on a test distribution, by name, nan where there is none.
    """
    errors = result.errors
    bent = _bent(points, task, design)
    with np.errstate(all="ignore"):
        n = np.maximum(freedom(result, points), 1e-300)
        trained = np.minimum(n, np.maximum(points.samples - result.df1, 1e-300))
        error = errors.generalization_error
        found = {name: TERM * getattr(errors, name) / n + SHARED * error / n for name in TERMS}
        found |= {"generalization_error": ERROR * error / n, "test_error": ERROR * error / n}
        found |= {"train_error": TRAIN * errors.train_error / trained}
        found |= {"gcv": TRAIN * errors.test_error / n, "corr_gcv": TRAIN * errors.test_error / n}
        found |= {"df1": COUNT * result.df1 / n}
        found |= dict.fromkeys(NOISY, np.full_like(points.noise, np.nan))
        found |= {name: (TERM * value + SHARED * shifted["shifted_error"]) / n for name, value in shifted.items()}
        found |= {name: found[name] + bent * (getattr(errors, name) + SHARED * error) for name in TERMS}
        for name in ("generalization_error", "test_error"):
            found[name] = found[name] + bent * error
        found["train_error"] = found["train_error"] + bent * errors.train_error * points.samples / trained
        found["gcv"] = found["gcv"] + bent * errors.test_error
        found["df1"] = found["df1"] + bent * result.df1
    return np.stack([found[name] for name in QUANTITIES], axis=1)

"""What the tests of the theory share: points, explicit modes, plain mode sums, and their Hypothesis settings."""

from __future__ import annotations

import numpy as np
from hypothesis import settings

from scalecalc.arrays import Floats
from scalecalc.theory.modes.nodes import Nodes, mode_sums
from scalecalc.theory.modes.tasks import Modes, Task
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import Evaluation, evaluate
from scalecalc.theory.spectra.power_law import PowerLaw

INF = np.inf
SUMS = ("z", "q", "z_q", "B", "T_B")
COLUMNS = (
    "kappa1",
    "kappa2",
    "df1",
    "df2",
    "gamma1",
    *TERMS,
    "generalization_error",
    "test_error",
    "train_error",
)


def examples(number: int) -> settings:
    """Settings for that many examples, the same in every run."""
    return settings(max_examples=number, deadline=None, derandomize=True, print_blob=True)


def points(samples: object, *widths: object, ridge: object = 0.0, noise: object = 0.0) -> Points:
    """Points from numbers and arrays, broadcast against each other."""
    values = np.broadcast_arrays(*(np.atleast_1d(np.asarray(v, float)) for v in (samples, ridge, noise, *widths)))
    P, lam, sigma2, *N = (np.array(value) for value in values)
    return Points(P, tuple(N), lam, sigma2)


def column(result: Evaluation, name: str) -> Floats:
    """A column of the answer, whichever part of it holds it."""
    return getattr(result, name) if hasattr(result, name) else getattr(result.errors, name)


def answer(task: Task, samples: float, *widths: float, ridge: float = 0.0, noise: float = 0.0) -> dict[str, float]:
    """All columns at one point."""
    result = evaluate(task, points(samples, *widths, ridge=ridge, noise=noise))
    assert result.status[0] in ("ok", "diverges")
    return {name: float(column(result, name)[0]) for name in COLUMNS}


def levels(eigenvalues: object, multiplicities: object, weights: object) -> Modes:
    """Levels with the weight w^2 of each mode of a level."""
    eta, m, w2 = (np.asarray(value, float) for value in (eigenvalues, multiplicities, weights))
    return Modes(eta, m, m * eta * w2)


def power_law(alpha: float, r: float, modes: float = INF, scale: float = 1.0, power_scale: float = 1.0) -> PowerLaw:
    """A power law with source exponent r."""
    return PowerLaw(alpha, scale, modes, 1 + 2 * alpha * r, power_scale)


def written_out(task: PowerLaw) -> Modes:
    """Every mode of a finite power law."""
    ranks = np.arange(1.0, task.modes + 1)
    return Modes(task.eigenvalue(ranks), np.ones_like(ranks), task.power_scale * ranks**-task.decay)


def direct_sums(task: Modes, kappa: float) -> dict[str, float]:
    """The mode sums, term by term from their definitions."""
    eta, m, v = task.eigenvalue, task.multiplicity, task.power
    s, t = eta / (eta + kappa), kappa / (eta + kappa)
    return {
        "z": float(np.sum(m * s)),
        "q": float(np.sum(m * s * s)),
        "z_q": float(np.sum(m * s * t)),
        "B": float(np.sum(v * t * t)) + task.null_power,
        "T_B": float(np.sum(v * s * t)),
    }


def sums_at(nodes: Nodes, kappa: float) -> dict[str, float]:
    """The mode sums at one kappa; that kappa/eta may overflow is part of the bargain."""
    with np.errstate(over="ignore"):
        sums = mode_sums(nodes, np.array([kappa]))
    return {name: float(getattr(sums, name)[0]) for name in SUMS}


def apart(got: object, want: object) -> float:
    """The largest relative difference, to be shown where a test fails; nan counts as infinite.

    Unlike pytest.approx, which lets anything below 1e-12 pass for 0, small values are held to the same standard.
    """
    got, want = np.broadcast_arrays(np.asarray(got, float), np.asarray(want, float))
    with np.errstate(all="ignore"):
        return float(np.max(np.nan_to_num(np.where(got == want, 0.0, np.abs(got - want) / np.abs(want)), nan=INF)))

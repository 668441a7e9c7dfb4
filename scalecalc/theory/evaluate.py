"""The errors as numbers on a batch of points."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from scalecalc.theory.points import Floats, Points
from scalecalc.theory.renormalize import VANISHING, Renormalized, renormalize
from scalecalc.theory.risk import NOISE_TERMS, SIGNAL_TERMS, Errors, Ingredients, errors
from scalecalc.theory.tasks import Task

OK = "ok"
DIVERGES = "diverges"
OUT_OF_RANGE = "out of range"
NOT_FOUND = "not converged"
_STATUSES = np.array([OK, DIVERGES, OUT_OF_RANGE, NOT_FOUND], dtype=object)  # rows share these texts
STATUS_MEANING = {
    OK: "computed to full precision",
    DIVERGES: "the risk is infinite: an interpolation threshold without ridge",
    OUT_OF_RANGE: "kappa (below 1e-260 of the largest eigenvalue) or the ridge (below 1e-200) is too small for doubles",
    NOT_FOUND: "the root finder gave up; please report it",
}

# A row that stands for the limit kappa -> 0+ has its vanishing and diverging values this far off scale.
OFF_SCALE = 1e60


@dataclass(frozen=True)
class Evaluation:
    """Everything the theory says about n points; fields of shape (n,), status as text."""

    kappa1: Floats
    kappa2: Floats
    df1: Floats
    df2: Floats
    errors: Errors[Floats]
    status: NDArray[np.object_]


def evaluate(task: Task, points: Points) -> Evaluation:
    """Solve and evaluate at every point. Never raises for numerical trouble: see `status`."""
    with np.errstate(all="ignore"):
        solution = renormalize(task, points)
        values = errors(ingredients(solution, points), np.zeros(len(points)), np.ones(len(points)))
        values = _limits(values, solution, points)
        kappa2 = np.where(solution.vanishing, 0.0, solution.kappa2)
        kappa1 = kappa2.copy()
        for free in solution.free_widths:
            kappa1 *= free
        df1 = _df1(solution, points)
    return _with_status(
        Evaluation(kappa1, kappa2, df1, solution.sums.q, values, _STATUSES[:0]),
        solution,
    )


def _df1(solution: Renormalized, points: Points) -> Floats:
    """z, from the slack where a count is nearly used up, so that a ridgeless z is the count to the last digit."""
    z = solution.sums.z
    counts, free = (points.samples, *points.widths), (solution.free_samples, *solution.free_widths)
    for count, slack in zip(counts, free, strict=True):
        z = np.where(slack < 0.01, count * (1 - slack), z)
    return z


def ingredients(solution: Renormalized, points: Points) -> Ingredients[Floats]:
    """What the formulas need, from the solution of the equation."""
    sums = solution.sums
    layers = [(_per(sums.z_q, width), free) for width, free in zip(points.widths, solution.free_widths, strict=True)]
    return Ingredients(
        B=sums.B,
        T_B=sums.T_B,
        gamma2=_per(sums.q, points.samples),
        spread=_per(sums.z_q, points.samples),
        free_samples=solution.free_samples,
        noise=points.noise,
        layers=layers,
    )


def _per(value: Floats, count: Floats) -> Floats:
    """value / count, 0 for an infinite count whatever the value."""
    return np.where(np.isinf(count), 0.0, value / count)


def _limits(values: Errors[Floats], solution: Renormalized, points: Points) -> Errors[Floats]:
    """Exact zeros and infinities where the formulas give 0 * inf, or where a row stands for the limit kappa -> 0+."""
    signal = {name: getattr(values, name) for name in SIGNAL_TERMS}
    noise = {name: np.where(points.noise > 0, getattr(values, name), 0.0) for name in NOISE_TERMS}
    mixed = signal["var_samples_features"]
    signal["var_samples_features"] = np.where(np.isnan(mixed), np.where(values.bias2 > 0, np.inf, 0.0), mixed)
    if solution.vanishing.any():
        size = solution.sums.T_B / VANISHING  # eta_min sum w^2, as T = kappa sum w^2 here
        large = OFF_SCALE * (size + solution.sums.B + points.noise)
        terms = {name: _snapped(value, size / OFF_SCALE, large) for name, value in signal.items()}
        small = points.noise * _per(solution.sums.q, points.samples) / OFF_SCALE
        terms |= {name: _snapped(value, small, large) for name, value in noise.items()}
        rows = solution.vanishing
        signal = {name: np.where(rows, terms[name], value) for name, value in signal.items()}
        noise = {name: np.where(rows, terms[name], value) for name, value in noise.items()}
    terms = signal | noise
    total = np.sum(list(terms.values()), axis=0)
    test = total + points.noise
    # Where the risk diverges, 1 - z/P vanishes faster than 1/sqrt(risk): the data are interpolated.
    free = np.where(solution.vanishing & (solution.free_samples * OFF_SCALE < 1), 0.0, solution.free_samples)
    train = np.where(np.isinf(total), 0.0, test * free**2)
    return Errors(**terms, generalization_error=total, test_error=test, train_error=train, gamma1=values.gamma1)


def _snapped(value: Floats, small: Floats, large: Floats) -> Floats:
    return np.where(value < small, 0.0, np.where(value > large, np.inf, value))


def _with_status(result: Evaluation, solution: Renormalized) -> Evaluation:
    code = np.where(np.isinf(result.errors.generalization_error), 1, 0)
    code = np.where(solution.found, code, 3)
    code = np.where(solution.in_range, code, 2)
    failed = code > 1
    if failed.any():
        blank = {
            f.name: np.where(failed, np.nan, getattr(result, f.name))
            for f in fields(result)
            if f.name not in ("errors", "status")
        }
        errors_blank = Errors(
            **{f.name: np.where(failed, np.nan, getattr(result.errors, f.name)) for f in fields(result.errors)}
        )
        result = replace(result, errors=errors_blank, **blank)
    return replace(result, status=_STATUSES[code])

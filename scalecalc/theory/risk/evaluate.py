"""The errors as numbers on a batch of points."""

from __future__ import annotations

from dataclasses import field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.matrices.design import PLAIN, Design, Ensemble
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import Averaging, Errors, FeatureNoise, Ingredients, errors
from scalecalc.theory.risk.limits import adds_up, beyond_doubles, limits, weighted
from scalecalc.theory.risk.steps import Step, steps_of
from scalecalc.theory.solver.renormalize import Renormalized, renormalize

OK = "ok"
DIVERGES = "diverges"
OUT_OF_RANGE = "out of range"
NOT_FOUND = "not converged"
UNDERFLOW = "underflow"
TOO_LONG = "step too long"
_STATUSES = np.array([OK, DIVERGES, OUT_OF_RANGE, NOT_FOUND], dtype=object)  # rows share these texts
STATUS_MEANING = {
    OK: "computed to full precision",
    DIVERGES: "the risk is infinite: an interpolation threshold without ridge, or a learning rate that is too large",
    OUT_OF_RANGE: "kappa, the ridge (below 1e-200, or above 1e290 of the largest eigenvalue), a term of the error, the "
    "train error or a row's variance is too small for doubles, or an error too large",
    UNDERFLOW: "the error is so small beside the power of the target that fewer than 8 of its digits are left",
    TOO_LONG: "the learning rate is too far above 1 over the largest curvature, which at few samples or features is "
    "above the largest eigenvalue",
    NOT_FOUND: "no solution that satisfies the equation to full precision; please report it",
}


@record
class Evaluation:
    """Everything the theory says about n points; fields of shape (n,), status as text.

    kappa1, kappa2: the ridge renormalized by the samples, and by samples and features.  df1, df2: zbar and q.
    test_train_ratio: test error over train error of a single predictor, S_W^2 for independent samples.
    gcv: the estimate of the test error by generalized cross-validation, by the formula for independent samples.
    steps: from lambda to kappa2, stage by stage.
    inside: what all of this is made of, whatever the status says.
    """

    kappa1: Floats
    kappa2: Floats
    df1: Floats
    df2: Floats
    test_train_ratio: Floats
    gcv: Floats
    errors: Errors[Floats]
    status: NDArray[np.object_]
    steps: tuple[Step, ...]
    inside: tuple[Renormalized, Ingredients[Floats]] = field(repr=False)


def evaluate(task: Task, points: Points, design: Design = PLAIN) -> Evaluation:
    """Solve and evaluate at every point. Numerical trouble shows in `status`; it is never raised."""
    endless = np.isinf(points.ridge)
    finite = replace(points, ridge=np.where(endless, task.largest, points.ridge)) if endless.any() else points
    with np.errstate(all="ignore"):
        solution = renormalize(task, finite, design)
        parts = ingredients(solution, finite, design)
        values = errors(parts, np.zeros(len(points)), np.ones(len(points)))
        values = limits(values, parts, solution, finite)
        samples, used_up = solution.link.samples, solution.uses_up(solution.stages.samples)
        result = Evaluation(
            np.where(solution.vanishing, 0.0, solution.kappa1),
            np.where(solution.vanishing, 0.0, solution.kappa2),
            _df1(solution, finite),
            solution.sums.q,
            np.where(used_up, np.inf, 1 / (samples.slack * samples.inverse_s)),
            np.where(
                values.train_error > 0, values.train_error / np.where(used_up, 0.0, solution.link.free) ** 2, np.nan
            ),
            values,
            _STATUSES[:0],
            steps_of(solution, finite, design, parts),
            (solution, parts),
        )
        result = _with_status(result, _code(task, finite, solution, values))
    return _nothing_learned(result, task, points, endless) if endless.any() else result


def _df1(solution: Renormalized, points: Points) -> Floats:
    """zbar. Where a count is almost used up it follows from the slack: without ridge, zbar is exactly the count."""
    link = solution.link
    z = solution.sums.z + link.extra
    z = np.where(link.free < 0.01, points.samples * (1 - link.free), z)
    for layer, slack in zip(solution.stages.layers, link.free_layers, strict=True):
        z = np.where((slack < 0.01) & (link.extra == 0), layer.count * (1 - slack), z)
    return z


def ingredients(solution: Renormalized, points: Points, design: Design = PLAIN) -> Ingredients[Floats]:
    """The ingredients of the errors, from the solution of the equation."""
    link, sums = solution.link, solution.sums
    weight = link.samples.fluctuation
    layers = [
        (times * weighted(response.theta_numerator, sums.z_q), response.theta_denominator)
        for response, times in zip(link.layers, solution.stages.times, strict=True)
    ]
    layers = _one_used_up(layers)
    noise = None
    if solution.stages.tau is not None:
        kept = link.kept
        width = points.widths[-1]
        tau = solution.stages.tau
        lost = np.where(np.isinf(width) | (tau == 0), 0.0, tau / width / link.u)
        noise = FeatureNoise(kept, lost, weighted(weight, link.extra))
    return Ingredients(
        B=sums.B,
        T_B=sums.T_B,
        gamma2=weighted(weight, sums.q),
        z_q_per_sample=weighted(weight, sums.z_q),
        free_samples=link.samples.slack,
        noise=points.noise,
        layers=layers,
        inverse_s=link.samples.inverse_s,
        feature_noise=noise,
        averaging=None if design.ensemble is None or points.members is None else averaging(design.ensemble, points),
    )


def _one_used_up(layers: list[tuple[Floats, Floats]]) -> list[tuple[Floats, Floats]]:
    """Where several layers are used up without ridge, only the first counts: one gives d = 0, two would give 0/0."""
    used_up = np.zeros(1, dtype=bool)
    result = []
    for a, b in layers:
        result.append((np.where(used_up, 0.0, a), np.where(used_up, 1.0, b)))
        used_up = used_up | (b == 0)
    return result


def averaging(ensemble: Ensemble, points: Points) -> Averaging[Floats]:
    """The weights of a member's own errors, and of what two members have in common, in the errors of the average."""
    members = points.members
    assert members is not None  # the caller has checked
    share = 1 / members
    same_samples = ensemble.draws == "features"
    overlap = np.where(members == 1, 0.0, 1.0 if same_samples else ensemble.overlap)  # a single member shares nothing
    return Averaging(
        share=share,
        rest=np.where(np.isinf(members), 1.0, (members - 1) / members),
        others=np.where(np.isinf(members), 1.0, np.maximum(members - 2, 0.0) / members),
        overlap=overlap,
        apart=1 - overlap,
        same_features=ensemble.draws == "samples",
        same_samples=same_samples,
        times=weighted,
    )


def _code(task: Task, points: Points, solution: Renormalized, values: Errors[Floats]) -> NDArray[np.intp]:
    """The position of each row's status in _STATUSES."""
    code = np.where(np.isinf(values.generalization_error), 1, 0)
    code = np.where(solution.found & adds_up(values), code, 3)
    lost = beyond_doubles(values, solution, points, task.learnable)
    return np.where(solution.in_range & ~lost, code, 2)


def _with_status(result: Evaluation, code: NDArray[np.intp]) -> Evaluation:
    failed = code > 1
    if failed.any():
        blank: dict[str, Any] = {
            f.name: np.where(failed, np.nan, getattr(result, f.name))
            for f in fields(result)
            if f.name not in ("errors", "status", "steps", "inside")
        }
        errors_blank = Errors(
            **{f.name: np.where(failed, np.nan, getattr(result.errors, f.name)) for f in fields(result.errors)}
        )
        steps = tuple(step.where(failed, np.nan, np.nan, np.nan) for step in result.steps)
        result = replace(result, errors=errors_blank, steps=steps, **blank)
    return replace(result, status=_STATUSES[code])


def _nothing_learned(result: Evaluation, task: Task, points: Points, rows: Bools) -> Evaluation:
    """An infinite ridge: kappa = inf, and the whole target power is error."""
    power = task.total_power
    test = power + points.noise
    wanted: dict[str, float | Floats] = {"bias2": power, "generalization_error": power}
    wanted |= {"test_error": test, "train_error": test}
    values = {
        f.name: np.where(rows, wanted.get(f.name, 0.0), getattr(result.errors, f.name)) for f in fields(result.errors)
    }
    return replace(
        result,
        kappa1=np.where(rows, np.inf, result.kappa1),
        kappa2=np.where(rows, np.inf, result.kappa2),
        df1=np.where(rows, 0.0, result.df1),
        df2=np.where(rows, 0.0, result.df2),
        gcv=np.where(rows, test, result.gcv),
        errors=Errors(**values),
        status=np.where(rows, OK, result.status),
        test_train_ratio=np.where(rows, 1.0, result.test_train_ratio),
        steps=tuple(step.where(rows, np.inf, 0.0, 1.0) for step in result.steps),
    )

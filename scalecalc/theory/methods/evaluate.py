"""The errors after training at a batch of points, with the status of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools, Floats, Indices
from scalecalc.record import record
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.methods.method import Method
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import DIVERGES, NOT_FOUND, OK, OUT_OF_RANGE, TOO_LONG, UNDERFLOW, evaluate
from scalecalc.theory.solver.stages import Stages, stages
from scalecalc.theory.training.trained import Trained

DIGITS = 1e-8  # how far an error may be off, relative
_AT_ONCE = 64  # points, so that all pairs of ridges stay in the processor's cache
_LONG = 1e150  # what takes longer is out of the range of doubles
_FEW_DIGITS = "{} is left out where fewer than 8 of its digits are left."


@record
class Outcome:
    """What holds at n points: errors by the names of their columns, shape (n,); the status as text; what to say."""

    values: dict[str, Floats]
    status: NDArray[np.object_]
    notes: tuple[str, ...]

    @property
    def failed(self) -> Bools:
        """Where there are no errors."""
        return np.isnan(self.values["test_error"])

    def beside(self, names: Iterable[str], answers: Iterable[Floats]) -> tuple[dict[str, Floats], tuple[str, ...]]:
        """More of the same points, shape (n, ...), nan where there are no errors; and what to say of them."""
        found = {name: np.where(self.failed, np.nan, each.T).T for name, each in zip(names, answers, strict=True)}
        return found, _short(found, self.failed)


def train(method: Method, task: Task, points: Points, design: Design) -> Outcome:
    """Train at every point. Numerical trouble shows in `status`; it is never raised."""
    with np.errstate(all="ignore"):
        setting = stages(task, points, design)
        ridge = evaluate(task, replace(points, time=None, steps=None), design)
        limit = method.limit(task, setting, points, ridge)
        found = _at_all(method, task, setting, points, limit)
        status = _status(method, method.duration(points), found, limit, ridge.status)
        error = np.where(np.isinf(found.error) | (found.error > found.doubt), found.error, 0.0)
        values = {"test_error": error + points.noise, "generalization_error": error, "limit_error": limit.error}
        failed = np.isin(status, (NOT_FOUND, TOO_LONG, OUT_OF_RANGE))
        values = {name: np.where(failed, np.nan, one) for name, one in (values | found.more).items()}
        notes = method.notes(task, setting, points, limit.error)
    short = _short({name: values[name] for name in method.answers}, failed)
    return Outcome(values, status, (*notes, *short))


def _short(values: dict[str, Floats], failed: Bools) -> tuple[str, ...]:
    """What is left out."""
    return tuple(_FEW_DIGITS.format(name) for name, each in values.items() if np.isnan(each[~failed]).any())


def _at_all(method: Method, task: Task, setting: Stages, points: Points, limit: Trained) -> Trained:
    """After finite durations, and in the limit where they are infinite."""
    result = Trained.blank(len(points), *method.answers)
    endless = np.isinf(method.duration(points))
    result.put(endless, limit[endless])
    for rows in batches(~endless):
        result.put(rows, method.trained(task, setting[rows], points[rows]))
    return result


def batches(chosen: Bools) -> Iterator[Indices]:
    """The chosen points, some after others."""
    (rows,) = np.nonzero(chosen)
    return (rows[start : start + _AT_ONCE] for start in range(0, rows.size, _AT_ONCE))


def _status(
    method: Method, duration: Floats, found: Trained, limit: Trained, ridge: NDArray[np.object_]
) -> NDArray[np.object_]:
    finite = np.isfinite(duration)
    result = np.full(duration.shape, OK, dtype=object)
    result[np.isinf(limit.error) & (method.fresh | ~finite)] = DIVERGES
    result[finite & np.isfinite(found.error) & ~(found.doubt <= DIGITS * np.abs(found.error))] = UNDERFLOW
    result[~found.found | ~limit.found | np.isnan(found.error)] = method.unsolved
    result[finite & (duration > _LONG)] = OUT_OF_RANGE
    failed = (ridge == NOT_FOUND) | (ridge == OUT_OF_RANGE)
    result[failed] = ridge[failed]
    return result

"""The table of predict over training time, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.results.columns import Values, coordinate_columns, coordinates
from scalecalc.results.points import BLOCK_ROWS, PREDICT, STATUS
from scalecalc.table import Column, Table
from scalecalc.theory.methods.evaluate import train
from scalecalc.theory.optimum.optimal import at_optimum
from scalecalc.theory.optimum.stopping import Stop, stop
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import OK, STATUS_MEANING, evaluate

if TYPE_CHECKING:
    from scalecalc.spec import Study
    from scalecalc.theory.methods import Method

TRAINING = (
    Column("limit_error", "generalization error when training never stops", "E_g(∞)"),
    Column("flow_error", "generalization error of the same steps on the whole distribution", "E_flow"),
    Column("gradient_noise", "what the noise of the gradient adds to it", "E_noise"),
)
STOPPING = (
    Column("time_low", "the test error is within 1 % of its minimum from this time on", "t₋", detail=True),
    Column("time_high", "the test error is within 1 % of its minimum up to this time", "t₊", detail=True),
)
_MOST_COMPARED = 256  # points at which early stopping is compared with the optimal ridge
_COLUMNS = {column.name: column for column in (*PREDICT, *TRAINING)}


def predict(study: Study) -> Iterator[Table]:
    """Errors at every grid point of a study that says how long the weights are trained."""
    method = _method(study)
    columns = predict_columns(study)
    statuses: set[str] = set()
    told: dict[str, None] = {}
    gains = Gains(study)
    for points in study.grid.blocks(BLOCK_ROWS):
        best = stop(study.task, points, study.design) if study.grid.stops else None
        points = points if best is None else replace(points, time=best.time)
        result = train(method, study.task, points, study.design)
        statuses.update(result.status.tolist())
        told |= dict.fromkeys(result.notes)
        meanings = [f"{status}: {STATUS_MEANING[status]}." for status in sorted(statuses - {OK})]
        yield Table(
            columns=(*coordinate_columns(study), *columns, *(STOPPING if best else ()), STATUS),
            values=coordinates(points) | result.values | _flatness(best) | {"status": result.status},
            title=study.title,
            notes=(*study.notes, *meanings, *told, *(gains.said(points, best.time, result.values) if best else ())),
        )


def predict_columns(study: Study) -> tuple[Column, ...]:
    """What `predict` says of it, beside coordinates and status."""
    names = {"test_error", "generalization_error", "limit_error", *_method(study).answers}
    return tuple(column for name, column in _COLUMNS.items() if name in names)


def _flatness(best: Stop | None) -> Values:
    """How flat the error is at the optimal time."""
    return {} if best is None else {"time_low": best.low, "time_high": best.high}


class Gains:
    """What there is to say of early stopping in the rows so far: where it never helps, and what it is worth."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._endless = 0
        self._compared = len(study.grid) <= _MOST_COMPARED
        self._ratios: list[float] = []

    def said(self, points: Points, times: Floats, values: Values) -> Iterator[str]:
        """Notes on all rows up to these."""
        finite = np.isfinite(times)
        self._endless += int(np.count_nonzero(np.isposinf(times)))
        if count := self._endless:
            yield f"At {count} point{'' if count == 1 else 's'} stopping never helps."
        if self._compared:
            self._ratios += _over_ridge(self._study, points[finite], values["generalization_error"][finite])
        if self._ratios:
            low, high = (f"{edge(self._ratios):.4g}" for edge in (min, max))
            factor = low if low == high else f"{low} to {high}"
            yield f"With early stopping, E_g is {factor} times that of ridge regression at its optimal ridge."


def _over_ridge(study: Study, stopped: Points, error: Floats) -> list[float]:
    """The errors over those of ridge regression at the optimal ridge; not at points where these vanish."""
    if not len(stopped):
        return []
    ridge = at_optimum(study.task, replace(stopped, time=None), study.design)
    best = evaluate(study.task, ridge, study.design).errors.generalization_error
    return [float(one) for one in error[best > 0] / best[best > 0] if np.isfinite(one)]


def _method(study: Study) -> Method:
    assert study.spec.training is not None  # the caller has checked
    return study.spec.training

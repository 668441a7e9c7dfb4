"""The table of predict over training time, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scalecalc.results.columns import coordinate_columns, coordinates
from scalecalc.results.points import BLOCK_ROWS, PREDICT, STATUS, TRAINING
from scalecalc.table import Column, Table
from scalecalc.theory.methods.evaluate import train
from scalecalc.theory.risk.evaluate import OK, STATUS_MEANING

if TYPE_CHECKING:
    from scalecalc.spec import Study

_COLUMNS = {column.name: column for column in PREDICT} | TRAINING


def predict_trained(study: Study) -> Iterator[Table]:
    """Errors at every grid point of a study that says how long the weights are trained."""
    method = study.spec.training
    assert method is not None  # the caller has checked
    names = ("test_error", "generalization_error", "limit_error")
    columns = _ordered(*names, *method.answers)
    statuses: set[str] = set()
    told: dict[str, None] = {}
    for points in study.grid.blocks(BLOCK_ROWS):
        result = train(method, study.task, points, study.design)
        statuses.update(result.status.tolist())
        told |= dict.fromkeys(result.notes)
        meanings = [f"{status}: {STATUS_MEANING[status]}." for status in sorted(statuses - {OK})]
        yield Table(
            columns=(*coordinate_columns(study), *columns, STATUS),
            values=coordinates(points) | result.values | {"status": result.status},
            title=study.title,
            notes=(*study.notes, *meanings, *told),
        )


def _ordered(*names: str) -> tuple[Column, ...]:
    """The columns of these names, train error first."""
    return tuple(column for name, column in _COLUMNS.items() if name in names)

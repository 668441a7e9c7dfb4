"""The table of predict over training time, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scalecalc.results.columns import Values, coordinate_columns, coordinates
from scalecalc.results.points import BLOCK_ROWS, PREDICT, SHIFT_NOTE, SHIFTED, STATUS
from scalecalc.table import Column, Table
from scalecalc.theory.methods.evaluate import Outcome, train
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import OK, STATUS_MEANING

if TYPE_CHECKING:
    from scalecalc.spec import Study
    from scalecalc.theory.methods import Method

TRAINING = (
    Column("limit_error", "generalization error when training never stops", "E_g(∞)"),
    Column("flow_error", "generalization error of the same steps on the whole distribution", "E_flow"),
    Column("gradient_noise", "what the noise of the gradient adds to it", "E_noise"),
)
_COLUMNS = {column.name: column for column in (*PREDICT, *TRAINING)}


def predict(study: Study) -> Iterator[Table]:
    """Errors at every grid point of a study that says how long the weights are trained."""
    method = _method(study)
    columns = predict_columns(study)
    statuses: set[str] = set()
    told: dict[str, None] = {}
    for points in study.grid.blocks(BLOCK_ROWS):
        result = train(method, study.task, points, study.design)
        shifted, short = _shifted(study, points, result)
        statuses.update(result.status.tolist())
        told |= dict.fromkeys((*result.notes, *short))
        meanings = [f"{status}: {STATUS_MEANING[status]}." for status in sorted(statuses - {OK})]
        yield Table(
            columns=(*coordinate_columns(study), *columns, STATUS),
            values=coordinates(points) | result.values | shifted | {"status": result.status},
            title=study.title,
            notes=(*study.notes, *meanings, *told),
        )


def predict_columns(study: Study) -> tuple[Column, ...]:
    """What `predict` says of it, beside coordinates and status."""
    names = {"test_error", "generalization_error", "limit_error", *_method(study).answers}
    return (*(column for name, column in _COLUMNS.items() if name in names), *(SHIFTED if study.test else ()))


def _shifted(study: Study, points: Points, result: Outcome) -> tuple[Values, tuple[str, ...]]:
    """The errors on the test distribution, where there is one."""
    if study.test is None:
        return {}, ()
    from scalecalc.theory.methods.by_mode import OnTest, ask

    answers = ask(OnTest(study.test), _method(study), study.task, points, study.design)
    values, short = result.beside([column.name for column in SHIFTED], answers)
    return values, (SHIFT_NOTE, *short)


def _method(study: Study) -> Method:
    assert study.spec.training is not None  # the caller has checked
    return study.spec.training

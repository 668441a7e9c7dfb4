"""The table of predict over training time, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from scalecalc.results.columns import Values, coordinate_columns, coordinates
from scalecalc.results.points import BLOCK_ROWS, DECOMPOSE, PREDICT, SHIFT_NOTE, SHIFTED, STATUS, largest_term
from scalecalc.table import Column, Table
from scalecalc.theory.methods.decompose import decompose as terms
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
    columns = (*coordinate_columns(study), *predict_columns(study), STATUS)
    for points, result, notes in outcomes(study, BLOCK_ROWS, train):
        shifted, short = _shifted(study, points, result)
        values = coordinates(points) | result.values | shifted | {"status": result.status}
        yield Table(columns=columns, values=values, title=study.title, notes=(*study.notes, *notes, *short))


def decompose(study: Study) -> Iterator[Table]:
    """The terms of the error at every grid point of such a study, whose method `decomposes`."""
    columns = (*coordinate_columns(study), *DECOMPOSE, STATUS)
    for points, result, notes in outcomes(study, BLOCK_ROWS, terms):
        yield Table(
            columns=columns,
            values=coordinates(points) | result.values | {"status": result.status},
            title=study.title,
            notes=(*study.notes, *notes),
            marks=largest_term(result.values),
        )


def outcomes(
    study: Study, size: int, answer: Callable[..., Outcome]
) -> Iterator[tuple[Points, Outcome, tuple[str, ...]]]:
    """What holds after training at all points, at most `size` at a time, and what to say of all so far."""
    statuses: set[str] = set()
    told: dict[str, None] = {}
    for points in study.grid.blocks(size):
        result = answer(method_of(study), study.task, points, study.design)
        statuses.update(result.status.tolist())
        told |= dict.fromkeys(result.notes)
        meanings = [f"{status}: {STATUS_MEANING[status]}." for status in sorted(statuses - {OK})]
        yield points, result, (*meanings, *told)


def predict_columns(study: Study) -> tuple[Column, ...]:
    """What `predict` says of it, beside coordinates and status."""
    names = {"test_error", "generalization_error", "limit_error", *method_of(study).answers}
    return (*(column for name, column in _COLUMNS.items() if name in names), *(SHIFTED if study.test else ()))


def _shifted(study: Study, points: Points, result: Outcome) -> tuple[Values, tuple[str, ...]]:
    """The errors on the test distribution, where there is one."""
    if study.test is None:
        return {}, ()
    from scalecalc.theory.methods.by_mode import OnTest, ask

    answers = ask(OnTest(study.test), method_of(study), study.task, points, study.design)
    values, short = result.beside([column.name for column in SHIFTED], answers)
    return values, (SHIFT_NOTE, *short)


def method_of(study: Study) -> Method:
    """The method of training."""
    assert study.spec.training is not None  # the caller has checked
    return study.spec.training

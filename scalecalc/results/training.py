"""The tables of predict and decompose over training time, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from scalecalc.results.columns import coordinate_columns, coordinates
from scalecalc.results.points import BLOCK_ROWS, DECOMPOSE, PREDICT, STATUS, largest_term
from scalecalc.table import Column, Table
from scalecalc.theory.methods.decompose import decompose as terms
from scalecalc.theory.methods.evaluate import Outcome, train
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
    return _blocks(study, predict_columns(study), train)


def decompose(study: Study) -> Iterator[Table]:
    """The terms of the error at every grid point of such a study, whose method `decomposes`."""
    return _blocks(study, DECOMPOSE, terms)


def predict_columns(study: Study) -> tuple[Column, ...]:
    """What `predict` says of it, beside coordinates and status."""
    names = {"test_error", "generalization_error", "limit_error", *_method(study).answers}
    return tuple(column for name, column in _COLUMNS.items() if name in names)


def _blocks(study: Study, columns: tuple[Column, ...], answer: Callable[..., Outcome]) -> Iterator[Table]:
    method = _method(study)
    statuses: set[str] = set()
    told: dict[str, None] = {}
    for points in study.grid.blocks(BLOCK_ROWS):
        result = answer(method, study.task, points, study.design)
        statuses.update(result.status.tolist())
        told |= dict.fromkeys(result.notes)
        meanings = [f"{status}: {STATUS_MEANING[status]}." for status in sorted(statuses - {OK})]
        yield Table(
            columns=(*coordinate_columns(study), *columns, STATUS),
            values=coordinates(points) | result.values | {"status": result.status},
            title=study.title,
            notes=(*study.notes, *meanings, *told),
            marks=largest_term(result.values) if "bias2" in result.values else {},
        )


def _method(study: Study) -> Method:
    assert study.spec.training is not None  # the caller has checked
    return study.spec.training

"""The table of predict over training time, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from scalecalc.record import record
from scalecalc.results.columns import Values, coordinate_columns, coordinates
from scalecalc.results.points import BLOCK_ROWS, DECOMPOSE, PREDICT, SHIFT_NOTE, SHIFTED, STATUS, largest_term
from scalecalc.results.trained.gains import Gains
from scalecalc.table import Column, Table
from scalecalc.theory.methods.decompose import decompose as terms
from scalecalc.theory.methods.evaluate import Outcome, train
from scalecalc.theory.optimum.stopping import Stop, stop
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
STOPPING = (
    Column("time_low", "the test error is within 1 % of its minimum from this time on", "t₋", detail=True),
    Column("time_high", "the test error is within 1 % of its minimum up to this time", "t₊", detail=True),
)
_COLUMNS = {column.name: column for column in (*PREDICT, *TRAINING)}


@record
class Block:
    """What holds after training at some points, and what to say of all points so far.

    best: when training stops there, if that is at its best time.
    """

    points: Points
    best: Stop | None
    result: Outcome
    notes: tuple[str, ...]


def predict(study: Study) -> Iterator[Table]:
    """Errors at every grid point of a study that says how long the weights are trained."""
    stopping = STOPPING if study.grid.stops else ()
    columns = (*coordinate_columns(study), *predict_columns(study), *stopping, STATUS)
    gains = Gains(study)
    for block in outcomes(study, BLOCK_ROWS, train):
        shifted, short = _shifted(study, block.points, block.result)
        values = coordinates(block.points) | block.result.values | shifted | _flatness(block.best)
        yield Table(
            columns=columns,
            values=values | {"status": block.result.status},
            title=study.title,
            notes=(*study.notes, *block.notes, *short, *gains.said(block)),
        )


def decompose(study: Study) -> Iterator[Table]:
    """The terms of the error at every grid point of such a study, whose method `decomposes`."""
    columns = (*coordinate_columns(study), *DECOMPOSE, STATUS)
    for block in outcomes(study, BLOCK_ROWS, terms):
        yield Table(
            columns=columns,
            values=coordinates(block.points) | block.result.values | {"status": block.result.status},
            title=study.title,
            notes=(*study.notes, *block.notes),
            marks=largest_term(block.result.values),
        )


def outcomes(study: Study, size: int, answer: Callable[..., Outcome]) -> Iterator[Block]:
    """What holds after training at all points, at most `size` at a time."""
    statuses: set[str] = set()
    told: dict[str, None] = {}
    for points in study.grid.blocks(size):
        best = stop(study.task, points, study.design) if study.grid.stops else None
        points = points if best is None else replace(points, time=best.time)
        result = answer(method_of(study), study.task, points, study.design)
        statuses.update(result.status.tolist())
        told |= dict.fromkeys(result.notes)
        meanings = [f"{status}: {STATUS_MEANING[status]}." for status in sorted(statuses - {OK})]
        yield Block(points, best, result, (*meanings, *told))


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


def _flatness(best: Stop | None) -> Values:
    """How flat the error is at the optimal time."""
    return {} if best is None else {"time_low": best.low, "time_high": best.high}


def method_of(study: Study) -> Method:
    """The method of training."""
    assert study.spec.training is not None  # the caller has checked
    return study.spec.training

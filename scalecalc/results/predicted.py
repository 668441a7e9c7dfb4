"""What `predict` and `decompose` say of a study: of the ridge solution, or of weights that are trained for a time."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING

from scalecalc.table import Column, Table

if TYPE_CHECKING:
    from scalecalc.spec import Study


def predict(study: Study) -> Iterator[Table]:
    """The errors at every grid point, and what lies behind them, in blocks."""
    blocks: Iterator[Table] = _of(study).predict(study)
    return blocks


def predict_columns(study: Study) -> tuple[Column, ...]:
    """The columns of `predict`, beside coordinates, status and the range of an optimum."""
    columns: tuple[Column, ...] = _of(study).predict_columns(study)
    return columns


def decompose(study: Study) -> Iterator[Table]:
    """The terms of the error at every grid point, in blocks."""
    blocks: Iterator[Table] = _of(study).decompose(study)
    return blocks


def _of(study: Study) -> ModuleType:
    if study.spec.training is None:
        from scalecalc.results import points

        return points
    from scalecalc.results.trained import errors

    return errors

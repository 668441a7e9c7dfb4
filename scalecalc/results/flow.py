"""The table of `flow`: how the ridge is renormalized, stage by stage, at every grid point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools
from scalecalc.coordinates import MEMBERS
from scalecalc.results.columns import Values, coordinate_columns, coordinates
from scalecalc.results.points import BLOCK_ROWS, STATUS, Notes
from scalecalc.table import Column, Table
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import Evaluation, evaluate
from scalecalc.theory.risk.steps import Step
from scalecalc.theory.solutions import solved_points

if TYPE_CHECKING:
    from scalecalc.spec import Study

COLUMNS = (
    Column("stage", "what the ridge passes, from the explicit ridge to the data's spectrum"),
    Column("size", "number of samples, or of features, of the stage"),
    Column("s_transform", "S-transform: what the stage multiplies the ridge by", "S"),
    Column("kappa", "the ridge after the stage, at last kappa2: modes of eigenvalue above it are learned", "κ"),
    Column("df1", "effective dimension that passes the stage", "df₁"),
    Column(
        "error_factor", "what the stage multiplies the error by: from the bottom bias2, at the samples with noise added"
    ),
    Column("limit", "the limits that the stage is near", detail=True),
    STATUS,
)
RIDGE = "ridge"

Texts = NDArray[np.object_]

_NEAR = 0.01  # relative distance from a limit
_FULL = 0.9  # df1 over size
_MEMBER_NOTE = "This is one member of the ensemble."


def flow(study: Study) -> Iterator[Table]:
    """One row per grid point and stage, in blocks."""
    told = Notes(study)
    alone = () if study.design.ensemble is None else (_MEMBER_NOTE,)
    lonely = replace(study.design, ensemble=None)
    columns = (*(c for c in coordinate_columns(study) if c.name != MEMBERS.name), *COLUMNS)

    def block(points: Points) -> Table:
        points = replace(points, members=None)
        result = evaluate(study.task, points, lonely)
        notes = (*alone, *study.notes, *told.about(points, result))
        return Table(columns, _values(points, result, study), study.title, notes)

    return map(block, solved_points(study.task, study.grid, study.design, BLOCK_ROWS >> 2))


def _values(points: Points, result: Evaluation, study: Study) -> Values:
    stages = 1 + len(result.steps)
    each = {name: np.repeat(values, stages) for name, values in coordinates(points).items()}
    nothing = np.full(len(points), np.nan)
    near = [_near_ridge(points, result), *(_near(step, result, study) for step in result.steps)]
    columns = {
        "stage": [np.full(len(points), RIDGE, dtype=object)]
        + [np.full(len(points), step.name, dtype=object) for step in result.steps],
        "size": [nothing, *(step.size for step in result.steps)],
        "s_transform": [nothing, *(step.s_transform for step in result.steps)],
        "kappa": [points.ridge, *(step.ridge for step in result.steps)],
        "df1": [nothing, *(step.resolved for step in result.steps)],
        "error_factor": [nothing, *(step.error_factor for step in result.steps)],
        "limit": near,
        "status": [result.status] * stages,
    }
    return each | {name: np.stack(parts, axis=1).ravel() for name, parts in columns.items()}


def _near_ridge(points: Points, result: Evaluation) -> Texts:
    """What the explicit ridge is near: none at all, or one above everything."""
    with np.errstate(invalid="ignore"):
        share = points.ridge / result.kappa1
    return _words((points.ridge == 0) | (share < _NEAR), "ridgeless", result.df1 < _NEAR, "nothing learned")


def _near(step: Step, result: Evaluation, study: Study) -> Texts:
    neutral = np.abs(step.s_transform - 1) < _NEAR
    with np.errstate(invalid="ignore"):
        full = step.resolved > _FULL * step.size
        everything = step.resolved > (1 - _NEAR) * study.task.modes
    if step.name == "samples":
        return _words(full, "the samples are used up", neutral, "infinitely many samples")
    if study.design.nonlinearity is not None and step.name == study.design.nonlinearity.stage:
        drowned = step.error_factor > 1 / _NEAR
        return _words(drowned, "noise drowns the features", neutral, "linear features without noise")
    words = _words(full, "the width is a bottleneck", neutral & ~full, "infinitely wide")
    return np.where(everything & (words == ""), "all modes learned", words)


def _words(first: Bools, word: str, second: Bools, other: str) -> Texts:
    return np.where(first, word, np.where(second, other, "")).astype(object)

"""The table of `modes`: what is learned of single modes of the target, at every grid point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.results.columns import Values, coordinate_columns, coordinates
from scalecalc.results.points import BLOCK_ROWS, STATUS, Notes
from scalecalc.table import Column, Table
from scalecalc.theory.shift.response import response
from scalecalc.theory.shift.single import SingleModes
from scalecalc.theory.solutions import Solution, solutions

if TYPE_CHECKING:
    from scalecalc.spec import Study
    from scalecalc.theory.points import Points

RANK = Column("rank", "the mode, counted from the largest eigenvalue; or the level, or the degree on a sphere")
ERROR = Column("mode_error", "its part of the generalization error, of all modes of a level together", "E_k")
LEARNABILITY = Column(
    "learnability", "the part of their weight in the target that is learned on average", "η_k/(η_k+κ₂)"
)
COLUMNS = (
    RANK,
    Column("multiplicity", "how many modes of the target share the rank"),
    Column("eigenvalue", "their eigenvalue", "η_k"),
    LEARNABILITY,
    ERROR,
    STATUS,
)
ANSWERS = (LEARNABILITY.name, ERROR.name)
_SUM_NOTE = "The errors of all modes add up to E_g."
_REST_NOTE = "The errors of all ranks add up to E_g without what unresolved modes and noise of the features add."


def modes(study: Study, single: SingleModes) -> Iterator[Table]:
    """One row per grid point and mode, in blocks."""
    if study.spec.training is None:
        return _of_ridge(study, single)
    from scalecalc.results.trained.modes import modes as over_time

    return over_time(study, single)


def _of_ridge(study: Study, single: SingleModes) -> Iterator[Table]:
    told = Notes(study)
    columns = (*coordinate_columns(study), *COLUMNS)

    def block(solution: Solution) -> Table:
        points, result = solution.points, solution.result
        known = response(result)
        values = rows(points, single, (single.learnability(known).T, single.errors(known).T), result.status)
        return Table(columns, values, study.title, (*notes(study), *told.about(points, result)))

    return map(block, solutions(study.task, study.grid, study.design, block_points(single)))


def block_points(single: SingleModes) -> int:
    """How many points are worked through at once."""
    return max(1, BLOCK_ROWS // len(single.rank))


def notes(study: Study) -> tuple[str, ...]:
    """What to say of any such table."""
    whole = study.side.trace == 0 and study.design.nonlinearity is None
    return (_SUM_NOTE if whole else _REST_NOTE, *study.notes)


def rows(points: Points, single: SingleModes, answers: Sequence[Floats], status: NDArray[np.object_]) -> Values:
    """The rows of these points.  answers: learnability and error of every mode, shape (points, ranks) each."""
    number, ranks = len(points), len(single.rank)
    each = {name: np.repeat(values, ranks) for name, values in coordinates(points).items()}
    return each | {
        "rank": np.tile(single.rank, number),
        "multiplicity": np.tile(single.multiplicity, number),
        "eigenvalue": np.tile(single.eigenvalue, number),
        **{name: values.ravel() for name, values in zip(ANSWERS, answers, strict=True)},
        "status": np.repeat(status, ranks),
    }

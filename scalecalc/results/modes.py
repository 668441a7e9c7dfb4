"""The table of `modes`: what is learned of single modes of the target, at every grid point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.results.columns import Values, coordinate_columns, coordinates
from scalecalc.results.points import BLOCK_ROWS, STATUS, Notes
from scalecalc.table import Column, Table
from scalecalc.theory.shift.response import response
from scalecalc.theory.shift.single import SingleModes
from scalecalc.theory.solutions import Solution, solutions

if TYPE_CHECKING:
    from scalecalc.spec import Study

RANK = Column("rank", "the mode, counted from the largest eigenvalue; or the level, or the degree on a sphere")
ERROR = Column("mode_error", "its part of the generalization error, of all modes of a level together", "E_k")
COLUMNS = (
    RANK,
    Column("multiplicity", "how many modes of the target share the rank"),
    Column("eigenvalue", "their eigenvalue", "η_k"),
    Column("learnability", "the part of their weight in the target that is learned on average", "η_k/(η_k+κ₂)"),
    ERROR,
    STATUS,
)
_SUM_NOTE = "The errors of all modes add up to E_g."
_REST_NOTE = "The errors of all ranks add up to E_g without what unresolved modes and noise of the features add."


def modes(study: Study, single: SingleModes) -> Iterator[Table]:
    """One row per grid point and mode, in blocks."""
    told = Notes(study)
    whole = study.side.trace == 0 and study.design.nonlinearity is None
    columns = (*coordinate_columns(study), *COLUMNS)

    def block(solution: Solution) -> Table:
        points, result = solution.points, solution.result
        notes = (_SUM_NOTE if whole else _REST_NOTE, *study.notes, *told.about(points, result))
        return Table(columns, _values(solution, single), study.title, notes)

    return map(block, solutions(study.task, study.grid, study.design, max(1, BLOCK_ROWS // len(single.rank))))


def _values(solution: Solution, single: SingleModes) -> Values:
    points, ranks, known = len(solution.points), len(single.rank), response(solution.result)
    each = {name: np.repeat(values, ranks) for name, values in coordinates(solution.points).items()}
    return each | {
        "rank": np.tile(single.rank, points),
        "multiplicity": np.tile(single.multiplicity, points),
        "eigenvalue": np.tile(single.eigenvalue, points),
        "learnability": single.learnability(known).T.ravel(),
        "mode_error": single.errors(known).T.ravel(),
        "status": np.repeat(solution.result.status, ranks),
    }

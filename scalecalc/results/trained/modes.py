"""The table of `modes` over training time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from scalecalc.results.columns import coordinate_columns
from scalecalc.results.modes import ANSWERS, COLUMNS, LEARNABILITY, block_points, notes, rows
from scalecalc.results.trained.errors import method_of, outcomes
from scalecalc.table import Table
from scalecalc.theory.methods.by_mode import InModes, ask
from scalecalc.theory.methods.evaluate import train

if TYPE_CHECKING:
    from scalecalc.spec import Study
    from scalecalc.theory.shift.single import SingleModes

_COLUMNS = tuple(replace(one, symbol="L_k(t)") if one is LEARNABILITY else one for one in COLUMNS)


def modes(study: Study, single: SingleModes) -> Iterator[Table]:
    """One row per grid point and mode, in blocks."""
    columns = (*coordinate_columns(study), *_COLUMNS)
    for block in outcomes(study, block_points(single), train):
        answers = ask(InModes(single), method_of(study), study.task, block.points, study.design)
        found, short = block.result.beside(ANSWERS, answers)
        values = rows(block.points, single, tuple(found.values()), block.result.status)
        yield Table(columns, values, study.title, (*notes(study), *block.notes, *short))

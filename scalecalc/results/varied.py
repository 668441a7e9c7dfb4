"""Results over all cases of a spec that varies numbers: one after the other, with what is varied in leading columns.

This is the only place that knows of it: whatever answers for one study is asked for each case in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from scalecalc.results.columns import Values
from scalecalc.spec.cases import Case, Variable, first_of, label
from scalecalc.table import Column, Table

if TYPE_CHECKING:
    from scalecalc.spec import Studies, Study

Compute = Callable[["Study"], Iterator[Table]]


def over_cases(study: Study | Studies, compute: Compute) -> Iterator[Table]:
    """What `compute` answers for each case, in blocks; without anything varied, what it answers for the study."""
    if not study.variables:
        return compute(study.cases[0].study)
    return _joined(study, compute)


def _joined(study: Study | Studies, compute: Compute) -> Iterator[Table]:
    columns = _all_columns(study, compute)
    notes: list[tuple[str, tuple[str, ...]]] = []
    waiting: Table | None = None
    for case in study.cases:
        said: dict[str, None] = {}
        for block in compute(case.study):
            if waiting is not None:
                yield waiting
            said.update(dict.fromkeys(block.notes))
            waiting = replace(_with_leading(block, columns, study.variables, case), notes=())
        notes.append((label(study.variables, case.values), tuple(said)))
    if waiting is not None:
        yield replace(waiting, notes=told(notes))


def told(notes: Sequence[tuple[str, Sequence[str]]]) -> tuple[str, ...]:
    """The notes of all cases: what is true in each once, the rest with the first case it is true in."""
    places: dict[str, list[str]] = {}
    for where, said in notes:
        for note in said:
            places.setdefault(note, []).append(where)
    return tuple(note if len(found) == len(notes) else f"{first_of(found)}: {note}" for note, found in places.items())


# --- columns


def _all_columns(study: Study | Studies, compute: Compute) -> tuple[Column, ...] | None:
    """All columns that some case has, where not all have the same; None where they do.

    Cases have other columns where a number decides whether there is something, as with the noise of features at 0.
    """
    kinds: dict[object, Study] = {}
    for case in study.cases:
        kinds.setdefault(_shape(case.study), case.study)
    if len(kinds) == 1:
        return None
    found: dict[str, Column] = {}
    for one in kinds.values():
        after = [column for column in next(compute(one)).columns if column.name not in found]
        for column in after:
            found[column.name] = column
    return tuple(found.values())


def _shape(study: Study) -> object:
    """What decides which columns there are."""
    parts = (type(one).__name__ for one in (study.design.nonlinearity, study.design.correlation, study.design.ensemble))
    return (*parts, *(name for name, axis in study.grid.named().items() if axis.swept))


def _with_leading(block: Table, columns: tuple[Column, ...] | None, variables: Sequence[Variable], case: Case) -> Table:
    """A block with what is varied in front; a coordinate that is varied moves there, as it would stand twice."""
    values: Values = dict(block.values)
    columns = columns or block.columns
    values |= {one.name: _missing(one, block, case) for one in columns if one.name not in block}
    leading = {}
    for one, value in zip(variables, case.values, strict=True):
        column = _leading_column(one, columns)
        leading[column.name] = column
        values[column.name] = np.full(len(block), value)
    rest = (column for column in columns if column.name not in leading)
    return replace(block, columns=(*leading.values(), *rest), values=values)


def _leading_column(variable: Variable, columns: Sequence[Column]) -> Column:
    """The coordinate that is varied, or else a column of its own, by the whole key if the name is taken."""
    taken = next((column for column in columns if column.name == variable.name), None)
    if taken is not None and taken.coordinate:
        return taken
    return Column(variable.name if taken is None else variable.key, variable.doc, coordinate=True)


def _missing(column: Column, block: Table, case: Case) -> np.ndarray[Any, Any]:
    """A column that other cases have: the coordinate where this case holds it, and else empty."""
    axis = case.study.grid.named().get(column.name) if column.coordinate else None
    value = np.nan if axis is None or axis.values is None else axis.values[0]
    return np.full(len(block), value)

"""The table of `regimes`: which law rules which stretch of the sweep."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.errors import UsageError
from scalecalc.report.columns import COORDINATES
from scalecalc.report.courses import Course, courses, held_columns
from scalecalc.table import Column, Table
from scalecalc.theory.local import local_exponents
from scalecalc.theory.regimes import Stretch, law_stretches, observed_stretches
from scalecalc.theory.tasks import PowerLaw, Task

if TYPE_CHECKING:
    from scalecalc.spec import Study

Row = tuple[float, float, str, str, float, float]

COLUMNS = (
    Column("from", "where the stretch begins"),
    Column("to", "where it ends: the crossover to the next"),
    Column("regime", "what rules the error here"),
    Column("term", "the largest term of the error here"),
    Column("exponent", "asymptotic exponent of that law, positive for decay"),
    Column("local_exponent", "exact -dlog E/dlog X of the generalization error in the middle of the stretch"),
)


def regimes(study: Study, along: str | None = None) -> Table:
    """The stretches of each sweep, in its direction; one block of rows per combination of what else is swept."""
    followed = list(courses(study, along))
    blocks = [_course_rows(study.task, course) for course in followed]
    rows = [row for block in blocks for row in block]
    values = held_columns(followed, [len(block) for block in blocks])
    values |= {c.name: np.array([row[i] for row in rows]) for i, c in enumerate(COLUMNS)}
    return Table(
        columns=(*(COORDINATES[name] for name in followed[0].held), *COLUMNS),
        values=values,
        title=study.title,
        notes=(_note(study.task, followed[0].along), *_window_notes(study.task, followed, rows), *study.notes),
    )


def _note(task: Task, along: str) -> str:
    if isinstance(task, PowerLaw) and task.alpha > 1:
        return f"Stretches of {along} end where two asymptotic laws cross; local exponents are exact."
    return f"Stretches of {along} end where another term becomes the largest or the error turns, by the exact errors."


def _window_notes(task: Task, followed: list[Course], rows: list[Row]) -> list[str]:
    """The bounds of the feature-variance regime as a power of N, where that is what the sweep shows."""
    if not (isinstance(task, PowerLaw) and followed[0].along == "samples" and task.source > 0.5):
        return []
    if not any(row[2] == "feature variance" for row in rows) or any(w.order for w in followed[0].path.widths):
        return []
    power = 1 / (1 + task.alpha * (2 * min(task.source, 1.0) - 1))
    return [f"Up to constants, without ridge, feature variance rules N^{power:.4g} < P < N at fixed width N."]


def _course_rows(task: Task, course: Course) -> list[Row]:
    if course.x.size < 2 or course.x.min() == course.x.max():
        raise UsageError(
            f"regimes cuts a sweep, and {course.along} takes a single value; give a range such as "
            f"{course.along}: {{from: 10, to: 1e6, points: 31}}"
        )
    low, high = float(course.x.min()), float(course.x.max())
    if isinstance(task, PowerLaw) and task.alpha > 1 and task.decay > 1:
        stretches = law_stretches(task, course.path, low, high)
    else:
        stretches = observed_stretches(task, course.points_at, course.rates, low, high)
    forward = bool(course.x[-1] > course.x[0])
    rows = [_row(task, course, stretch) for stretch in stretches]
    return rows if forward else [(row[1], row[0], *row[2:]) for row in reversed(rows)]


def _row(task: Task, course: Course, stretch: Stretch) -> Row:
    middle = np.array([sqrt(stretch.start) * sqrt(stretch.stop)])
    local = local_exponents(task, course.points_at(middle), course.rates)["generalization_error"]
    return (
        course.coordinate(stretch.start),
        course.coordinate(stretch.stop),
        stretch.regime,
        stretch.term,
        stretch.exponent,
        float(local[0]),
    )

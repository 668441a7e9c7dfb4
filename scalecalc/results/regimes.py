"""The table of `regimes`: which law rules which stretch of the sweep."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.errors import UsageError
from scalecalc.results.columns import coordinate_column
from scalecalc.results.laws import sweep_notes
from scalecalc.results.trajectories import Trajectory, held_columns, trajectories, with_ridge
from scalecalc.table import Column, Table
from scalecalc.theory.matrices.design import PLAIN
from scalecalc.theory.points import Points
from scalecalc.theory.regimes.observed import observed_stretches
from scalecalc.theory.regimes.stretches import Laws, Stretch, has_laws, law_stretches
from scalecalc.theory.risk.local import local_exponents

if TYPE_CHECKING:
    from scalecalc.spec import Study

# At how many places a sweep without laws is looked at; fewer where each of them takes longer.
_PLACES, _PLACES_DESIGN, _PLACES_OPTIMAL = 400, 100, 40

Row = tuple[float, float, str, str, float, float]

COLUMNS = (
    Column("start", "where the stretch begins"),
    Column("stop", "where it ends: the crossover to the next"),
    Column("regime", "what rules the error here"),
    Column("term", "the largest term of the error here"),
    Column("exponent", "asymptotic exponent of that law, positive for decay"),
    Column("local_exponent", "exact -dlog E/dlog X of the generalization error in the middle of the stretch"),
)


def regimes(study: Study, along: str | None = None) -> Table:
    """The stretches of each sweep, in ascending order; one block of rows per combination of what else is swept."""
    followed = list(trajectories(study, along))
    blocks = [_trajectory_rows(study, trajectory) for trajectory in followed]
    rows = [row for block in blocks for row in block]
    values = held_columns(followed, [len(block) for block in blocks])
    values |= {c.name: np.array([row[i] for row in rows]) for i, c in enumerate(COLUMNS)}
    return Table(
        columns=(*(coordinate_column(name) for name in followed[0].held), *COLUMNS),
        values=values,
        title=study.title,
        notes=(
            _note(study, followed[0]),
            *sweep_notes(study, followed[0]),
            *_window_notes(study, followed, rows),
            *study.notes,
        ),
    )


def _by_laws(study: Study, trajectory: Trajectory) -> bool:
    """Whether the stretches are those of the asymptotic laws; along an optimal ridge they are the exact errors'."""
    task = study.task.power_law
    if task is None or trajectory.optimal or not has_laws(study.design):
        return False
    return task.alpha > 1 and task.decay > 1


def _note(study: Study, trajectory: Trajectory) -> str:
    if _by_laws(study, trajectory):
        return (
            f"From start to stop of {trajectory.along} one term is the largest, by the exact errors, and one limit "
            "holds, by its law."
        )
    return (
        f"From start to stop of {trajectory.along} one term is the largest and the error falls or rises, by the exact "
        "errors."
    )


def _window_notes(study: Study, followed: list[Trajectory], rows: list[Row]) -> list[str]:
    """The bounds of the feature-variance regime as a power of N, where that is what the sweep shows."""
    task, path = study.task.power_law, followed[0].path
    if not (task is not None and followed[0].along == "samples" and task.source > 0.5):
        return []
    shown = any(row[2] == "feature variance" for row in rows)
    if not study.design.white or not shown or any(width.order for width in path.widths):
        return []
    power = 1 / (1 + task.alpha * (2 * min(task.source, 1.0) - 1))
    number = "N"
    notes = []
    if len(path.widths) > 1:
        number = "N_v"
        notes.append("Variances of several layers add: N_v, 1/N_v = Σ 1/N_l, stands for the width that they share.")
    if path.members is not None and study.design.ensemble is not None and study.design.ensemble.draws != "samples":
        notes.append(
            f"An average of K predictors with features of their own has 1/K of the variance: it begins as for {number} "
            f"· K features, but ends at the width of a member."
        )
        number = f"({number}·K)"
    end = "N" if len(path.widths) == 1 else "min N_l"
    rule = f"Up to constants, without ridge, feature variance rules {number}^{power:.4g} < P < {end} at fixed width N."
    return [rule, *notes]


def _trajectory_rows(study: Study, trajectory: Trajectory) -> list[Row]:
    if trajectory.x.size < 2 or trajectory.x.min() == trajectory.x.max():
        raise UsageError(
            f"regimes cuts a sweep, and {trajectory.along} takes a single value; give a range such as "
            f"{trajectory.along}: {{from: 10, to: 1e6, points: 31}}"
        )
    low, high = float(trajectory.x.min()), float(trajectory.x.max())
    if _by_laws(study, trajectory):
        stretches = _law_stretches(study, trajectory)
    else:

        def points_at(x: Floats) -> Points:
            return with_ridge(study, trajectory, trajectory.points_at(x))

        stretches = observed_stretches(
            study.task, points_at, trajectory.rates, low, high, study.design, _places(study, trajectory)
        )
    rows = _rows(study, trajectory, stretches)
    if trajectory.followed.falls:  # X is its inverse, and the table is in the quantity
        return [(row[1], row[0], *row[2:]) for row in reversed(rows)]
    return rows


def ruling_laws(study: Study, along: str | None = None) -> list[Laws]:
    """The laws of the stretches of each sweep, with the X from and to which they rule; none where there are no laws."""
    return [
        tuple(law for stretch in _law_stretches(study, trajectory) for law in stretch.laws)
        if _by_laws(study, trajectory)
        else ()
        for trajectory in trajectories(study, along)
    ]


def _law_stretches(study: Study, trajectory: Trajectory) -> list[Stretch]:
    task = study.task.power_law
    assert task is not None  # others have no laws
    return law_stretches(task, trajectory.path, float(trajectory.x.min()), float(trajectory.x.max()), study.design)


def _places(study: Study, trajectory: Trajectory) -> int:
    if trajectory.optimal:
        return _PLACES_OPTIMAL
    return _PLACES if study.design == PLAIN else _PLACES_DESIGN


def _rows(study: Study, trajectory: Trajectory, stretches: list[Stretch]) -> list[Row]:
    middles = np.array([sqrt(stretch.start) * sqrt(stretch.stop) for stretch in stretches])
    points = with_ridge(study, trajectory, trajectory.points_at(middles))
    # At an optimal ridge the error does not depend on how the ridge moves.
    local = local_exponents(study.task, points, trajectory.rates, study.design)["generalization_error"]
    return [
        (
            trajectory.coordinate(stretch.start),
            trajectory.coordinate(stretch.stop),
            stretch.regime,
            stretch.term,
            stretch.exponent,
            slope,
        )
        for stretch, slope in zip(stretches, local.tolist(), strict=True)
    ]

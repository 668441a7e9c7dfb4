"""The table of `regimes` over training time: which part of the error is the largest in which stretch, by laws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.coordinates import STEPS, TIME
from scalecalc.errors import UsageError
from scalecalc.results.columns import coordinate_column
from scalecalc.results.regimes import COLUMNS, Row
from scalecalc.results.trained.laws import followed, laws_in_time, local_exponents
from scalecalc.results.trajectories import Trajectory, held_columns
from scalecalc.table import Table
from scalecalc.theory.rates.stretches import time_stretches
from scalecalc.theory.regimes.stretches import Laws, Stretch

if TYPE_CHECKING:
    from scalecalc.spec import Study

_NOTE = (
    "From start to stop of {} one part of the error is the largest by its law: while the time limits what is learned, "
    "and once it is the ridge solution. Ends are places where laws cross, as sharp as these."
)


def regimes(study: Study, along: str | None = None) -> Table:
    """The stretches of each sweep of time or steps, in ascending order; a block for each of what else is swept.

    Raises UsageError along other quantities, and where others follow laws.
    """
    ways = _in_time(study, along)
    told: dict[str, None] = {}
    blocks: list[list[Row]] = []
    for trajectory in ways:
        stretches, notes = _stretches(study, trajectory)
        blocks.append(_rows(study, trajectory, stretches))
        told.update(dict.fromkeys(notes))
    rows = [row for block in blocks for row in block]
    values = held_columns(ways, [len(block) for block in blocks])
    values |= {c.name: np.array([row[i] for row in rows]) for i, c in enumerate(COLUMNS)}
    columns = (*(coordinate_column(name) for name in ways[0].held), *COLUMNS)
    return Table(columns, values, study.title, (_NOTE.format(ways[0].along), *told, *study.notes))


def ruling_laws(study: Study, along: str | None = None) -> list[Laws]:
    """The laws of the stretches of each sweep, with the places from and to which they rule."""
    ways = _in_time(study, along)
    return [tuple(law for one in _stretches(study, way)[0] for law in one.laws) for way in ways]


def _in_time(study: Study, along: str | None) -> list[Trajectory]:
    ways = followed(study, along)
    moving = [name for name, law in ways[0].path.named().items() if law.order]
    if any(name not in (TIME.name, STEPS.name) for name in moving):
        raise UsageError(
            "regimes of trained weights are known along time or steps, with samples and width held; "
            "phase maps what rules along laws in the samples"
        )
    for way in ways:
        if way.x.size < 2 or way.x.min() == way.x.max():
            raise UsageError(f"regimes cuts a sweep, and {way.along} takes a single value; give a range")
    return ways


def _stretches(study: Study, way: Trajectory) -> tuple[list[Stretch], list[str]]:
    low, high = float(way.x.min()), float(way.x.max())
    found, notes = laws_in_time(study, way.path)
    if found is None:
        return [Stretch(low, high, "", "", float("nan"))], notes
    return time_stretches(*found, low, high), notes


def _rows(study: Study, way: Trajectory, stretches: list[Stretch]) -> list[Row]:
    middles = np.array([np.sqrt(one.start * one.stop) for one in stretches])
    local = local_exponents(study, way.points_at(middles), way.rates)
    return [
        (one.start, one.stop, one.regime, one.term, one.exponent, slope)
        for one, slope in zip(stretches, local.tolist(), strict=True)
    ]

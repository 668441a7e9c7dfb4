"""The picture of `flow`: how the ridge is renormalized stage by stage, along what is swept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scalecalc.picture import Axis, Picture, Series
from scalecalc.report.pictures.decompose import MOST_PANELS
from scalecalc.report.pictures.sweeps import Curves, Gathering, Sweep, drawable, left_out, sweep
from scalecalc.table import Table

if TYPE_CHECKING:
    from scalecalc.spec import Study


def flow_pictures(study: Study, table: Table) -> tuple[Picture, ...]:
    """One for each combination of what else is swept: kappa after every stage.

    table: the rows of every stage at one grid point after the other, with the columns stage and kappa.
    Raises UsageError when there is no curve to draw, or more than a page holds.
    """
    way = sweep(study, None, MOST_PANELS)
    stages = table["stage"][: len(table) // max(len(study.grid), 1)].tolist()
    by_stage = [_curves_of(table, number, len(stages), way) for number in range(len(stages))]
    return tuple(
        Picture(
            title=study.title,
            x=way.x,
            y=Axis("renormalized ridge", "κ"),
            series=tuple(
                Series(f"after {stage}" if number else str(stage), "", one.x, one.y["kappa"])
                for number, (stage, one) in enumerate(zip(stages, curves, strict=True))
                if drawable(one.y["kappa"])
            ),
            subtitle=curves[0].label,
            notes=(*left_out(way), *table.notes),
        )
        for curves in zip(*by_stage, strict=True)
    )


def _curves_of(table: Table, stage: int, stages: int, way: Sweep) -> list[Curves]:
    """The curves of one stage, one for each case."""
    names = (way.along, "kappa")
    gathering = Gathering(way, ("kappa",))
    gathering.see(replace(table.select(names), values={name: table[name][stage::stages] for name in names}, marks={}))
    return gathering.curves()

"""The picture of `flow`: how the ridge is renormalized stage by stage, along what is swept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scalecalc.commands.pictures.curves import Curves, curves
from scalecalc.commands.pictures.sweeps import drawable, sweep
from scalecalc.commands.pictures.terms import MOST_PANELS
from scalecalc.figures.picture import Axis, Picture
from scalecalc.results.flow import flow
from scalecalc.table import Table

if TYPE_CHECKING:
    from scalecalc.spec import Study


class FlowSketch:
    """Draws kappa after every stage. It asks the theory for its curves, not the table.

    Raises UsageError when there is no curve to draw, or more than a page holds.
    """

    def __init__(self, study: Study, fine: int | None = None) -> None:
        self._study = _one_member(study)
        self._sweep = sweep(self._study, None, MOST_PANELS, fine)

    def see(self, block: Table) -> None:
        """Nothing is needed of the table."""

    def pictures(self) -> tuple[Picture, ...]:
        """One for each combination of what else is swept."""
        return tuple(map(self._picture, curves(self._study, self._sweep, flow, ("kappa",), by="stage")))

    def _picture(self, curves: Curves) -> Picture:
        series = (
            curves.series(stage, f"after {stage}" if number else stage, "")
            for number, stage in enumerate(curves.y)
            if drawable(curves.y[stage])
        )
        return Picture(
            title=self._study.title,
            x=self._sweep.x,
            y=Axis("renormalized ridge", "κ"),
            series=tuple(series),
            subtitle=curves.label,
            notes=tuple(self._study.notes),
        )


def _one_member(study: Study) -> Study:
    """The study without a sweep of the number of members, each of which has the same flow."""
    members = study.grid.members
    if members is None or members.values is None:
        return study
    return replace(study, grid=replace(study.grid, members=replace(members, values=members.values[:1])))

"""The picture of `flow`: how the ridge is renormalized stage by stage, along what is swept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scalecalc.commands.pictures.sweeps import Curves, Gathering, drawable, left_out, sweep
from scalecalc.commands.pictures.terms import MOST_PANELS
from scalecalc.figures.picture import Axis, Picture, Series
from scalecalc.table import Table

if TYPE_CHECKING:
    from scalecalc.spec import Study


class FlowSketch:
    """Keeps kappa after every stage. Blocks hold all stages of a grid point, one row each, and then the next point's.

    Raises UsageError when there is no curve to draw, or more than a page holds.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self._sweep = sweep(study, None, MOST_PANELS)
        self._stages: dict[str, Gathering] = {}

    def see(self, block: Table) -> None:
        if not self._stages:
            self._stages = {str(stage): Gathering(self._sweep, ("kappa",)) for stage in block["stage"].tolist()}
        kappa = block.select((self._sweep.along, "kappa"))
        for number, gathering in enumerate(self._stages.values()):
            values = {name: kappa[name][number :: len(self._stages)] for name in kappa.names}
            gathering.see(replace(kappa, values=values, marks={}))

    def pictures(self) -> tuple[Picture, ...]:
        """One for each combination of what else is swept."""
        by_stage = [gathering.curves() for gathering in self._stages.values()]
        return tuple(self._picture(curves) for curves in zip(*by_stage, strict=True))

    def _picture(self, curves: tuple[Curves, ...]) -> Picture:
        series = (
            Series(f"after {stage}" if number else stage, "", one.x, one.y["kappa"])
            for number, (stage, one) in enumerate(zip(self._stages, curves, strict=True))
            if drawable(one.y["kappa"])
        )
        return Picture(
            title=self._study.title,
            x=self._sweep.x,
            y=Axis("renormalized ridge", "κ"),
            series=tuple(series),
            subtitle=curves[0].label,
            notes=(*left_out(self._sweep), *self._study.notes),
        )

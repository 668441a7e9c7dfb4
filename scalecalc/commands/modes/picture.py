"""The picture of `modes`: the error of single modes along what is swept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scalecalc.commands.pictures.sweeps import Curves, Gathering, drawable, left_out, number, sweep
from scalecalc.commands.pictures.terms import MOST_CASES, MOST_PANELS
from scalecalc.errors import UsageError
from scalecalc.figures.picture import Axis, Picture, Series
from scalecalc.results.modes import ERROR
from scalecalc.table import Table
from scalecalc.theory.shift.single import SingleModes

if TYPE_CHECKING:
    from scalecalc.spec import Study


class ModesSketch:
    """Keeps the error of every mode. Blocks hold all modes of a grid point, one row each, and then the next point's.

    Raises UsageError when there is no curve to draw, or more than a page holds.
    """

    def __init__(self, study: Study, single: SingleModes) -> None:
        if (count := len(single.rank)) > MOST_CASES:
            raise UsageError(f"a picture shows at most {MOST_CASES} ranks, and there are {count}; give fewer")
        self._study = study
        self._single = single
        self._sweep = sweep(study, None, MOST_PANELS)
        self._modes = [Gathering(self._sweep, (ERROR.name,)) for _ in single.rank]

    def see(self, block: Table) -> None:
        errors = block.select((self._sweep.along, ERROR.name))
        for place, gathering in enumerate(self._modes):
            values = {name: errors[name][place :: len(self._modes)] for name in errors.names}
            gathering.see(replace(errors, values=values, marks={}))

    def pictures(self) -> tuple[Picture, ...]:
        """One for each combination of what else is swept."""
        by_mode = [gathering.curves() for gathering in self._modes]
        return tuple(self._picture(curves) for curves in zip(*by_mode, strict=True))

    def _picture(self, curves: tuple[Curves, ...]) -> Picture:
        word = self._study.side.rank_word
        series = (
            Series(f"{word} {number(rank)}", "", one.x, one.y[ERROR.name])
            for rank, one in zip(self._single.rank.tolist(), curves, strict=True)
            if drawable(one.y[ERROR.name])
        )
        return Picture(
            title=self._study.title,
            x=self._sweep.x,
            y=Axis(f"error of a {word}", ERROR.symbol),
            series=tuple(series),
            subtitle=curves[0].label,
            notes=(*left_out(self._sweep), *self._study.notes),
        )

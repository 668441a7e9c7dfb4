"""The picture of `decompose`: the terms of the error, as lines or as layers that add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalecalc.commands.pictures.sweeps import Curves, Gathering, divergences, left_out, sweep
from scalecalc.commands.pictures.terms import MOST_PANELS, TOTAL, TOTAL_NAME, error_axis, term_series
from scalecalc.figures.picture import Picture, Series
from scalecalc.results.columns import GENERALIZATION
from scalecalc.table import Table
from scalecalc.theory.risk.errors import TERMS

if TYPE_CHECKING:
    from scalecalc.spec import Study


class DecomposeSketch:
    """Keeps the terms. stacked: as layers on a linear scale.

    Raises UsageError when there is no curve to draw, or more than a page holds.
    """

    def __init__(self, study: Study, *, stacked: bool = False) -> None:
        self._study = study
        self._stacked = stacked
        self._sweep = sweep(study, None, MOST_PANELS)
        self._gathering = Gathering(self._sweep, (*TERMS, TOTAL))

    def see(self, block: Table) -> None:
        self._gathering.see(block)

    def pictures(self) -> tuple[Picture, ...]:
        """One for each combination of what else is swept."""
        return tuple(self._picture(one) for one in self._gathering.curves())

    def _picture(self, curves: Curves) -> Picture:
        total = Series(TOTAL_NAME, GENERALIZATION.symbol, curves.x, curves.y[TOTAL], role="total")
        terms = term_series(curves, "area" if self._stacked else "curve")
        return Picture(
            title=self._study.title,
            x=self._sweep.x,
            y=error_axis(curves, log=not self._stacked),
            series=(*terms, total) if self._stacked else (total, *terms),
            subtitle=curves.label,
            divergences=divergences(curves.x, [curves.y[TOTAL]]),
            notes=(*left_out(self._sweep), *self._study.notes),
        )

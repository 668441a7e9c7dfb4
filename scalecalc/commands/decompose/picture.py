"""The picture of `decompose`: the terms of the error, as lines, or as layers that add up to it or to 100 %."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.commands.pictures.chosen import chosen
from scalecalc.commands.pictures.curves import Curves, curves
from scalecalc.commands.pictures.sweeps import sweep
from scalecalc.commands.pictures.terms import (
    MOST_PANELS,
    TOTAL,
    TOTAL_NAME,
    error_axis,
    term_series,
    total_series,
)
from scalecalc.figures.picture import Axis, Picture, Series
from scalecalc.results.columns import GENERALIZATION, coordinate_columns
from scalecalc.results.points import STATUS
from scalecalc.results.predicted import decompose
from scalecalc.table import Table
from scalecalc.theory.risk.errors import TERMS

if TYPE_CHECKING:
    from scalecalc.spec import Study

_SHARE = Axis(f"share of {TOTAL_NAME}", "%", log=False, start=0.0, stop=100.0)
_BESIDE, _ABOVE = 0.03, 1.5  # a layer goes on to infinity: the axis ends so far above what is so far away from there


class DecomposeSketch:
    """Draws the wanted terms; all if None. It asks the theory for its curves, not the table.

    stacked: as layers on a linear scale.  shares: as layers in percent of the error.
    Raises UsageError when there is no curve to draw, or more than a page holds.
    """

    def __init__(
        self,
        study: Study,
        wanted: Sequence[str] | None = None,
        fine: int | None = None,
        *,
        stacked: bool = False,
        shares: bool = False,
    ) -> None:
        self._study = study
        self._stacked = stacked
        self._shares = shares
        self._sweep = sweep(study, None, MOST_PANELS, fine)
        others = [*(column.name for column in coordinate_columns(study)), STATUS.name]
        self._names = chosen(wanted, (*TERMS, TOTAL), (*TERMS, TOTAL), others)

    def see(self, block: Table) -> None:
        """Nothing is needed of the table."""

    def pictures(self) -> tuple[Picture, ...]:
        """One for each combination of what else is swept."""
        return tuple(map(self._picture, curves(self._study, self._sweep, decompose, (*TERMS, TOTAL))))

    def _picture(self, curves: Curves) -> Picture:
        names = [name for name in self._names if name != TOTAL]
        total = [total_series(curves)] if TOTAL in self._names else []
        infinite = curves.divergences([TOTAL])
        if self._shares:
            y, series = _SHARE, [_layer(one, curves, share=True) for one in term_series(curves, "area", names)]
        elif self._stacked:
            y = Axis(TOTAL_NAME, GENERALIZATION.symbol, log=False, stop=self._stop(curves, infinite))
            series = [*(_layer(one, curves) for one in term_series(curves, "area", names)), *total]
        else:
            y, series = error_axis(curves, names), [*total, *term_series(curves, "curve", names)]
        return Picture(
            title=self._study.title,
            x=self._sweep.x,
            y=y,
            series=tuple(series),
            subtitle=curves.label,
            divergences=tuple(sorted(infinite)),
            notes=tuple(self._study.notes),
        )

    def _stop(self, curves: Curves, infinite: set[float]) -> float | None:
        """Where a linear axis ends, although the error goes on to infinity; None where it does not."""
        if not infinite:
            return None
        at = np.log10(curves.x) if self._sweep.x.log else curves.x
        near = [np.abs(at - at[curves.x == place]) < _BESIDE * np.ptp(at[np.isfinite(at)]) for place in infinite]
        usual = curves.y[TOTAL][~np.any(near, axis=0) & np.isfinite(curves.y[TOTAL])]
        return _ABOVE * float(usual.max()) if usual.size else None


def _layer(term: Series, curves: Curves, *, share: bool = False) -> Series:
    """A term where the error is finite and not 0: layers reach the neighbours of these places. share: in percent."""
    total: Floats = curves.y[TOTAL][curves.on]
    known = np.isfinite(total) & (total > 0)
    y = 100 * term.y[known] / total[known] if share else term.y[known]
    return replace(term, x=term.x[known], y=y, marks=(term.x[:0], term.y[:0]))

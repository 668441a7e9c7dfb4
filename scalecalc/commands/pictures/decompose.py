"""The picture of `decompose`: the terms of the error, as lines or as layers that add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.commands.pictures.sweeps import Curves, Gathering, divergences, floor, left_out, sweep
from scalecalc.figures.picture import Axis, Picture, Role, Series
from scalecalc.results.columns import GENERALIZATION
from scalecalc.results.points import TERM_COLUMNS
from scalecalc.table import Table
from scalecalc.theory.risk.errors import TERMS

if TYPE_CHECKING:
    from scalecalc.spec import Study

MOST_PANELS = 6
TOTAL = GENERALIZATION.name
TOTAL_NAME = TOTAL.replace("_", " ")
TERM_NAMES = {
    "bias2": "squared bias",
    "var_features": "features",
    "var_samples": "samples",
    "var_samples_features": "samples, features",
    "var_samples_noise": "samples, noise",
    "var_samples_features_noise": "samples, features, noise",
}


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


def error_axis(curves: Curves, *, log: bool = True) -> Axis:
    """For the total and its terms."""
    start = floor([curves.y[TOTAL]], [curves.y[name] for name in TERMS]) if log else None
    return Axis(TOTAL_NAME, GENERALIZATION.symbol, log, start)


def term_series(curves: Curves, role: Role) -> list[Series]:
    """The terms that are not 0 throughout."""
    return [
        Series(TERM_NAMES[name], TERM_COLUMNS[name].symbol, curves.x, curves.y[name], role=role)
        for name in TERMS
        if np.any(curves.y[name] > 0)
    ]

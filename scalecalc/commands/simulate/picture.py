"""The pictures of `simulate`: the theory as curves of its own, what was measured as points with error bars."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.commands.pictures.curves import Curves, curves
from scalecalc.commands.pictures.sweeps import drawable, sweep
from scalecalc.commands.pictures.terms import MOST_CASES
from scalecalc.figures.picture import Axis, Picture, Series
from scalecalc.results.predicted import predict, predict_columns
from scalecalc.table import Table

if TYPE_CHECKING:
    from scalecalc.spec import Study

_DRAWN = {"generalization_error": "E_g", "train_error": "E_tr"}


class SimulateSketch:
    """Keeps the errors. Raises UsageError when there is no curve to draw, or more than can be told apart."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._sweep = sweep(study, None, MOST_CASES)
        self._table: Table | None = None

    def see(self, block: Table) -> None:
        self._table = block  # there is only one

    def pictures(self) -> tuple[Picture, ...]:
        """One picture for each error that can be drawn."""
        assert self._table is not None  # a result has been seen
        said = {column.name for column in predict_columns(self._study)}
        names = [name for name in _DRAWN if name in said]
        found = curves(self._study, self._sweep, predict, names)
        names = [name for name in names if any(drawable(one.y[name]) for one in found)]
        return tuple(self._picture(name, found) for name in names)

    def _picture(self, name: str, found: list[Curves]) -> Picture:
        infinite = {at for one in found for at in one.divergences([name])}
        return Picture(
            title=self._study.title,
            x=self._sweep.x,
            y=Axis(name.replace("_", " "), _DRAWN[name]),
            series=(*(_theory(name, one) for one in found), *(self._measured(name, one) for one in found)),
            subtitle=name.replace("_", " "),
            divergences=tuple(sorted(infinite)),
            notes=tuple(self._study.notes),
            together=True,
        )

    def _measured(self, name: str, curves: Curves) -> Series:
        table = self._table
        assert table is not None  # a result has been seen
        own = table["quantity"] == name
        for key, value in curves.case.items():
            own &= table[key] == value
        rows = np.flatnonzero(own)
        rows = rows[np.argsort(table[self._sweep.along][rows], kind="stable")]
        x, mean, error = table[self._sweep.along][rows], table["mean"][rows], table["stderr"][rows]
        return Series("measured", "", x, mean, curves.label, "points", error)


def _theory(name: str, curves: Curves) -> Series:
    """The curve without marks: where it was measured, there are points."""
    nothing = curves.x[:0]
    return replace(curves.series(name, "theory", _DRAWN[name], case=curves.label), marks=(nothing, nothing))

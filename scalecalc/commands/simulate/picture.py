"""The pictures of `simulate`: the theory as lines, what was measured as points with error bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Bools
from scalecalc.commands.pictures.sweeps import case_label, divergences, drawable, left_out, sweep
from scalecalc.commands.pictures.terms import MOST_CASES
from scalecalc.figures.picture import Axis, Picture, Series
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
        names = [name for name in _DRAWN if drawable(self._table["theory"][self._of(name)])]
        return tuple(self._picture(name) for name in names)

    def _of(self, name: str) -> Bools:
        assert self._table is not None  # a result has been seen
        return np.asarray(self._table["quantity"] == name)

    def _picture(self, name: str) -> Picture:
        table = self._table
        assert table is not None  # a result has been seen
        curves, points, infinite = [], [], set()
        for case in self._sweep.cases:
            rows = self._of(name)
            for key, value in case.items():
                rows &= table[key] == value
            order = np.flatnonzero(rows)
            order = order[np.argsort(table[self._sweep.along][order], kind="stable")]
            x, theory = table[self._sweep.along][order], table["theory"][order]
            label = case_label(case)
            infinite |= set(divergences(x, [theory]))
            curves.append(Series("theory", _DRAWN[name], x, theory, label))
            error = table["stderr"][order]
            points.append(Series("measured", "", x, table["mean"][order], label, "points", error))
        return Picture(
            title=self._study.title,
            x=self._sweep.x,
            y=Axis(name.replace("_", " "), _DRAWN[name]),
            series=(*curves, *points),
            subtitle=name.replace("_", " "),
            divergences=tuple(sorted(infinite)),
            notes=(*left_out(self._sweep), *self._study.notes),
            together=True,
        )

"""The pictures of `optimize`: the frontier, the allocation, and the error along the border of some budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.commands.pictures.sweeps import number
from scalecalc.commands.pictures.terms import TOTAL, TOTAL_NAME
from scalecalc.errors import UsageError
from scalecalc.figures.picture import Axis, Picture, Series
from scalecalc.results.columns import GENERALIZATION, coordinate_column
from scalecalc.table import Table

if TYPE_CHECKING:
    from scalecalc.allocation.search import Search
    from scalecalc.arrays import Floats, Indices
    from scalecalc.commands.optimize.asked import Asked
    from scalecalc.spec import Study

_PROFILES = 5  # that can be told apart
_PLACES = 200  # of one
_HIGHEST = 30.0  # times the least error: what lies above is not worth the room
_BUDGET = Axis("budget", "C")


class OptimizeSketch:
    """Keeps the table, which comes in one block. Raises UsageError where there is one budget only, or none."""

    def __init__(self, study: Study, asked: Asked) -> None:
        if asked.rows < 2:
            raise UsageError("a picture needs several budgets; give a range, such as budget 1e4:1e10")
        self._study, self._asked = study, asked
        self._table: Table | None = None

    def see(self, block: Table) -> None:
        self._table = block

    def pictures(self) -> tuple[Picture, ...]:
        """The frontier, the allocation, and of two quantities the profiles."""
        assert self._table is not None  # its rows have been seen
        table, search = self._table, self._asked.search(self._study)[0]
        profiles = (self._profiles(table, search),) if len(search.low) > 1 else ()
        return (self._frontier(table), self._allocation(table), *profiles)

    def _frontier(self, table: Table) -> Picture:
        budgets, order = _sorted(table)
        error = Series(TOTAL_NAME, GENERALIZATION.symbol, budgets, table[TOTAL][order])
        return Picture(
            self._study.title, _BUDGET, Axis(TOTAL_NAME, GENERALIZATION.symbol), (error,), "frontier", notes=table.notes
        )

    def _allocation(self, table: Table) -> Picture:
        budgets, order = _sorted(table)
        columns = [coordinate_column(name) for name in self._asked.over]
        series = tuple(Series(one.name, one.symbol, budgets, table[one.name][order]) for one in columns)
        return Picture(self._study.title, _BUDGET, Axis("best allocation"), series, "allocation")

    def _profiles(self, table: Table, search: Search) -> Picture:
        budgets, _ = _sorted(table)
        chosen = budgets[np.unique(np.linspace(0, len(budgets) - 1, _PROFILES).round().astype(int))]
        profiles = [search.profile(float(np.log(budget)), _PLACES) for budget in chosen]
        series = [
            Series(f"C = {number(float(budget))}", "", np.exp(x), _low(errors))
            for budget, (x, errors) in zip(chosen, profiles, strict=True)
        ]
        bottoms = np.array(sorted((np.exp(x[np.argmin(errors)]), errors.min()) for x, errors in profiles))
        minima = Series("minimum", "", bottoms[:, 0], bottoms[:, 1], role="points")
        first = search.surface.quantities[0]
        return Picture(
            self._study.title,
            Axis(first.name.replace("_", " "), first.symbol),
            Axis(TOTAL_NAME, GENERALIZATION.symbol),
            (*series, minima),
            "at the same budget",
        )


def _sorted(table: Table) -> tuple[Floats, Indices]:
    order = np.argsort(table["budget"], kind="stable")
    return table["budget"][order], order


def _low(errors: Floats) -> Floats:
    return np.where(errors < _HIGHEST * errors.min(), errors, np.nan)

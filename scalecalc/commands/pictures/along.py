"""What the pictures of results along a trajectory have in common: the error's curves behind a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalecalc.commands.pictures.curves import Curves, curves
from scalecalc.commands.pictures.sweeps import sweep
from scalecalc.commands.pictures.terms import MOST_PANELS, TOTAL
from scalecalc.results.points import decompose
from scalecalc.results.predicted import predict
from scalecalc.results.trajectories import default_along
from scalecalc.table import Table
from scalecalc.theory.risk.errors import TERMS

if TYPE_CHECKING:
    from scalecalc.spec import Study


class AlongSketch:
    """Keeps the table, which comes in one block.

    Raises UsageError when there is no curve to draw, or more than a page holds.
    """

    def __init__(self, study: Study, along: str | None = None, fine: int | None = None) -> None:
        self._study = study
        self._along = along
        self._sweep = sweep(study, along or default_along(study.grid), MOST_PANELS, fine)
        self._followed = self._sweep.way.followed
        self._table: Table | None = None

    def see(self, block: Table) -> None:
        self._table = block

    @property
    def _seen(self) -> Table:
        assert self._table is not None  # its rows have been seen
        return self._table

    def _curves(self) -> list[Curves]:
        """The error and its terms, one for each combination of what else is swept.

        Errors over training time have no terms here.
        """
        if self._study.spec.training is not None:
            return curves(self._study, self._sweep, predict, (TOTAL,))
        return curves(self._study, self._sweep, decompose, (*TERMS, TOTAL))

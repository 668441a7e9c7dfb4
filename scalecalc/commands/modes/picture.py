"""The picture of `modes`: the error of single modes along what is swept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.commands.pictures.curves import Curves, curves
from scalecalc.commands.pictures.sweeps import drawable, number, sweep
from scalecalc.commands.pictures.terms import MOST_CASES, MOST_PANELS
from scalecalc.errors import UsageError
from scalecalc.figures.picture import Axis, Picture
from scalecalc.results.modes import ERROR, modes
from scalecalc.table import Table
from scalecalc.theory.shift.single import SingleModes

if TYPE_CHECKING:
    from scalecalc.spec import Study

_DEEPEST = 1e-9  # times the largest error: lower ones are not worth the room


class ModesSketch:
    """Draws the error of every mode. It asks the theory for its curves, not the table.

    Raises UsageError when there is no curve to draw, or more than a page holds.
    """

    def __init__(self, study: Study, single: SingleModes, fine: int | None = None) -> None:
        if (count := len(single.rank)) > MOST_CASES:
            raise UsageError(f"a picture shows at most {MOST_CASES} ranks, and there are {count}; give fewer")
        self._study = study
        self._single = single
        self._sweep = sweep(study, None, MOST_PANELS, fine)

    def see(self, block: Table) -> None:
        """Nothing is needed of the table."""

    def pictures(self) -> tuple[Picture, ...]:
        """One for each combination of what else is swept."""
        compute = partial(modes, single=self._single)
        return tuple(map(self._picture, curves(self._study, self._sweep, compute, (ERROR.name,), by="rank")))

    def _picture(self, curves: Curves) -> Picture:
        word = self._study.side.rank_word
        series = (
            curves.series(rank, f"{word} {number(float(rank))}", "") for rank in curves.y if drawable(curves.y[rank])
        )
        return Picture(
            title=self._study.title,
            x=self._sweep.x,
            y=Axis(f"error of a {word}", ERROR.symbol, start=self._start(curves)),
            series=tuple(series),
            subtitle=curves.label,
            notes=tuple(self._study.notes),
        )

    def _start(self, curves: Curves) -> float | None:
        """Where the axis begins."""
        values = np.concatenate(list(curves.y.values()))
        values = values[np.isfinite(values) & (values > 0)]
        deepest = _DEEPEST * float(values.max(initial=0.0))
        return deepest if values.min(initial=np.inf) < deepest else None

"""The picture of `predict`: errors against what is swept, one curve for each combination of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.commands.pictures.sweeps import Curves, Gathering, divergences, drawable, floor, left_out, sweep
from scalecalc.commands.pictures.terms import MOST_CASES
from scalecalc.figures.picture import Axis, Picture, Series
from scalecalc.results.columns import GENERALIZATION
from scalecalc.results.points import PREDICT, SHIFTED
from scalecalc.table import Table

if TYPE_CHECKING:
    from scalecalc.spec import Study

_COLUMNS = {column.name: column for column in (*PREDICT, *SHIFTED, GENERALIZATION)}
_DRAWN = ("test_error", "generalization_error", "train_error")
_SHIFTED = "shifted_error"


class PredictSketch:
    """Keeps the errors. Raises UsageError when there is no curve to draw, or more than can be told apart."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._sweep = sweep(study, None, MOST_CASES)
        self._drawn = _DRAWN if study.test is None else (*_DRAWN, _SHIFTED)
        self._gathering = Gathering(self._sweep, self._drawn)

    def see(self, block: Table) -> None:
        self._gathering.see(block)

    def pictures(self) -> tuple[Picture, ...]:
        """One picture."""
        curves = self._gathering.curves()
        names = [name for name in self._drawn if not (name == "generalization_error" and _noiseless(curves))]
        empty = [name for name in names if not any(drawable(one.y[name]) for one in curves)]
        names = [name for name in names if name not in empty]
        series = [
            Series(name.replace("_", " "), _COLUMNS[name].symbol, one.x, one.y[name], one.label)
            for name in names
            for one in curves
            if drawable(one.y[name])
        ]
        leading = [one.y[name] for name in names if name != "train_error" for one in curves]
        diverging = {x for one in curves for x in divergences(one.x, [one.y[name] for name in names])}
        zero = [f"The {name.replace('_', ' ')} is 0 throughout and is not drawn." for name in empty]
        return (
            Picture(
                title=self._study.title,
                x=self._sweep.x,
                y=Axis("squared error", start=floor(leading, [one.y["train_error"] for one in curves])),
                series=tuple(series),
                divergences=tuple(sorted(diverging)),
                notes=(*zero, *left_out(self._sweep), *self._study.notes),
                together=True,
            ),
        )


def _noiseless(curves: list[Curves]) -> bool:
    """Whether test and generalization error are the same, as they are without label noise."""
    return all(np.array_equal(one.y["test_error"], one.y["generalization_error"], equal_nan=True) for one in curves)

"""The pictures of `predict`: errors, or the columns that are wanted, against what is swept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.commands.pictures.chosen import chosen
from scalecalc.commands.pictures.curves import Curves, curves
from scalecalc.commands.pictures.sweeps import drawable, floor, sweep
from scalecalc.commands.pictures.terms import MOST_CASES, TEST_HUE, TOTAL, TRAIN_HUE
from scalecalc.coordinates import RIDGE, TIME
from scalecalc.figures.picture import Axis, Picture, Role, Series
from scalecalc.results.columns import coordinate_columns
from scalecalc.results.points import OPTIMUM, STATUS
from scalecalc.results.predicted import predict, predict_columns
from scalecalc.results.trained.errors import STOPPING
from scalecalc.table import Column, Table

if TYPE_CHECKING:
    from scalecalc.spec import Study

_TEST, _TRAIN = "test_error", "train_error"
_SHIFTED = "shifted_error"
_USUAL = (_TEST, TOTAL, _TRAIN)
_TIMED = ("limit_error", "flow_error", "gradient_noise")
_HUES = {_TEST: TEST_HUE, _TRAIN: TRAIN_HUE}
_RIDGES, _TIMES = (RIDGE.name, "ridge_low", "ridge_high"), (TIME.name, "time_low", "time_high")
_UNBOUNDED = (*_RIDGES, *_TIMES)  # what diverges nowhere where it is infinite: such an optimum lies there
_PANELS = (  # what has the same unit, and the name of that
    ((_TEST, TOTAL, _SHIFTED, _TRAIN, *_TIMED, "gcv", "corr_gcv"), "squared error"),
    ((*_RIDGES, "kappa1", "kappa2"), "ridge"),
    (_TIMES, "training time"),
    (("df1", "df2"), "effective dimension"),
    (("gamma1",), "fluctuations of the data"),
    (("test_train_ratio",), "test over train error"),
)
_OTHERS = "S-transform"  # what the other columns are
_COMPARABLE = 0.03  # times the test error: a train error that falls lower has a panel of its own
_DEEPEST = 1e-6  # times the largest train error: lower ones are as good as 0


class PredictSketch:
    """Draws the wanted columns; the errors if None. It asks the theory for its curves, not the table.

    Raises UsageError when there is no curve to draw, or more than can be told apart.
    """

    def __init__(self, study: Study, wanted: Sequence[str] | None = None, fine: int | None = None) -> None:
        self._study = study
        self._sweep = sweep(study, None, MOST_CASES, fine)
        columns = {one.name: one for one in (*predict_columns(study), *_flatness(study))}
        coordinates = {one.name: one for one in coordinate_columns(study)}
        for name in (RIDGE.name, TIME.name):
            if name in coordinates and not study.grid.named()[name].swept:  # it follows a law, or is the optimum
                columns[name] = coordinates.pop(name)
        self._columns = columns
        self._wanted = None if wanted is None else list(wanted)
        self._usual = [name for name in _USUAL if name in columns]
        usual = [*self._usual, _SHIFTED] if study.test else self._usual
        self._names = chosen(wanted, usual, list(columns), [*coordinates, STATUS.name])

    def see(self, block: Table) -> None:
        """Nothing is needed of the table."""

    def pictures(self) -> tuple[Picture, ...]:
        """One for each unit; the train error apart where it is much smaller than the test error."""
        panels = [([name for name in self._names if name in names], meaning) for names, meaning in _PANELS]
        known = [name for names, _ in panels for name in names]
        panels.append(([name for name in self._names if name not in known], _OTHERS))
        (errors, meaning), *others = panels
        own = [name for name in errors if name == _TRAIN] if self._apart else []
        together = [name for name in errors if name not in own and self._is_news(name)]
        parts = [(together, meaning), (own, _said(_TRAIN)), *others]
        found = [self._picture(*part) for part in parts if any(map(self._drawable, part[0]))]
        return tuple(found or [self._picture([], meaning)])

    @cached_property
    def _curves(self) -> list[Curves]:
        return curves(self._study, self._sweep, predict, list(dict.fromkeys((*self._names, *self._usual))))

    @cached_property
    def _apart(self) -> bool:
        """Whether the train error needs a panel of its own; with several cases it always does."""
        if _TRAIN not in self._usual:
            return False
        if len(self._curves) * self._study.among > 1:
            return True
        return floor([_COMPARABLE * 1e4 * one.y[_TEST] for one in self._curves], self._all(_TRAIN)) is not None

    def _all(self, name: str) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
        return [one.y[name] for one in self._curves]

    def _drawable(self, name: str) -> bool:
        return any(map(drawable, self._all(name)))

    def _is_news(self, name: str) -> bool:
        """Whether it says more than other curves: without label noise, test and generalization error are the same."""
        return self._wanted is not None or name != TOTAL or not all(
            np.array_equal(one.y[_TEST], one.y[TOTAL], equal_nan=True) for one in self._curves
        )  # fmt: skip

    def _picture(self, names: Sequence[str], meaning: str) -> Picture:
        shown = [name for name in names if self._drawable(name)]
        zero = [
            f"The {_said(name)} is 0 throughout and is not drawn." for name in self._names if not self._drawable(name)
        ]
        return Picture(
            title=self._study.title,
            x=self._sweep.x,
            y=Axis(meaning, start=self._start(shown)),
            series=tuple(self._series(name, one) for name in shown for one in self._curves if drawable(one.y[name])),
            divergences=self._divergences([name for name in shown if name not in _UNBOUNDED]),
            notes=(*zero, *self._study.notes),
            together=True,
        )

    def _divergences(self, names: Sequence[str]) -> tuple[float, ...]:
        return tuple(sorted({at for one in self._curves for at in one.divergences(names)})) if names else ()

    def _series(self, name: str, curves: Curves) -> Series:
        role: Role = "total" if name == TOTAL and len(self._curves) * self._study.among == 1 else "curve"
        column = self._columns[name]
        return curves.series(name, _said(name), column.symbol, case=curves.label, role=role, hue=_HUES.get(name))

    def _start(self, names: Sequence[str]) -> float | None:
        """Where the axis begins: a train error that is almost 0 is not worth decades of it."""
        if list(names) != [_TRAIN]:
            return None
        top = max(float(values[np.isfinite(values)].max(initial=0.0)) for values in self._all(_TRAIN))
        low = min(float(values[values > 0].min(initial=np.inf)) for values in self._all(_TRAIN))
        return _DEEPEST * top if low < _DEEPEST * top else None


def _flatness(study: Study) -> tuple[Column, ...]:
    """The columns beside an optimum."""
    return (*(OPTIMUM if study.grid.ridge.optimal else ()), *(STOPPING if study.grid.stops else ()))


def _said(name: str) -> str:
    return name.replace("_", " ")

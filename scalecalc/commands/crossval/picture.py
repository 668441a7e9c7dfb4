"""The pictures of `crossval`: errors against the ridge, with the lowest of each marked."""

from __future__ import annotations

from math import ceil

import numpy as np

from scalecalc.arrays import Bools
from scalecalc.commands.pictures.sweeps import drawable
from scalecalc.commands.pictures.terms import MOST_CASES, MOST_PANELS
from scalecalc.errors import UsageError
from scalecalc.figures.picture import Axis, Picture, Role, Series
from scalecalc.table import Table

_DRAWN: dict[str, tuple[str, Role]] = {  # columns, how they are called, and how they are drawn
    "loo": ("leave-one-out", "curve"),
    "gcv": ("GCV", "curve"),
    "held_out": ("held out", "curve"),
    "train_error": ("training", "curve"),
}
_LOWEST = "lowest"
_BELOW = 3.0  # times the lowest error that was not learned: how far down the axis goes


class CrossvalSketch:
    """Keeps the table. Raises UsageError when it has a single ridge, or more targets than a page holds."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._table: Table | None = None

    def see(self, block: Table) -> None:
        self._table = block  # there is only one

    def pictures(self) -> tuple[Picture, ...]:
        """All errors in one picture; of single targets their leave-one-out errors, a few targets in each."""
        table = self._table
        assert table is not None  # a result has been seen
        if np.count_nonzero(np.unique(table["ridge"]) > 0) < 2:
            raise UsageError("a picture needs several ridges > 0; give a range, such as 1e-6:1")
        if "target" not in table:
            return (self._summed(table),)
        names = list(dict.fromkeys(table["target"].tolist()))
        panels = ceil(len(names) / MOST_CASES)
        if panels > MOST_PANELS:
            raise UsageError(f"a picture shows at most {MOST_CASES * MOST_PANELS} targets, and there are {len(names)}")
        return tuple(
            self._targets(table, part.tolist()) for part in np.array_split(np.array(names, dtype=object), panels)
        )

    def _summed(self, table: Table) -> Picture:
        rows = np.ones(len(table), dtype=bool)
        curves = [_curve(table, name, rows) for name in _DRAWN if name in table]
        curves = [one for one in curves if drawable(one.y)]
        low = [_low(one) for one in curves if one.name != _DRAWN["train_error"][0]]
        x, y = (np.concatenate([getattr(one, axis) for one in low]) if low else np.empty(0) for axis in "xy")
        start = float(y.min()) / _BELOW if y.size and y.min() > 0 else None  # training errors go down to 0
        lowest = Series(_LOWEST, "", x, y, role="points")
        return self._picture(Axis("mean squared error", start=start), [*curves, lowest])

    def _targets(self, table: Table, names: list[str]) -> Picture:
        curves = [_curve(table, "loo", np.asarray(table["target"] == name), name) for name in names]
        return self._picture(Axis("leave-one-out error"), [*curves, *map(_low, curves)])

    def _picture(self, y: Axis, series: list[Series]) -> Picture:
        return Picture(self._title, Axis("ridge", "λ"), y, tuple(series))


def _curve(table: Table, name: str, rows: Bools, case: str = "") -> Series:
    """A column in rising order of the ridge, with its standard error where it has one."""
    order = np.flatnonzero(rows)
    order = order[np.argsort(table["ridge"][order], kind="stable")]
    called, role = _DRAWN[name]
    error = table[f"{name}_stderr"][order] if f"{name}_stderr" in table and not case else None
    return Series(called, "", table["ridge"][order], table[name][order], case, role, error)


def _low(curve: Series) -> Series:
    """The lowest point of a curve."""
    at = np.flatnonzero(curve.y == np.nanmin(np.where(np.isnan(curve.y), np.inf, curve.y)))[:1]
    return Series(_LOWEST, "", curve.x[at], curve.y[at], curve.case, "points")

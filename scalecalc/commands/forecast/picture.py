"""The picture of `forecast`: the learning curve, measured and forecast, with its interval."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Bools
from scalecalc.figures.picture import Axis, Picture, Series
from scalecalc.table import Table

_QUANTILE = 1.96  # of the normal distribution, at 97.5 %


class ForecastSketch:
    """Keeps the table."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._table: Table | None = None

    def see(self, block: Table) -> None:
        self._table = block  # there is only one

    def pictures(self) -> tuple[Picture, ...]:
        """One picture: what is measured as points, each forecast as a curve in its interval."""
        table = self._table
        assert table is not None  # a result has been seen
        measured, forecast = np.isfinite(table["measured"]), np.isfinite(table["forecast"])
        parts = {"forecast": forecast & ~measured, "from half of the samples": forecast & measured}
        curves = [_curve(table, f"{name}, 95 % interval", rows) for name, rows in parts.items() if rows.any()]
        x, y, error = (table[column][measured] for column in ("samples", "measured", "measured_stderr"))
        points = Series("leave-one-out", "", x, y, role="points", error=error)
        return (Picture(self._title, Axis("samples", "P"), Axis("test error"), (*curves, points)),)


def _curve(table: Table, name: str, rows: Bools) -> Series:
    """A forecast, begun at the last error that was measured before it."""
    last = int(np.argmax(rows)) - 1
    x, y, low, high = (table[column][rows] for column in ("samples", "forecast", "low", "high"))
    start, error = table["measured"][last], _QUANTILE * table["measured_stderr"][last]
    band = np.append(start - error, low), np.append(start + error, high)
    return Series(name, "", np.append(table["samples"][last], x), np.append(start, y), band=band)

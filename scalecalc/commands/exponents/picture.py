"""The picture of `exponents`: the error with its terms, its fitted line, and its asymptotic law."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.commands.pictures.along import AlongSketch
from scalecalc.commands.pictures.curves import Curves, curves
from scalecalc.commands.pictures.sweeps import floor, rounded
from scalecalc.commands.pictures.terms import FIT_HUE, LAW_HUE, TOTAL, error_axis, term_series
from scalecalc.figures.picture import Axis, Picture, Series
from scalecalc.results.columns import GENERALIZATION
from scalecalc.results.points import SHIFTED, predict
from scalecalc.table import Column, Table

_PLACES = 100  # of a law that is no straight line


class ExponentsSketch(AlongSketch):
    """The rows of its table are the terms and the total of one trajectory after the other."""

    def pictures(self) -> tuple[Picture, ...]:
        """One for each combination of what else is swept."""
        rows = np.flatnonzero(self._seen["term"] == self._total.name).tolist()
        return tuple(self._picture(self._seen, row, one) for row, one in zip(rows, self._curves(), strict=True))

    @property
    def _total(self) -> Column:
        """The error that the picture is about: that at test, if it is another one than in training."""
        return SHIFTED[0] if self._study.test else GENERALIZATION

    def _curves(self) -> list[Curves]:
        if not self._study.test:
            return super()._curves()
        return curves(self._study, self._sweep, predict, (TOTAL, *(column.name for column in SHIFTED)))

    def _parts(self, curves: Curves) -> tuple[Axis, list[Series]]:
        """The axis, and what the error is the sum of."""
        if not self._study.test:
            return error_axis(curves), term_series(curves, "faint")
        total, *parts = SHIFTED
        start = floor([curves.y[total.name]], [curves.y[part.name] for part in parts])
        series = [
            curves.series(part.name, part.name.replace("_", " "), part.symbol, role="faint", hue=hue)
            for hue, part in enumerate(parts)
            if np.any(curves.y[part.name] > 0)
        ]
        return Axis(total.name.replace("_", " "), total.symbol, start=start), series

    def _picture(self, table: Table, row: int, curves: Curves) -> Picture:
        axis, parts = self._parts(curves)
        name, symbol = self._total.name, self._total.symbol
        total = curves.series(name, name.replace("_", " "), symbol, role="total")
        return Picture(
            title=self._study.title,
            x=self._sweep.x,
            y=axis,
            series=(total, *self._lines(table, row, curves), *parts),
            subtitle=curves.label,
            divergences=tuple(sorted(curves.divergences([self._total.name]))),
            notes=tuple(table.notes),
        )

    def _lines(self, table: Table, row: int, curves: Curves) -> list[Series]:
        """The line fitted to the points of the grid, and the law."""
        sign = 1.0 if self._followed.falls else -1.0  # of the slope over x where the error falls in the limit
        x = _ends(curves.x)
        lines = []
        slope = sign * float(table["estimate"][row])
        if np.isfinite(slope) and x.size:
            at, y = curves.grid
            lines.append(
                Series(
                    f"fit {self._followed.symbol}^{slope:.3g}",
                    "",
                    x,
                    _fitted(at, y[self._total.name], slope, x),
                    role="fit",
                    hue=FIT_HUE,
                )
            )
        slope, logs = sign * float(table["exponent"][row]) + 0.0, float(table["log_power"][row])  # 0, not -0
        if np.isfinite(slope) and x.size:
            lines.append(self._law(float(table["amplitude"][row]), slope, logs, x))
        return lines

    def _law(self, amplitude: float, slope: float, logs: float, x: Floats) -> Series:
        symbol = self._followed.symbol
        name = f"law {rounded(amplitude)} {symbol}^{slope:.3g}"
        if logs:
            x = np.geomspace(x[0], x[1], _PLACES)
            name += f" (log {'1/' if self._followed.falls else ''}{symbol})^{logs:.3g}"
        with np.errstate(all="ignore"):
            logarithm = -np.log(x) if self._followed.falls else np.log(x)
            y = amplitude * x**slope * (np.where(logarithm > 0, logarithm, np.nan) ** logs if logs else 1.0)
        return Series(name, "", x, y, role="law", hue=LAW_HUE)


def _ends(x: Floats) -> Floats:
    """The smallest and the largest place on a logarithmic axis; shape (2,), or (0,) when there is none."""
    good = x[np.isfinite(x) & (x > 0)]
    return np.array([good.min(), good.max()]) if good.size else good


def _fitted(x: Floats, y: Floats, slope: float, at: Floats) -> Floats:
    """The least-squares line of known slope: it goes through the mean of the logarithms."""
    good = (y > 0) & np.isfinite(y) & (x > 0) & np.isfinite(x)
    u, v = np.log(x[good]), np.log(y[good])
    return np.asarray(np.exp(v.mean() + slope * (np.log(at) - u.mean())))

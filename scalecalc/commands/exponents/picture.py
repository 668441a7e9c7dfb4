"""The picture of `exponents`: the error at the grid points, its fitted line, and its asymptotic law."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.commands.pictures.along import AlongSketch
from scalecalc.commands.pictures.sweeps import Curves, divergences, left_out, picked
from scalecalc.commands.pictures.terms import TOTAL, TOTAL_NAME, error_axis, term_series
from scalecalc.figures.picture import Picture, Series
from scalecalc.results.columns import GENERALIZATION
from scalecalc.table import Table
from scalecalc.theory.risk.errors import TERMS

if TYPE_CHECKING:
    pass


class ExponentsSketch(AlongSketch):
    """The rows of its table are the terms and the total of one trajectory after the other."""

    def pictures(self) -> tuple[Picture, ...]:
        """One for each combination of what else is swept."""
        totals = np.flatnonzero(self._seen["term"] == TOTAL).tolist()
        curves = self._curves((*TERMS, TOTAL), whole=True)
        return tuple(self._picture(self._seen, row, one) for row, one in zip(totals, curves, strict=True))

    def _picture(self, table: Table, row: int, curves: Curves) -> Picture:
        lines, notes = self._lines(table, row, curves)
        thin = _thinned(curves, self._sweep.x.log)
        points = Series(TOTAL_NAME, GENERALIZATION.symbol, thin.x, thin.y[TOTAL], role="points")
        return Picture(
            title=self._study.title,
            x=self._sweep.x,
            y=error_axis(thin),
            series=(points, *lines, *term_series(thin, "faint")),
            subtitle=curves.label,
            divergences=divergences(thin.x, [thin.y[TOTAL]]),
            notes=(*notes, *left_out(self._sweep), *table.notes),
        )

    def _lines(self, table: Table, row: int, curves: Curves) -> tuple[list[Series], list[str]]:
        """The fitted line and the law, with the notes on what cannot be drawn."""
        sign = 1.0 if self._followed.falls else -1.0  # of the slope over x where the error falls in the limit
        symbol = self._followed.symbol
        x = _ends(curves.x)
        lines, notes = [], []
        slope = sign * float(table["estimate"][row])
        if np.isfinite(slope) and x.size:
            label = f"fit {symbol}^{slope:.3g}"
            lines.append(Series(label, "", x, _fitted(curves.x, curves.y[TOTAL], slope, x), role="fit"))
        slope, amplitude = sign * float(table["exponent"][row]) + 0.0, float(table["amplitude"][row])  # 0, not -0
        if table["log_power"][row] and np.isfinite(slope):
            notes.append("The asymptotic law has a logarithm and is not drawn.")
        elif np.isfinite(slope) and x.size:
            with np.errstate(all="ignore"):
                law = amplitude * x**slope
            lines.append(Series(f"law {amplitude:.3g} {symbol}^{slope:.3g}", "", x, law, role="law"))
        return lines, notes


def _ends(x: Floats) -> Floats:
    """The smallest and the largest place on a logarithmic axis; shape (2,), or (0,) when there is none."""
    good = x[np.isfinite(x) & (x > 0)]
    return np.array([good.min(), good.max()]) if good.size else good


def _fitted(x: Floats, y: Floats, slope: float, at: Floats) -> Floats:
    """The least-squares line of known slope: it goes through the mean of the logarithms."""
    good = (y > 0) & np.isfinite(y) & (x > 0) & np.isfinite(x)
    u, v = np.log(x[good]), np.log(y[good])
    return np.asarray(np.exp(v.mean() + slope * (np.log(at) - u.mean())))


def _thinned(curves: Curves, log: bool) -> Curves:
    keep = picked(curves.x, log)
    return Curves(curves.case, curves.x[keep], {name: values[keep] for name, values in curves.y.items()})

"""The picture of `regimes`: the error over labelled stretches, with the slope that rules each."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.commands.pictures.along import AlongSketch
from scalecalc.commands.pictures.sweeps import Curves, divergences, left_out
from scalecalc.commands.pictures.terms import TOTAL, TOTAL_NAME
from scalecalc.figures.picture import Axis, Band, Guide, Picture, Series
from scalecalc.results.columns import GENERALIZATION
from scalecalc.table import Table

if TYPE_CHECKING:
    pass

_INSET = 0.2  # of a stretch is left free on either side of its guide
_NARROWEST = 0.06  # of the axis: narrower stretches have no guide
_GAP = 0.07  # of the curve's height lies between it and a guide


class RegimesSketch(AlongSketch):
    """The rows of its table are the stretches."""

    def pictures(self) -> tuple[Picture, ...]:
        """One for each combination of what else is swept."""
        return tuple(self._picture(self._seen, curves) for curves in self._curves((TOTAL,)))

    def _picture(self, table: Table, curves: Curves) -> Picture:
        rows = np.ones(len(table), dtype=bool)
        for name, value in curves.case.items():
            rows &= table[name] == value
        stretches = np.flatnonzero(rows).tolist()
        y = curves.y[TOTAL]
        bands = [_band(table, row) for row in stretches]
        slopes = [-float(table["exponent"][row]) for row in stretches]
        if self._followed.falls:
            slopes = [-slope for slope in slopes]
        guides = [
            _guide(curves.x, y, band, slope, self._followed.symbol) for band, slope in zip(bands, slopes, strict=True)
        ]
        return Picture(
            title=self._study.title,
            x=self._sweep.x,
            y=Axis(TOTAL_NAME, GENERALIZATION.symbol),
            series=(Series(TOTAL_NAME, GENERALIZATION.symbol, curves.x, y),),
            subtitle=curves.label,
            bands=tuple(sorted(bands, key=lambda band: band.start)),
            guides=tuple(guide for guide in guides if guide is not None),
            divergences=divergences(curves.x, [y]),
            notes=(*left_out(self._sweep), *table.notes),
        )


def _band(table: Table, row: int) -> Band:
    low, high = sorted((float(table["start"][row]), float(table["stop"][row])))
    return Band(low, high, str(table["regime"][row]))


def _guide(x: Floats, y: Floats, band: Band, slope: float, symbol: str) -> Guide | None:
    """A line of that slope just above the curve; None where it is no law or the stretch is too narrow."""
    good = (x > 0) & (y > 0) & np.isfinite(x) & np.isfinite(y)
    if good.sum() < 2 or not np.isfinite(slope):
        return None
    u, v = np.log10(x[good]), np.log10(y[good])
    start, stop = max(log10(band.start), float(u[0])), min(log10(band.stop), float(u[-1]))
    if stop - start < _NARROWEST * (u[-1] - u[0]):
        return None
    ends = np.array([start + _INSET * (stop - start), stop - _INSET * (stop - start)])
    on = np.concatenate([u[(u > ends[0]) & (u < ends[1])], ends])
    height = float(np.max(np.interp(on, u, v) - slope * on)) + _GAP * float(np.ptp(v))
    low, high = ends.tolist()
    law = f"{symbol}^{slope:.3g}" if slope else f"{symbol}^0"
    return Guide((10**low, 10**high), (10 ** (height + slope * low), 10 ** (height + slope * high)), law)

"""The picture of `regimes`: the error over labelled stretches, with the law that rules each."""

from __future__ import annotations

import numpy as np

from scalecalc.commands.pictures.along import AlongSketch
from scalecalc.commands.pictures.curves import Curves
from scalecalc.commands.pictures.sweeps import rounded
from scalecalc.commands.pictures.terms import TOTAL, TOTAL_NAME, total_series
from scalecalc.figures.picture import Axis, Band, Guide, Picture
from scalecalc.results import regimes
from scalecalc.results.columns import GENERALIZATION
from scalecalc.results.trained import regimes as trained_regimes
from scalecalc.table import Table
from scalecalc.theory.leading import Leading
from scalecalc.theory.regimes.stretches import Laws

_NARROWEST, _WIDE = 0.06, 0.4  # of the axis: from here on there is room for the power, and for its amplitude
_FAR = 30.0  # a law that differs everywhere by more than this factor says nothing of the curve
_FAR_NOTE = "Where an asymptotic law is far from the error, its line is not drawn."
_LOG_NOTE = "Where an asymptotic law has a logarithm, its line is not drawn."


class RegimesSketch(AlongSketch):
    """The rows of its table are the stretches. Without having seen it, it asks for them."""

    def pictures(self) -> tuple[Picture, ...]:
        """One for each combination of what else is swept."""
        of = regimes if self._study.spec.training is None else trained_regimes
        table = self._table or of.regimes(self._study, self._along)
        laws = of.ruling_laws(self._study, self._along)
        return tuple(self._picture(table, *one) for one in zip(self._curves(), laws, strict=True))

    def _picture(self, table: Table, curves: Curves, laws: Laws) -> Picture:
        rows = np.ones(len(table), dtype=bool)
        for name, value in curves.case.items():
            rows &= table[name] == value
        bands = [_band(table, row) for row in np.flatnonzero(rows).tolist()]
        guides, notes = self._guides(curves, laws)
        return Picture(
            title=self._study.title,
            x=self._sweep.x,
            y=Axis(TOTAL_NAME, GENERALIZATION.symbol),
            series=(total_series(curves),),
            subtitle=curves.label,
            bands=tuple(sorted(bands, key=lambda band: band.start)),
            guides=tuple(guides),
            divergences=tuple(sorted(curves.divergences([TOTAL]))),
            notes=(*notes, *table.notes),
        )

    def _guides(self, curves: Curves, laws: Laws) -> tuple[list[Guide], list[str]]:
        """The laws as lines over the stretches that they rule, and notes on those that are left out."""
        good = (curves.x > 0) & (curves.y[TOTAL] > 0) & np.isfinite(curves.x) & np.isfinite(curves.y[TOTAL])
        x, y = curves.x[good], curves.y[TOTAL][good]
        found, notes = [], []
        for start, stop, law in laws if x.size > 1 else ():
            ends = (1 / stop, 1 / start) if self._followed.falls else (start, stop)
            low, high = max(ends[0], float(x[0])), min(ends[1], float(x[-1]))
            if low >= high:
                continue
            if law.logs:
                notes.append(_LOG_NOTE)
                continue
            guide = self._guide(low, high, law, float(np.log(high / low) / np.log(x[-1] / x[0])))
            near = np.interp(np.log([low, (low * high) ** 0.5, high]), np.log(x), np.log(y))
            middle = (guide.y[0] * guide.y[1]) ** 0.5
            off = np.abs(np.log([guide.y[0], middle, guide.y[1]]) - near)
            if off.min() > np.log(_FAR):
                notes.append(_FAR_NOTE)
            else:
                found.append(guide)
        return found, list(dict.fromkeys(notes))

    def _guide(self, low: float, high: float, law: Leading, share: float) -> Guide:
        """The line of a law. share: of the axis; the wider it is, the more of the law its label says."""
        slope = (-law.order if self._followed.falls else law.order) + 0.0  # 0, not -0
        heights = law.amplitude * np.array([low, high]) ** slope
        power = f"{self._followed.symbol}^{slope:.3g}" if share > _NARROWEST else ""
        label = f"{rounded(law.amplitude)} {power}" if share > _WIDE else power
        return Guide((low, high), (float(heights[0]), float(heights[1])), label)


def _band(table: Table, row: int) -> Band:
    low, high = sorted((float(table["start"][row]), float(table["stop"][row])))
    return Band(low, high, str(table["regime"][row]))

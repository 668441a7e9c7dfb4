"""The pictures of `fit`: measured losses and the law, and what is between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.errors import DataError, UsageError
from scalecalc.figures.picture import Axis, Picture, Series
from scalecalc.fitting.fitted import Fitted
from scalecalc.fitting.runs import Runs
from scalecalc.table import Table

_MOST_PARTS = 6
_POINTS = 60  # of a curve
_CURVES = 4
_ROOM = 0.15  # of the range of log x, beyond the rows


class FitSketch:
    """Draws the fits of all parts, which are there when the table has been seen.

    Raises UsageError for more parts than can be told apart.
    """

    def __init__(self, title: str, parts: int, answers: Sequence[tuple[Runs, Fitted | DataError]]) -> None:
        if parts > _MOST_PARTS:
            raise UsageError(f"{parts} parts are too many for a picture, at most {_MOST_PARTS}: choose some with where")
        self._title = title
        self._answers = answers

    def see(self, block: Table) -> None:
        """The fits themselves are drawn."""

    def pictures(self) -> tuple[Picture, ...]:
        """For every part the law with the losses, and the residuals."""
        fits = [one for _, one in self._answers if isinstance(one, Fitted)]
        return tuple(picture for fit in fits for picture in (self._law(fit), self._residuals(fit)))

    def _law(self, fit: Fitted) -> Picture:
        runs = fit.runs
        others = _curves_at(fit)
        cases = [_case(runs, at) for at in others]
        series = [_curve(fit, at, case) for at, case in zip(others, cases, strict=True)]
        points = [_points(fit, others, i, case) for i, case in enumerate(cases)]
        notes = ("Measured losses are moved along the law to the curve they are nearest to.",) if len(cases) > 1 else ()
        return Picture(
            title=f"Fit of {runs.loss}" + (f", {self._title}" if self._title else ""),
            x=Axis(runs.names[0]),
            y=Axis(runs.loss),
            series=(*series, *(one for one in points if one.x.size)),
            subtitle=runs.part,
            notes=notes,
        )

    def _residuals(self, fit: Fitted) -> Picture:
        value = fit.law.value(fit.theta[None], fit.rows.logs)[0]
        x = fit.runs.x[:, 0]
        order = np.argsort(x, kind="stable")
        percent = 100 * (fit.runs.y / value - 1)
        ends = np.exp(_ends(fit))
        return Picture(
            title=f"Fit of {fit.runs.loss}" + (f", {self._title}" if self._title else ""),
            x=Axis(fit.runs.names[0]),
            y=Axis("measured above the law, in %", log=False),
            series=(
                Series("law", "", ends, np.zeros(2)),
                Series("measured", "", x[order], percent[order], role="points"),
            ),
            subtitle=f"{fit.runs.part}, residuals" if fit.runs.part else "residuals",
        )


def _curves_at(fit: Fitted) -> Floats:
    """Values of the x after the first, a row for each curve: the second varies, the rest stay at a typical one."""
    rest = fit.runs.x[:, 1:]
    if not rest.shape[1]:
        return np.empty((1, 0))
    second = np.unique(rest[:, 0])
    chosen = second[np.unique(np.linspace(0, len(second) - 1, _CURVES).round().astype(int))]
    typical = np.sort(rest, axis=0)[len(rest) // 2]
    found = np.tile(typical, (len(chosen), 1))
    found[:, 0] = chosen
    return found


def _case(runs: Runs, at: Floats) -> str:
    return ", ".join(f"{name} = {_plain(value)}" for name, value in zip(runs.names[1:], at.tolist(), strict=True))


def _plain(value: float) -> str:
    """5e8, not 5e+08."""
    digits, _, power = f"{value:.3g}".partition("e")
    return f"{digits}e{int(power)}" if power else digits


def _curve(fit: Fitted, at: Floats, case: str) -> Series:
    """The law along the first x, in its interval if it is the only curve."""
    x = np.exp(np.linspace(*_ends(fit), _POINTS))
    points = np.column_stack([x, np.tile(at, (len(x), 1))])
    value, spread = fit.predicted(points)
    if case or not np.isfinite([spread.low, spread.high]).all():
        return Series("law", "", x, value, case)
    return Series("law, 95 % interval", "", x, value, band=(spread.low, spread.high))


def _ends(fit: Fitted) -> tuple[float, float]:
    """Where a curve along the first x begins and ends, as logs: somewhat beyond the rows."""
    first = fit.rows.logs[:, 0]
    first = first[np.isfinite(first)]
    room = _ROOM * np.ptp(first)
    return float(first.min() - room), float(first.max() + room)


def _points(fit: Fitted, others: Floats, i: int, case: str) -> Series:
    """The losses nearest to a curve, with their distance from the law."""
    runs = fit.runs
    with np.errstate(divide="ignore"):
        here, curves = (np.log(np.maximum(values, 1e-300)) for values in (runs.x[:, 1:], others))
    nearest = (
        np.abs(here[:, None, :1] - curves[None, :, :1]).sum(axis=2).argmin(axis=1) if case else np.zeros(len(runs), int)
    )
    rows = np.flatnonzero(nearest == i)
    rows = rows[np.argsort(runs.x[rows, 0], kind="stable")]
    moved = np.column_stack([runs.x[rows, 0], np.tile(others[i], (len(rows), 1))])
    with np.errstate(divide="ignore"):
        logs = np.log(moved), fit.rows.logs[rows]
    on_curve, at_run = (fit.law.value(fit.theta[None], one)[0] for one in logs)
    return Series("measured", "", runs.x[rows, 0], runs.y[rows] * on_curve / at_run, case, "points")

"""Rows of the table of `exponents`, how they are filled from measured errors, and the table of them."""

from __future__ import annotations

from collections.abc import Callable
from math import nan
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.coordinates import Coordinate
from scalecalc.record import record
from scalecalc.results.columns import coordinate_column
from scalecalc.results.laws import sweep_notes
from scalecalc.results.trajectories import Trajectory, held_columns
from scalecalc.table import Column, Table
from scalecalc.theory.leading import Leading

if TYPE_CHECKING:
    from scalecalc.spec import Study

TOTAL = "generalization_error"
_NEAR_SLOPE = 0.1  # a local exponent farther from its limit makes the fit a crossover, not an exponent
_NEAR_VALUE = 1.5  # and so does an error that differs from its law by more than this factor

COLUMNS = (
    Column("term", "which part of the generalization error"),
    Column("regime", "what rules the term asymptotically"),
    Column("exponent", "asymptotic exponent, positive for decay: E ~ amplitude X^-exponent (log X)^log_power"),
    Column("log_power", "power of the logarithm in the law; 0 for a plain power law"),
    Column("amplitude", "asymptotic amplitude"),
    Column("local_exponent", "exact -dlog E/dlog X at the last grid point"),
    Column("estimate", "least-squares slope of log E against log X over the grid"),
    Column("stderr", "standard error of the estimate", detail=True),
    Column("dominant", "whether the term is of the error's leading order, and at least 1 % of it", detail=True),
)


@record
class Row:
    """What there is to say of a term; nan where nothing is known."""

    term: str
    regime: str = ""
    exponent: float = nan
    log_power: float = nan
    amplitude: float = nan
    local_exponent: float = nan
    estimate: float = nan
    stderr: float = nan
    dominant: bool = False


Told = tuple[list[Row], list[str]]  # rows, and notes on them


def table(study: Study, followed: list[Trajectory], rows_of: Callable[[Study, Trajectory], Told]) -> Table:
    """The table of the rows of each trajectory; what several of them say is said once."""
    told = [rows_of(study, trajectory) for trajectory in followed]
    blocks = [block for block, _ in told]
    notes = (*sweep_notes(study, followed[0]), *dict.fromkeys(note for _, said in told for note in said))
    rows = [row for block in blocks for row in block]
    columns = (*(coordinate_column(name) for name in followed[0].held), *COLUMNS)
    values = held_columns(followed, [len(block) for block in blocks])
    values |= {column.name: np.array([getattr(row, column.name) for row in rows]) for column in COLUMNS}
    limit, dominant = _limit(followed[0].followed, values["log_power"]), values["dominant"]
    lawful = not np.isnan([values["amplitude"], values["exponent"]]).all()
    said = f"Asymptotic laws as {limit}" if lawful else f"Exponents along {followed[0].along}"
    return Table(
        columns=columns,
        values=values,
        title=study.title,
        notes=(
            f"{said}, other numbers held and laws followed.",
            *notes,
            *study.notes,
        ),
        marks={"term": dominant, "exponent": dominant},
    )


def _limit(followed: Coordinate, log_powers: Floats) -> str:
    """Where the laws hold, and what they say."""
    symbol = followed.symbol
    inverse, sign = ("1/", "") if followed.falls else ("", "-")
    logs = f" · (log {inverse}{symbol})^log_power" if np.nan_to_num(log_powers).any() else ""
    return f"{symbol} → {'0' if inverse else '∞'}, E ~ amplitude · {symbol}^{sign}exponent{logs}"


@record
class End:
    """The error at one end of the grid, and its local exponent there."""

    x: float
    value: float
    local: float


def fit(x: Floats, values: Floats) -> tuple[float, float]:
    """Least-squares -slope of log values against log x, and its standard error (nan for two points)."""
    good = (values > 0) & np.isfinite(values)
    u, y = np.log(x[good]), np.log(values[good])
    if u.size < 2 or np.ptp(u) == 0:
        return nan, nan
    u = u - u.mean()
    slope = float(u @ y / (u @ u))
    residual = y - y.mean() - slope * u
    if u.size < 3:
        return -slope, nan
    return -slope, float(np.sqrt(residual @ residual / (u.size - 2) / (u @ u)))


def crossover_notes(trajectory: Trajectory, row: Row, ends: list[End]) -> list[str]:
    """A warning where the error at one end of the grid is far from its law, in value or in slope."""
    for end in ends:
        if not np.isnan(row.exponent) and (told := _distance(row, end)):
            return [
                f"Not asymptotic: at {trajectory.along} = {trajectory.coordinate(end.x):g} {told}. The estimate "
                "describes a crossover; do not read it as an exponent."
            ]
    return []


def _distance(row: Row, end: End) -> str:
    """How far the error is from its law, in words; nothing where it is near."""
    if not end.value > 0:
        return ""
    name = "the error" if row.term == TOTAL else "the error at test"
    law = Leading(row.amplitude, -row.exponent, logs=row.log_power).at(end.x)
    told = []
    if not np.isnan(law) and not law / _NEAR_VALUE <= end.value <= law * _NEAR_VALUE:
        told.append(f"{name} is {end.value:.4g}, its law {law:.4g}")
    if abs(end.local - row.exponent) > _NEAR_SLOPE:
        told.append(f"the local exponent of {name} is {end.local:.4g}, its limit is {row.exponent:.4g}")
    return ", and ".join(told)

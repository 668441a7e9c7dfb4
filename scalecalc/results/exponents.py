"""The table of `exponents`: asymptotic law, exact local exponent and least-squares estimate of every term."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.coordinates import Coordinate
from scalecalc.record import record
from scalecalc.results.columns import coordinate_column
from scalecalc.results.laws import TrajectoryLaws, sweep_notes, trajectory_laws
from scalecalc.results.reach import reach_notes
from scalecalc.results.shifted import (
    SHIFTED_TERMS,
    SHIFTED_TOTAL,
    laws_of_parts,
    measured,
    measured_slopes,
    rows_of,
    shift_notes,
)
from scalecalc.results.trajectories import Trajectory, held_columns, rates_at, trajectories, with_ridge
from scalecalc.table import Column, Table
from scalecalc.theory.laws.asymptotics import Asymptotics
from scalecalc.theory.leading import Leading, ties
from scalecalc.theory.regimes.names import THRESHOLD
from scalecalc.theory.regimes.observed import observed_regimes
from scalecalc.theory.regimes.ruling import SHARE, law_exponent, law_regime, leaders_of, ruling_regime
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.risk.local import local_exponents, named_errors
from scalecalc.theory.spectra.power_law import PowerLaw

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
class _Row:
    term: str
    regime: str = ""
    exponent: float = nan
    log_power: float = nan
    amplitude: float = nan
    local_exponent: float = nan
    estimate: float = nan
    stderr: float = nan
    dominant: bool = False


def exponents(study: Study, along: str | None = None) -> Table:
    """Exponents along samples, width or ridge; one block of rows per combination of what else is swept."""
    followed = list(trajectories(study, along))
    notes: dict[str, None] = {}
    rows: list[_Row] = []
    for trajectory in followed:
        block, block_notes = _trajectory_rows(study, trajectory)
        rows += block
        notes.update(dict.fromkeys(block_notes))
    columns = (*(coordinate_column(name) for name in followed[0].held), *COLUMNS)
    values = held_columns(followed, [len(rows) // len(followed)] * len(followed))
    values |= {column.name: np.array([getattr(row, column.name) for row in rows]) for column in COLUMNS}
    limit, dominant = _limit(followed[0].followed, values["log_power"]), values["dominant"]
    lawful = not np.isnan(values["amplitude"]).all()
    said = f"Asymptotic laws as {limit}" if lawful else f"Exponents along {followed[0].along}"
    return Table(
        columns=columns,
        values=values,
        title=study.title,
        notes=(
            f"{said}, other numbers held and laws followed.",
            *sweep_notes(study, followed[0]),
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


def _trajectory_rows(study: Study, trajectory: Trajectory) -> tuple[list[_Row], list[str]]:
    trajectory = replace(trajectory, points=with_ridge(study, trajectory, trajectory.points))
    found, notes = _laws(study, trajectory)
    with np.errstate(all="ignore"):
        seen, ends = _measured(study, trajectory)
    if found is None:
        rows = _observed_rows(study, trajectory)
    else:
        task = study.task.power_law
        assert task is not None  # others have no laws
        leaders = leaders_of(found.laws)
        rows = [_law_row(term, found.laws, leaders, task) for term in (*TERMS, TOTAL)]
        notes += reach_notes(task, study.design, trajectory, found)
        laws = laws_of_parts(study, task, found.laws)
        rows += _shifted_rows(study, laws)
        notes += shift_notes(study, laws)
        notes += [
            note for row in rows if row.term in ends for note in _crossover_notes(trajectory, row, ends[row.term])
        ]
    for i, row in enumerate(rows):
        local, estimate, stderr = seen[row.term]
        rows[i] = replace(row, local_exponent=local, estimate=estimate, stderr=stderr)
    return rows, notes


def _observed_rows(study: Study, trajectory: Trajectory) -> list[_Row]:
    """What the exact errors say at the last point, where there is no law."""
    last = trajectory.points[-1:]
    regime, largest = observed_regimes(study.task, last, study.design)[0] if len(last) else ("", "")
    rows = [
        _Row(term, regime if term in (largest, TOTAL) else "", dominant=term == largest) for term in (*TERMS, TOTAL)
    ]
    shifted = measured(study, evaluate(study.task, last, study.design)) if len(last) else {}
    leader = max(SHIFTED_TERMS, key=lambda term: float(shifted[term][0])) if shifted else ""
    return rows + [_Row(name, dominant=name == leader) for name in rows_of(study)]


def _shifted_rows(study: Study, laws: dict[str, Leading]) -> list[_Row]:
    """The laws of the error at test. Its parts have no regimes of their own."""
    if not laws:
        return [_Row(name) for name in rows_of(study)]
    total = laws[SHIFTED_TOTAL]
    leaders = [t for t in SHIFTED_TERMS if ties(laws[t], total) and laws[t].amplitude >= SHARE * total.amplitude > 0]
    return [_told(name, "", law, name in leaders) for name, law in laws.items()]


def _laws(study: Study, trajectory: Trajectory) -> tuple[TrajectoryLaws | None, list[str]]:
    task = study.task.power_law
    if task is None:
        return None, ["Asymptotic laws are those of power laws; for this spectrum the columns are empty."]
    if task.alpha <= 1 or task.decay <= 1:
        return None, ["Asymptotic laws need eigenvalues and target powers that can be summed (alpha > 1, r > 0)."]
    found, notes = trajectory_laws(study, task, trajectory)
    if found is None:
        return None, notes
    laws = found.laws
    notes += _tie_notes(laws)
    if np.isfinite(task.modes) and laws.resolved.order > 0:
        notes.append(
            f"The asymptotic columns are the laws of the infinite power law; D = {task.modes:g} modes are felt once "
            "the effective dimension df₁ comes near D."
        )
    return found, notes


def _tie_notes(laws: Asymptotics) -> list[str]:
    notes = []
    leaders = leaders_of(laws)
    if len(leaders) > 1:
        notes.append(f"Tie: {' and '.join(leaders)} have the same exponent; the amplitude of the total is their sum.")
    if len(laws.limits) > 1:
        notes.append(f"Tie: {' and '.join(laws.limits)} limit the resolution alike.")
    logarithmic = {term: power for term in TERMS if (power := getattr(laws.errors, term).logs)}
    if logarithmic:
        told = ", ".join(f"{term} ~ {_log_factor(power)}" for term, power in logarithmic.items())
        notes.append(f"Logarithms beside the power of X: {told} (r or the decay of the weights is 1/2 or 1).")
    return notes


def _log_factor(power: float) -> str:
    return "log X" if power == 1 else f"(log X)^{power:.4g}"


def _law_row(term: str, laws: Asymptotics, leaders: list[str], task: PowerLaw) -> _Row:
    law: Leading = getattr(laws.errors, term)
    if term == TOTAL:
        regime = ruling_regime(laws, leaders, task)
    else:
        regime = law_regime(term, laws, task) if law.amplitude else ""
    return _told(term, regime, law, term in leaders)


def _told(term: str, regime: str, law: Leading, dominant: bool) -> _Row:
    if law.amplitude in (0.0, inf):
        return _Row(term, THRESHOLD if law.amplitude else regime, amplitude=law.amplitude, dominant=dominant)
    return _Row(term, regime, law_exponent(law), law.logs, law.amplitude, dominant=dominant)


@record
class _End:
    """The error at one end of the grid, and its local exponent there."""

    x: float
    value: float
    local: float


def _measured(
    study: Study, trajectory: Trajectory
) -> tuple[dict[str, tuple[float, float, float]], dict[str, list[_End]]]:
    """Per term: local exponent at the last point, least-squares estimate, its standard error; and both ends of X."""
    terms = (*TERMS, TOTAL, *rows_of(study))
    if not len(trajectory.points):
        return dict.fromkeys(terms, (nan, nan, nan)), {}
    result = evaluate(study.task, trajectory.points, study.design)
    errors = named_errors(result) | measured(study, result)
    rates = rates_at(study, trajectory, float(trajectory.x[-1]))
    places = np.array([trajectory.x.size - 1, np.argmax(trajectory.x), np.argmin(trajectory.x)])
    local = local_exponents(study.task, trajectory.points[places], rates, study.design)
    local |= measured_slopes(study, trajectory, trajectory.points[places], rates)
    seen = {term: (0.0 + float(local[term][0]), *_fit(trajectory.x, errors[term])) for term in terms}
    # An error at its optimal ridge does not depend on how the ridge moves, so that the rates serve both ends.
    ends = {}
    for total in {TOTAL, SHIFTED_TOTAL} & set(terms):
        told = zip(trajectory.x[places], errors[total][places], local[total], strict=True)
        ends[total] = [_End(*map(float, end)) for end in told][1:]
    return seen, ends


def _fit(x: Floats, values: Floats) -> tuple[float, float]:
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


def _crossover_notes(trajectory: Trajectory, row: _Row, ends: list[_End]) -> list[str]:
    """A warning where the error at one end of the grid is far from its law, in value or in slope."""
    for end in ends:
        if not np.isnan(row.exponent) and (told := _distance(row, end)):
            return [
                f"Not asymptotic: at {trajectory.along} = {trajectory.coordinate(end.x):g} {told}. The estimate "
                "describes a crossover; do not read it as an exponent."
            ]
    return []


def _distance(row: _Row, end: _End) -> str:
    """How far the error is from its law, in words; nothing where it is near."""
    if not end.value > 0:
        return ""
    name = "the error" if row.term == TOTAL else "the error at test"
    law = Leading(row.amplitude, -row.exponent, logs=row.log_power).at(end.x)
    told = []
    if not law / _NEAR_VALUE <= end.value <= law * _NEAR_VALUE:
        told.append(f"{name} is {end.value:.4g}, its law {law:.4g}")
    if abs(end.local - row.exponent) > _NEAR_SLOPE:
        told.append(f"the local exponent of {name} is {end.local:.4g}, its limit is {row.exponent:.4g}")
    return ", and ".join(told)

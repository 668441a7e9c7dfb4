"""The table of `exponents` for trained weights: the law of every part of the error, exact slopes, and a fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.results.exponent_rows import TOTAL, End, Row, crossover_notes, fit, table
from scalecalc.results.trained.laws import errors_at, followed, laws_of, local_exponents
from scalecalc.results.trajectories import Trajectory
from scalecalc.table import Table
from scalecalc.theory.leading import Leading
from scalecalc.theory.regimes.ruling import law_exponent

if TYPE_CHECKING:
    from scalecalc.spec import Study

_UNKNOWN = "Amplitudes of corrections that no formula is known for are empty; their exponents hold."


def exponents(study: Study, along: str | None = None) -> Table:
    """Exponents along a quantity, time and steps among them; one block of rows per combination of what else is swept.

    Rows are the parts of the error that have laws and the error itself. Only the error is known exactly.
    """
    return table(study, followed(study, along), _rows)


def _rows(study: Study, trajectory: Trajectory) -> tuple[list[Row], list[str]]:
    found, notes = laws_of(study, trajectory.path)
    with np.errstate(all="ignore"):
        measured, ends = _measured(study, trajectory)
    if found is None:
        return [Row(TOTAL, "", *_NO_LAW, *measured)], notes
    leaders = found.leaders
    rows = [_row(name, part.regime, part.law, name in leaders) for name, part in found.parts.items()]
    whole = _row(TOTAL, found.regime, found.total, False, measured)
    if len(leaders) > 1:
        notes.append(f"Tie: {' and '.join(leaders)} have the same exponent; the error is their sum.")
    if any(np.isnan(part.law.amplitude) for part in found.parts.values()):
        notes.append(_UNKNOWN)
    return [*rows, whole], [*notes, *crossover_notes(trajectory, whole, ends)]


_NO_LAW = (np.nan,) * 3  # exponent, log_power, amplitude
_NOT_MEASURED = (np.nan,) * 3  # local exponent, estimate, its standard error


def _row(
    name: str, regime: str, law: Leading, dominant: bool, measured: tuple[float, float, float] = _NOT_MEASURED
) -> Row:
    if law.amplitude in (0.0, np.inf):
        return Row(name, regime, np.nan, np.nan, law.amplitude, *measured, dominant)
    return Row(name, regime, law_exponent(law), law.logs, law.amplitude, *measured, dominant)


def _measured(study: Study, trajectory: Trajectory) -> tuple[tuple[float, float, float], list[End]]:
    """Local exponent at the last point, least-squares estimate and its standard error; and both ends of X."""
    x: Floats = trajectory.x
    if not x.size:
        return _NOT_MEASURED, []
    errors = errors_at(study, trajectory.points)
    places = np.array([x.size - 1, np.argmax(x), np.argmin(x)])
    local = local_exponents(study, trajectory.points[places], trajectory.rates)
    told = zip(x[places], errors[places], local, strict=True)
    return (0.0 + float(local[0]), *fit(x, errors)), [End(*map(float, end)) for end in told][1:]

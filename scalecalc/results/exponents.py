"""The table of `exponents`: asymptotic law, exact local exponent and least-squares estimate of every term."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.results.exponent_rows import TOTAL, End, Row, crossover_notes, fit, table
from scalecalc.results.laws import TrajectoryLaws, trajectory_laws
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
from scalecalc.results.trajectories import Trajectory, rates_at, trajectories, with_ridge
from scalecalc.table import Table
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


def exponents(study: Study, along: str | None = None) -> Table:
    """Exponents along samples, width or ridge; one block of rows per combination of what else is swept."""
    return table(study, list(trajectories(study, along)), _trajectory_rows)


def _trajectory_rows(study: Study, trajectory: Trajectory) -> tuple[list[Row], list[str]]:
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
        notes += [note for row in rows if row.term in ends for note in crossover_notes(trajectory, row, ends[row.term])]
    for i, row in enumerate(rows):
        local, estimate, stderr = seen[row.term]
        rows[i] = replace(row, local_exponent=local, estimate=estimate, stderr=stderr)
    return rows, notes


def _observed_rows(study: Study, trajectory: Trajectory) -> list[Row]:
    """What the exact errors say at the last point, where there is no law."""
    last = trajectory.points[-1:]
    regime, largest = observed_regimes(study.task, last, study.design)[0] if len(last) else ("", "")
    rows = [Row(term, regime if term in (largest, TOTAL) else "", dominant=term == largest) for term in (*TERMS, TOTAL)]
    shifted = measured(study, evaluate(study.task, last, study.design)) if len(last) else {}
    leader = max(SHIFTED_TERMS, key=lambda term: float(shifted[term][0])) if shifted else ""
    return rows + [Row(name, dominant=name == leader) for name in rows_of(study)]


def _shifted_rows(study: Study, laws: dict[str, Leading]) -> list[Row]:
    """The laws of the error at test. Its parts have no regimes of their own."""
    if not laws:
        return [Row(name) for name in rows_of(study)]
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


def _law_row(term: str, laws: Asymptotics, leaders: list[str], task: PowerLaw) -> Row:
    law: Leading = getattr(laws.errors, term)
    if term == TOTAL:
        regime = ruling_regime(laws, leaders, task)
    else:
        regime = law_regime(term, laws, task) if law.amplitude else ""
    return _told(term, regime, law, term in leaders)


def _told(term: str, regime: str, law: Leading, dominant: bool) -> Row:
    if law.amplitude in (0.0, inf):
        return Row(term, THRESHOLD if law.amplitude else regime, amplitude=law.amplitude, dominant=dominant)
    return Row(term, regime, law_exponent(law), law.logs, law.amplitude, dominant=dominant)


def _measured(
    study: Study, trajectory: Trajectory
) -> tuple[dict[str, tuple[float, float, float]], dict[str, list[End]]]:
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
    seen = {term: (0.0 + float(local[term][0]), *fit(trajectory.x, errors[term])) for term in terms}
    # An error at its optimal ridge does not depend on how the ridge moves, so that the rates serve both ends.
    ends = {}
    for total in {TOTAL, SHIFTED_TOTAL} & set(terms):
        told = zip(trajectory.x[places], errors[total][places], local[total], strict=True)
        ends[total] = [End(*map(float, end)) for end in told][1:]
    return seen, ends

"""The table of `exponents`: asymptotic law, exact local exponent and least-squares estimate of every term."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.results.exponent_rows import TOTAL, End, Row, crossover_notes, fit, table
from scalecalc.results.laws import TrajectoryLaws, sweep_notes, trajectory_laws
from scalecalc.results.reach import reach_notes
from scalecalc.results.trajectories import Trajectory, rates_at, trajectories, with_ridge
from scalecalc.table import Table
from scalecalc.theory.laws.asymptotics import Asymptotics
from scalecalc.theory.leading import Leading
from scalecalc.theory.regimes.names import THRESHOLD
from scalecalc.theory.regimes.observed import observed_regimes
from scalecalc.theory.regimes.ruling import law_exponent, law_regime, leaders_of, ruling_regime
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.risk.local import local_exponents
from scalecalc.theory.spectra.power_law import PowerLaw

if TYPE_CHECKING:
    from scalecalc.spec import Study


def exponents(study: Study, along: str | None = None) -> Table:
    """Exponents along samples, width or ridge; one block of rows per combination of what else is swept."""
    followed = list(trajectories(study, along))
    notes: dict[str, None] = {}
    blocks: list[list[Row]] = []
    for trajectory in followed:
        block, block_notes = _trajectory_rows(study, trajectory)
        blocks.append(block)
        notes.update(dict.fromkeys(block_notes))
    return table(study, followed, blocks, [*sweep_notes(study, followed[0]), *notes])


def _trajectory_rows(study: Study, trajectory: Trajectory) -> tuple[list[Row], list[str]]:
    trajectory = replace(trajectory, points=with_ridge(study, trajectory, trajectory.points))
    found, notes = _laws(study, trajectory)
    with np.errstate(all="ignore"):
        measured, ends = _measured(study, trajectory)
    if found is None:
        rows = _observed_rows(study, trajectory)
    else:
        task = study.task.power_law
        assert task is not None  # others have no laws
        leaders = leaders_of(found.laws)
        rows = [_law_row(term, found.laws, leaders, task) for term in (*TERMS, TOTAL)]
        notes += reach_notes(task, study.design, trajectory, found)
        notes += crossover_notes(trajectory, rows[-1], ends)
    for i, row in enumerate(rows):
        local, estimate, stderr = measured[row.term]
        rows[i] = replace(row, local_exponent=local, estimate=estimate, stderr=stderr)
    return rows, notes


def _observed_rows(study: Study, trajectory: Trajectory) -> list[Row]:
    """What the exact errors say at the last point, where there is no law."""
    last = trajectory.points[-1:]
    regime, largest = observed_regimes(study.task, last, study.design)[0] if len(last) else ("", "")
    return [Row(term, regime if term in (largest, TOTAL) else "", dominant=term == largest) for term in (*TERMS, TOTAL)]


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
    if law.amplitude in (0.0, inf):
        return Row(term, THRESHOLD if law.amplitude else regime, amplitude=law.amplitude, dominant=term in leaders)
    return Row(term, regime, law_exponent(law), law.logs, law.amplitude, dominant=term in leaders)


def _measured(study: Study, trajectory: Trajectory) -> tuple[dict[str, tuple[float, float, float]], list[End]]:
    """Per term: local exponent at the last point, least-squares estimate, its standard error; and both ends of X."""
    if not len(trajectory.points):
        return dict.fromkeys((*TERMS, TOTAL), (nan, nan, nan)), []
    errors = evaluate(study.task, trajectory.points, study.design).errors
    rates = rates_at(study, trajectory, float(trajectory.x[-1]))
    places = np.array([trajectory.x.size - 1, np.argmax(trajectory.x), np.argmin(trajectory.x)])
    local = local_exponents(study.task, trajectory.points[places], rates, study.design)
    measured = {}
    for term in (*TERMS, TOTAL):
        measured[term] = (0.0 + float(local[term][0]), *fit(trajectory.x, getattr(errors, term)))
    # An error at its optimal ridge does not depend on how the ridge moves, so that the rates serve both ends.
    told = zip(trajectory.x[places], errors.generalization_error[places], local[TOTAL], strict=True)
    return measured, [End(*map(float, end)) for end in told][1:]

"""Measured against predicted: one row per grid point and quantity."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.results.columns import Values, coordinate_columns
from scalecalc.results.points import shifted_values
from scalecalc.simulation.draw.cells import Cell, cells, stand_in
from scalecalc.simulation.draw.covariates import GAUSSIAN, Covariates
from scalecalc.simulation.draw.population import TEST_POINTS, exact
from scalecalc.simulation.fit.accumulate import Ledger
from scalecalc.simulation.fit.finite_size import allowances, directions, trained_allowances
from scalecalc.simulation.fit.measure import NOISY, QUANTITIES, SHIFTED
from scalecalc.simulation.run.plan import needs, results_bytes
from scalecalc.table import Column, Table
from scalecalc.theory.methods import Method
from scalecalc.theory.methods.evaluate import train
from scalecalc.theory.optimum.optimal import at_optimum
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import DIVERGES, OK, Evaluation, evaluate

if TYPE_CHECKING:
    from scalecalc.spec import Study

COLUMNS = (
    Column("quantity", "what is measured"),
    Column("theory", "what the theory says"),
    Column("mean", "the mean over independent draws"),
    Column("stderr", "the standard error of the mean, from the scatter of the draws"),
    Column("z_score", "standard errors by which the mean is off, beyond what finite size explains"),
    Column("tolerance", "by how much the theory may be off at this size, in the units of the quantity"),
    Column("draws", "how many independent draws were made"),
)
_ROUNDING = 1e-9  # what measured and predicted zeros may differ by, relative to the test error


@record
class Experiment:
    """What is to be drawn, and what the theory says of it.

    theory, allowance: shape (rows of the grid, quantities).
    """

    study: Study
    points: Points
    cells: tuple[Cell, ...]
    theory: Floats = field(repr=False)
    allowance: Floats = field(repr=False)
    covariates: Covariates
    notes: tuple[str, ...]

    def memory(self, draws: int, processes: int) -> float:
        """Bytes that a run takes, at most."""
        largest = max(needs(cell).memory for cell in self.cells)
        return largest * processes + sum(results_bytes(cell, draws) for cell in self.cells)


def experiment(
    study: Study,
    covariates: Covariates | None = None,
    dtype: type[np.floating[Any]] = np.float64,
    fraction: float = 0.005,
) -> Experiment:
    """Prepare the draws of every grid point. Raises UsageError for points that cannot be drawn."""
    asked = study.grid.block(0, len(study.grid))
    points = asked.whole()  # one cannot draw half a sample
    if study.grid.ridge.optimal:
        points = at_optimum(study.task, points, study.design)
    if np.isnan(points.ridge).any():
        raise UsageError("there is no optimal ridge at some points; 'scalecalc predict' shows which")
    covariates = covariates or GAUSSIAN
    training, first = study.spec.training, study.task.cut(1)
    if training is None:
        result = evaluate(study.task, points, study.design)
    else:
        _check_training(training, study, points, covariates)
    found = cells(study.task, points, first, study.design, covariates, dtype, fraction, study.test, training)
    theory, allowance, said = _of_ridge(study, points, result) if training is None else _of_training(study, points)
    notes = (*_notes(study, asked, points, found, covariates), *said)
    return Experiment(study, points, tuple(found), theory, allowance, covariates, notes)


_Theory = tuple[Floats, Floats, tuple[str, ...]]  # its values, their allowances, what to say of them


def _of_ridge(study: Study, points: Points, result: Evaluation) -> _Theory:
    """Of the ridge solution."""
    known = np.isin(result.status.astype(str), [OK, DIVERGES])
    errors = result.errors
    values = {name: getattr(errors, name, None) for name in QUANTITIES}
    single = study.grid.members is None and study.design.correlation is None
    values |= {"gcv": errors.test_error if single else result.gcv, "df1": result.df1}
    corrected = study.design.correlation is not None and study.grid.members is None
    values["corr_gcv"] = errors.test_error if corrected else np.full_like(result.df1, np.nan)
    values |= dict.fromkeys(NOISY, np.full_like(result.df1, np.nan))
    shifted = _shifted(study, result)
    values |= shifted
    theory = np.stack([np.asarray(values[name], dtype=float) for name in QUANTITIES], axis=1)
    theory[~known] = np.nan
    return theory, allowances(result, points, study.task, study.design, shifted), ()


def _of_training(study: Study, points: Points) -> _Theory:
    """Of weights that are trained for a time."""
    training = study.spec.training
    assert training is not None  # the caller has checked
    outcome, unknown = train(training, study.task, points, study.design), np.full(len(points), np.nan)
    values = dict.fromkeys(QUANTITIES, unknown) | outcome.values
    theory = np.stack([np.asarray(values[name], dtype=float) for name in QUANTITIES], axis=1)
    theory[~np.isin(outcome.status.astype(str), [OK, DIVERGES])] = np.nan
    near = stand_in(points, training)
    ridge = evaluate(study.task, near, study.design)
    return theory, trained_allowances(ridge, near, study.task, study.design, values), outcome.notes


def _check_training(training: Method, study: Study, points: Points, covariates: Covariates) -> None:
    """Raises UsageError for what cannot be drawn, or what the theory of training does not cover."""
    if not np.isfinite(training.duration(points)).all():
        raise UsageError("training without end cannot be drawn; give finite numbers, or leave training out")
    kind = study.design.nonlinearity
    bent = kind is not None and kind.nonlinear
    if training.fresh and (bent or not covariates.gaussian):
        raise UsageError(
            "steps on fresh samples are known for Gaussian inputs and linear features only; leave out activation and"
            " covariates"
        )
    if bent and not covariates.gaussian and np.isinf(points.samples).any():
        raise UsageError("samples = inf cannot be drawn with an activation of inputs that are not Gaussian")


def _shifted(study: Study, result: Evaluation) -> Values:
    """The errors at test, where that is another distribution."""
    if study.test is None:
        return dict.fromkeys(SHIFTED, np.full_like(result.df1, np.nan))
    return shifted_values(study.test, result)


def _notes(study: Study, asked: Points, points: Points, found: list[Cell], covariates: Covariates) -> tuple[str, ...]:
    notes = []
    pairs = [(asked.samples, points.samples), *zip(asked.widths, points.widths, strict=True)]
    if any(bool(np.any(a != b)) for a, b in pairs):
        notes.append("Counts that are not whole are rounded, for the theory too.")
    cut = [cell for cell in found if cell.problem.tail > 0]
    if cut:
        modes = sorted({len(cell.problem.stddev) for cell in cut})
        number = f"{modes[0]:,}" if len(modes) == 1 else f"{modes[0]:,} to {modes[-1]:,}"
        notes.append(
            f"The spectrum is cut after {number} modes, which by the theory moves no answer by more than 0.5 %; the"
            " modes beyond act together as infinitely many would: as ridge, as noise of the features, and as noise of"
            " the labels."
        )
    if any(not exact(cell.problem) for cell in found):
        notes.append(
            f"Errors are measured on {TEST_POINTS:,} fresh test points per draw: with an activation they are known"
            " exactly for Gaussian inputs only."
        )
    if any(cell.problem.nonlinear for cell in found):
        least = float(directions(study.task, points).min())
        notes.append(
            "Gaussian equivalence of an activation takes inputs that vary in many directions; here they are"
            f" {least:.3g} = (Tr Σ)²/Tr Σ², for which column tolerance allows."
        )
    return tuple(notes)


def table(done: Experiment, ledger: Ledger) -> Table:
    """What the ledger knows, in the grid's order; points of fewer than two draws are left out."""
    rows: dict[int, tuple[Floats, Floats, int]] = {}
    for number, cell in enumerate(done.cells):
        summary = ledger.summary(number, cell)
        if summary.draws >= 2:
            for place, row in enumerate(cell.rows):
                rows[int(row)] = (summary.mean[place], summary.stderr[place], summary.draws)
    picked = [
        (row, column)
        for row in sorted(rows)
        for column in range(len(QUANTITIES))
        if not np.isnan(rows[row][0][column]) and not np.isnan(done.theory[row, column])
    ]
    row, column = (np.array(part, dtype=np.intp) for part in (zip(*picked, strict=True) if picked else ((), ())))
    mean = np.array([rows[r][0][c] for r, c in picked], dtype=float)
    stderr = np.array([rows[r][1][c] for r, c in picked], dtype=float)
    theory, allowance = done.theory[row, column], done.allowance[row, column]
    scale = done.theory[row, QUANTITIES.index("test_error")]
    values: Values = {name: array[row] for name, array in done.points.named().items()}
    values |= {
        "quantity": np.array([QUANTITIES[c] for _, c in picked], dtype=object),
        "theory": theory,
        "mean": mean,
        "stderr": stderr,
        "z_score": deviations(mean, theory, stderr, allowance, scale),
        "tolerance": np.where(np.isfinite(theory), allowance, np.nan),
        "draws": np.array([rows[r][2] for r, _ in picked], dtype=np.int64),
    }
    notes = (_FINITE_SIZE, *done.notes, *done.study.notes, *_divergences(theory))
    return Table((*coordinate_columns(done.study), *COLUMNS), values, title=done.study.title, notes=notes)


_FINITE_SIZE = (
    "tolerance: at finite size the theory is off by a fraction of the order of 1/(P - z). z_score counts standard"
    " errors beyond that."
)


def _divergences(theory: Floats) -> tuple[str, ...]:
    if np.isinf(theory).any():
        return ("Where the theory diverges, the mean of finitely many draws means little; z_score is not given there.",)
    return ()


def deviations(mean: Floats, theory: Floats, stderr: Floats, allowance: Floats, scale: Floats) -> Floats:
    """z: by how many standard errors a mean is off after its allowance, with the sign; nan where theory diverges.

    scale: the test error, of which rounding errors are a fraction.
    """
    with np.errstate(all="ignore"):
        off = mean - theory
        beyond = np.maximum(np.abs(off) - allowance - _ROUNDING * np.where(np.isfinite(scale), scale, 0.0), 0.0)
        z = np.where(beyond == 0, 0.0, np.sign(off) * beyond / stderr)
    return np.where(np.isfinite(theory), z, np.nan)


def failures(result: Table, limit: float) -> list[str]:
    """The cells of a table that are off by more than `limit` standard errors, by name."""
    names = [column.name for column in result.columns if column.coordinate]
    found = []
    for place in np.flatnonzero(np.abs(result["z_score"]) > limit):
        where = ", ".join(f"{name} = {result[name][place]:.6g}" for name in names)
        found.append(
            f"{result['quantity'][place]} at {where}: measured {result['mean'][place]:.6g} +- "
            f"{result['stderr'][place]:.2g}, theory {result['theory'][place]:.6g}, z = {result['z_score'][place]:+.1f}"
        )
    return found

"""The laws at one place of the plane, with the formula of the exponent and the conditions under which it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import inf, nan

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.coordinates import SAMPLES
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.results.laws import trajectory_laws
from scalecalc.results.trained.laws import NOT_SUMMABLE, laws_of
from scalecalc.results.trajectories import Trajectory, trajectories
from scalecalc.spec.plane import Plane
from scalecalc.spec.study import Study
from scalecalc.theory.laws.growth import Scaling
from scalecalc.theory.leading import Leading
from scalecalc.theory.regimes.names import THRESHOLD
from scalecalc.theory.regimes.ruling import largest_of, law_exponent, leaders_of, ruling_regime
from scalecalc.theory.spectra.power_law import PowerLaw
from scalecalc.theory.traced import Formula, Guard, evaluated, formula_of, recording

NO_LAW = ""
TRIALS = np.array([[0.0, 1.0, 0.0, 1.0, 0.37, 0.71], [0.0, 0.0, 1.0, 1.0, 0.83, 0.29]])  # of the unit square
_CONSTANT = 1e-9  # of a formula that is none of the place, what rounding leaves


@record(eq=False)
class Trace:
    """What rules at a place, and wherever the guards hold: regime, largest term, formula of the exponent.

    single: whether it is known for this very place only.
    """

    at: tuple[float, float]
    regime: str
    term: str
    exponent: Formula
    guards: list[Guard]
    single: bool = False
    notes: tuple[str, ...] = ()

    def holds(self, x: Floats, y: Floats) -> Bools:
        """Whether it rules at these places as well, shape (n,)."""
        if self.single:
            return np.asarray((x == self.at[0]) & (y == self.at[1]))
        inside = np.ones(x.shape, dtype=bool)
        known: dict[int, object] = {}
        with np.errstate(all="ignore"):
            for i, guard in enumerate(self.guards):
                inside &= guard.holds(np.asarray(evaluated(guard.formula, (x, y), known)))
                if not inside.any():
                    self.guards.insert(0, self.guards.pop(i))  # what has told first will do so next time
                    break
        return inside

    def exponents(self, x: Floats, y: Floats) -> Floats:
        """The exponents at these places, shape (n,)."""
        with np.errstate(all="ignore"):
            found = np.asarray(evaluated(self.exponent, (x, y), {}), dtype=float)
        return np.broadcast_to(found, x.shape)


def traced(plane: Plane, at: tuple[float, float]) -> Trace:
    """What rules at a place. Raises SpecError where the spec says nothing sound there."""
    with recording() as record:
        numbers = (record.variable(0, at[0]), record.variable(1, at[1]))
        study = plane.study(numbers)
        task = study.task.power_law
        if task is None:
            raise UsageError(
                "a map of regimes needs the asymptotic laws of a power law: "
                "write spectrum: {kind: power_law, alpha: 1.5, modes: inf} and target: {kind: power_law, r: 0.4}"
            )
        trajectory = _only(study)
        keys = {one.key: number for one, number in zip(plane.axes, numbers, strict=True)}
        trajectory = replace(trajectory, path=_with_numbers(study, trajectory.path, keys))
        found, notes = _ruling(study, task, trajectory)
        if found is None:
            return Trace(at, NO_LAW, "", formula_of(nan), _deciding(plane, record.guards), notes=tuple(notes))
        regime, term, law = found
        known = law.amplitude not in (0.0, inf)
        exponent = law_exponent(law) if known else nan
        return Trace(at, regime, term, formula_of(exponent), _deciding(plane, record.guards), record.single)


def _ruling(study: Study, task: PowerLaw, trajectory: Trajectory) -> tuple[tuple[str, str, Leading] | None, list[str]]:
    """Regime, largest term and law of the error along a path, or None and the reason."""
    if study.spec.training is not None:
        trained, notes = laws_of(study, trajectory.path, lambda: nan)
        if trained is None:
            return None, notes
        return (trained.regime, next(iter(trained.leaders), ""), trained.total), []
    if task.alpha <= 1 or task.decay <= 1:
        return None, [NOT_SUMMABLE]
    found, notes = trajectory_laws(study, task, trajectory)
    if found is None:
        return None, notes
    leaders = leaders_of(found.laws)
    law: Leading = found.laws.errors.generalization_error
    regime = THRESHOLD if law.amplitude == inf else ruling_regime(found.laws, leaders, task)
    return (regime, largest_of(found.laws, leaders), law), []


def _deciding(plane: Plane, guards: list[Guard]) -> list[Guard]:
    """The guards that depend on the place."""
    values = on_trial(plane)
    return [one for one in guards if not _constant(values(one.formula))]


def _constant(values: Floats) -> bool:
    return bool(np.isfinite(values).all() and np.ptp(values) <= _CONSTANT * max(1.0, float(np.abs(values).max())))


def on_trial(plane: Plane) -> Callable[[Formula], Floats]:
    """What gives the values of formulas at the places of TRIALS, shape (n,); all formulas are of one record."""
    x, y = (values[0] + at * (values[-1] - values[0]) for values, at in zip(plane.values, TRIALS, strict=True))
    known: dict[int, object] = {}

    def values(formula: Formula) -> Floats:
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(evaluated(formula, (x, y), known), dtype=float), x.shape)

    return values


def _only(study: Study) -> Trajectory:
    """The only path along the samples. Raises UsageError where the spec has several."""
    for name, axis in study.grid.named().items():
        if name != SAMPLES.name and axis.swept:
            raise UsageError(
                f"the spec sweeps {name}, and a map has one path, along samples: give {axis.key or name} one value, a "
                "law, or a place in vary"
            )
    return next(trajectories(study, SAMPLES.name))


def _with_numbers(study: Study, path: Scaling, numbers: Mapping[str, float]) -> Scaling:
    """The path with numbers of the grid by their keys, which its arrays have not kept."""
    axes = study.grid.named()
    if axes[SAMPLES.name].key in numbers:
        raise UsageError("samples are what grows, in the limit that a map tells, so that they are no axis of it")
    laws = {
        name: replace(law, amplitude=numbers[axes[name].key]) if axes[name].key in numbers else law
        for name, law in path.named().items()
    }
    return Scaling.of(laws)

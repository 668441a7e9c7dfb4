"""The errors of trained weights along a trajectory, exactly and by their laws."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.coordinates import SAMPLES
from scalecalc.errors import UsageError
from scalecalc.results.columns import GENERALIZATION
from scalecalc.results.trajectories import Trajectory, trajectories
from scalecalc.theory.laws.growth import Scaling
from scalecalc.theory.leading import Leading
from scalecalc.theory.methods.evaluate import train
from scalecalc.theory.points import Points
from scalecalc.theory.rates.paths import Exact, PathLaws, before_and_after, path_laws
from scalecalc.theory.risk.local import Rates, moved
from scalecalc.theory.risk.stencil import stencil_exponents
from scalecalc.theory.spectra.power_law import PowerLaw

if TYPE_CHECKING:
    from scalecalc.spec import Study
    from scalecalc.theory.methods import Method

TOTAL = GENERALIZATION.name
NOT_SUMMABLE = "Asymptotic laws need eigenvalues and target powers that can be summed (alpha > 1, r > 0)."
_NO_LAW = "Along this path training has no simple law: laws over time are those of white features."
_FEW_STEPS = 20.0  # fewer have no errors between whole numbers, from which slopes are taken


def method_of(study: Study) -> Method:
    """How the weights are trained."""
    assert study.spec.training is not None  # the caller has checked
    return study.spec.training


def followed(study: Study, along: str | None) -> list[Trajectory]:
    """The trajectories along a quantity. Raises UsageError as `trajectories` does, and where there are no samples."""
    if along == SAMPLES.name and method_of(study).fresh:
        raise UsageError("along samples: every step takes fresh samples, so that their number is none; follow steps")
    return list(trajectories(study, along))


def errors_at(study: Study, points: Points) -> Floats:
    """The generalization error at points, shape (n,)."""
    return train(method_of(study), study.task, points, study.design).values[TOTAL]


def local_exponents(study: Study, points: Points, rates: Rates) -> Floats:
    """The exact -dlog E/dlog X of the generalization error, by central differences; shape (n,)."""

    def at(shifts: Floats) -> dict[str, Floats]:
        return {TOTAL: errors_at(study, moved(points, rates, shifts))}

    found = stencil_exponents(at)[TOTAL]
    return found if points.steps is None else np.where(points.steps < _FEW_STEPS, np.nan, found)


def laws_of(study: Study, path: Scaling, exact: Exact | None = None) -> tuple[PathLaws | None, list[str]]:
    """The laws along a path, or None and the reason.

    exact: what gives constants instead of the exact errors, where amplitudes do not matter.
    """
    task, notes = _lawful(study)
    if task is None:
        return None, notes
    found = path_laws(method_of(study), task, study.design, path, exact or _at_end(study, path))
    return (None, [_NO_LAW]) if found is None else (found, notes)


def laws_in_time(study: Study, path: Scaling) -> tuple[tuple[PathLaws, PathLaws] | None, list[str]]:
    """The laws while the time rules and afterwards, or None and the reason."""
    task, notes = _lawful(study)
    if task is None:
        return None, notes
    found = before_and_after(method_of(study), task, study.design, path, _at_end(study, path))
    return (None, [_NO_LAW]) if found is None else (found, notes)


def _lawful(study: Study) -> tuple[PowerLaw | None, list[str]]:
    """The power law, and what there is to say of it; None and the reason where there are no laws."""
    task = study.task.power_law
    if task is None:
        return None, ["Asymptotic laws are those of power laws; for this spectrum the columns are empty."]
    if task.alpha <= 1 or task.decay <= 1:
        return None, [NOT_SUMMABLE]
    if np.isfinite(task.modes):
        return task, [
            f"The asymptotic columns are the laws of the infinite power law; D = {task.modes:g} modes are felt once "
            "as many of them are learned."
        ]
    return task, []


def _at_end(study: Study, path: Scaling) -> Exact:
    """The exact error where everything that grows is infinite."""

    def error() -> float:
        ends = Points.of({name: np.array([_end(law)]) for name, law in path.named().items()})
        return float(errors_at(study, ends)[0])

    return error


def _end(law: Leading) -> float:
    """Where a law goes."""
    if law.amplitude in (0.0, inf) or not law.order:
        return law.amplitude
    return inf if law.order > 0 else 0.0

"""The error on a test distribution along a trajectory: its parts, their laws, and what a reader must know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.results.columns import Values
from scalecalc.results.points import HEAVIER, SHIFTED, shifted_values
from scalecalc.results.trajectories import Trajectory, with_ridge
from scalecalc.theory.laws.asymptotics import Asymptotics
from scalecalc.theory.leading import Leading
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import Evaluation, evaluate
from scalecalc.theory.risk.local import Rates, movable, moved
from scalecalc.theory.risk.stencil import stencil_exponents
from scalecalc.theory.shift.laws import shifted_laws
from scalecalc.theory.spectra.power_law import PowerLaw

if TYPE_CHECKING:
    from scalecalc.spec import Study

_FLAT = 1e-9  # a law of a smaller order is a constant
SHIFTED_TOTAL, *_PARTS = (column.name for column in SHIFTED)
SHIFTED_TERMS = tuple(_PARTS)


def rows_of(study: Study) -> tuple[str, ...]:
    """The parts and their sum; nothing where there is no test distribution."""
    return () if study.test is None else (*SHIFTED_TERMS, SHIFTED_TOTAL)


def measured(study: Study, result: Evaluation) -> Values:
    """The parts and their sum at every point, by name."""
    return {} if study.test is None else shifted_values(study.test, result)


def measured_slopes(study: Study, trajectory: Trajectory, points: Points, rates: Rates) -> Values:
    """-dlog E'/dlog X of the parts and their sum at n points, shape (n,), by name.

    The error at test has no minimum at the optimal ridge, which is therefore found anew wherever X is moved.
    """
    if study.test is None:
        return {}

    def at(shifts: Floats) -> Values:
        placed = with_ridge(study, trajectory, moved(points, rates, shifts))
        return measured(study, evaluate(study.task, placed, study.design))

    smooth = movable(points, rates, study.design)
    return {name: np.where(smooth, slopes, np.nan) for name, slopes in stencil_exponents(at).items()}


def laws_of_parts(study: Study, task: PowerLaw, laws: Asymptotics) -> dict[str, Leading]:
    """The laws of the parts and their sum, by name; empty where there are none."""
    if study.test is None or (found := shifted_laws(task, study.test, laws)) is None:
        return {}
    values = (found.bias2, found.features, found.samples, found.error)
    return dict(zip(rows_of(study), values, strict=True))


def shift_notes(study: Study, laws: dict[str, Leading]) -> list[str]:
    """Where there are no laws, and where the error at test grows along the sweep."""
    if study.test is None:
        return []
    if not laws:
        return [
            "The errors at test have laws where eigenvalues and weights are powers of the rank in training and at "
            "test, with sums without end; here their columns are empty."
        ]
    law = laws["shifted_samples"]
    if not (study.test.heavier and law.amplitude and law.order > _FLAT):
        return []
    return [f"shifted_samples grows along the sweep: {HEAVIER}"]

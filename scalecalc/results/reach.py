"""Whether asymptotic laws are reached at any size that counts: the exact errors at X = 1e60 against them."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.results.laws import TrajectoryLaws
from scalecalc.results.trajectories import Trajectory
from scalecalc.theory.laws.growth import points_along
from scalecalc.theory.leading import Leading
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import OK, evaluate
from scalecalc.theory.spectra.power_law import PowerLaw

_FAR = np.array([1e60, 1e50, 1e40, 1e30, 1e24, 1e18, 1e14, 1e10, 1e7])  # where doubles end earlier, there
_REACHED = 0.02
_SMALLEST = 1e-280  # terms below have lost digits on the way


def reach_notes(task: PowerLaw, design: Design, trajectory: Trajectory, found: TrajectoryLaws) -> list[str]:
    """The terms that are still more than 2 % away from their laws at X = 1e60, or where doubles end."""
    if found.laws.resolved.order > 0:
        task = replace(task, modes=inf)  # whose laws they are
    result = evaluate(task, points_along(found.path, _FAR), design)
    notes: dict[float, list[str]] = {}
    for term in TERMS:
        values = np.where(result.status == OK, getattr(result.errors, term), 0.0)
        x, ratio = _farthest(getattr(found.laws.errors, term), values)
        if abs(ratio - 1) > _REACHED:
            notes.setdefault(x, []).append(f"{term} is {ratio:.3g}")
    return [_note(trajectory, x, told) for x, told in notes.items()]


def _farthest(law: Leading, values: Floats) -> tuple[float, float]:
    """The largest X at which both a law and the value are numbers, and value over law there; (inf, 1) for none."""
    if 0 < law.amplitude < inf:
        for x, value in zip(_FAR.tolist(), values.tolist(), strict=True):
            if _SMALLEST < value < inf and _SMALLEST < law.at(x) < inf:
                return x, value / law.at(x)
    return inf, 1.0


def _note(trajectory: Trajectory, x: float, told: list[str]) -> str:
    at = f"{trajectory.followed.symbol} = {trajectory.coordinate(x):.0e}"
    return f"The limit is not reached at {at}: there {', '.join(told)} times its law."

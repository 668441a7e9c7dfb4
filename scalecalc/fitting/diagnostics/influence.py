"""What single groups of rows decide: the fit without each of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools, Floats
from scalecalc.fitting.laws import Law
from scalecalc.fitting.minimise import Penalty, Rows, settled
from scalecalc.fitting.runs import Runs
from scalecalc.record import record

_MOST_UNITS = 2000
_TOLD = 3


@record(eq=False)
class Units:
    """What is left out at a time: the name of each unit, and the unit of each row, shape (n,)."""

    names: tuple[str, ...]
    codes: NDArray[np.intp]


@record(eq=False)
class Influence:
    """units: what was left out.  without: the parameters of the fit without each of them, shape (units, p)."""

    units: Units
    without: Floats


def units_of(runs: Runs) -> Units:
    """The groups; else the values of the first x that rows share; else the rows."""
    if runs.groups is not None:
        names, codes = runs.groups
        return Units(tuple(f"{runs.grouped_by} {name}" for name in names), codes)
    for name, values in zip(runs.names, runs.x.T, strict=True):
        distinct, codes = np.unique(values, return_inverse=True)
        if len(distinct) <= len(runs) / 2:
            return Units(tuple(f"{name} {value:.6g}" for value in distinct), codes)
    return Units(tuple(f"row {row + 1}" for row in range(len(runs))), np.arange(len(runs)))


def influence(law: Law, rows: Rows, penalty: Penalty, runs: Runs, theta: Floats, held: Bools) -> Influence | None:
    """The fit without each unit; None where there are too many of them."""
    units = units_of(runs)
    if not 2 < len(units.names) <= _MOST_UNITS:
        return None
    weights = (units.codes != np.arange(len(units.names))[:, None]).astype(float)
    law, solved = settled(law, rows, penalty, weights, theta, held)
    return Influence(units, law.public(solved.theta))


def told(law: Law, found: Influence, theta: Floats, errors: Floats) -> list[str]:
    """Sentences on the units that move a parameter by more than one standard error (shape (p,)), the most first."""
    without, estimate = found.without, law.public(theta[None])[0]
    with np.errstate(all="ignore"):
        moved = np.abs(without - estimate) / errors
    moved = np.where(np.isfinite(moved), moved, 0.0)
    counts = np.bincount(found.units.codes)
    notes = []
    for unit in np.argsort(-moved.max(axis=1), kind="stable")[:_TOLD].tolist():
        place = int(moved[unit].argmax())
        if moved[unit, place] <= 1:
            break
        rows = f" ({counts[unit]} rows)" if counts[unit] > 1 else ""
        notes.append(
            f"Without {found.units.names[unit]}{rows} {law.parameters[place]} is {without[unit, place]:.4g}, not "
            f"{estimate[place]:.4g}: {moved[unit, place]:.1f} standard errors."
        )
    return notes

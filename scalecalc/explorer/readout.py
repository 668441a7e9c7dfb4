"""What holds at the cursor: a place of the sweep, read off exactly as the tables have it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.cells import shown
from scalecalc.coordinates import coordinate
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.results.points import TERM_COLUMNS
from scalecalc.results.regimes import regimes
from scalecalc.results.trajectories import local_exponent
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.solutions import solutions

if TYPE_CHECKING:
    from scalecalc.spec import Study


@record
class Ruling:
    """What takes longer to know of a place: the regime that rules there and the local exponent, or '' and nan."""

    regime: str
    exponent: float


def places(study: Study) -> tuple[str, list[float]]:
    """What is swept first, and its values in rising order; of a spec without a sweep the only value of the samples."""
    axes = study.grid.named()
    name = next((name for name, axis in axes.items() if axis.swept), next(iter(axes)))
    values = axes[name].values
    return name, [] if values is None else sorted(values.tolist())


def held(study: Study, name: str, value: float) -> Study:
    """The study at one point: that coordinate at that value, all others at their first."""
    axes = study.grid.named()
    first = {one: axis if axis.values is None else replace(axis, values=axis.values[:1]) for one, axis in axes.items()}
    first[name] = replace(axes[name], values=np.array([value]))
    return replace(study, grid=type(study.grid).of(first))


def readout(study: Study, name: str, value: float) -> list[str]:
    """The errors there and the largest term, each with its name."""
    one = held(study, name, value)
    result = next(solutions(one.task, one.grid, one.design, 1)).result
    errors, status = result.errors, str(result.status[0])
    total = float(errors.generalization_error[0])
    parts = [f"{coordinate(name).symbol} = {shown(value)}", f"test {shown(float(errors.test_error[0]))}"]
    parts += [f"train {shown(float(errors.train_error[0]))}", f"E_g {shown(total)}"]
    terms = {term: float(getattr(errors, term)[0]) for term in TERMS}
    largest = max(terms, key=lambda term: terms[term])
    if np.isfinite(total) and total > 0:
        parts.append(f"mostly {TERM_COLUMNS[largest].symbol}, {terms[largest] / total:.0%}")
    return parts + [status] * (status != "ok")


def ruling(study: Study, name: str, value: float) -> Ruling:
    """The regime there, and the exact local exponent of the generalization error; nothing where the sweep has none."""
    one = held(study, name, value)
    try:
        exponent = local_exponent(one, name, value)
    except UsageError:
        exponent = float("nan")
    return Ruling(_regime(study, name, value), exponent)


def _regime(study: Study, name: str, value: float) -> str:
    try:
        table = regimes(study, name)
    except UsageError:
        return ""
    inside = (np.minimum(table["start"], table["stop"]) <= value) & (value <= np.maximum(table["start"], table["stop"]))
    rows = np.flatnonzero(inside)
    return str(table["regime"][rows[0]]) if rows.size else ""


def said(name: str, ruling: Ruling) -> list[str]:
    """In words: `E_g ~ P^-1.2 here`, `regime: noise plateau`."""
    parts = []
    if np.isfinite(ruling.exponent):
        falls = coordinate(name).falls
        slope = ruling.exponent if falls else -ruling.exponent
        parts.append(f"E_g ~ {coordinate(name).symbol}^{slope:.3g} here")
    return parts + [f"regime: {ruling.regime}"] * bool(ruling.regime)

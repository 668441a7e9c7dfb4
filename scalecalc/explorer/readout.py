"""What holds at the cursor: a place of the sweep, read off exactly as the tables have it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.cells import shown
from scalecalc.coordinates import coordinate
from scalecalc.errors import UsageError
from scalecalc.results.points import TERM_COLUMNS
from scalecalc.results.regimes import regimes
from scalecalc.results.trajectories import local_exponent
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.solutions import solutions

if TYPE_CHECKING:
    from scalecalc.spec import Study
    from scalecalc.table import Table


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


class Reader:
    """What is known of a study along the first of its sweeps. What rules where is found once, for all places.

    name: of what is swept.  values: in rising order.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self.name, self.values = places(study)

    def place(self, value: float) -> str:
        """The place itself, in words."""
        return f"{coordinate(self.name).symbol} = {shown(value)}"

    def errors(self, value: float) -> list[str]:
        """The errors there and the largest term, each with its name."""
        one = held(self._study, self.name, value)
        result = next(solutions(one.task, one.grid, one.design, 1)).result
        errors, status = result.errors, str(result.status[0])
        total = float(errors.generalization_error[0])
        parts = [f"test {shown(float(errors.test_error[0]))}", f"train {shown(float(errors.train_error[0]))}"]
        parts.append(f"E_g {shown(total)}")
        terms = {term: float(getattr(errors, term)[0]) for term in TERMS}
        largest = max(terms, key=lambda term: terms[term])
        if np.isfinite(total) and total > 0:
            parts.append(f"mostly {TERM_COLUMNS[largest].symbol}, {terms[largest] / total:.0%}")
        return parts + [status] * (status != "ok")

    def ruling(self, value: float) -> list[str]:
        """What takes longer: `E_g ~ P^-1.2 here`, the exact slope, and the regime; nothing where the sweep has none."""
        parts: list[str] = []
        swept = coordinate(self.name)
        if swept.limit is None:  # nothing is known of how the error goes with it
            return parts
        with suppress(UsageError):
            exponent = local_exponent(held(self._study, self.name, value), self.name, value)
            if np.isfinite(exponent):
                parts.append(f"E_g ~ {swept.symbol}^{exponent if swept.falls else -exponent:.3g} here")
        return parts + [f"regime: {one}" for one in self._regime(value)]

    def _regime(self, value: float) -> list[str]:
        """The first stretch with that place in it; the others belong to other values of what else is swept."""
        table = self._stretches
        if table is None:
            return []
        ends = np.sort([table["start"], table["stop"]], axis=0)
        inside = (ends[0] <= value) & (value <= ends[1])
        return [str(one) for one in table["regime"][inside]][:1]

    @cached_property
    def _stretches(self) -> Table | None:
        with suppress(UsageError):
            return regimes(self._study, self.name)
        return None

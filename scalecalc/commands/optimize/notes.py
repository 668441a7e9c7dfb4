"""What the tables of `optimize` say in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.allocation.asymptotic import FrontierLaw
from scalecalc.allocation.frontier import Frontier, jumps, runner_up
from scalecalc.allocation.surfaces.theory import TheorySurface
from scalecalc.allocation.targets import Need

if TYPE_CHECKING:
    from scalecalc.arrays import Floats

_FINITE = "The exponents are those of endless modes; they hold as long as P and N are far below the {modes:.4g} modes."
_NEAR = 1.5  # a second valley whose error is larger by more than this factor is not worth a sentence
_APART = 0.1  # of exponents


def frontier_notes(found: Frontier, surface: TheorySurface, law: FrontierLaw | None) -> tuple[str, ...]:
    """On what a reader would not see in the numbers."""
    return (*_law(found, surface, law), *_valleys(found), *_binding(found))


def _law(found: Frontier, surface: TheorySurface, law: FrontierLaw | None) -> list[str]:
    if law is None:
        capped = np.isfinite(surface.high).any()
        why = "there is a limit to what may be spent on" if capped else "the error has no power law here"
        return [f"No exponents for budgets that go to infinity: {why}."]
    task = surface.study.task.power_law
    finite = [] if task is None or np.isinf(task.modes) else [_FINITE.format(modes=task.modes)]
    return finite + _exponents(found, surface, law)


def _exponents(found: Frontier, surface: TheorySurface, law: FrontierLaw) -> list[str]:
    if law.flat is not None:
        names = [one.name for one in surface.quantities]
        ends = [
            f"{name} ~ budget^{first:.4g} to budget^{last:.4g}"
            for name, first, last in zip(names, *law.flat, strict=True)
            if last > first
        ]
        if law.exponent == 0:
            return ["The error has a floor that no budget passes: its exponent is 0."]
        return [f"In the end the allocation is not determined, the exponent is the same for {', '.join(ends)}."]
    last = found.local[np.argmax(found.budgets)]
    if abs(last - law.exponent) > _APART:
        return [
            f"Not asymptotic: at the largest budget the exponent is still {last:.3g}, in the end {law.exponent:.3g}."
        ]
    return []


def _valleys(found: Frontier) -> list[str]:
    notes = []
    others = [(row, other) for row in range(len(found.budgets)) if (other := runner_up(found, row)) is not None]
    if others:
        row, (x, ratio) = min(others, key=lambda one: one[1][1])
        if ratio < _NEAR:
            notes.append(
                f"At the budget {found.budgets[row]:.4g} there is a second valley, at {_place(found, x)}; the error is"
                f" {ratio:.4g} times the least one."
            )
    moved = [f"{place:.3g}" for place in jumps(found)]
    if moved:
        notes.append(f"Near the budget {', '.join(moved)} the best allocation jumps to another valley.")
    return notes


def _place(found: Frontier, x: Floats) -> str:
    quantities = found.search.surface.quantities
    return ", ".join(f"{one.symbol} = {value:.4g}" for one, value in zip(quantities, np.exp(x), strict=True))


def _binding(found: Frontier) -> list[str]:
    notes = []
    for number, one in enumerate(found.search.surface.quantities):
        bound = found.budgets[found.capped[:, number]]
        if bound.size:
            notes.append(f"The limit of {one.name} binds from the budget {bound.min():.4g} on.")
    wasted = found.budgets[~found.spent & ~found.capped.all(axis=1)]
    if wasted.size:
        notes.append(
            f"From the budget {wasted.min():.4g} on, not all of it is spent: more would make the error larger."
        )
    return notes


def halving_notes(needs: list[Need]) -> tuple[str, ...]:
    """On what never halves the error."""
    return tuple(
        f"No amount of {one.name} alone halves the error: without end of it, {one.floor:.3g} times the error is left."
        for one in needs
        if np.isinf(one.needed)
    )

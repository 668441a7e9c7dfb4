"""The table of `optimize` for a fit, in the names of its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.allocation.cost import parse_cost
from scalecalc.allocation.fitted import PowerSums, fit_frontier, fit_frontier_law, fit_off_by, fit_terms, optima
from scalecalc.commands.optimize.answer import BUDGET, CONSTRAINT, EXPONENT, LOCAL, STATUS, laws, off, quantity_values
from scalecalc.errors import UsageError
from scalecalc.fitting.reading import sums
from scalecalc.results.columns import Values
from scalecalc.table import Column, Table
from scalecalc.theory.risk.evaluate import OK

if TYPE_CHECKING:
    from scalecalc.arrays import Floats
    from scalecalc.commands.optimize.asked import Asked
    from scalecalc.fitting.reading import FitFile

_DRAWS = 500  # enough for percentiles
_ENDS = 0.025, 0.975
_UNUSABLE = 0.02  # of the draws
FIRST_ORDER = "Intervals: 95 %, from errors to first order, which are often too narrow."
PERCENTILES = "Intervals: 95 %, percentiles over the fits of resamples, each allocated by itself."
NO_INTERVALS = "No intervals: too many resamples of the fit do not determine an allocation, or there are none."


def fit_answered(fit: FitFile, asked: Asked) -> Table:
    """One row for each budget. Raises UsageError for what cannot be asked of a fit."""
    names, budgets = _names(fit, asked), asked.budgets
    assert budgets is not None  # _names has refused all else
    order = [fit.x.index(name) for name in names]
    terms = fit_terms(names, parse_cost(asked.cost, {name: name for name in names}))
    law, draws = _laws(fit, fit.values[None], order), _laws(fit, fit.draws[:_DRAWS], order)
    low, high = np.log(fit.domain[order, 1]), np.log([asked.most.get(name, np.inf) for name in names])
    logs = np.log(budgets)
    found = fit_frontier(law, terms, logs, low, high)
    endless = fit_frontier_law(law, terms)
    exponent, powers = (np.nan, np.full(len(names), np.nan)) if asked.most else (endless.exponent, endless.powers)
    loss = law.floors[0] + found.excess
    best = np.where(found.capped, np.array([asked.most.get(name, np.inf) for name in names]), np.exp(found.x))
    ends, sure = _ends(draws, optima(draws, terms, logs, low, high))
    values: Values = {
        BUDGET.name: budgets,
        fit.y: loss,
        LOCAL.name: found.local,
        EXPONENT.name: np.full(len(budgets), exponent),
        CONSTRAINT.name: np.array([_constraint(names, row) for row in found.capped], dtype=object),
        STATUS.name: np.full(len(budgets), OK, dtype=object),
        f"{fit.y}_low": ends[0, :, -1],
        f"{fit.y}_high": ends[1, :, -1],
    }
    for i, name in enumerate(names):
        half, double = (
            (law.floors[0] + fit_off_by(law, terms, logs, found, i, factor, high)) / loss for factor in (0.5, 2.0)
        )
        values |= quantity_values(name, best[:, i], half, double, float(powers[i]), found.rates[:, i])
        values |= {f"{name}_low": ends[0, :, i], f"{name}_high": ends[1, :, i]}
    columns = _columns(names, fit.y)
    if len({one.name for one in columns}) < len(columns):
        raise UsageError("a column of the fit has the name of a column of the answer; fit it under another name")
    notes = (*_outside(fit, names, order, budgets, best), _on_intervals(fit, sure))
    return Table(columns, {one.name: values[one.name] for one in columns}, f"Allocation by the fit of {fit.y}", notes)


def _names(fit: FitFile, asked: Asked) -> tuple[str, ...]:
    if asked.budgets is None:
        raise UsageError("of a fit, optimize takes budget; target_error and to_halve are for specs")
    if sorted(asked.over) != sorted(fit.x):
        raise UsageError(f"over {','.join(asked.over)}: must name all columns of the fit, {','.join(fit.x)}")
    return asked.over


def _laws(fit: FitFile, values: Floats, order: list[int]) -> PowerSums:
    floors, amplitudes, exponents = sums(fit.law, values)
    with np.errstate(divide="ignore", invalid="ignore"):
        return PowerSums(floors, np.log(amplitudes), exponents[:, :, order])


def _ends(draws: PowerSums, x: Floats) -> tuple[Floats, bool]:
    """The ends of the intervals of quantities and loss, shape (2, b, k + 1), and whether there are such."""
    losses = draws.floors[:, None] + draws.excess(x)
    with np.errstate(over="ignore"):
        every = np.concatenate([np.exp(x), losses[:, :, None]], axis=2)
    good = ~np.isnan(every).any(axis=(1, 2))
    if not len(good) or np.mean(~good) > _UNUSABLE:
        return np.full((2, *every.shape[1:]), np.nan), False
    return np.quantile(every[good], _ENDS, axis=0, method="inverted_cdf"), True


def _constraint(names: tuple[str, ...], capped: Floats) -> str:
    return " and ".join(name for name, bound in zip(names, capped, strict=True) if bound) or "budget"


def _columns(names: tuple[str, ...], y: str) -> tuple[Column, ...]:
    quantities = [Column(name, f"the best {name} at this budget", coordinate=True) for name in names]
    ends = [
        Column(f"{name}_{side}", f"where the 95 % interval of {name} {verb}")
        for name in (*names, y)
        for side, verb in (("low", "begins"), ("high", "ends"))
    ]
    of_each = [*(one for name in names for one in off(name)), *(one for name in names for one in laws(name))]
    local = Column(LOCAL.name, "exact -dlog(loss above its floor)/dlog budget")
    exponent = Column(EXPONENT.name, "of loss above its floor ~ budget^-exponent as the budget goes to infinity")
    return (BUDGET, *quantities, Column(y, "the loss there"), local, exponent, *of_each, CONSTRAINT, STATUS, *ends)


# --- notes


def _outside(fit: FitFile, names: tuple[str, ...], order: list[int], budgets: Floats, best: Floats) -> list[str]:
    notes = []
    for i, name in enumerate(names):
        least, most = fit.domain[order[i]]
        beyond = (best[:, i] < least) | (best[:, i] > most)
        if beyond.any():
            notes.append(
                f"At {int(beyond.sum())} of {len(budgets)} budgets the best {name} is outside the rows of the fit,"
                f" {least:.4g} to {most:.4g}: nothing was measured there."
            )
    return notes


def _on_intervals(fit: FitFile, sure: bool) -> str:
    if not sure:
        return NO_INTERVALS
    return FIRST_ORDER if fit.first_order else PERCENTILES

"""The tables of `optimize`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.allocation.asymptotic import FrontierLaw, frontier_law
from scalecalc.allocation.frontier import Frontier, frontier, off_by
from scalecalc.allocation.surfaces.posed import theory_surface
from scalecalc.allocation.surfaces.theory import TheorySurface
from scalecalc.allocation.targets import Need, budgets_for, to_halve
from scalecalc.commands.optimize.notes import frontier_notes, halving_notes
from scalecalc.coordinates import RIDGE, coordinate
from scalecalc.errors import UsageError
from scalecalc.results.columns import GENERALIZATION, Values, coordinate_column
from scalecalc.table import Column, Table
from scalecalc.theory.risk.evaluate import OK, OUT_OF_RANGE

if TYPE_CHECKING:
    from scalecalc.arrays import Floats
    from scalecalc.commands.optimize.asked import Asked
    from scalecalc.spec import Study

TARGET = Column("target_error", "the error that is to be reached", coordinate=True)
BUDGET = Column("budget", "what may be spent, in units of the cost", "C", coordinate=True)
LOCAL = Column("local_exponent", "exact -dlog error/dlog budget, at the optimum over real counts")
EXPONENT = Column("exponent", "of error ~ budget^-exponent as the budget goes to infinity")
CONSTRAINT = Column("constraint", "what binds: the budget, the quantity whose max does, or none where more would hurt")
STATUS = Column("status", "ok, or what happened")
QUANTITY = Column("quantity", "what there is more of, all else held and laws followed", coordinate=True)
NOW = Column("now", "of that quantity")
NEEDED = Column("needed", "of that quantity to halve the error; inf where no amount does")
FACTOR = Column("factor", "needed over now")


def off(name: str) -> tuple[Column, Column]:
    """The columns of a quantity that is off by two."""
    rest = "at the same budget, over the least error"
    return (
        Column(f"half_{name}", f"the error with half of the best {name} {rest}", detail=True),
        Column(f"double_{name}", f"the error with double the best {name} {rest}", detail=True),
    )


def laws(name: str) -> tuple[Column, Column]:
    """The columns of how a quantity goes with the budget."""
    return (
        Column(f"exponent_{name}", f"of {name} ~ budget^exponent_{name} as the budget goes to infinity"),
        Column(f"local_exponent_{name}", f"dlog {name}/dlog budget, at the optimum over real counts", detail=True),
    )


def _columns(names: list[str]) -> tuple[Column, ...]:
    apart = [column for name in names for column in off(name)]
    powers = [column for name in names for column in laws(name)]
    quantities = map(coordinate_column, names)
    return (BUDGET, *quantities, GENERALIZATION, LOCAL, EXPONENT, *apart, *powers, CONSTRAINT, STATUS)


COLUMNS = (TARGET, *_columns(["samples", "width", "ridge", "members", "time", "steps"]), QUANTITY, NOW, NEEDED, FACTOR)


def answered(study: Study, asked: Asked) -> Table:
    """The table of one study."""
    if asked.budgets is None and asked.targets is None:
        return _halving(study, asked)
    search, surface = asked.search(study)
    budgets = asked.budgets if asked.targets is None else budgets_for(search, asked.targets)
    assert budgets is not None  # one of the two is given
    found = frontier(search, budgets)
    law = frontier_law(surface, search.terms)
    values = _values(found, surface, law)
    columns = _columns(list(asked.over))
    if asked.targets is not None:
        values[TARGET.name], columns = asked.targets, (TARGET, *columns)
    notes = frontier_notes(found, surface, law)
    return Table(columns, {one.name: values[one.name] for one in columns}, study.title, notes)


def _values(found: Frontier, surface: TheorySurface, law: FrontierLaw | None) -> Values:
    b = len(found.budgets)
    status = np.where(np.isfinite(found.count_errors), OK, OUT_OF_RANGE)
    values: Values = {
        BUDGET.name: found.budgets,
        GENERALIZATION.name: found.count_errors,
        LOCAL.name: found.local,
        EXPONENT.name: np.full(b, np.nan if law is None else law.exponent),
        CONSTRAINT.name: np.array(_constraints(found), dtype=object),
        STATUS.name: status.astype(object),
    }
    for number, one in enumerate(surface.quantities):
        half, double = off_by(found, number, 0.5), off_by(found, number, 2.0)
        power = np.nan if law is None else float(law.powers[number])
        values |= quantity_values(one.name, found.counts[:, number], half, double, power, found.rates[:, number])
    if surface.optimal:
        ridge = surface.ridges(np.log(found.counts))
        half, double = (surface.with_ridges(found.x, factor) / found.errors for factor in (0.5, 2.0))
        power = np.nan if law is None else law.ridge
        values |= quantity_values(RIDGE.name, ridge, half, double, power, surface.ridge_rates(found.x, found.rates))
    return values


def quantity_values(name: str, best: Floats, half: Floats, double: Floats, power: float, rates: Floats) -> Values:
    """The values of the columns of one quantity, but for its interval."""
    return {
        name: best,
        f"half_{name}": half,
        f"double_{name}": double,
        f"exponent_{name}": np.full(len(best), power),
        f"local_exponent_{name}": rates,
    }


def _constraints(found: Frontier) -> list[str]:
    names = [one.name for one in found.search.surface.quantities]
    return [
        " and ".join(name for name, bound in zip(names, capped, strict=True) if bound)
        or ("budget" if spent else "none")
        for capped, spent in zip(found.capped.tolist(), found.spent.tolist(), strict=True)
    ]


# --- to halve the error


def _halving(study: Study, asked: Asked) -> Table:
    needs = [_need(study, name) for name in asked.over or _counts(study)]
    now, needed = np.array([one.now for one in needs]), np.array([one.needed for one in needs])
    values: Values = {
        QUANTITY.name: np.array([one.name for one in needs], dtype=object),
        NOW.name: now,
        NEEDED.name: needed,
        FACTOR.name: needed / now,
    }
    return Table((QUANTITY, NOW, NEEDED, FACTOR), values, study.title, halving_notes(needs))


def _counts(study: Study) -> list[str]:
    """The counts that can grow: those that are numbers, and finite."""
    axes = study.grid.named()
    return [
        name
        for name, axis in axes.items()
        if coordinate(name).count and axis.values is not None and np.isfinite(axis.values).all()
    ]


def _need(study: Study, name: str) -> Need:
    axis = study.grid.named().get(name)
    surface = theory_surface(study, (name,), {})
    if axis is None or axis.values is None or axis.swept or not np.isfinite(axis.values).all():
        raise UsageError(f"{name} is not one finite number in the spec; give it the value that there is now")
    return to_halve(surface, float(axis.values[0]))

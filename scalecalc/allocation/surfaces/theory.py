"""The error of a spec as a function of what a budget pays for."""

from __future__ import annotations

from dataclasses import replace
from math import inf, log, nan
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.allocation.cost import Cost, Terms
from scalecalc.allocation.descent import FINE
from scalecalc.allocation.surfaces.surface import Quantity
from scalecalc.arrays import Floats
from scalecalc.coordinates import MEMBERS, TIME, Coordinate, coordinate
from scalecalc.record import record
from scalecalc.theory.laws.asymptotics import asymptotics
from scalecalc.theory.laws.growth import Scaling
from scalecalc.theory.laws.ridge_law import optimal_order
from scalecalc.theory.optimum.optimal import at_optimum
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.risk.local import Rates, local_exponents

if TYPE_CHECKING:
    from scalecalc.spec import Study

TOTAL = "generalization_error"


@record(eq=False)
class TheorySurface:
    """The generalization error of a study, with every number that is not free held, and laws followed.

    free: the coordinates that a budget pays for, by column name.  high: the largest value of each, shape (k,).
    base, rates: the logarithm of every coordinate is base + rates . x, by column name; of zero and infinity, base.
    held: those that do not move, exactly.  optimal: whether the ridge is the best at each point.
    """

    study: Study
    free: tuple[Coordinate, ...]
    high: Floats
    base: dict[str, float]
    rates: dict[str, Floats]
    held: dict[str, float]
    optimal: bool

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        return tuple(
            Quantity(one.name, one.symbol, one.doc, one.count, self.least(one), float(high))
            for one, high in zip(self.free, self.high, strict=True)
        )

    @property
    def helps(self) -> tuple[bool, ...]:
        """At the optimal ridge there is no double descent (arXiv:2003.01897); averaging only takes variance away."""
        return tuple(self.optimal or one.name == MEMBERS.name for one in self.free)

    @property
    def symbols(self) -> dict[str, str]:
        """How a cost may write what it can count, and the columns meant."""
        return {_symbol(name): name for name in self.base if payable(name)}

    def least(self, one: Coordinate) -> float:
        """The smallest value of what is free."""
        del one
        return 1.0

    def points(self, x: Floats) -> Points:
        """The points with these logarithms of what is free, the ridge the optimal one where that is asked for."""
        with np.errstate(over="ignore"):
            values = {
                name: np.full(len(x), self.held[name]) if name in self.held else np.exp(self.base[name] + x @ rates)
                for name, rates in self.rates.items()
            }
        points = Points.of(values)
        return at_optimum(self.study.task, points, self.study.design) if self.optimal else points

    def errors(self, x: Floats) -> Floats:
        return self._errors(self.points(x))

    def at_counts(self, counts: Floats) -> Floats:
        """The errors at these integers, shapes (n, k) to (n,); what follows them by a law is rounded as in a spec."""
        return self._errors(self.points(np.log(counts)).whole())

    def ridges(self, x: Floats) -> Floats:
        """The ridges, shapes (n, k) to (n,)."""
        return self.points(x).ridge

    def with_ridges(self, x: Floats, factor: float) -> Floats:
        """The errors with this many times the ridge, shapes (n, k) to (n,)."""
        points = self.points(x)
        return self._errors(replace(points, ridge=factor * points.ridge))

    def ridge_rates(self, x: Floats, rates: Floats) -> Floats:
        """dlog ridge/dt where x moves at these rates, shapes (n, k) and (n, k) to (n,); nan without a ridge."""
        places = np.array(FINE.places)[:, None, None]
        with np.errstate(all="ignore"):
            moved = np.log(self.ridges((x + places * rates).reshape(-1, x.shape[1]))).reshape(len(places), len(x))
            return np.where(np.isfinite(moved).all(axis=0), np.array(FINE.weights) @ moved, nan)

    def _errors(self, points: Points) -> Floats:
        found = evaluate(self.study.task, points, self.study.design).errors.generalization_error
        return np.where(np.isnan(found), inf, found)

    def slopes(self, x: Floats) -> Floats:
        """Where the ridge is optimal, the error does not depend on how the ridge moves."""
        points = self.points(x)
        return np.column_stack([self._slope(points, i) for i in range(len(self.free))])

    def _slope(self, points: Points, i: int) -> Floats:
        task, design = self.study.task, self.study.design
        if self.free[i].name != MEMBERS.name:
            return local_exponents(task, points, self._moving(i), design)[TOTAL]
        assert points.members is not None  # as it is free
        twice = evaluate(task, replace(points, members=2 * points.members), design).errors.generalization_error
        once = evaluate(task, points, design).errors.generalization_error
        return np.asarray(2 * (once - twice) / once)  # the error is linear in 1/K

    def terms(self, cost: Cost) -> Terms:
        constants, rates = [], []
        for one in cost.monomials:
            constants.append(log(one.factor) + sum(power * self.base[name] for name, power in one.powers.items()))
            zero = np.zeros(len(self.free))
            rates.append(sum((power * self.rates[name] for name, power in one.powers.items()), zero))
        return Terms(np.array(constants), np.array(rates))

    def order(self, path: Scaling) -> float | None:
        """The order of the error along a path; None where there is no law."""
        task, design = self.study.task.power_law, self.study.design
        assert task is not None  # the caller has checked
        if self.optimal:
            return optimal_order(task, path, design)
        laws = asymptotics(task, path, design)
        error = None if laws is None else laws.errors.generalization_error
        return error.order if error is not None and 0 < error.amplitude < inf else None

    def _moving(self, i: int) -> Rates:
        return Rates.of({name: float(rates[i]) for name, rates in self.rates.items()})


def payable(name: str) -> bool:
    """Whether a budget may pay for this coordinate."""
    one = coordinate(name)
    return one.count or one == TIME


def _symbol(name: str) -> str:
    """How a cost writes a column in short: P, N, K, and N_1 of the first layer."""
    base, _, layer = name.partition("_")
    return coordinate(base).symbol + (f"_{layer}" if layer else "")

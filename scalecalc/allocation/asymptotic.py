"""The exact exponents of the frontier: how the best error, and every quantity, go with the budget in the end.

With each quantity a power of the budget, the exponent of the error is piecewise linear in these powers. So the best
powers are a kink of it, on the border of what the budget pays for. For one layer of white features and the cost N P
these are the rules of the compute-optimal frontier, an extension of arXiv:2405.00592.
"""

from __future__ import annotations

from math import exp, inf, isfinite, nan

import numpy as np

from scalecalc.allocation.cost import Terms
from scalecalc.allocation.kinks import Largest, largest
from scalecalc.allocation.theory import TheorySurface
from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.laws.asymptotics import asymptotics
from scalecalc.theory.laws.growth import Scaling
from scalecalc.theory.laws.ridge_law import optimal_order, optimal_ridge_law
from scalecalc.theory.leading import Leading
from scalecalc.theory.spectra.power_law import PowerLaw

_APART = 0.37  # in logarithms of amplitudes, which change no exponent
_FLAT = 1e-9  # between the ends of a power that is not determined


@record(eq=False)
class FrontierLaw:
    """E ~ budget^-exponent, quantity ~ budget^power.

    exponent: nan where there is no law.  powers: shape (k,), nan where several powers have the same exponent.
    ridge: the power of the optimal ridge; nan without one.  flat: the powers between which nothing changes, if so.
    """

    exponent: float
    powers: Floats
    ridge: float = nan
    flat: tuple[Floats, Floats] | None = None


def frontier_law(surface: TheorySurface, terms: Terms) -> FrontierLaw | None:
    """The law of the frontier; None where the theory has none (no power law, alpha <= 1, correlated samples, ...)."""
    task = surface.study.task.power_law
    if task is None or task.alpha <= 1 or task.decay <= 1 or np.isfinite(surface.high).any():
        return None
    search = _Powers(surface, task, terms)
    found = search.best()
    return found if isfinite(found.exponent) else None


@record(eq=False)
class _Powers:
    surface: TheorySurface
    task: PowerLaw
    terms: Terms

    def best(self) -> FrontierLaw:
        k = self.terms.rates.shape[1]
        first, last = [], []
        found = self._along(np.zeros(k), 0, first, last)
        start, stop = np.array(first), np.array(last)
        middle = 0.5 * (start + stop)
        flat = (start, stop) if np.max(stop - start) > _FLAT else None
        powers = np.where(stop - start > _FLAT, nan, middle)
        ridge = self._ridge(middle) if self.surface.optimal and flat is None else nan
        return FrontierLaw(found.value, powers, ridge, flat)

    def _along(self, powers: Floats, free: int, first: list[float], last: list[float]) -> Largest:
        """The best exponent over the powers from this quantity on; the last takes what the others leave."""
        k = len(powers)
        if free == k - 1:
            power = self._left(powers, free)
            value = self._exponent(np.append(powers[:free], power))
            first[:], last[:] = [power], [power]
            return Largest(value, power, power)

        def value(power: float) -> float:
            return self._along(np.array([*powers[:free], power, *powers[free + 1 :]]), free + 1, [], []).value

        found = largest(value, 0.0, self._left(powers, free))
        ends = []
        for power in (found.first, found.last):
            inner: tuple[list[float], list[float]] = ([], [])
            if isfinite(power):
                self._along(np.array([*powers[:free], power, *powers[free + 1 :]]), free + 1, *inner)
            else:
                inner = ([nan] * (k - free - 1), [nan] * (k - free - 1))
            ends.append(inner)
        first[:] = [found.first, *np.minimum(ends[0][0], ends[1][0]).tolist()]
        last[:] = [found.last, *np.maximum(ends[0][1], ends[1][1]).tolist()]
        return found

    def _left(self, powers: Floats, free: int) -> float:
        """The largest power of one quantity that the budget pays for, those after it at 0."""
        rates = self.terms.rates
        used = rates[:, :free] @ powers[:free]
        paid = rates[:, free] > 0
        return max(0.0, float(np.min((1 - used[paid]) / rates[paid, free])))

    def _path(self, powers: Floats) -> Scaling:
        base, rates = self.surface.base, self.surface.rates
        apart = _APART * np.arange(len(powers))  # so that no two counts are equal, where an error would diverge
        return Scaling.of({name: _law(base[name] + rates[name] @ apart, float(rates[name] @ powers)) for name in base})

    def _exponent(self, powers: Floats) -> float:
        """-order of the error when the quantities are these powers of the budget; nan where there is no law."""
        path, design = self._path(powers), self.surface.study.design
        if self.surface.optimal:
            order = optimal_order(self.task, path, design)
            return nan if order is None or not isfinite(order) else -order
        laws = asymptotics(self.task, path, design)
        error = None if laws is None else laws.errors.generalization_error
        return -error.order if error is not None and 0 < error.amplitude < inf else nan

    def _ridge(self, powers: Floats) -> float:
        found = optimal_ridge_law(self.task, self._path(powers), self.surface.study.design)
        return nan if found is None or not found.ridge.amplitude else found.ridge.order


def _law(base: float, power: float) -> Leading:
    return Leading(exp(base), power) if isfinite(base) else Leading(0.0 if base < 0 else inf)

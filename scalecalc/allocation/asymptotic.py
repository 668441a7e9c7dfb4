"""The exact exponents of the frontier: how the best error, and every quantity, go with the budget in the end.

With each quantity a power of the budget, the exponent of the error is piecewise linear in these powers. So the best
powers are a kink of it, on the border of what the budget pays for. For one layer of white features and the cost N P
these are the rules of the compute-optimal frontier, an extension of arXiv:2405.00592.
"""

from __future__ import annotations

from math import exp, inf, isfinite, nan

import numpy as np

from scalecalc.allocation.cost import Terms
from scalecalc.allocation.kinks import largest
from scalecalc.allocation.surfaces.theory import TheorySurface
from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.laws.growth import Scaling
from scalecalc.theory.laws.ridge_law import optimal_ridge_law
from scalecalc.theory.leading import Leading
from scalecalc.theory.spectra.power_law import PowerLaw

_LARGE, _APART = 5.0, 0.37  # in logarithms of amplitudes, which change no exponent
_NODES = {1: 1, 2: 16, 3: 5}  # of each power, by how many there are
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
class _Best:
    """The largest exponent, and the ends of the stretch of powers on which it is taken, shape (k,) each."""

    value: float
    first: Floats
    last: Floats


@record(eq=False)
class _Powers:
    surface: TheorySurface
    task: PowerLaw
    terms: Terms

    def best(self) -> FrontierLaw:
        found = self._along(())
        middle, flat = 0.5 * (found.first + found.last), found.last - found.first > _FLAT
        powers = np.where(flat, nan, middle)
        ridge = self._ridge(middle) if self.surface.optimal and not flat.any() else nan
        return FrontierLaw(found.value + 0.0, powers, ridge, (found.first, found.last) if flat.any() else None)

    def _along(self, powers: tuple[float, ...]) -> _Best:
        """The best exponent over the powers behind these; the last takes what the others leave."""
        k, left = self.terms.rates.shape[1], self._left(powers)
        if len(powers) == k - 1:
            every = np.array([*powers, left])
            return _Best(self._exponent(every), every, every)
        found = largest(lambda power: self._along((*powers, power)).value, 0.0, left, _NODES.get(k, 4))
        if not isfinite(found.value):
            return _Best(nan, np.full(k, nan), np.full(k, nan))
        first, last = self._along((*powers, found.first)), self._along((*powers, found.last))
        return _Best(found.value, np.minimum(first.first, last.first), np.maximum(first.last, last.last))

    def _left(self, powers: tuple[float, ...]) -> float:
        """The largest power of the next quantity that the budget pays for, those after it at 0."""
        rates, free = self.terms.rates, len(powers)
        used = rates[:, :free] @ np.array(powers)
        paid = rates[:, free] > 0
        return max(0.0, float(np.min((1 - used[paid]) / rates[paid, free])))

    def _path(self, powers: Floats) -> Scaling:
        base, rates = self.surface.base, self.surface.rates
        apart = _LARGE + _APART * np.arange(len(powers))  # no two counts are equal, where an error would diverge
        return Scaling.of(
            {name: _law(base[name] + float(rates[name] @ apart), float(rates[name] @ powers)) for name in base}
        )

    def _exponent(self, powers: Floats) -> float:
        """-order of the error when the quantities are these powers of the budget; nan where there is no law."""
        order = self.surface.order(self._path(powers))
        return -order if order is not None and isfinite(order) else nan

    def _ridge(self, powers: Floats) -> float:
        found = optimal_ridge_law(self.task, self._path(powers), self.surface.study.design)
        return nan if found is None or not found.ridge.amplitude else found.ridge.order


def _law(base: float, power: float) -> Leading:
    return Leading(exp(base), power) if isfinite(base) else Leading(0.0 if base < 0 else inf)

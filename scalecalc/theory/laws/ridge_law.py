"""The law of the optimal ridge: lambda* ~ c X^-l with the smallest generalization error as X -> infinity.

With lambda = X^-l the order of the error is piecewise linear in l. It is also piecewise linear in the order m of the
resolution z ~ X^m, and convex except where z passes the knee of a layer. Its minimum is a kink, where two terms tie, or
the ridge and another limit. There the amplitude depends on c, and is minimised over c. For one layer of white weights
these are the cases q >= q*, 1/(1+alpha) < q < q* and q < 1/(1+alpha) of N = P^q (arXiv:2405.00592, Cui et al. 2021).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from math import exp, inf

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.laws.asymptotics import Asymptotics, asymptotics
from scalecalc.theory.laws.growth import Scaling, growth
from scalecalc.theory.laws.resolution import RIDGE, resolution
from scalecalc.theory.leading import ZERO, Leading
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.numerics.powersum import capacity_constant
from scalecalc.theory.optimum.optimal import optimal_ridge
from scalecalc.theory.points import Points
from scalecalc.theory.spectra.power_law import PowerLaw
from scalecalc.theory.traced import searched, unrecorded

_STEP = 1e-3  # times the length of an interval of m: the step for slopes
_TIE = 1e-9
_MOST_KINKS = 40
_REACH = 40.0  # in log c, on both sides of the natural value
_PLACES = 41
_GOLDEN = 0.6180339887498949
_SHRINKS = 60
_GAIN = 1e-9  # a smaller relative gain over no ridge does not count


@record
class RidgeLaw:
    """The optimal ridge, and the laws of the errors there.

    ridge: lambda*; 0 where the error is the same, to leading order, for every ridge that falls faster than `below`.
    """

    ridge: Leading
    below: Leading
    laws: Asymptotics


def optimal_ridge_law(task: PowerLaw, path: Scaling, design: Design = PLAIN) -> RidgeLaw | None:
    """The law of the optimal ridge along a path (its own ridge is ignored).

    None where there is no such law: the errors have no laws, or have logarithms, or learning is of no use.
    """
    problem = _Choice(task, replace(path, ridge=ZERO), design)
    free = problem.laws(ZERO)
    if free is None:
        return None
    if free.resolved.amplitude == inf:  # P = N = inf
        return RidgeLaw(ZERO, ZERO, free)
    if problem.most == 0:
        return problem.at_the_limit(free)
    orders = problem.lowest_places()
    best = min(problem.order(m) for m in orders)
    if best > _TIE:
        return None
    found = [problem.best_at(m) for m in sorted(set(orders)) if problem.order(m) < best + _TIE]
    laws = [law for law in found if law is not None]
    if not laws or any(law.laws.errors.generalization_error.logs for law in laws):
        return None
    return min(laws, key=lambda law: law.laws.errors.generalization_error.amplitude)


def optimal_order(task: PowerLaw, path: Scaling, design: Design = PLAIN) -> float | None:
    """The order of the error at the optimal ridge along a path, without its amplitude; None where there is no law."""
    problem = _Choice(task, replace(path, ridge=ZERO), design)
    free = problem.laws(ZERO)
    if free is None or free.resolved.amplitude == inf:
        return None
    if problem.most == 0:
        return 0.0
    return min(problem.order(m) for m in problem.lowest_places())


@record
class _Choice:
    """The errors along a path as a function of the ridge."""

    task: PowerLaw
    path: Scaling
    design: Design

    def laws(self, ridge: Leading) -> Asymptotics | None:
        return asymptotics(self.task, replace(self.path, ridge=ridge), self.design)

    @property
    def most(self) -> float:
        """The largest m: the order of z without ridge."""
        bounds = resolution(self.task, self.path, self.design)
        return min(bound.order for name, bound in bounds.items() if name != RIDGE and bound.amplitude < inf)

    def breaks(self) -> list[float]:
        """The m between which the order of the error is convex: both ends, and the knees of structured layers."""
        layers = growth(self.task, self.path, self.design).layers
        knees = [knee.order for layer in layers if (knee := layer.knee()) is not None]
        return [0.0, *sorted(knee for knee in knees if 0 < knee < self.most), self.most]

    def lowest_places(self) -> list[float]:
        """The m at which the order of the error may be lowest."""
        places = [m for start, stop in pairwise(self.breaks()) for m in _lowest(self.order, start, stop)]
        return [*places, self.most]

    def ridge(self, m: float) -> Leading:
        """The ridge at which z ~ X^m, if nothing else stops it."""
        problem = growth(self.task, self.path, self.design)
        coefficient, exponent = problem.reduced()
        gain = self.path_gain
        kappa = Leading(self.task.scale * capacity_constant(self.task.alpha) ** self.task.alpha, -self.task.alpha * m)
        return kappa * coefficient * Leading(1.0, -exponent * m) * gain

    @property
    def path_gain(self) -> Leading:
        """mu1^2 of an activation: the ridge of the path over the one that the equation sees."""
        one = replace(self.path, ridge=Leading(1.0))
        return Leading(1.0) / growth(self.task, one, self.design).ridge

    def order(self, m: float) -> float:
        """The order of the error at the ridge of m; inf without a law."""
        found = self.laws(self.ridge(m))
        law = found.errors.generalization_error if found else Leading(inf)
        return inf if law.amplitude == inf else law.order

    def at_the_limit(self, free: Asymptotics) -> RidgeLaw | None:
        """Where the resolution stays finite: the exact optimum at X = infinity, to which the optimal ridge tends."""
        ridge = float(optimal_ridge(self.task, self._limit(), self.design)[0])
        if not ridge < inf:
            return None
        laws = self.laws(Leading(ridge)) if ridge else None
        if laws is None or free.errors.generalization_error.amplitude <= _amplitude(laws) * (1 + _GAIN):
            return RidgeLaw(ZERO, Leading(1.0), free)
        return RidgeLaw(Leading(ridge), Leading(1.0), laws)

    def _limit(self) -> Points:
        """The point at X = infinity, without ridge."""
        ends = {name: _at_the_end(law) for name, law in self.path.named().items()}
        return replace(Points.of(ends), ridge=np.zeros(1))

    def best_at(self, m: float) -> RidgeLaw | None:
        """The best ridge of this order, or no ridge if that is as good."""
        natural, order = self.ridge(m), self.order(m)

        def amplitude(log_c: float) -> float:
            found = self.laws(natural * Leading(exp(log_c)))
            law = found.errors.generalization_error if found else Leading(inf)
            return law.amplitude if law.order < order + _TIE else inf

        searched(self.task, *growth(self.task, self.path, self.design).parts, self.path.noise)
        with unrecorded():
            log_c = _minimum(amplitude)
        ridge = natural * Leading(exp(log_c))
        laws, free = self.laws(ridge), self.laws(ZERO)
        if laws is None:
            return None
        if free is not None:
            error, unridged = laws.errors.generalization_error, free.errors.generalization_error
            if abs(unridged.order - order) < _TIE and unridged.amplitude <= error.amplitude * (1 + _GAIN):
                return RidgeLaw(ZERO, natural, free)
        return RidgeLaw(ridge, natural, laws)


def _amplitude(laws: Asymptotics) -> float:
    return laws.errors.generalization_error.amplitude


def _at_the_end(law: Leading) -> Floats:
    """A law's value at X = infinity, shape (1,)."""
    growing = law.amplitude * (inf if law.order > 0 else 1.0)
    return np.array([0.0 if law.order < 0 else growing])


def _lowest(function: Callable[[float], float], start: float, stop: float) -> list[float]:
    """A place where a convex, piecewise linear function is lowest, as a list; empty without one.

    The tangents on both sides of the minimum meet below the function; where they meet is the next place to try.
    """
    if stop - start < _TIE:
        return []
    step = _STEP * (stop - start)
    left, right = _tangent(function, start + step, step), _tangent(function, stop - step, -step)
    for _ in range(_MOST_KINKS):
        (a, rise), (b, slope) = left, right
        if rise >= -_TIE:
            return [start]
        if slope <= _TIE:
            return [stop]
        meeting = (b - a) / (rise - slope)
        value = function(meeting)
        if value <= a + rise * meeting + _TIE:
            return [meeting]
        after, before = _tangent(function, meeting, step), _tangent(function, meeting, -step)
        if after[1] < -_TIE:
            left = after
        elif before[1] > _TIE:
            right = before
        else:
            return [meeting]
    return []


def _tangent(function: Callable[[float], float], x: float, step: float) -> tuple[float, float]:
    """Intercept and slope of the piece next to x, on the side of the step."""
    near, far = function(x + step / 8), function(x + step / 2)
    slope = (far - near) / (3 * step / 8)
    return near - slope * (x + step / 8), slope


def _minimum(function: Callable[[float], float]) -> float:
    """Where the function is lowest within _REACH of 0: the best of evenly spaced places, then by golden sections."""
    places = [_REACH * (2 * i / (_PLACES - 1) - 1) for i in range(_PLACES)]
    middle = min(places, key=function)
    width = places[1] - places[0]
    low, high = middle - width, middle + width
    a, b = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_a, at_b = function(a), function(b)
    for _ in range(_SHRINKS):
        if at_a <= at_b:
            high, b, at_b = b, a, at_a
            a = high - _GOLDEN * (high - low)
            at_a = function(a)
        else:
            low, a, at_a = a, b, at_b
            b = low + _GOLDEN * (high - low)
            at_b = function(b)
    return (low + high) / 2

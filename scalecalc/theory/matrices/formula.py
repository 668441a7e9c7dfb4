"""Random matrices given by formulas: what the solver and the laws ask, from 1/S and Theta as functions of z/N alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol, TypeAlias

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.theory.leading import ONE, ZERO, Leading
from scalecalc.theory.matrices.law import LayerLaw
from scalecalc.theory.matrices.response import Level, Matrix, Response, Rows
from scalecalc.theory.sloped import Sloped, held

Quantity: TypeAlias = Any  # a number, an array, or anything else with + * / and powers: Sloped, Change, Leading

_TINY = 1e-300
_PLACES = np.linspace(0.0, 1.0, 65)  # of z/N, where the bounds of 1/S are taken
_LOOSE = 2.0  # by how much bounds between the places may be off
_AGREE = 1e-8  # how well a formula for Theta fits the derivative of 1/S
_NEAR = 1e-8  # of 1 - z/N: nearer, the slope of S (1 - z/N) drowns in rounding


class Formula(Protocol):
    """The S-transform of a kind of weights, as `Weights` says."""

    def inverse_s(self, filled: Quantity, free: Quantity, width: Quantity) -> Quantity: ...
    def theta_factor(self, filled: Quantity, free: Quantity, width: Quantity) -> Quantity: ...


@record
class Change:
    """A positive quantity before and now, with the difference, so that no formula has to subtract them."""

    before: Floats
    now: Floats
    change: Floats

    def __add__(self, other: Change | float) -> Change:
        other = _change(other)
        return Change(self.before + other.before, self.now + other.now, self.change + other.change)

    def __mul__(self, other: Change | float) -> Change:
        other = _change(other)
        change = self.now * other.change + self.change * other.before
        return Change(self.before * other.before, self.now * other.now, change)

    def __truediv__(self, other: Change | float) -> Change:
        other = _change(other)
        ratio = self.before / other.before
        return Change(ratio, self.now / other.now, (self.change - ratio * other.change) / other.now)

    def __rtruediv__(self, other: float) -> Change:
        return _change(other) / self

    def __pow__(self, exponent: float) -> Change:
        before, now = self.before**exponent, self.now**exponent
        with np.errstate(all="ignore"):
            change = before * np.expm1(exponent * np.log1p(self.change / self.before))
        return Change(before, now, np.where(self.before == 0, now, change))

    __radd__, __rmul__ = __add__, __mul__


def _change(value: Change | float) -> Change:
    if isinstance(value, Change):
        return value
    number = np.asarray(value, dtype=float)
    return Change(number, number, np.zeros_like(number))


@record
class FormulaMatrix:
    """n matrices of one formula. highest, steepest, lowest: as in Matrix, shape (n,)."""

    formula: Formula
    size: Floats
    highest: Floats
    steepest: Floats
    lowest: Floats

    @classmethod
    def of(cls, formula: Formula, size: Floats) -> FormulaMatrix:
        """With bounds from the formula. Raises UsageError where it is none that the theory can take."""
        filled, free = _PLACES[:, None], np.maximum(1 - _PLACES, _TINY)[:, None]
        widths = np.broadcast_to(size, (_PLACES.size, size.size))
        with np.errstate(all="ignore"):
            inverse = formula.inverse_s(np.broadcast_to(filled, widths.shape), free, widths) + np.zeros(widths.shape)
            steep = inverse / free
        if not np.all((steep > 0) & np.isfinite(steep)):
            raise UsageError(f"{_name(formula)}: 1/S must be > 0 for z < N, and fall to 0 like 1 - z/N as z -> N")
        _check_theta(formula, size)
        return cls(formula, size, inverse[0] * _LOOSE, steep.max(axis=0) * _LOOSE, steep.min(axis=0) / _LOOSE)

    @property
    def count(self) -> Floats:
        return self.size

    def __getitem__(self, rows: Rows) -> Matrix:
        bounds = (self.highest[rows], self.steepest[rows], self.lowest[rows])
        return FormulaMatrix(self.formula, self.size[rows], *bounds)

    def response(self, z: Floats, free: Floats, near: Floats | None = None, level: Level | None = None) -> Response:
        del near, level
        filled, some = z / self.size, free if np.iscomplexobj(free) else np.maximum(free, _TINY)
        inverse = self._inverse_s(filled, free)
        with np.errstate(all="ignore"):
            reach = some / self._inverse_s(filled, some)
            slopes = Sloped(filled, np.ones_like(z)), Sloped(some, -filled / some), held(self.size)
            theta = self.formula.theta_factor(*slopes)
            factor, slope = (theta.value, theta.slope) if isinstance(theta, Sloped) else (theta, 0.0)
            factor = factor + np.zeros_like(z)
            return Response(
                inverse_s=inverse,
                theta_numerator=factor / self.size,
                theta_denominator=free,
                numerator_slope=slope,
                denominator_slope=-filled / free,
                total=filled * factor + free,
                reach=reach,
                reach_slope=np.where(np.abs(free) > _NEAR, filled / some * (factor - 1), 0.0),
                memory=z,
            )

    def steepness(self, at: Response, start: Response, change: Floats) -> Floats:
        assert at.memory is not None and start.memory is not None  # as `response` gives them
        rise = change / self.size
        filled = Change(start.memory / self.size, at.memory / self.size, -rise)
        free = Change(start.reach * start.inverse_s, at.reach * at.inverse_s, rise)
        result = self.formula.inverse_s(filled, free, _change(self.size))  # type: ignore[arg-type]
        slope = start.inverse_s * start.theta_numerator / start.theta_denominator
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(change == 0, slope, (np.asarray(result.change) + np.zeros_like(change)) / change)

    def equations(self, z: Floats, free: Floats, at: Response, level: Level) -> Iterator[tuple[Floats, Floats]]:
        del level
        yield at.inverse_s, self._inverse_s(z / self.size, free)

    def _inverse_s(self, filled: Floats, free: Floats) -> Floats:
        return np.asarray(self.formula.inverse_s(filled, free, self.size) + np.zeros_like(filled))


def _check_theta(formula: Formula, size: Floats) -> None:
    """Raises UsageError where Theta is not dlogS/dlogz: a formula that does not fit would be a wrong number."""
    x = np.repeat(_PLACES[1:-1:4], size.size)
    N = np.tile(size, x.size // max(size.size, 1))
    at = Sloped(x, np.ones_like(x)), Sloped(1 - x, -x / (1 - x)), held(N)
    with np.errstate(all="ignore"):
        inverse, theta = formula.inverse_s(*at), formula.theta_factor(x, 1 - x, N)
        apart = -inverse.slope / (x / (1 - x)) - theta
    if not np.all(np.abs(apart) <= _AGREE * (1 + np.abs(theta))):
        raise UsageError(f"{_name(formula)}: theta_factor is not that of inverse_s, dlogS/dlogz (1 - z/N)/(z/N)")


def _name(formula: Formula) -> str:
    return f"weights of kind {getattr(formula, 'kind', type(formula).__name__)}"


@record
class FormulaLaw(LayerLaw):
    """The laws of a formula, which is run on leading powers."""

    formula: Formula

    def small(self, z: Leading | None = None) -> tuple[Leading, float]:
        del z
        near, far = (self._at(Leading(1.0, separation=-distance), ONE) for distance in (1.0, 2.0))
        e = far.separation - near.separation
        law = Leading(near.amplitude, near.order, near.separation - e, near.logs)
        return law * self.width.power(e), e

    def mean(self) -> Leading:
        return self._at(ZERO, ONE)

    def inverse_s(self, z: Leading) -> Leading:
        return self._at(*self._shares(z)) if self.filled(z) < 1 else ZERO

    def near(self, z: Leading) -> Leading:
        del z
        return self._steepness(Leading(1.0, separation=-1.0))

    def fluctuation(self, z: Leading, z_q: Leading, slack: Leading) -> tuple[Leading, Leading]:
        """Theta = (z/N) factor/(1 - z/N); 1 - z/N from 1/S, which keeps its digits."""
        filled, free = self._shares(z)
        factor = self.formula.theta_factor(filled, free, self.width) * ONE
        steepness = self.near(z) if self.filled(z) >= 1 else self._steepness(free, filled)
        return z_q / self.width * factor, slack / steepness

    def unlearned(self, z: Leading) -> Leading:
        factor: Leading = self.formula.theta_factor(ZERO, ONE, self.width) * ONE
        return z / self.width * factor

    def _at(self, filled: Leading, free: Leading) -> Leading:
        law: Leading = self.formula.inverse_s(filled, free, self.width) * ONE
        return law

    def _steepness(self, free: Leading, filled: Leading = ONE) -> Leading:
        return self._at(filled, free) / free

    def _shares(self, z: Leading) -> tuple[Leading, Leading]:
        """z/N, as a law of its own where it tends to 0, and 1 - z/N."""
        filled = self.filled(z)
        return (Leading(filled), Leading(1 - filled)) if filled else (z / self.width, ONE)

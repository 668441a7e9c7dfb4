"""Leading powers: positive quantities as X -> infinity, amplitude * X^order * (log X)^logs.

The error formulas of `risk` run on these unchanged: products multiply amplitudes and add orders, and of a sum only the
fastest-growing part is kept, with amplitudes added in a tie. No formula subtracts, so no leading part ever cancels.
"""

from __future__ import annotations

from math import inf, log

from scalecalc.record import record
from scalecalc.theory.traced import near

_TIE = 1e-9  # orders this close are equal: they come from a few operations on the exponents of a spec


@record
class Leading:
    """amplitude * L^separation * X^order * (log X)^logs with L >> every power of X.

    L is a formal large parameter, for quantities taken as far apart whatever X (a regime well inside its bounds);
    it does not occur in a true asymptotic law. amplitude 0 is exactly zero, inf is exactly divergent.
    """

    amplitude: float
    order: float = 0.0
    separation: float = 0.0
    logs: float = 0.0

    def __add__(self, other: Leading | float) -> Leading:
        other = _leading(other)
        comparison = _compare(self, other)
        if comparison == 0:
            return Leading(self.amplitude + other.amplitude, self.order, self.separation, self.logs)
        return self if comparison > 0 else other

    def __mul__(self, other: Leading | float) -> Leading:
        other = _leading(other)
        if self.amplitude == 0 or other.amplitude == 0:
            return Leading(0.0)
        return Leading(
            self.amplitude * other.amplitude,
            self.order + other.order,
            self.separation + other.separation,
            self.logs + other.logs,
        )

    def __truediv__(self, other: Leading | float) -> Leading:
        return self * _leading(other).power(-1.0)

    def __rtruediv__(self, other: float) -> Leading:
        return _leading(other) / self

    def __pow__(self, exponent: float) -> Leading:
        return self.power(exponent)

    __radd__, __rmul__ = __add__, __mul__

    def power(self, exponent: float) -> Leading:
        """self^exponent"""
        if exponent == 0:
            return Leading(1.0)
        if self.amplitude == 0 or self.amplitude == inf:
            return Leading(0.0 if (self.amplitude == 0) == (exponent > 0) else inf)
        return Leading(
            self.amplitude**exponent,
            self.order * exponent,
            self.separation * exponent,
            self.logs * exponent,
        )

    def at(self, x: float) -> float:
        """The value at X = x (L = 1)."""
        logarithm: float = log(x) ** self.logs if self.logs else 1.0
        return self.amplitude * float(x**self.order) * logarithm


ZERO, ONE = Leading(0.0), Leading(1.0)


def _leading(value: Leading | float) -> Leading:
    return value if isinstance(value, Leading) else Leading(value)


def _compare(a: Leading, b: Leading) -> int:
    """1 where a outgrows b, -1 where b outgrows a, 0 in a tie."""
    for special in (0.0, inf):
        if (a.amplitude == special) != (b.amplitude == special):
            return 1 if (a.amplitude == special) == (special == inf) else -1
    for x, y in ((a.separation, b.separation), (a.order, b.order), (a.logs, b.logs)):
        if not near(x, y, rel=_TIE, absolute=_TIE):
            return 1 if x > y else -1
    return 0


def outgrows(a: Leading, b: Leading) -> bool:
    """Whether a/b -> infinity."""
    return _compare(a, b) > 0


def ties(a: Leading, b: Leading) -> bool:
    """Whether a/b tends to a finite positive number."""
    return _compare(a, b) == 0


def number(a: Leading, b: Leading) -> float:
    """The limit of a/b: 0 where b outgrows a, inf where a outgrows b."""
    comparison = _compare(a, b)
    if comparison:
        return 0.0 if comparison < 0 else inf
    return a.amplitude / b.amplitude if 0 < b.amplitude < inf else 1.0


def same(value: float, other: float) -> bool:
    """Equal up to what arithmetic on the exponents of a spec does."""
    return near(value, other, rel=_TIE)


def log_law(ratio: Leading, at: float | None) -> Leading:
    """log(ratio) for ratio -> infinity: a multiple of log X, or a number at X = at."""
    if at is not None:
        return Leading(max(1.0, log(ratio.at(at))))
    return Leading(ratio.order, logs=1.0) if ratio.order > 0 else ONE

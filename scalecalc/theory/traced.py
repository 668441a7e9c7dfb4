"""Numbers that remember how they came about, and what was decided by them.

The laws are written for one problem at a time. To know them over a whole plane of two numbers, they are computed once
with traced numbers: the result is then a formula in the two, and every comparison that was made on the way says where
in the plane the same formula holds. So a map of a million points takes a few dozen runs of the same code.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from math import isclose, isfinite, nan
from typing import Any, Self

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record

Formula = tuple[Any, ...]  # (operation, operands), (None, a number) or (None, None, the position of a variable)

_TIE = 1e-9
_DIVIDE = np.true_divide
_PYTHON: dict[Any, Callable[[Any, Any], float]] = {
    np.add: operator.add,
    np.subtract: operator.sub,
    np.multiply: operator.mul,
    _DIVIDE: operator.truediv,
}


@record(eq=False)
class Guard:
    """A decision: the formula is positive, negative or 0, by the sign. margin: nearer to 0 it counts as 0."""

    formula: Formula
    sign: int
    margin: float

    def holds(self, values: Floats) -> Bools:
        """Whether the decision is the same where the formula has these values."""
        if self.sign == 0:
            return np.asarray(np.abs(values) <= max(self.margin, _TIE))
        return np.asarray(self.sign * values > self.margin)


class Record:
    """What is decided while it is open.  single: whether the result is known for these very numbers only."""

    def __init__(self) -> None:
        self.single = False
        self._guards: dict[tuple[int, int], Guard] = {}
        self._formulas: dict[Any, Formula] = {}

    @property
    def guards(self) -> list[Guard]:
        return list(self._guards.values())

    def variable(self, position: int, value: float) -> Traced:
        return _traced(value, self.formula(None, None, position))

    def formula(self, *parts: Any) -> Formula:
        """The one formula of these parts."""
        key = tuple(id(part) if isinstance(part, tuple) else part for part in parts)
        return self._formulas.setdefault(key, parts)

    def decided(self, formula: Formula, difference: float, margin: float) -> None:
        sign = 0 if abs(difference) <= margin else 1 if difference > 0 else -1
        self._guards.setdefault((id(formula), sign), Guard(formula, sign, margin))


_open: Record | None = None


@contextmanager
def recording() -> Iterator[Record]:
    """A record of all decisions by its variables until the end of the block."""
    global _open
    before, _open = _open, Record()
    try:
        yield _open
    finally:
        _open = before


@contextmanager
def unrecorded() -> Iterator[None]:
    """A search in here decides nothing but its own steps: numbers are as others."""
    global _open
    before, _open = _open, None
    try:
        yield
    finally:
        _open = before


def searched(*parts: object) -> None:
    """What follows is found by search from the sizes in these parts, so that it is no formula of them."""
    if _open is not None and any(map(_has_traced, parts)):
        _open.single = True


def _has_traced(part: Any) -> bool:
    """Whether a size is a traced number. Of a law that is its amplitude: how it grows plays no part in a search."""
    if isinstance(part, float):
        return isinstance(part, Traced)
    if isinstance(part, tuple | list):
        return any(map(_has_traced, part))
    if hasattr(part, "amplitude"):
        return _has_traced(part.amplitude)
    return any(map(_has_traced, vars(part).values())) if hasattr(part, "__dict__") else False


class Traced(float):
    """A number with the formula that it is. Powers and functions of it are plain numbers, but for `applied`."""

    formula: Formula

    def __hash__(self) -> int:
        return float.__hash__(self)

    def __neg__(self) -> float:
        return 0.0 - self

    def __abs__(self) -> float:
        return -self if self < 0 else self

    def __bool__(self) -> bool:
        return self != 0.0

    def __lt__(self, other: Any) -> bool:
        return _decide(self, other, float.__lt__)

    def __le__(self, other: Any) -> bool:
        return _decide(self, other, float.__le__)

    def __gt__(self, other: Any) -> bool:
        return _decide(self, other, float.__gt__)

    def __ge__(self, other: Any) -> bool:
        return _decide(self, other, float.__ge__)

    def __eq__(self, other: object) -> bool:
        return _decide(self, other, float.__eq__)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


def _both_ways(operation: Any) -> tuple[Any, Any]:
    def forward(self: float, other: Any) -> Any:
        return _combined(operation, self, other)

    def backward(self: float, other: Any) -> Any:
        return _combined(operation, other, self)

    return forward, backward


Traced.__add__, Traced.__radd__ = _both_ways(np.add)  # type: ignore[method-assign]
Traced.__sub__, Traced.__rsub__ = _both_ways(np.subtract)  # type: ignore[method-assign]
Traced.__mul__, Traced.__rmul__ = _both_ways(np.multiply)  # type: ignore[method-assign]
Traced.__truediv__, Traced.__rtruediv__ = _both_ways(_DIVIDE)  # type: ignore[method-assign]


def near(x: float, y: float, *, rel: float = 0.0, absolute: float = 0.0) -> bool:
    """Whether two numbers agree to these tolerances."""
    found = isclose(x, y, rel_tol=rel, abs_tol=absolute)
    if _open is not None and (isinstance(x, Traced) or isinstance(y, Traced)) and isfinite(x) and isfinite(y):
        difference = float(x) - float(y)
        _open.decided(_difference(_open, x, y), 0.0 if found else difference, _TIE)
    return found


def applied(function: Callable[[float], float], value: float) -> float:
    """The function's value, as a formula where the argument is one."""
    result = function(float(value))
    if _open is None or not isinstance(value, Traced):
        return result
    return _traced(result, _open.formula(_everywhere(function), value.formula))


@cache
def _everywhere(function: Callable[[float], float]) -> Callable[[Floats], Floats]:
    """The function of arrays, nan at its poles and where it overflows."""

    def value(x: float) -> float:
        try:
            return function(x)
        except (ValueError, OverflowError):
            return nan

    return np.vectorize(value, otypes=[float])


def _traced(value: float, formula: Formula) -> Traced:
    result = Traced(value)
    result.formula = formula
    return result


def _formula(record: Record, value: float) -> Formula:
    return value.formula if isinstance(value, Traced) else record.formula(None, float(value))


def _difference(record: Record, x: float, y: float) -> Formula:
    return (
        _formula(record, x)
        if y == 0.0 and not isinstance(y, Traced)
        else record.formula(np.subtract, _formula(record, x), _formula(record, y))
    )


def _combined(operation: Any, left: Any, right: Any) -> Any:
    if not (isinstance(left, int | float) and isinstance(right, int | float)):
        return NotImplemented
    value = _PYTHON[operation](float(left), float(right))
    if _open is None:
        return value
    return _traced(value, _open.formula(operation, _formula(_open, left), _formula(_open, right)))


def _decide(x: Traced, y: Any, comparison: Callable[[float, float], bool]) -> bool:
    answer = comparison(x, y)
    if not isinstance(answer, bool) or _open is None or not isfinite(x) or not isfinite(y):
        return answer
    _open.decided(_difference(_open, x, y), float(x) - float(y), 0.0)
    return answer


def evaluated(formula: Formula, variables: tuple[Floats, ...], known: dict[int, Any]) -> Any:
    """The values of a formula; `known` are those of its parts that are known so far, by their ids."""
    found = known.get(id(formula))
    if found is None:
        operation, *parts = formula
        if operation is None:
            found = variables[parts[1]] if len(parts) == 2 else parts[0]
        else:
            found = operation(*(evaluated(part, variables, known) for part in parts))
        known[id(formula)] = found
    return found


def formula_of(value: float) -> Formula:
    """The formula of a traced number; of another, the number."""
    return value.formula if isinstance(value, Traced) else (None, float(value))

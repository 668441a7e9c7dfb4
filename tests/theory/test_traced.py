"""Numbers that remember how they came about: formulas give the same numbers elsewhere, as far as guards allow."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalecalc.theory.traced import (
    Record,
    Traced,
    applied,
    evaluated,
    formula_of,
    near,
    recording,
    searched,
    unrecorded,
)

NUMBERS = st.floats(0.125, 8)

FUNCTIONS: list[Callable[[float, float], float]] = [
    lambda x, y: x + 2 * y - 1,
    lambda x, y: min(x, 2 * y) / (1 + max(x, 3.0)),
    lambda x, y: abs(x - y) * -x,
    lambda x, y: (x if x < y else 2 - y) / x,
    lambda x, y: applied(math.gamma, x + 1) * y,
    lambda x, y: 1.0 if 0.5 < x <= y else x * x,
    lambda x, y: x if near(x, y, absolute=1e-9) else y - x,
    lambda x, y: sorted([x, y, 1.5])[1],
    lambda x, y: (x - y) if x - y else 5.0,
]


@pytest.mark.parametrize("function", FUNCTIONS)
@given(at=st.tuples(NUMBERS, NUMBERS), other=st.tuples(NUMBERS, NUMBERS))
def test_the_formula_holds_where_the_guards_do(
    function: Callable[[float, float], float], at: tuple[float, float], other: tuple[float, float]
) -> None:
    with recording() as record:
        found = function(record.variable(0, at[0]), record.variable(1, at[1]))
    assert float(found) == function(*at)
    assert holds(record, at)
    if holds(record, other):
        values = tuple(np.array([number]) for number in other)
        assert float(np.ravel(evaluated(formula_of(found), values, {}))[0]) == function(*other)


def holds(record: Record, at: tuple[float, float]) -> bool:
    values = tuple(np.array([number]) for number in at)
    return all(bool(np.all(one.holds(np.asarray(evaluated(one.formula, values, {}))))) for one in record.guards)


def test_outside_of_a_record_numbers_are_plain() -> None:
    with recording() as record:
        x = record.variable(0, 2.0)
        with unrecorded():
            assert not isinstance(x + 1, Traced)
            assert x > 1
    assert not record.guards
    assert x * 2 == 4.0
    assert not isinstance(x * 2, Traced)


def test_a_search_from_traced_sizes_holds_at_one_place_only() -> None:
    with recording() as record:
        searched(1.0, (2.0, 3.0))
        assert not record.single
        searched(1.0, (2.0, record.variable(0, 3.0)))
        assert record.single

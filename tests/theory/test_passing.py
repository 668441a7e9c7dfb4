"""Where falling functions pass zero: smooth ones, ones that jump, and ones that never do, in few looks."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, tanh, ulp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalecalc.theory.numerics.passing import passing
from tests.theory.support import examples

LOW, HIGH = -80.0, 700.0
SHAPES: dict[str, Callable[[float], float]] = {
    "line": lambda d: -d,
    "cube": lambda d: -(d**3),
    "step": lambda d: 1.0 if d <= 0 else -1.0,
    "jump": lambda d: -d / 1000 if d <= 0 else -1.0,
    "flat far away": lambda d: -tanh(d),
    "steep on one side": lambda d: 1 - exp(min(d, 30.0)),
}


@examples(60)
@given(root=st.floats(LOW, HIGH), shape=st.sampled_from(list(SHAPES)))
def test_the_bracket_closes_to_neighbours(root: float, shape: str) -> None:
    looks: list[float] = []

    def function(x: float) -> float:
        looks.append(x)
        return SHAPES[shape](x - root)

    unit = ulp(max(1.0, abs(root)))
    assert abs(passing(function, LOW, HIGH) - root) <= 2 * unit
    assert len(looks) <= 3 * 64  # a bisection in three, and 64 of them reach from any number to its neighbours
    assert all(LOW < x < HIGH for x in looks)


@pytest.mark.parametrize("far", [1e-3, 1.0, 40.0, 200.0])
def test_smooth_functions_take_a_few_secants(far: float) -> None:
    looks = []
    passing(lambda x: looks.append(x) or 2.0 - exp(x), 0.5 - far, 0.9 + far)
    assert len(looks) <= 25


def test_a_function_that_stays_above_is_looked_at_once() -> None:
    looks = []
    assert passing(lambda x: looks.append(x) or 1.0, -14.0, 0.0) == pytest.approx(0.0, abs=1e-15)
    assert len(looks) == 1
    assert passing(lambda x: -1.0, -14.0, 0.0) == -14.0

"""The test error over the ridge, looked at without solving an equation: against the errors at the ridges it tells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.theory.modes.nodes import rows_of
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.optimum.landscape import Landscape
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import evaluate
from tests.theory.designs import DESIGNS
from tests.theory.support import apart, examples, levels, points, power_law

TASKS: dict[str, Task] = {"power law": power_law(1.5, 0.4, 2000), "levels": levels([1.0, 1e-4], [20, 1980], [1.0, 1e3])}
SIZES = [7.0, 60, 299, 300, 301, 1500]


def where_of(name: str) -> Points:
    widths, design, members = DESIGNS[name]
    sizes = SIZES if design.correlation is None else SIZES[:5]
    where = points(sizes, *widths, noise=0.02)
    return replace(where, members=None if members is None else np.full(len(where), members))


def places(n: int) -> tuple[Floats, NDArray[np.intp]]:
    """As many places as there are points, but not one for each."""
    return np.array([1e-9, 1e-6, 1e-3, 0.1, 1.0, 30.0])[:n], np.array([1, 1, 4, 0, 3, 0])[:n]


@given(rows=st.lists(st.integers(0, 3), min_size=1, max_size=6))
@examples(100)
def test_rows_in_any_order_and_as_often_as_named(rows: list[int]) -> None:
    matrix, chosen = np.arange(8.0).reshape(4, 2), np.array(rows)
    assert rows_of(matrix, chosen).tolist() == matrix[chosen].tolist()


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("name", DESIGNS)
def test_what_is_seen_is_the_error_at_that_ridge(name: str, task: str) -> None:
    """However many other places are looked at, in whatever order."""
    design, where = DESIGNS[name][1], where_of(name)
    delta, rows = places(len(where))
    seen = Landscape.of(TASKS[task], where, design).rungs_at(delta, rows)
    result = evaluate(TASKS[task], replace(where[rows], ridge=seen.ridge), design)
    assert apart(np.exp(seen.height), result.errors.test_error) <= 1e-12

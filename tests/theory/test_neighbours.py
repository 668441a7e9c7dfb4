"""A row depends on nothing but its own point: not on the other points, their order, or the block it is worked in."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from scalecalc.theory.modes.tasks import Modes, Task
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import Evaluation, evaluate
from scalecalc.theory.spectra.power_law import PowerLaw
from tests.theory.designs import DESIGNS, Case
from tests.theory.support import COLUMNS, apart, column, power_law

TASKS: dict[str, Task] = {
    "endless": power_law(1.4, 0.4),
    "power law": PowerLaw(1.2, 1.0, 2000.0, 2.0, 1.0),
    "levels": Modes(np.array([1.0, 1e-3, 1e-7]), np.array([20.0, 180.0, 1800.0]), np.array([1.0, 0.5, 0.1]), 0.01),
    "measured": Modes(
        (kernel := np.exp(-0.3 * np.arange(300.0))), (each := np.append(np.ones(299), 1701.0)), kernel * each
    ),
}
OTHER_COLUMNS = ("test_train_ratio", "gcv")
SIZE = 60


def batch(case: Case) -> Points:
    """Points from one sample to millions, without ridge and with one of any size, on every edge that matters."""
    rng = np.random.default_rng(7)
    widths, _, members = case
    edges = np.array([1.0, 20.0, 200.0, 300.0, 900.0, 2000.0, 2001.0])
    samples = np.where(rng.random(SIZE) < 0.4, rng.choice(edges, SIZE), np.round(10 ** rng.uniform(0, 6, SIZE)))
    ridge = np.where(rng.random(SIZE) < 0.3, 0.0, 10 ** rng.uniform(-40, 2, SIZE))
    return Points(
        samples,
        tuple(np.full(SIZE, width) for width in widths),
        ridge,
        np.where(rng.random(SIZE) < 0.3, 0.0, 0.1),
        None if members is None else np.full(SIZE, members),
    )


@cache
def together(kind: str, name: str) -> Evaluation:
    """All of them at once."""
    return evaluate(TASKS[kind], batch(DESIGNS[name]), DESIGNS[name][1])


def differ(one: Evaluation, rows: NDArray[np.intp], other: Evaluation, others: NDArray[np.intp]) -> float:
    """The largest relative difference of any value."""
    assert one.status[rows].tolist() == other.status[others].tolist()
    pairs = [(column(one, name), column(other, name)) for name in (*COLUMNS, *OTHER_COLUMNS)]
    for step, its in zip(one.steps, other.steps, strict=True):
        pairs += [(getattr(step, name), getattr(its, name)) for name in ("s_transform", "ridge", "error_factor")]
    worst = 0.0
    for left, right in pairs:
        a, b = left[rows], right[others]
        both = np.isnan(a) & np.isnan(b)
        worst = max(worst, apart(np.where(both, 0.0, a), np.where(both, 0.0, b)))
    return worst


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("kind", TASKS)
def test_a_row_stands_alone(kind: str, name: str) -> None:
    """Each point alone, all of them shuffled, and in blocks, against all of them together."""
    task, design, points = TASKS[kind], DESIGNS[name][1], batch(DESIGNS[name])
    whole, everything = together(kind, name), np.arange(SIZE)
    for i in range(0, SIZE, 8):
        row = np.array([i])
        assert differ(whole, row, evaluate(task, points[row], design), np.array([0])) <= 1e-12
    order = np.random.default_rng(0).permutation(SIZE)
    assert differ(whole, order, evaluate(task, points[order], design), everything) <= 1e-12
    for start in range(0, SIZE, 17):
        part = everything[start : start + 17]
        assert differ(whole, part, evaluate(task, points[part], design), np.arange(part.size)) <= 1e-12


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("kind", TASKS)
def test_many_rows_are_the_same_as_few(kind: str, name: str) -> None:
    """So many that roots start between those of others, and sums go tile by tile."""
    task, design, points = TASKS[kind], DESIGNS[name][1], batch(DESIGNS[name])
    rows = np.random.default_rng(3).integers(SIZE, size=1000)
    assert differ(together(kind, name), rows, evaluate(task, points[rows], design), np.arange(1000)) <= 1e-12

"""The theory at all points of a grid, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from scalecalc.record import record
from scalecalc.theory.grid import Grid
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import Evaluation, evaluate

if TYPE_CHECKING:
    from scalecalc.theory.optimum.optimal import Optimum


@record
class Solution:
    """What holds at n points.

    points: with the optimal ridge where that was asked for.  optimum: how flat the error is there, else None.
    """

    points: Points
    result: Evaluation
    optimum: Optimum | None


def solutions(task: Task, grid: Grid, design: Design, size: int) -> Iterator[Solution]:
    """All points, at most `size` at a time, and what holds there."""
    solve = _at_optimum if grid.ridge.optimal else _as_given
    return map(partial(solve, task, design), grid.blocks(size))


def _as_given(task: Task, design: Design, points: Points) -> Solution:
    return Solution(points, evaluate(task, points, design), None)


def _at_optimum(task: Task, design: Design, points: Points) -> Solution:
    from scalecalc.theory.optimum.optimal import optimum

    best = optimum(task, points, design)
    points = replace(points, ridge=best.ridge)
    return Solution(points, evaluate(task, points, design), best)


def solved_points(task: Task, grid: Grid, design: Design, size: int) -> Iterator[Points]:
    """All points, at most `size` at a time, with the optimal ridge where that is asked for."""
    if not grid.ridge.optimal:
        return grid.blocks(size)
    from scalecalc.theory.optimum.optimal import at_optimum

    return (at_optimum(task, points, design) for points in grid.blocks(size))

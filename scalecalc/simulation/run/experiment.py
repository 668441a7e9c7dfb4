"""The draws of all cells, cut into tasks. A task has the same result, to the last bit, wherever it is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.running.mapped import Map
from scalecalc.simulation.draw.cells import Cell
from scalecalc.simulation.draw.drawn_task import DrawnTask, Size
from scalecalc.simulation.draw.randomness import Source
from scalecalc.simulation.fit.accumulate import Ledger
from scalecalc.simulation.fit.measure import measure
from scalecalc.simulation.run.plan import Batching, batching, needs

_TASK_SECONDS = 0.3  # the length of a task: short enough to be lost, long enough to be worth sending
_FIRST_CHECK = 16  # draws after which the precision is first checked, and then each time their number has doubled


@record
class Assignment:
    """Draws first, ..., first + count - 1 of a cell."""

    cell: int
    problem: DrawnTask
    size: Size
    ridges: tuple[float, ...]
    seed: int
    first: int
    count: int
    batching: Batching
    durations: tuple[float, ...] = ()


@record
class Block:
    """The results of a task, shape (count, ridges, quantities, 2)."""

    cell: int
    first: int
    values: Floats


def work(task: Assignment) -> Block:
    """Do a task."""
    end, batches = task.first + task.count, task.batching
    results = []
    for first in range(task.first, end, batches.together):
        source = Source(task.seed, task.cell, first, min(batches.together, end - first), batches.share)
        with np.errstate(all="ignore"):
            results.append(measure(task.problem, task.size, task.ridges, source, task.durations))
    return Block(task.cell, task.first, np.concatenate(results))


def run(
    cells: Sequence[Cell],
    ledger: Ledger,
    seed: int,
    map: Map = map,  # noqa: A002
    precision: float | None = None,
) -> Iterator[Block]:
    """The blocks that the ledger lacks, in a fixed order; the caller adds each to the ledger before asking for more.

    precision: the relative standard error of E_g at which a cell stops; it is checked at fixed numbers of draws.
    """
    begin, end = 0, ledger.draws if precision is None else min(_FIRST_CHECK, ledger.draws)
    unfinished = list(range(len(cells)))
    while True:
        tasks = [task for number in unfinished for task in _tasks(cells[number], number, ledger, seed, begin, end)]
        tasks.sort(key=lambda task: (task.first, task.cell))  # all cells advance together
        yield from map(work, tasks)
        if precision is not None:
            for number in list(unfinished):
                if ledger.precise(number, cells[number], end, precision):
                    ledger.close(number, end)
                    unfinished.remove(number)
        if end == ledger.draws or not unfinished:
            return
        begin, end = end, min(2 * end, ledger.draws)


def _tasks(cell: Cell, number: int, ledger: Ledger, seed: int, begin: int, end: int) -> Iterator[Assignment]:
    """The tasks for missing draws from begin up to, not including, end."""
    batches = batching(cell)
    length = batches.together * max(1, int(_TASK_SECONDS / needs(cell).seconds / batches.together))
    for first, last in ledger.missing(number, begin, end):
        for start in range(first, last, length):
            count = min(length, last - start)
            yield Assignment(number, cell.problem, cell.size, cell.ridges, seed, start, count, batches, cell.durations)

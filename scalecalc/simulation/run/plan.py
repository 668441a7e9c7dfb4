"""What a run takes, estimated in advance: its memory, to refuse it, and its time, to cut it into tasks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from scalecalc.record import record
from scalecalc.simulation.draw.cells import Cell
from scalecalc.simulation.draw.population import TEST_POINTS, exact
from scalecalc.simulation.fit.endless import CHUNK
from scalecalc.simulation.fit.measure import QUANTITIES, REPLICAS
from scalecalc.simulation.fit.training import PROBES, one_by_one

_RATE = 4e9  # floating-point operations a second, of products on one core
_RANDOM = 20  # operations' worth of time that a random number takes
_PROGRAM = 1.1e8  # bytes of a process before it draws anything
_CALLS = 2e-3  # seconds for draws that are made together, whatever their size
_STEP = 3e-5  # seconds of a step of training, whatever its size
_SHARE = 16  # small draws that come from one generator
_TOGETHER = 4  # at most this times _SHARE small draws are made together
_SMALL = 1 << 18  # random numbers of a small draw, at most


@record
class Batching:
    """share: how many draws come from one generator of random numbers.  together: how many are made at once.

    The digits of the results depend on `share`, which follows from a draw alone. They do not depend on `together`.
    """

    share: int = 1
    together: int = 1


def batching(cell: Cell) -> Batching:
    """How draws of a cell are made: small ones together, because every step has a fixed cost."""
    problem, size = cell.problem, cell.size
    if one_by_one(problem, size):
        return Batching()
    D, P = len(problem.stddev), size.samples
    numbers = REPLICAS * size.members * (P * D + sum(a * b for a, b in pairwise((D, *size.widths))))
    if not exact(problem):
        numbers += TEST_POINTS * D
    numbers += _fresh(cell) * D
    share = _SHARE if numbers <= _SMALL else 1
    return Batching(share, share * max(1, min(_TOGETHER, int(_SMALL / max(numbers, 1) / len(cell.ridges)))))


def _fresh(cell: Cell) -> int:
    """How many fresh samples are drawn together."""
    training = cell.problem.training
    return 0 if training is None or not training.fresh else training.minibatch * -(-CHUNK // training.minibatch)


@record
class Needs:
    """Bytes at the worst moment of a draw, and its seconds, roughly."""

    memory: float
    seconds: float


def needs(cell: Cell) -> Needs:
    """What one draw of a cell takes."""
    problem, size, ridges = cell.problem, cell.size, len(cell.ridges)
    P, D, K = size.samples, len(problem.stddev), size.members
    blank = problem.null_modes if any(kind.feels_inputs for kind in problem.design.weights[:1]) else 0
    item = np.dtype(problem.dtype).itemsize
    N = size.widths[-1] if size.widths else D
    ensemble = problem.design.ensemble
    shared = ensemble is None or ensemble.draws == "features" or ensemble.overlap == 1
    rows = P if shared else P * K
    maps = 0 if not size.widths else REPLICAS * (1 if ensemble is None or ensemble.draws == "samples" else K)
    fits = REPLICAS * (REPLICAS if size.widths else 1) * K
    small, large = (min(P, N), max(P, N)) if P else (N if size.widths else 0, D)
    columns = ridges * (1 + PROBES)
    arrays = [
        REPLICAS * rows * (D + 1 + PROBES) + 2 * _fresh(cell) * (D + N + 1 + PROBES),  # inputs and labels
        maps * D * N + (2 * (D + blank) * max(size.widths) if size.widths else 0),  # layers and what they are made from
        3 * rows * N + P * N,  # features, noise, and a copy of a bag
        5 * small * small,  # Gram matrix, eigenvectors and their workspace
        (P * P if problem.tail > 0 and problem.design.correlation is not None else 0),
        fits * columns * (D + (N if size.widths else 0)) + columns * (rows + 2 * P),
    ]
    nonlinear = problem.nonlinear
    pairs = maps * (maps + 1) // 2
    if nonlinear and exact(problem):
        arrays.append((pairs + 10) * N * N)
    elif nonlinear:
        arrays.append(TEST_POINTS * (D + 3 * N))
    elif maps and problem.tail > 0:
        arrays.append((maps + 2) * N * N)
    work = [
        _RANDOM * (REPLICAS * rows * D + maps * D * N),
        2.0 * fits * rows * D * N if size.widths else 0.0,
        fits
        * (
            2.0 * small * small * large
            + (9.0 if ridges > 4 or min(cell.ridges) == 0 or cell.durations else 1.0) * small**3
        ),
        4.0 * fits * columns * (P * N + D * N if size.widths else P * D),
        pairs * (2.0 * N * N * D + 60.0 * N * N) if nonlinear else 0.0,
        fits * _steps_work(cell, D, N),
    ]
    together = batching(cell).together
    return Needs(together * float(sum(arrays)) * item * 1.1 + _PROGRAM, _CALLS / together + sum(work) / _RATE)


def _steps_work(cell: Cell, D: int, N: int) -> float:
    """The operations of one-pass training, of one fit."""
    if not _fresh(cell) or cell.problem.training is None:
        return 0.0
    a_sample = _RANDOM * (D + PROBES) + (2.0 * D * N if cell.size.widths else 0.0) + 4.0 * N * (1 + PROBES)
    a_step = _STEP * _RATE / batching(cell).together
    return max(cell.durations) * (cell.problem.training.minibatch * a_sample + 2.0 * N * (1 + PROBES) + a_step)


def results_bytes(cell: Cell, draws: int) -> float:
    """The bytes that the measurements of a cell take while they are kept."""
    return 8.0 * draws * len(cell.ridges) * len(QUANTITIES) * 2 * 2

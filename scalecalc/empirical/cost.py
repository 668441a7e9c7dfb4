"""What a computation takes, said before it runs.

Times are those of one core that does 3e10 operations a second in products of matrices, and reads 1e10 bytes a second;
`slowness` says how this machine compares.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

import numpy as np

from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.rows import TILE
from scalecalc.record import record

_BASE = 1e8  # bytes of the program, its libraries and small things
_NUMBER = 8.0  # bytes
_PRODUCTS, _READING = 3e10, 1e10  # operations and bytes a second
_ENTRY = 2.5e-8  # seconds for one number of a kernel matrix, beside the product that it is made of


@record
class Cost:
    """memory: in bytes, at most.  seconds: on one nominal core, at most.  steps: into which its progress is cut."""

    memory: float
    seconds: float
    steps: int = 1000

    def before(self, other: Cost) -> Cost:
        """Of this and then the other, which may use the memory again."""
        return Cost(max(self.memory, other.memory), self.seconds + other.seconds, self.steps)


def gram_cost(data: Dataset) -> Cost:
    """The kernel matrix of the data."""
    n = len(data)
    return Cost(_BASE + _NUMBER * (n**2 + 6 * TILE**2), 0.5 * n**2 * _entry(data))


def reduction_cost(size: int, targets: int) -> Cost:
    """The tridiagonal form of a symmetric matrix in its place: half in products of matrices, half reads it over."""
    seconds = 2 / 3 * size**3 * (1 / _PRODUCTS + 2 / _READING) + 30e-9 * size * (size + 28 * targets)
    return Cost(_BASE + _NUMBER * size * (size + 40 + 8 * targets), seconds)


def vectors_cost(size: int, targets: int, ridges: int) -> Cost:
    """All eigenvectors of a kernel matrix (`eigen.decomposed`), and residuals and diagonals at some ridges."""
    operations = 9 * size**3 + 2 * size**2 * ridges * (1 + targets)
    seconds = operations / _PRODUCTS + 4 / 3 * size**3 / _READING
    return Cost(_BASE + _NUMBER * size * (3.1 * size + 4 * targets + 2 * ridges), seconds)


def singular_cost(samples: int, features: int, targets: int, ridges: int) -> Cost:
    """All singular vectors of the features (`eigen.thin`), and residuals and diagonals at some ridges."""
    operations = 20 * samples * features**2 + 2 * samples * features * ridges * (1 + targets)
    memory = _BASE + _NUMBER * (samples * (5 * features + 4 * targets) + 4 * features**2)
    return Cost(memory, operations / _PRODUCTS)


def qr_cost(samples: int, features: int, targets: int) -> Cost:
    """The triangle of a QR factorization of features and targets, tile by tile, and its square."""
    width = features + targets
    tile = min(samples, max(TILE, 4 * features)) + width
    return Cost(_BASE + 4 * _NUMBER * width * tile, 5 * samples * width**2 / _PRODUCTS)


def passes_cost(data: Dataset, vectors: int, passes: int, jobs: int) -> Cost:
    """So many products of the kernel matrix, which is made anew each time, with so many vectors."""
    n = len(data)
    memory = _BASE + _NUMBER * (n * vectors * 10 + jobs * (6 * TILE**2 + 2 * n * vectors)) + (jobs > 1) * jobs * _BASE
    seconds = passes * n**2 * (0.5 * _entry(data) + 2 * vectors / _PRODUCTS) + 1e-8 * passes * n * vectors
    return Cost(memory, seconds / jobs)


def _entry(data: Dataset) -> float:
    """Seconds for one number of the kernel matrix; one that was given is only read."""
    return 2 * _NUMBER / _READING if data.dimension is None else _ENTRY + 2 * data.dimension / _PRODUCTS


@cache
def slowness() -> float:
    """The time that a core of this machine takes for the work of a nominal second, by a trial of some hundredths.

    It is the time of a core that nobody else uses.
    """
    from scipy.linalg.blas import dsymv

    large, small = np.ones((1500, 1500), order="F"), np.ones((500, 500))
    product = _best(lambda: small @ small) / (2.0 * small.size * len(small) / _PRODUCTS)
    reading = _best(lambda: dsymv(1.0, large, large[0])) / (0.5 * large.nbytes / _READING)
    return 0.5 * (product + reading)


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)

"""Products of the kernel matrix with vectors, by blocks of it that are made when they are needed and then forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.engines.kept import Filed, Held
from scalecalc.empirical.kernels import DataKernel
from scalecalc.empirical.rows import TILE, Rows
from scalecalc.record import record
from scalecalc.running.mapped import Map


@record(eq=False)
class Blocks:
    """What a worker needs to make any block of K.

    table: the features, or K itself where there is no kernel.  mean: of the features, to be taken off.
    """

    table: Held | Filed
    kernel: DataKernel | None
    mean: Floats | None

    def band(self, begin: int) -> Iterator[tuple[slice, Floats]]:
        """The blocks of the rows from `begin` on that are on the diagonal and right of it, each with its columns."""
        array = self.table.array()
        rows = slice(begin, min(begin + TILE, len(array)))
        if self.kernel is None:
            for start in range(begin, len(array), TILE):
                columns = slice(start, min(start + TILE, len(array)))
                yield columns, 0.5 * (array[rows, columns].astype(float) + array[columns, rows].T)
        else:
            features = Rows(array, self.mean)
            left = features.taken(rows)
            for start in range(begin, len(array), TILE):
                columns = slice(start, min(start + TILE, len(array)))
                yield columns, self.kernel.block(left, features.taken(columns))


def _times(blocks: Blocks, task: tuple[int, Floats]) -> Floats:
    """What a band and its mirror image add to K V, from row `begin` on: all rows above are 0. V likewise."""
    begin, vectors = task
    found = np.zeros_like(vectors)
    first = slice(0, min(TILE, len(vectors)))
    for columns, block in blocks.band(begin):
        part = slice(columns.start - begin, columns.stop - begin)
        found[first] += block @ vectors[part]
        if part.start:
            found[part] += block.T @ vectors[first]
    return found


def _squares(blocks: Blocks, begin: int) -> float:
    """What a band and its mirror image add to tr K^2."""
    parts = [(columns.start > begin, float(np.vdot(block, block))) for columns, block in blocks.band(begin)]
    return sum(2.0 * square if mirrored else square for mirrored, square in parts)


class Products:
    """Products with K/n, or with C K C/n, C taking means off, of n samples.

    The sums are done in one order and by blocks of one size, whoever does the work.
    """

    def __init__(self, data: Dataset, table: Held | Filed, workers: Map, count: Callable[[float], None]) -> None:
        """count: is told how many passes over K are done, in parts."""
        rows, self.samples, self._center = data.rows, len(data), data.center
        self._blocks = Blocks(table, data.kernel, None if rows is None else rows.mean)
        self._workers, self._count, self._passes = workers, count, 0.0

    def times(self, vectors: Floats) -> Floats:
        """The product, shapes (n, b) to (n, b)."""
        if not self._center:
            return self._raw(vectors) / self.samples
        found = self._raw(vectors - vectors.mean(axis=0)) / self.samples
        return np.asarray(found - found.mean(axis=0))

    def squared_trace(self) -> float:
        """tr (K/n)^2."""
        n = self.samples
        squares = sum(self._done(_squares, iter(self._begins)))
        if self._center:
            sums = self._raw(np.ones((n, 1)))
            squares += float(-2.0 * np.vdot(sums, sums) / n + (sums.sum() / n) ** 2)
        return float(squares) / n**2

    def trace(self) -> float:
        """tr K/n."""
        sums = sum(float(np.trace(next(self._blocks.band(begin))[1])) for begin in self._begins)
        return float(sums - (self._raw(np.ones((self.samples, 1))).mean() if self._center else 0.0)) / self.samples

    def _raw(self, vectors: Floats) -> Floats:
        found = np.zeros_like(vectors)
        tasks = ((begin, np.ascontiguousarray(vectors[begin:])) for begin in self._begins)
        for begin, part in zip(self._begins, self._done(_times, tasks), strict=True):
            found[begin:] += part
        return found

    @property
    def _begins(self) -> range:
        return range(0, self.samples, TILE)

    def _done(self, function: Callable[[Blocks, Any], Any], tasks: Iterator[Any]) -> Iterator[Any]:
        n = self.samples
        for begin, result in zip(self._begins, self._workers(partial(function, self._blocks), tasks), strict=True):
            size = min(TILE, n - begin)
            self._passes += size * (2 * (n - begin) - size) / n**2
            self._count(self._passes)
            yield result

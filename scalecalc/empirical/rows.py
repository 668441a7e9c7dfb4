"""Features, one row a sample: any kind of real numbers, in memory or mapped from a file, taken as doubles in parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.record import record

TILE = 1000  # rows that are taken at once; a power of two would put a column of a tile into a few lines of the cache


@record(eq=False)
class Rows:
    """A table of shape (n, d). mean: shape (d,), subtracted from every row that is taken, if there is one."""

    table: NDArray[Any]
    mean: Floats | None = None

    def __len__(self) -> int:
        return len(self.table)

    @property
    def dimension(self) -> int:
        """d, the number of features."""
        return int(self.table.shape[1])

    def taken(self, part: slice | NDArray[Any]) -> Floats:
        """These rows as doubles, shape (rows, d)."""
        found = np.asarray(self.table[part], dtype=float)
        return found if self.mean is None else found - self.mean

    def tiles(self, size: int = TILE) -> Iterator[tuple[slice, Floats]]:
        """All rows, tile by tile, each with where it is."""
        for start in range(0, len(self), size):
            part = slice(start, min(start + size, len(self)))
            yield part, self.taken(part)

    def centred(self) -> Rows:
        """The rows with their mean taken off."""
        total = sum((tile.sum(axis=0) for _, tile in self.tiles()), np.zeros(self.dimension))
        return Rows(self.table, total / len(self))

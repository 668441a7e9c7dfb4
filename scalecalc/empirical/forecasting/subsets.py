"""Parts of the samples: arcs of a circle on which they lie in random order.

Each part is a run of whole arcs, so that it is known which parts do without a given arc. That is what the jackknife
over arcs needs, and every sample is in as many parts of a size as any other.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.record import record

ARCS = 8


@record(eq=False)
class Circle:
    """order: the samples in random order, shape (n,)."""

    order: NDArray[Any]

    @classmethod
    def drawn(cls, samples: int, seed: int) -> Circle:
        """A random order."""
        return cls(np.random.default_rng(seed).permutation(samples))

    def size(self, arcs: int) -> int:
        """The number of samples in so many arcs."""
        return round(len(self.order) * arcs / ARCS)

    def part(self, start: int, size: int) -> NDArray[Any]:
        """So many samples from the beginning of an arc on."""
        first = round(len(self.order) * start / ARCS)
        return np.sort(np.take(self.order, range(first, first + size), mode="wrap"))

    def half(self) -> Circle:
        """The first half of the samples, in the same order."""
        return Circle(self.order[: len(self.order) // 2])


def without(arc: int, arcs: int) -> list[int]:
    """Where the runs of so many arcs begin that do without an arc."""
    return [start % ARCS for start in range(arc + 1, arc + 1 + ARCS - arcs)]


def jackknife(others: Floats) -> Floats:
    """The statistical error of a logarithm, shape (...), inf where it is not known. others: without one arc each,
    shape (ARCS, ...).
    """
    with np.errstate(divide="ignore", invalid="ignore"):  # an error of 0 tells nothing
        away = np.log(others) - np.log(others).mean(axis=0)
        found = np.sqrt((ARCS - 1) / ARCS * (away**2).sum(axis=0))
    return np.where(np.isfinite(found), found, np.inf)

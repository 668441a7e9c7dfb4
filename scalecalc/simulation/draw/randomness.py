"""Random numbers that do not depend on who draws them, in which order, or together with what."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum, unique
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.record import record


@unique
class Kind(IntEnum):
    """What a stream of random numbers is for."""

    INPUTS = 0
    LABEL_NOISE = 1
    BAGS = 2
    WEIGHTS = 3
    FEATURE_NOISE = 4
    TEST_INPUTS = 5


@record
class Source:
    """The random numbers of some draws of one cell, with a stream of their own for every random object in them.

    first, count: the draws.  share: how many draws in a row, the first a multiple of it, come from one generator one
    after the other, as making a generator takes as long as some thousand numbers; what is made beside those wanted is
    thrown away.
    """

    seed: int
    cell: int
    first: int
    count: int = 1
    share: int = 1

    def stream(self, kind: Kind, first: int = 0, second: int = 0, third: int = 0) -> Stream:
        """The numbers of object number (first, second, third) of a kind."""
        object_ = (int(kind), first, second, third)
        shares = range(self.first // self.share, -(-(self.first + self.count) // self.share))
        keys = [(self.cell, number, *object_) for number in shares]
        begin = self.first - shares.start * self.share
        generators = tuple(
            np.random.Generator(np.random.SFC64(np.random.SeedSequence(self.seed, spawn_key=key))) for key in keys
        )
        return Stream(generators, self.share, slice(begin, begin + self.count))


@record
class Stream:
    """Generators, each for `share` draws, and those of all these draws that are wanted."""

    generators: tuple[np.random.Generator, ...]
    share: int
    wanted: slice

    def of(self, make: Callable[[np.random.Generator, int], NDArray[Any]]) -> NDArray[Any]:
        """What make(generator, n) makes for n draws, its first axis; of all draws that are wanted."""
        return self.joined([make(rng, self.share) for rng in self.generators])

    def joined(self, parts: list[NDArray[Any]]) -> NDArray[Any]:
        """What was made by each generator, for `share` draws each, as the draws that are wanted."""
        return (parts[0] if len(parts) == 1 else np.concatenate(parts))[self.wanted]

    def normal(self, shape: tuple[int, ...], dtype: type[np.floating[Any]] = np.float64) -> NDArray[Any]:
        """Standard normal numbers, shape (draws, *shape)."""
        return self.of(lambda rng, n: rng.standard_normal((n, *shape), dtype=dtype))

"""Random numbers that do not depend on who draws them, in which order, or together with what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, unique

import numpy as np


@unique
class Kind(IntEnum):
    """What a stream of random numbers is for."""

    INPUTS = 0
    LABEL_NOISE = 1
    BAGS = 2
    WEIGHTS = 3
    FEATURE_NOISE = 4
    TEST_INPUTS = 5


@dataclass(frozen=True)
class Source:
    """The random numbers of one draw of one cell: a stream of its own for every random object in it."""

    seed: int
    cell: int
    draw: int

    def stream(self, kind: Kind, first: int = 0, second: int = 0, third: int = 0) -> np.random.Generator:
        """The generator of object number (first, second, third) of a kind."""
        key = (self.cell, self.draw, int(kind), first, second, third)
        return np.random.Generator(np.random.SFC64(np.random.SeedSequence(self.seed, spawn_key=key)))

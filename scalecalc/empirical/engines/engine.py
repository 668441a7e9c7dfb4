"""What every way to the traces of measured data answers: whether it can, what it takes, and the traces."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.cost import Cost
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.traces import Measured
from scalecalc.record import record

LARGEST = 20_000  # size of a matrix that is made tridiagonal, at most: it takes tens of minutes


def nothing(done: float) -> None:
    """Nobody wants to know the share of the work that is done."""


@record
class Work:
    """Who does the work, as `running.executors.mapping` takes it, and who is told the share that is done."""

    jobs: int = 1
    executor: str | None = None
    tell: Callable[[float], None] = nothing

    def within(self, start: float, stop: float) -> Work:
        """The same for a part of the work, which begins and ends at these shares."""
        return Work(self.jobs, self.executor, lambda done: self.tell(start + (stop - start) * done))


class Engine:
    """A way to the traces of measured data. exact: whether they have no error but rounding."""

    exact: ClassVar[bool] = True

    def suits(self, data: Dataset) -> bool:
        """Whether it is made for data of this kind and size."""
        raise NotImplementedError

    def method(self, data: Dataset) -> str:
        """What it does, in a few words."""
        raise NotImplementedError

    def notes(self, data: Dataset) -> tuple[str, ...]:
        """Sentences on what is less than exact."""
        del data
        return ()

    def cost(self, data: Dataset, jobs: int) -> Cost:
        """What it takes."""
        raise NotImplementedError

    def measured(self, data: Dataset, work: Work) -> Measured:
        """The traces. Raises RunError when workers are lost."""
        raise NotImplementedError


def wanted(data: Dataset) -> Floats:
    """The targets as they are to be learned, shape (n, c); c is 0 where there are none."""
    return np.empty((len(data), 0)) if data.targets is None else data.wanted

"""The engine for a kernel matrix that can be held: it is made tridiagonal in its place."""

from __future__ import annotations

import numpy as np

from scalecalc.empirical.cost import Cost, gram_cost, reduction_cost
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.engines.engine import LARGEST, Engine, Work, wanted
from scalecalc.empirical.engines.tridiagonal import tridiagonal
from scalecalc.empirical.gram import gram
from scalecalc.empirical.traces import Measured


class Full(Engine):
    """The tridiagonal form of the n x n kernel matrix."""

    def suits(self, data: Dataset) -> bool:
        return len(data) <= LARGEST

    def method(self, data: Dataset) -> str:
        return f"tridiagonal form of the {len(data):,} x {len(data):,} kernel matrix"

    def cost(self, data: Dataset, jobs: int) -> Cost:
        targets = wanted(data).shape[1]
        return gram_cost(data).before(reduction_cost(len(data), targets))

    def measured(self, data: Dataset, work: Work) -> Measured:
        targets = wanted(data)
        rest = np.zeros((targets.shape[1], targets.shape[1]))
        return tridiagonal(len(data), gram(data), targets, rest, work.tell)

"""Mean and variance of numbers that come block by block."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats


class Moments:
    """Of rows of shape (...): their number, mean and sum of squared deviations, without cancellation (Chan 1979)."""

    def __init__(self, *shape: int) -> None:
        self.count = 0
        self.mean = np.zeros(shape)
        self._squares = np.zeros(shape)

    def add(self, rows: Floats) -> None:
        """rows: shape (m, ...)."""
        count, mean = len(rows), rows.mean(axis=0)
        away, total = mean - self.mean, self.count + count
        self._squares += ((rows - mean) ** 2).sum(axis=0) + away**2 * (self.count * count / total)
        self.mean += away * (count / total)
        self.count = total

    @property
    def deviation(self) -> Floats:
        """The standard deviation of the rows themselves."""
        return np.asarray(np.sqrt(self._squares / self.count))

    def stderr(self, independent: int) -> Floats:
        """The standard error of the mean, when so many of the rows are independent."""
        return np.asarray(self.deviation / np.sqrt(max(independent - 1, 1)))

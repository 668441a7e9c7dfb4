"""What a loss function of one residual must answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from scalecalc.arrays import Floats


class Loss(ABC):
    """A convex, even function of a residual, the log of the fitted over the measured value. All shapes alike."""

    words: ClassVar[str]

    def __init__(self, delta: float) -> None:
        """delta: the residual up to which large and small ones count alike, for a loss that tells them apart."""
        self.delta = delta

    @abstractmethod
    def value(self, residual: Floats) -> Floats:
        """The loss, 0 at 0."""

    @abstractmethod
    def slope(self, residual: Floats) -> Floats:
        """Its derivative."""

    @abstractmethod
    def curvature(self, residual: Floats) -> Floats:
        """Its second derivative."""

    @abstractmethod
    def secant(self, residual: Floats) -> Floats:
        """slope / residual: the weight in the parabola that touches the loss from above."""

    @abstractmethod
    def mean_curvature(self, residual: Floats) -> float:
        """The mean second derivative over residuals like these, shape (n,), smoothed for a loss with a kink."""

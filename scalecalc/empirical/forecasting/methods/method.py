"""What every way to forecast answers."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from scalecalc.arrays import Floats
from scalecalc.empirical.forecasting.gather import Evidence
from scalecalc.empirical.forecasting.limits import Shares
from scalecalc.empirical.forecasting.policy import RidgePolicy

MethodT = TypeVar("MethodT", bound="Method")


class Method:
    """A forecast from some evidence.

    name: as the table says it.  reason: why it is taken where there is no objection.
    """

    name: ClassVar[str]
    reason: ClassVar[str] = ""

    @classmethod
    def of(cls: type[MethodT], evidence: Evidence, policy: RidgePolicy) -> MethodT:
        """What this way makes of the evidence."""
        raise NotImplementedError

    def at(self, samples: Floats) -> Floats:
        """The test error at numbers of samples beyond the measured ones, shape (p,)."""
        raise NotImplementedError

    def steady(self, samples: Floats) -> Floats:
        """A forecast whose spread between parts of the data tells the statistical error, shape (p,)."""
        return self.at(samples)

    def range(self, samples: Floats) -> tuple[Floats, Floats]:
        """Between which it would lie if the data were without statistical error, shape (p,) each."""
        raise NotImplementedError

    def highest(self, samples: Floats) -> Floats:
        """What the curve may come to if it changes its course from now on, shape (p,)."""
        return self.at(samples)

    def shares(self, error: float) -> Shares:
        """What the measured error at n is made of."""
        raise NotImplementedError

    def objection(self, samples: float) -> str:
        """Why this way is not to be trusted up to so many samples; empty where it is."""
        raise NotImplementedError

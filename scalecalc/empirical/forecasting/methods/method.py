"""What every way to forecast answers."""

from __future__ import annotations

from typing import ClassVar

from scalecalc.arrays import Floats
from scalecalc.empirical.forecasting.gather import Evidence
from scalecalc.empirical.forecasting.limits import Shares
from scalecalc.empirical.forecasting.policy import RidgePolicy
from scalecalc.record import record


@record(eq=False)
class Outlook:
    """Test errors at numbers of samples beyond the measured ones, shape (p,) each.

    error: the forecast.  low, high: between which it would lie if the data had no statistical error.  highest: what
    the error may come to if the curve changes its course from now on.  steady: a forecast whose spread between parts of
    the data tells the statistical error.  ridges: at which these are errors, nan where that is not known.
    objection: why none of this is to be trusted; empty where it is.
    """

    error: Floats
    low: Floats
    high: Floats
    highest: Floats
    steady: Floats
    ridges: Floats
    objection: str = ""


class Method:
    """A way to forecast from some evidence.

    name: as the table says it.  reason: why it is taken where there is no objection.
    """

    name: ClassVar[str]
    reason: ClassVar[str] = ""

    def outlook(self, evidence: Evidence, policy: RidgePolicy, samples: Floats) -> Outlook:
        """The forecast for these numbers of samples, shape (p,)."""
        raise NotImplementedError

    def shares(self, evidence: Evidence, policy: RidgePolicy) -> Shares:
        """What the measured error at n is made of."""
        raise NotImplementedError

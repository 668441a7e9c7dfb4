"""What every way to forecast answers."""

from __future__ import annotations

from typing import ClassVar

from scalecalc.arrays import Bools, Floats
from scalecalc.empirical.forecasting.gather import Gathered
from scalecalc.empirical.forecasting.limits import Shares
from scalecalc.empirical.forecasting.policy import RidgePolicy
from scalecalc.record import record


@record(eq=False)
class Outlook:
    """Test errors at numbers of samples beyond the measured ones, shape (p,) each.

    error: the forecast.  low, high: between which it would lie if the data had no statistical error.  highest: what
    the error may come to if the curve changes its course from now on.  others: forecasts without one arc each, whose
    spread tells the statistical error, shape (ARCS, p).  ridges: at which these are errors, nan where not known.
    guessed: whether they rest on what the samples do not show.
    objection: why none of this is to be trusted; empty where it is.
    """

    error: Floats
    low: Floats
    high: Floats
    highest: Floats
    others: Floats
    ridges: Floats
    guessed: Bools
    objection: str = ""


class Method:
    """A way to forecast from what was gathered.

    name: as the table says it.  reason: why it is taken where there is no objection.
    """

    name: ClassVar[str]
    reason: ClassVar[str] = ""

    def outlook(self, gathered: Gathered, policy: RidgePolicy, samples: Floats) -> Outlook:
        """The forecast for these numbers of samples, shape (p,)."""
        raise NotImplementedError

    def shares(self, gathered: Gathered, policy: RidgePolicy) -> Shares:
        """What the measured error at n is made of."""
        raise NotImplementedError

"""What holds the error up: too few samples, the ridge, or what is never learned."""

from __future__ import annotations

from scalecalc.empirical.population.curves import Curves
from scalecalc.empirical.population.estimated import ACCEPTED
from scalecalc.empirical.population.joint import fitted
from scalecalc.record import record

_HALF = 1.96  # of a 95 % interval, in standard errors


@record
class Never:
    """The error that no number of samples takes away, and its 95 % interval: noise, and power in no mode.

    Where a power law holds it is that of its noise. Else it can be anything up to what is unlearned at the smallest
    kappa, unless the samples show all modes.
    """

    error: float
    low: float
    high: float

    @classmethod
    def of(cls, curves: Curves, noise: float) -> Never:
        """From the curves of all samples. noise: that of the levels fitted to them."""
        if not curves.targeted:
            return cls(0.0, 0.0, 0.0)
        fit = fitted(curves)
        level, stderr = float(curves.unlearned[0]), float(fit.at_ridges[2, 0])
        most, half = level + _HALF * stderr, _HALF * float(fit.stderr[2])
        if fit.misfit <= ACCEPTED:
            found = min(max(fit.law.noise, 0.0), level)
            return cls(found, max(fit.law.noise - half, 0.0), min(max(fit.law.noise, 0.0) + half, most))
        if curves.modes < curves.samples:
            return cls(noise, max(noise - _HALF * stderr, 0.0), most)
        return cls(min(noise, level), 0.0, most)


@record
class Shares:
    """Of the error at n, as fractions that add up to 1.

    samples: would go with ever more samples.  ridge: the ridge would hold back even then; None where that cannot be
    told from the next.  never: noise, and power that is in no mode of the kernel.  low, high: the ends of its interval.
    """

    samples: float
    ridge: float | None
    never: float
    low: float
    high: float

    @classmethod
    def of(cls, error: float, never: Never, last: float | None) -> Shares:
        """last: the error that the ridge leaves; None where it leaves no more than what is never learned."""
        low, least, high = (min(one, error) / error for one in (never.low, never.error, never.high))
        stays = least if last is None else min(max(last / error, least), 1.0)
        return cls(1 - stays, stays - least, least, low, high)

    @classmethod
    def staying(cls, error: float, floor: float, never: Never) -> Shares:
        """floor: the error at which the curve seems to end."""
        share = min(max(floor, never.low), error) / error
        return cls(1 - share, None, share, share, share)

    @property
    def largest(self) -> str:
        """The name of the largest; empty where the interval of what is never learned allows another."""
        found = {self._largest(never) for never in (self.low, self.never, self.high)}
        return found.pop() if len(found) == 1 else ""

    def _largest(self, never: float) -> str:
        """If so much is never learned."""
        stays = max(self.never + (self.ridge or 0.0), never)
        named = {"samples": 1 - stays, "ridge": stays - never if self.ridge else 0.0, "never": never}
        return max(named, key=lambda name: named[name])

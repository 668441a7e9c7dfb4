"""What holds the error up: too few samples, the ridge, or what is never learned."""

from __future__ import annotations

from scalecalc.record import record


@record
class Shares:
    """Of the error at n, as fractions that add up to 1.

    samples: would go with ever more samples.  ridge: the ridge would hold back even then; None where that cannot be
    told from the next.  never: noise, and power that is in no mode of the kernel.
    """

    samples: float
    ridge: float | None
    never: float

    @property
    def largest(self) -> str:
        """The name of the largest."""
        named = {"samples": self.samples, "ridge": self.ridge or 0.0, "never": self.never}
        return max(named, key=lambda name: named[name])

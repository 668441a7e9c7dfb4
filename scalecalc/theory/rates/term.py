"""One part of an error: a product of powers of samples, width and time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import reduce
from math import inf

from scalecalc.record import record
from scalecalc.theory.leading import ZERO, Leading, log_law


@record
class Term:
    """amplitude * prod quantity^power * prod (log quantity)^log, for large quantities.

    powers, logs: by `samples`, `width` and `time`; time is the learning rate times the steps.
    """

    name: str
    amplitude: float
    powers: Mapping[str, float]
    logs: Mapping[str, float] = field(default_factory=dict)

    def law(self, path: Mapping[str, Leading]) -> Leading:
        """The term where the quantities follow these laws; what has none is infinite."""
        result = Leading(self.amplitude)
        for name, power in self.powers.items():
            result = result * path.get(name, Leading(inf)).power(power)
        for name, power in self.logs.items():
            result = result * log_law(path.get(name, Leading(inf)), None).power(power)
        return result


def total(terms: Iterable[Term], path: Mapping[str, Leading]) -> Leading:
    """The leading law of the sum of terms."""
    return reduce(lambda sum_, term: sum_ + term.law(path), terms, ZERO)

"""The error as a function of what is free, be it a theory or a law that was fitted."""

from __future__ import annotations

from typing import Protocol

from scalecalc.allocation.cost import Cost, Terms
from scalecalc.arrays import Floats
from scalecalc.record import record


@record
class Quantity:
    """Something free that a budget pays for.

    name: of its column.  symbol: in formulas.  count: whether only integers >= 1 make sense.  low, high: its bounds.
    """

    name: str
    symbol: str
    doc: str
    count: bool
    low: float
    high: float


class Surface(Protocol):
    """A positive error of k free quantities, by their logarithms x."""

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """What is free, in order."""

    @property
    def helps(self) -> tuple[bool, ...]:
        """Of which quantities more never makes the error worse."""

    def terms(self, cost: Cost) -> Terms:
        """A cost in what is free."""

    def errors(self, x: Floats) -> Floats:
        """The error, shapes (n, k) to (n,); inf where it diverges or cannot be computed."""

    def at_counts(self, counts: Floats) -> Floats:
        """The error at integers, shapes (n, k) to (n,)."""

    def slopes(self, x: Floats) -> Floats:
        """-dlog error/dlog quantity, shape (n, k)."""

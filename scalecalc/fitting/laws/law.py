"""What a law of measured losses must answer.

A law is a sum of terms, f = sum_t c_t s_t(eta; x), with factors c_t >= 0 and a few shape parameters eta, such as
exponents. Inside, the logs of x are taken from their centre and the losses in units of a typical one, because the
parameters are then told apart as well as they can be. `theta` is (c, eta) in these units.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.wording import did_you_mean

LARGEST_EXPONENT = 10.0


@record(eq=False)
class Slopes:
    """A law at b sets of parameters and n rows.

    value: f, shape (b, n).  gradient: its derivatives in theta, shape (b, p, n).
    curved: from c, shape (b, n), to sum_n c_n (second derivatives of f), shape (b, p, p).
    """

    value: Floats
    gradient: Floats
    curved: Callable[[Floats], Floats]


@record(eq=False)
class Combined:
    """A combination of some parameters: what it is called, which they are, and how it follows from theta, (b, p)."""

    name: str
    of: frozenset[str]
    value: Callable[[Floats], Floats]


@record(eq=False)
class Plain:
    """A law of fewer parameters that another goes over into.

    name: as it is asked for.  places: of its parameters among those of the other.
    """

    law: Law
    name: str
    places: tuple[int, ...]


class Law(ABC):
    """A law for columns of these names, in the units of these rows.

    names: of the k columns x.  logs: log x, shape (n, k), -inf for 0.  unit: a typical loss.
    raw: parameters whose values are given, and which must not be mixed with others by the centring.
    loss: what the losses are called.

    may_be_zero: columns that need not be > 0.  all_must_vary: whether a column that is the same everywhere is refused.
    resources: the columns of which one would buy more; None for all.  more: what it has more than its plainer law.
    """

    formula: ClassVar[str]
    most_columns: ClassVar[int | None] = None
    may_be_zero: ClassVar[frozenset[str]] = frozenset()
    all_must_vary: ClassVar[bool] = True
    resources: ClassVar[frozenset[str] | None] = None
    more: ClassVar[str] = ""

    def __init__(
        self, names: Sequence[str], logs: Floats, unit: float, raw: frozenset[str] = frozenset(), loss: str = ""
    ) -> None:
        self.names = tuple(names)
        self.unit = unit
        self.raw = raw
        with np.errstate(invalid="ignore"):
            self.centre = logs.mean(axis=0)
            self.span = np.ptp(logs, axis=0)
        self._logs = logs
        self.low, self.high = (np.concatenate([np.full(self.terms, side), more]) for side, more in self._bounds())

    def _bounds(self) -> tuple[tuple[float, Floats], tuple[float, Floats]]:
        low, high = self.shape_bounds()
        return (0.0, low), (np.inf, high)

    @classmethod
    def check(cls, names: Sequence[str]) -> None:
        """Raises UsageError for columns that it does not take."""
        if cls.most_columns is not None and len(names) > cls.most_columns:
            many = "one column" if cls.most_columns == 1 else f"{cls.most_columns} columns"
            raise UsageError(f"the law {cls.__name__.lower()} takes {many} x, got {', '.join(names)}")

    @property
    @abstractmethod
    def parameters(self) -> tuple[str, ...]:
        """The names of the p parameters, factors first."""

    @property
    def listed(self) -> tuple[str, ...]:
        """The same names in the order in which people read them."""
        return self.parameters

    @property
    def bought(self) -> tuple[int, ...]:
        """The positions of the columns of which one would buy more."""
        return tuple(i for i, name in enumerate(self.names) if self.resources is None or name in self.resources)

    @property
    @abstractmethod
    def terms(self) -> int:
        """The number of factors."""

    @abstractmethod
    def shape_bounds(self) -> tuple[Floats, Floats]:
        """The least and the largest eta."""

    @abstractmethod
    def grid(self) -> Floats:
        """Values of eta to start from, shape (g, q)."""

    @abstractmethod
    def bases(self, eta: Floats, logs: Floats) -> Floats:
        """s_t at g values of eta, shape (g, terms, n)."""

    @abstractmethod
    def slopes(self, theta: Floats, logs: Floats) -> Slopes:
        """The law with its derivatives at theta, shape (b, p)."""

    @abstractmethod
    def public(self, theta: Floats) -> Floats:
        """The parameters as people write them, for raw x and y, shape (b, p)."""

    @abstractmethod
    def inside(self, name: str, value: float) -> float:
        """The entry of theta for a parameter of this value, which is among `raw`."""

    def value(self, theta: Floats, logs: Floats) -> Floats:
        """f in units of the losses, shapes (b, p) and (n, k) to (b, n)."""
        bases = self.bases(theta[:, self.terms :], logs)
        return np.asarray(self.unit * np.einsum("bt,btn->bn", theta[:, : self.terms], bases))

    def usual(self) -> list[Floats]:
        """theta, shape (p,), of unremarkable laws, at which a design must tell the parameters apart."""
        return []

    def sums(self, values: Floats) -> tuple[Floats, Floats, Floats] | None:
        """A floor and a sum of products of powers for parameters of raw x and y, shape (b, p); None for other laws.

        Floors, amplitudes and exponents, shapes (b,), (b, t) and (b, t, k).
        """
        return None

    def refined(self, theta: Floats) -> Law | None:
        """A law that is more exact near theta, shape (b, p), where this one is not exact; else None."""
        return None

    def plainer(self) -> Plain | None:
        """The law of fewer parameters that the rows might follow as well; None where there is none."""
        return None

    def combined(self) -> Combined | None:
        """A combination of parameters that may be known where they are not; None where there is none."""
        return None

    def told(self) -> tuple[str, ...]:
        """Sentences for people on how it reads the columns."""
        return ()

    def index(self, name: str) -> int:
        """Where a parameter stands in theta. Raises UsageError for another name."""
        if name not in self.parameters:
            hint = did_you_mean(name, self.parameters) or ","
            raise UsageError(f"no parameter {name!r}{hint} must be one of {', '.join(self.parameters)}")
        return self.parameters.index(name)

    def at_bound(self, theta: Floats) -> Bools:
        """Which entries of theta, shape (..., p), are at a bound."""
        room = 1e-9 * np.minimum(self.high - self.low, 1.0)
        return np.asarray((theta <= self.low + room) | (theta >= self.high - room))

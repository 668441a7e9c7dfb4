"""The quantities that a grid may sweep, each declared once, and what holds one value for each of them.

A new one is an entry of COORDINATES and a field of PerCoordinate. Columns, the order of the grid, keys of the spec,
what may be followed, plans, pictures and points all derive from these two; what is left are the formulas that use it.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any, Generic, Literal, Self, TypeVar

from scalecalc.record import record

ValueT = TypeVar("ValueT")

Along = Literal["samples", "width", "ridge", "time", "steps"]  # the names of FOLLOWED, for type checkers
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@record
class Coordinate:
    """A quantity that may be swept.

    name: of its column.  symbol: in the theory.  doc: what it is.  place: the keys that lead to it in a spec.
    count: whether it is a count, >= 1 and perhaps inf, for which ranges and laws give integers; else a strength >= 0.
    limit: where it goes when it is followed, inf or 0; None for what is not followed.
    layered: whether every layer of random features has one of its own.
    """

    name: str
    symbol: str
    doc: str
    place: tuple[str, ...]
    count: bool
    limit: float | None = None
    layered: bool = False

    @property
    def field(self) -> str:
        """Where PerCoordinate has it; one value per layer is a tuple under the plural."""
        return self.name + "s" * self.layered

    @property
    def falls(self) -> bool:
        """Whether it falls to 0 when it is followed, so that X is its inverse."""
        return self.limit == 0

    def columns(self, layers: int) -> list[str]:
        """The names of its columns: `width`, or `width_1`, `width_2`, ... with several layers."""
        return [self.name][:layers] if layers <= 1 else [f"{self.name}_{layer}" for layer in range(1, layers + 1)]

    def of_layer(self, layer: str) -> Coordinate:
        """The same of one of several layers, which are counted from 1."""
        return Coordinate(
            f"{self.name}_{layer}",
            self.symbol + layer.translate(_SUBSCRIPTS),
            f"{self.doc} of layer {layer}",
            self.place,
            self.count,
            self.limit,
        )


SAMPLES = Coordinate("samples", "P", "number of training samples", ("samples",), count=True, limit=inf)
WIDTH = Coordinate(
    "width", "N", "number of random features", ("features", "width"), count=True, limit=inf, layered=True
)
RIDGE = Coordinate(
    "ridge", "λ", "explicit ridge, per sample: (1/P) sum (y - f)^2 + ridge |v|^2", ("ridge",), count=False, limit=0.0
)
NOISE = Coordinate("noise", "σ²", "variance of the label noise", ("noise",), count=False)
MEMBERS = Coordinate("members", "K", "number of predictors that are averaged", ("ensemble", "members"), count=True)
TIME = Coordinate(
    "time",
    "t",
    "training time: learning rate times steps, for the gradient of half the loss",
    ("training", "time"),
    count=False,
    limit=inf,
)
STEPS = Coordinate("steps", "n", "number of training steps", ("training", "steps"), count=True, limit=inf)

COORDINATES = (SAMPLES, WIDTH, RIDGE, NOISE, MEMBERS, TIME, STEPS)  # in the order of the grid: the first varies fastest
FOLLOWED = tuple(one.name for one in COORDINATES if one.limit is not None)


def quantity(column: str) -> str:
    """The name of the quantity that a column holds: `width` for the widths of all layers."""
    return column.partition("_")[0]


def coordinate(column: str) -> Coordinate:
    """The coordinate that a column holds; those of several layers are numbered. Raises KeyError for other columns."""
    name, _, layer = column.partition("_")
    found = {one.name: one for one in COORDINATES}[name]
    return found.of_layer(layer) if layer else found


@record
class PerCoordinate(Generic[ValueT]):
    """Something for each coordinate.

    widths: one for each layer of random features, the first acting on the data; none for (kernel) ridge regression.
    members: None for a single predictor.  time, steps: None where training does not stop, or is not counted so.
    """

    samples: ValueT
    widths: tuple[ValueT, ...]
    ridge: ValueT
    noise: ValueT
    members: ValueT | None = None
    time: ValueT | None = None
    steps: ValueT | None = None

    @classmethod
    def of(cls, named: Mapping[str, Any]) -> Self:
        """From values by the names of their columns."""
        fields: dict[str, Any] = {}
        for one in COORDINATES:
            if one.layered:
                fields[one.field] = tuple(value for name, value in named.items() if quantity(name) == one.name)
            else:
                fields[one.field] = named.get(one.name)
        return cls(**fields)

    def named(self) -> dict[str, ValueT]:
        """What there is, by the names of the columns, in the order of the grid."""
        result: dict[str, ValueT] = {}
        for one in COORDINATES:
            value = getattr(self, one.field)
            if one.layered:
                result |= dict(zip(one.columns(len(value)), value, strict=True))
            elif value is not None:
                result[one.name] = value
        return result

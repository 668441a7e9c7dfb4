"""The columns that several tables share: coordinates and terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scalecalc.table import Column
from scalecalc.theory.points import Points

if TYPE_CHECKING:
    from scalecalc.spec import Study

Values = dict[str, np.ndarray[Any, Any]]

COORDINATES = {
    "samples": Column("samples", "number of training samples", "P"),
    "width": Column("width", "number of random features", "N"),
    "ridge": Column("ridge", "explicit ridge, per sample: (1/P) sum (y - f)^2 + ridge |v|^2", "λ"),
    "noise": Column("noise", "variance of the label noise", "σ²"),
    "members": Column("members", "number of predictors that are averaged", "K"),
}
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
GENERALIZATION = Column("generalization_error", "expected squared error against the noiseless target", "E_g")


def coordinates(points: Points) -> Values:
    """The coordinate columns of these points, by name."""
    widths = dict(zip(width_names(len(points.widths)), points.widths, strict=True))
    members = {} if points.members is None else {"members": points.members}
    return {"samples": points.samples, **widths, "ridge": points.ridge, "noise": points.noise, **members}


def coordinate_columns(study: Study) -> tuple[Column, ...]:
    """The columns that `coordinates` fills."""
    grid = study.grid
    members = () if grid.members is None else ("members",)
    names = ("samples", *width_names(len(grid.widths)), "ridge", "noise", *members)
    return tuple(map(coordinate_column, names))


def width_names(layers: int) -> list[str]:
    """The names of the columns that hold the widths: `width`, or `width_1`, `width_2`, ... with several layers."""
    return ["width"][:layers] if layers <= 1 else [f"width_{layer}" for layer in range(1, layers + 1)]


def coordinate_column(name: str) -> Column:
    """The column of a coordinate; the widths of several layers are numbered."""
    if name in COORDINATES:
        return COORDINATES[name]
    layer = name.removeprefix("width_")
    return Column(name, f"number of random features of layer {layer}", "N" + layer.translate(_SUBSCRIPTS))


def coordinate_symbol(name: str) -> str:
    """P, N, the N of one of several layers, or lambda."""
    return coordinate_column(name).symbol or name

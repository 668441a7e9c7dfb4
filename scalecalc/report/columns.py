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
}
GENERALIZATION = Column("generalization_error", "expected squared error against the noiseless target", "E_g")


def coordinates(points: Points) -> Values:
    """The coordinate columns of these points, by name."""
    width = {"width": points.widths[0]} if points.widths else {}
    return {"samples": points.samples, **width, "ridge": points.ridge, "noise": points.noise}


def coordinate_columns(study: Study) -> tuple[Column, ...]:
    """The columns that `coordinates` fills."""
    names = ("samples", "width", "ridge", "noise") if study.grid.widths else ("samples", "ridge", "noise")
    return tuple(COORDINATES[name] for name in names)

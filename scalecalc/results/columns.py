"""The columns that several tables share: coordinates and terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scalecalc.coordinates import coordinate
from scalecalc.table import Column
from scalecalc.theory.points import Points

if TYPE_CHECKING:
    from scalecalc.spec import Study

Values = dict[str, np.ndarray[Any, Any]]

GENERALIZATION = Column("generalization_error", "expected squared error against the noiseless target", "E_g")


def coordinates(points: Points) -> Values:
    """The coordinate columns of these points, by name."""
    return dict(points.named())


def coordinate_columns(study: Study) -> tuple[Column, ...]:
    """The columns that `coordinates` fills."""
    return tuple(map(coordinate_column, study.grid.named()))


def coordinate_column(name: str) -> Column:
    """The column of a coordinate; the widths of several layers are numbered."""
    one = coordinate(name)
    return Column(one.name, one.doc, one.symbol, coordinate=True)

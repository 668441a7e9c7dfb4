"""Columns in memory, as ColumnFrame takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.data.parts.part import NUMBERS, Place
from scalecalc.errors import ScalecalcError
from scalecalc.wording import quoted


class MemoryColumns:
    """Columns in memory, by name. refused: makes an error of a sentence."""

    about = ()

    def __init__(
        self,
        columns: Mapping[str, NDArray[Any]],
        refused: Callable[[str], ScalecalcError],
    ) -> None:
        self.headed = tuple(columns)
        self.refused = refused
        self._columns = list(columns.values())

    @property
    def width(self) -> int:
        return len(self._columns)

    @property
    def worded(self) -> frozenset[int]:
        return frozenset(i for i, column in enumerate(self._columns) if column.dtype.kind not in NUMBERS)

    def numbers(self, places: Sequence[int]) -> tuple[NDArray[Any], tuple[str, ...]]:
        for place in places:
            if place in self.worded:
                raise self.refused(f"the column {quoted(self.headed[place])} has other entries than numbers")
        return np.column_stack([self._columns[place] for place in places]), ()

    def words(self, place: int) -> NDArray[Any]:
        return self._columns[place]

    def wrong_at(self, found: Sequence[Place]) -> ScalecalcError:
        at = (f"row {row} of {quoted(self.headed[column])}: {message}" for row, column, message in found)
        return self.refused("; ".join(at) + " (rows counted from 0)")

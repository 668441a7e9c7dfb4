"""The picture of `phase`: the plane with its regimes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.figures.picture import Axis, Picture, Regions
from scalecalc.results.phases.table import Map, along, boundaries, coarse, notes_of

if TYPE_CHECKING:
    from scalecalc.table import Table

_CELLS = 240  # in each direction
_ASIDE = 0.4137  # of the way through a cell: on no line that people write
_NO_LAW = "no law"


class PhaseSketch:
    """Draws the map itself, as fine as a picture needs it, whatever rows are asked for."""

    def __init__(self, given: Map) -> None:
        self._map = given

    def see(self, block: Table) -> None:
        """The picture does not depend on the rows."""

    def pictures(self) -> tuple[Picture, ...]:
        plane, places = self._map.plane, self._map.places
        borders = np.linspace(0, 1, _CELLS + 1)
        across, up = (along(plane, axis, borders) for axis in (0, 1))
        x, y = (along(plane, axis, borders[:-1] + _ASIDE / _CELLS) for axis in (0, 1))
        seen = places.regimes(np.repeat(x, y.size), np.tile(y, x.size))
        numbers, seen = np.unique(seen, return_inverse=True)
        names = tuple(places.regime(int(number)) or _NO_LAW for number in numbers)
        axes = [
            Axis(f"{one.key}, {one.doc.partition(',')[0].removeprefix('the ')}", log=spread)
            for one, spread in zip(plane.axes, plane.spread, strict=True)
        ]
        picture = Picture(
            title=plane.first.title,
            x=axes[0],
            y=axes[1],
            series=(),
            regions=Regions(names, across, up, seen.reshape(x.size, y.size), self._lines),
            notes=notes_of(self._map),
        )
        return (picture,)

    def _lines(self) -> Floats:
        """The boundaries, shape (n, 4)."""
        table = boundaries(coarse(self._map))
        return np.stack([table[name] for name in ("x1", "y1", "x2", "y2")], axis=1)

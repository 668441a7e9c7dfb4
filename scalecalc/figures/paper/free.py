"""Where inside the axes there is room for a text or a legend, because no curve passes."""

from __future__ import annotations

from typing import Any

import numpy as np

from scalecalc.figures.picture import Picture
from scalecalc.figures.scales import Floats, Scale, layers

_CELL = 2.0  # points
_AWAY = 3.0  # points between curves and what is put beside them
_MARK = 2.5  # points from the middle of a mark to its edge, and a little more
_FRAME = 3.0  # points between the frame and a text
_ARROWS = 12.0  # points below the upper side, where divergences are marked


class Free:
    """The inside of the axes in cells, some of which are taken. Places are in points from the lower left corner."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._taken = np.zeros((max(int(height / _CELL), 1), max(int(width / _CELL), 1)), dtype=bool)

    def take(self, x: Floats, y: Floats, away: float) -> None:
        """Take a line through these places, as fractions of the axes, and what is near."""
        steps = np.hypot(np.diff(x) * self.width, np.diff(y) * self.height)
        joined = np.flatnonzero(np.isfinite(steps))
        counts = np.minimum(np.ceil(steps[joined] / _CELL), 4000).astype(int) + 1
        which = np.repeat(joined, counts)
        part = (np.arange(which.size) - np.repeat(np.cumsum(counts) - counts, counts)) / np.repeat(counts, counts)
        across = np.concatenate([x, x[which] + part * (x[which + 1] - x[which])])
        up = np.concatenate([y, y[which] + part * (y[which + 1] - y[which])])
        self._spots(across, up, away)

    def _spots(self, x: Floats, y: Floats, away: float) -> None:
        rows, columns = self._taken.shape
        good = (x >= -0.05) & (x <= 1.05) & (y >= -0.05) & (y <= 1.05)
        middles = np.stack([np.floor(y[good] * rows), np.floor(x[good] * columns)]).astype(int)
        middles = np.unique(middles, axis=1)
        reach = int(np.ceil(away / _CELL))
        for down in range(-reach, reach + 1):
            for aside in range(-reach, reach + 1):
                row, column = middles[0] + down, middles[1] + aside
                inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
                self._taken[row[inside], column[inside]] = True

    def fill(self, x: Floats, low: Floats, high: Floats) -> None:
        """Take what lies between two curves."""
        rows, columns = self._taken.shape
        across, up = (np.arange(columns) + 0.5) / columns, (np.arange(rows) + 0.5) / rows
        bottom, top = (np.interp(across, x, edge, left=np.nan, right=np.nan) for edge in (low, high))
        self._taken |= (up[:, None] >= bottom) & (up[:, None] <= top)

    def box(self, left: float, bottom: float, width: float, height: float) -> None:
        """Take a rectangle."""
        first, last = int(max(left, 0) / _CELL), int((left + width) / _CELL) + 1
        self._taken[int(max(bottom, 0) / _CELL) : int((bottom + height) / _CELL) + 1, first:last] = True

    def is_free(self, left: float, bottom: float, width: float, height: float) -> bool:
        inside = min(left, bottom, self.width - left - width, self.height - bottom - height) >= _FRAME
        if not inside:
            return False
        rows = slice(int(bottom / _CELL), int((bottom + height) / _CELL) + 1)
        return not self._taken[rows, int(left / _CELL) : int((left + width) / _CELL) + 1].any()

    def place(self, width: float, height: float) -> tuple[float, float] | None:
        """The lower left corner of a free rectangle of this size, as near to a corner of the axes as can be."""
        high, wide = int(np.ceil(height / _CELL)), int(np.ceil(width / _CELL))
        rows, columns = self._taken.shape
        if high > rows or wide > columns:
            return None
        sums: Any = np.pad(self._taken.astype(int).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
        inside = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
        row, column = np.nonzero(inside == 0)
        if not row.size:
            return None
        up, right = rows - high - row, columns - wide - column
        far = np.minimum(row, up + 0.1) ** 2 + np.minimum(column, right - 0.1) ** 2  # first above and at the right
        best = int(np.argmin(far))
        return float(column[best] * _CELL), float(row[best] * _CELL)


def free_of(picture: Picture, x: Scale, y: Scale, width: float, height: float) -> Free:
    """The free parts of the axes of a picture, of this size in points."""
    free = Free(width, height)
    for one in picture.series:
        across, up = x.unit(one.x), y.unit(y.raised(one.y))
        if one.role in ("points", "curve"):
            free._spots(x.unit(one.marked[0]), y.unit(one.marked[1]), _AWAY + _MARK)
        if one.role not in ("points", "area"):
            free.take(across, up, _AWAY)
        if one.error is not None:
            for at, ends in zip(across, np.stack([one.y - one.error, one.y + one.error], axis=1), strict=True):
                free.take(np.array([at, at]), y.unit(ends), _AWAY)
        if one.band is not None:
            free.fill(across, *(np.nan_to_num(y.unit(edge)) for edge in one.band))
    areas = [one for one in picture.series if one.role == "area"]
    for one, edges in zip(areas, layers(picture), strict=True):
        free.fill(x.unit(one.x), *(y.unit(edge) for edge in edges))
    for guide in picture.guides:
        free.take(x.unit(np.array(guide.x)), y.unit(np.array(guide.y)), _AWAY)
    for at in x.unit(np.array(picture.divergences)).tolist():
        free.box(at * width - _ARROWS / 2, height - _ARROWS, _ARROWS, _ARROWS)
    return free

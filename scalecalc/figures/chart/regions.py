"""A plane of regions in the terminal: each has a letter, on its border and here and there inside."""

from __future__ import annotations

from typing import Any

import numpy as np

from scalecalc.figures.bands import letter
from scalecalc.figures.chart.canvas import Canvas, Cell
from scalecalc.figures.chart.inks import cells_of, ink
from scalecalc.figures.chart.key import in_columns
from scalecalc.figures.picture import Picture, Regions
from scalecalc.figures.scales import Floats, Scale
from scalecalc.output.style import Style
from scalecalc.output.text import shown

Numbers = np.ndarray[Any, np.dtype[np.intp]]

_EVERY = 6  # columns from letter to letter inside of a region, two rows further shifted by half of it


def fill(canvas: Canvas, regions: Regions, x: Scale, y: Scale) -> None:
    """Put the letters on the canvas, whose ends are those of the scales."""
    across = (np.arange(canvas.columns) + 0.5) / canvas.columns
    up = 1 - (np.arange(canvas.rows) + 0.5) / canvas.rows
    seen = regions.number[np.ix_(_cells(across, regions.x, x), _cells(up, regions.y, y))]
    padded = np.pad(seen, 1, mode="edge")
    border = (padded[2:, 1:-1] != seen) | (padded[1:-1, 2:] != seen)
    right, down = np.indices(seen.shape)
    inside = (down % 2 == 0) & ((right + _EVERY // 2 * (down // 2)) % _EVERY == 0)
    for column, row in np.argwhere(border | inside).tolist():
        number = int(seen[column, row])
        canvas.put(column, row, letter(number)[-1], ink(number))


def _cells(places: Floats, edges: Floats, scale: Scale) -> Numbers:
    """In which of the cells between these borders each place on the scale is."""
    return np.searchsorted(scale.unit(edges)[1:-1], places, side="right")


def key(picture: Picture, style: Style, room: int) -> list[list[Cell]]:
    """The lines that say what the letters mean."""
    names = () if picture.regions is None else picture.regions.names
    items = [
        (cells_of(letter(number)[-1], ink(number)), shown(name, unicode=style.unicode))
        for number, name in enumerate(names)
    ]
    return in_columns(items, room)

"""A plane of regions in a figure: coloured, with its lines, and a name in each."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.figures.bands import letter
from scalecalc.figures.paper import palette
from scalecalc.figures.paper.measure import text_size
from scalecalc.figures.paper.sheet import Sheet
from scalecalc.figures.picture import Picture, Regions
from scalecalc.figures.scales import Scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PALE = 0.35  # of a colour on white
_NARROW = 16  # characters in a line of a name
_AROUND = 1.15  # times its size is what a name needs
Name = tuple[str, float, float]  # a text and its middle, as fractions of the axes


def draw_regions(axes: Axes, regions: Regions) -> None:
    """Colour the regions, and draw the lines between them."""
    from matplotlib.collections import LineCollection
    from matplotlib.colors import ListedColormap

    colors = [palette.hue(number) for number in range(len(regions.names))]
    axes.pcolormesh(
        regions.x,
        regions.y,
        regions.number.T,
        cmap=ListedColormap(colors),
        vmin=-0.5,
        vmax=len(colors) - 0.5,
        alpha=_PALE,
        rasterized=True,
        zorder=0,
        linewidth=0,
    )
    lines = regions.lines().reshape(-1, 2, 2)
    axes.add_collection(LineCollection(list(lines), colors=palette.INK, linewidths=0.9, capstyle="round", zorder=2))


def region_names(
    picture: Picture, x: Scale, y: Scale, size: tuple[float, float], sheet: Sheet
) -> tuple[tuple[Name, ...], list[str]]:
    """What is written into each region, and what letters stand for: there is one where the name has no room."""
    regions = picture.regions
    if regions is None:
        return (), []
    across, up = x.unit(regions.x), y.unit(regions.y)
    found, lettered = [], []
    for number, ((i, j), name) in enumerate(zip(regions.middles(), regions.names, strict=True)):
        text = fill(name, _NARROW)
        inside = regions.number == number
        wide, tall = text_size(text, sheet.small, math=False)
        room = float((np.diff(across) * inside[:, j]).sum()) * size[0], float((np.diff(up) * inside[i]).sum()) * size[1]
        if room[0] < _AROUND * wide or room[1] < _AROUND * tall:
            text = letter(number)
            lettered.append(f"{text}  {name}")
        found.append((text, float(across[i : i + 2].mean()), float(up[j : j + 2].mean())))
    return tuple(found), lettered

"""A plane of regions in a figure: coloured, with its lines, and a name in each."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.figures.bands import letter
from scalecalc.figures.paper import palette
from scalecalc.figures.paper.legends import put_legend, sample_of
from scalecalc.figures.picture import Regions

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PALE = 0.35  # of a colour on white
_NARROW = 16  # characters in a line of a name
_ROOM = 0.16  # of the width of the plane that a name needs


def draw_regions(axes: Axes, regions: Regions) -> None:
    """Colour the regions, draw the lines between them, and name them: by letters with a key where there is no room."""
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
    lettered = []
    for number, ((i, j), name) in enumerate(zip(regions.middles(), regions.names, strict=True)):
        wide = np.count_nonzero(regions.number[:, j] == number) >= _ROOM * len(regions.number)
        tall = np.count_nonzero(regions.number[i] == number) >= _ROOM * regions.number.shape[1] / 2
        text = fill(name, _NARROW) if wide and tall else letter(number)
        if not (wide and tall):
            lettered.append(f"{text}  {name}")
        axes.text(
            regions.x[i : i + 2].mean(),
            regions.y[j : j + 2].mean(),
            text,
            ha="center",
            va="center",
            fontsize=7.5,
            zorder=3,
        )
    if lettered:
        put_legend(axes, [sample_of(label, linestyle="none") for label in lettered], 0.6)

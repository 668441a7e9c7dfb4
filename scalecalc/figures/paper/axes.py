"""One panel on one pair of matplotlib axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.figures.paper import palette
from scalecalc.figures.paper.headings import ABOVE
from scalecalc.figures.paper.layout import TICK, Panel, named
from scalecalc.figures.paper.measure import text_size
from scalecalc.figures.paper.regions import draw_regions
from scalecalc.figures.paper.sheet import Sheet
from scalecalc.figures.paper.styles import area_style, divergence_style, line_style
from scalecalc.figures.paper.symbols import math, math_of_case
from scalecalc.figures.picture import Axis, Picture, looks
from scalecalc.figures.scales import Floats, Scale, layers

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.transforms import TransformedBbox

_SHADES = ("#FFFFFF", "#EDEDED")
_EDGE = "#808080"
_MARKER_ROOM = 0.01  # of the width of the axes


def draw(axes: Axes, panel: Panel, sheet: Sheet) -> None:
    """Draw everything except the legend."""
    picture = panel.picture
    _frame(axes, panel, sheet)
    if picture.regions is not None:
        draw_regions(axes, picture.regions)
    _draw_bands(axes, picture)
    _draw_areas(axes, picture)
    _draw_curves(axes, picture, panel.y, sheet)
    _draw_texts(axes, panel, sheet)
    shown = [at for at in picture.divergences if 0 <= float(panel.x.unit(at)) <= 1]
    axes.plot(shown, [0.97] * len(shown), transform=axes.get_xaxis_transform(), zorder=5, **divergence_style(sheet))
    panel.heads.draw(axes, sheet)


def _frame(axes: Axes, panel: Panel, sheet: Sheet) -> None:
    x, y, picture = panel.x, panel.y, panel.picture
    axes.set_xscale("log" if x.log else "linear")
    axes.set_yscale("log" if y.log else "linear")
    axes.set_xlim(*x.ends)
    axes.set_ylim(*y.ends)
    for side, scale, ticks in ((axes.xaxis, x, panel.x_ticks), (axes.yaxis, y, panel.y_ticks)):
        side.set_ticks(*ticks)
        side.set_ticks(scale.minor(), minor=True)
        side.set_tick_params(which="both", top=True, right=True)
        side.set_tick_params(which="minor", labelbottom=False, labelleft=False)
    if panel.lowest:
        axes.set_xlabel(named(picture.x), labelpad=1)
        axes.xaxis.set_label_coords(0.5, -(TICK + 1.45 * sheet.small) / panel.height)
    else:
        axes.xaxis.set_tick_params(labelbottom=False)
    axes.set_ylabel(_short(picture.y, panel.height, sheet))
    axes.yaxis.set_label_coords(-panel.label / panel.width, 0.5)
    if picture.subtitle:
        axes.set_title(math_of_case(picture.subtitle), loc="left", pad=ABOVE + panel.heads.height)


def _short(axis: Axis, height: float, sheet: Sheet) -> str:
    """The name of the axis, or its symbol where the name is longer than the axis."""
    name = named(axis)
    return math(axis.symbol) if axis.symbol and text_size(name, sheet.font)[0] > height else name


def _frame_with_markers(axes: Axes) -> TransformedBbox:
    """The area in which curves are drawn, wide enough for whole markers at the sides of the frame."""
    from matplotlib.transforms import Bbox, TransformedBbox

    return TransformedBbox(Bbox([[-_MARKER_ROOM, 0.0], [1 + _MARKER_ROOM, 1.0]]), axes.transAxes)


def _draw_bands(axes: Axes, picture: Picture) -> None:
    for number, band in enumerate(picture.bands):
        axes.axvspan(band.start, band.stop, color=_SHADES[number % 2], linewidth=0, zorder=0)
    for band in picture.bands[1:]:
        axes.axvline(band.start, color=_EDGE, linewidth=0.7, linestyle=(0, (2, 2)), zorder=0.5)


def _draw_areas(axes: Axes, picture: Picture) -> None:
    areas = [(one, look) for one, look in zip(picture.series, looks(picture), strict=True) if one.role == "area"]
    for (one, look), (low, high) in zip(areas, layers(picture), strict=True):
        axes.fill_between(one.x, low, high, where=np.isfinite(high).tolist(), **area_style(look.hue))


def _draw_curves(axes: Axes, picture: Picture, y: Scale, sheet: Sheet) -> None:
    for one, look in zip(picture.series, looks(picture), strict=True):
        if one.role != "area":
            values = _on_axis(y.raised(one.y), y)
            marked = one.marked[0], _on_axis(one.marked[1], y)
            style = line_style(one.role, look.hue, look.stroke, len(marked[0]), sheet)
            (line,) = axes.plot(one.x, values, **style | {"marker": "none"})
            (marks,) = axes.plot(*marked, **style | {"linestyle": "none"})
            for drawn in (line, marks):
                _clip_to_markers(axes, drawn)
            if one.band is not None:
                axes.fill_between(one.x, *one.band, color=line.get_color(), alpha=0.2, linewidth=0, zorder=1)
            if one.error is not None:
                low, high = values - one.error, values + one.error
                _clip_to_markers(axes, axes.vlines(one.x, low, high, color=palette.INK, linewidth=0.8, zorder=4))
    for guide in picture.guides:
        axes.plot(guide.x, guide.y, color=palette.INK, linewidth=0.6 * sheet.line, linestyle=(0, (4, 1.5)), zorder=3.5)


def _on_axis(values: Floats, y: Scale) -> Floats:
    """The values, and NaN for what has no place."""
    return np.where(np.isfinite(y.unit(values)), values, np.nan)


def _clip_to_markers(axes: Axes, drawn: Artist) -> None:
    drawn.set_clip_path(None)
    drawn.set_clip_box(_frame_with_markers(axes))


def _draw_texts(axes: Axes, panel: Panel, sheet: Sheet) -> None:
    """The labels of guides, and the names of regions."""
    from matplotlib.patheffects import withStroke

    for text, left, bottom in panel.guides:
        label = axes.text(
            left / panel.width, bottom / panel.height, text, transform=axes.transAxes, fontsize=sheet.small, zorder=5
        )
        label.set_path_effects([withStroke(linewidth=2.5, foreground="white")])
    for name, across, up in panel.names:
        axes.text(across, up, name, transform=axes.transAxes, ha="center", va="center", fontsize=sheet.small, zorder=3)

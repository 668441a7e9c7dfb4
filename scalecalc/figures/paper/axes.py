"""One picture on one pair of matplotlib axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.figures.paper import palette
from scalecalc.figures.paper.legends import area_style, divergence_style, draw_legend, line_style
from scalecalc.figures.paper.regions import draw_regions
from scalecalc.figures.paper.symbols import math, math_of_case, tick_labels
from scalecalc.figures.picture import Axis, Guide, Picture, looks
from scalecalc.figures.scales import Floats, Scale, layers, plain, scales

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.transforms import TransformedBbox

_SHADES = ("#FFFFFF", "#EDEDED")
_EDGE = "#808080"
_MARKER_ROOM = 0.01  # of the width of the axes
_TICKS = 9


def draw(axes: Axes, picture: Picture, *, bottom: bool = True) -> None:
    """Draw everything except the names of bands, which need the final layout.  bottom: whether to name the x axis."""
    x, y = scales(picture)
    _frame(axes, picture, x, y, bottom=bottom)
    if picture.regions is not None:
        draw_regions(axes, picture.regions)
    _draw_bands(axes, picture)
    _draw_areas(axes, picture)
    _draw_curves(axes, picture, y)
    for guide in picture.guides:
        _draw_guide(axes, guide, x, y)
    shown = [at for at in picture.divergences if np.isfinite(x.unit(at))]
    axes.plot(shown, [0.97] * len(shown), transform=axes.get_xaxis_transform(), zorder=5, **divergence_style())
    draw_legend(axes, picture)


def _frame(axes: Axes, picture: Picture, x: Scale, y: Scale, *, bottom: bool) -> None:
    axes.set_xscale("log" if x.log else "linear")
    axes.set_yscale("log" if y.log else "linear")
    axes.set_xlim(*x.ends)
    axes.set_ylim(*y.ends)
    for side, scale in ((axes.xaxis, x), (axes.yaxis, y)):
        ticks = scale.ticks(_TICKS)
        side.set_ticks(ticks, tick_labels(ticks) if scale.log else [math(plain(tick)) for tick in ticks])
        side.set_ticks(scale.minor(), minor=True)
        side.set_tick_params(which="both", top=True, right=True)
        side.set_tick_params(which="minor", labelbottom=False, labelleft=False)
    if bottom:
        axes.set_xlabel(_named(picture.x))
    axes.set_ylabel(_named(picture.y))
    if picture.subtitle:
        axes.set_title(math_of_case(picture.subtitle), loc="left")


def _frame_with_markers(axes: Axes) -> TransformedBbox:
    """The area in which curves are drawn, wide enough for whole markers at the sides of the frame."""
    from matplotlib.transforms import Bbox, TransformedBbox

    return TransformedBbox(Bbox([[-_MARKER_ROOM, 0.0], [1 + _MARKER_ROOM, 1.0]]), axes.transAxes)


def _named(axis: Axis) -> str:
    return f"{axis.meaning}  {math(axis.symbol)}".strip()


def _middle(pair: tuple[float, float], log: bool) -> float:
    a, b = pair
    return float(np.sqrt(a) * np.sqrt(b)) if log else (a + b) / 2


def _draw_bands(axes: Axes, picture: Picture) -> None:
    for number, band in enumerate(picture.bands):
        axes.axvspan(band.start, band.stop, color=_SHADES[number % 2], linewidth=0, zorder=0)
    for band in picture.bands[1:]:
        axes.axvline(band.start, color=_EDGE, linewidth=0.7, linestyle=(0, (2, 2)), zorder=0.5)


def _draw_areas(axes: Axes, picture: Picture) -> None:
    areas = [(one, look) for one, look in zip(picture.series, looks(picture), strict=True) if one.role == "area"]
    for (one, look), (low, high) in zip(areas, layers(picture), strict=True):
        axes.fill_between(one.x, low, high, where=np.isfinite(high).tolist(), **area_style(look.hue))


def _draw_curves(axes: Axes, picture: Picture, y: Scale) -> None:
    for one, look in zip(picture.series, looks(picture), strict=True):
        if one.role != "area":
            values = _on_axis(one.y, y)
            marked = one.marked[0], _on_axis(one.marked[1], y)
            style = line_style(one.role, look.hue, look.stroke, len(marked[0]))
            (line,) = axes.plot(one.x, values, **style | {"marker": "none"})
            (marks,) = axes.plot(*marked, **style | {"linestyle": "none"})
            for drawn in (line, marks):
                _clip_to_markers(axes, drawn)
            if one.band is not None:
                axes.fill_between(one.x, *one.band, color=line.get_color(), alpha=0.2, linewidth=0, zorder=1)
            if one.error is not None:
                low, high = values - one.error, values + one.error
                _clip_to_markers(axes, axes.vlines(one.x, low, high, color=palette.INK, linewidth=0.8, zorder=4))


def _on_axis(values: Floats, y: Scale) -> Floats:
    """The values, and NaN for what has no place."""
    return np.where(np.isfinite(y.unit(values)), values, np.nan)


def _clip_to_markers(axes: Axes, drawn: Artist) -> None:
    drawn.set_clip_path(None)
    drawn.set_clip_box(_frame_with_markers(axes))


def _draw_guide(axes: Axes, guide: Guide, x: Scale, y: Scale) -> None:
    """Draw the line, with its label on the upper side, because the curve lies below."""
    from matplotlib.patheffects import withStroke

    axes.plot(guide.x, guide.y, color=palette.INK, linewidth=0.9, linestyle=(0, (4, 1.5)))
    side = "center" if guide.y[0] == guide.y[1] else "left" if guide.y[1] < guide.y[0] else "right"
    label = axes.annotate(
        math(guide.label),
        (_middle(guide.x, x.log), _middle(guide.y, y.log)),
        xytext=({"left": 4, "center": 0, "right": -4}[side], 4),
        textcoords="offset points",
        ha=side,
        va="bottom",
        fontsize=8.5,
        zorder=5,
    )
    label.set_path_effects([withStroke(linewidth=2.5, foreground="white")])

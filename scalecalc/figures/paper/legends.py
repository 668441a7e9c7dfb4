"""How curves look, and the legend that explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scalecalc.figures.paper import palette
from scalecalc.figures.paper.symbols import math, math_of_case
from scalecalc.figures.picture import Entry, Picture, legend

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_MOST_MARKERS = 45  # a marker at each point of a curve, up to so many points; more would hide the curve
_FEW_MARKERS = 12  # on a curve of more points, just to identify it


def line_style(role: str, hue: int | None, stroke: int | None, points: int) -> dict[str, Any]:
    """How matplotlib draws a curve, or its sample in the legend."""
    color = palette.hue(hue) if hue is not None else "#505050"
    style: dict[str, Any] = {"color": color, "linestyle": palette.dashes(stroke or 0), "zorder": 3}
    if hue is not None:
        style |= {"marker": palette.marker(hue), "markeredgecolor": "white", "markeredgewidth": 0.4}
    if points > _MOST_MARKERS:
        style["markevery"] = max(points // _FEW_MARKERS, 1)
    match role:
        case "total":
            style |= {"color": palette.INK, "linestyle": "-", "linewidth": 2.0, "marker": "none", "zorder": 4}
        case "points":
            style |= {"color": palette.INK, "linestyle": "none", "marker": "o", "markersize": 5, "zorder": 4}
            style |= {"markerfacecolor": "none", "markeredgecolor": palette.INK, "markeredgewidth": 0.8}
        case "fit" | "law":
            style |= {"marker": "none", "linewidth": 1.3}
        case "faint":
            style |= {"alpha": 0.6, "linewidth": 1.0, "marker": "none", "zorder": 2}
    return style


def area_style(hue: int) -> dict[str, Any]:
    """How matplotlib draws a layer. Layers differ by colour and by hatching."""
    return {"facecolor": palette.hue(hue), "hatch": palette.hatch(hue), "edgecolor": "#FFFFFF", "linewidth": 0.6}


def divergence_style() -> dict[str, Any]:
    """How matplotlib marks where a curve is infinite."""
    return {"color": palette.INK, "marker": "^", "markersize": 5, "linestyle": "none"}


def draw_legend(axes: Axes, picture: Picture) -> None:
    """Draw the legend outside, at the right. A single curve that the y axis names needs none."""
    handles: list[Artist] = []
    entries = legend(picture)
    if len(entries) > 1 or (entries and entries[0].name != picture.y.meaning):
        handles += [_sample(entry) for entry in entries]
    if picture.divergences:
        handles.append(divergence_sample())
    if handles:
        put_legend(axes, handles, 2.6)


def put_legend(axes: Axes, handles: list[Artist], sample: float) -> None:
    """Put a legend at the right of the axes.  sample: the length of the samples, in font sizes."""
    axes.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(1.015, 1.0),
        borderaxespad=0.0,
        frameon=False,
        handlelength=sample,
        labelspacing=0.6,
    )


def _sample(entry: Entry) -> Artist:
    from matplotlib.patches import Patch

    label = _label(entry)
    if entry.role == "area":
        return Patch(label=label, **area_style(entry.hue or 0))
    style = line_style(entry.role, entry.hue, entry.stroke, 1)
    if entry.stroke is None:
        style["linestyle"] = "-"
    return sample_of(label, **style)


def divergence_sample() -> Artist:
    return sample_of("diverges", **divergence_style())


def sample_of(label: str, **style: Any) -> Artist:
    from matplotlib.lines import Line2D

    return Line2D([], [], label=label, **style)


def _label(entry: Entry) -> str:
    if entry.role in ("fit", "law"):
        word, _, formula = entry.name.partition(" ")
        return f"{word}  {math(formula)}"
    if entry.stroke is None or "=" in entry.name:
        return math_of_case(entry.name)
    return f"{math(entry.symbol)}  {entry.name}".strip()

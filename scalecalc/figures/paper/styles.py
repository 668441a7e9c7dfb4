"""How curves look on paper: colour, dashes, markers."""

from __future__ import annotations

from typing import Any

from scalecalc.figures.paper import palette
from scalecalc.figures.paper.sheet import Sheet

_MOST_MARKERS = 45  # a marker at each point of a curve, up to so many points; more would hide the curve
_FEW_MARKERS = 12  # on a curve of more points, just to identify it


def line_style(role: str, hue: int | None, stroke: int | None, points: int, sheet: Sheet) -> dict[str, Any]:
    """How matplotlib draws a curve, or its sample in the legend."""
    color = palette.hue(hue) if hue is not None else palette.GREY
    style: dict[str, Any] = {"color": color, "linestyle": palette.dashes(stroke or 0), "zorder": 3}
    style |= {"linewidth": sheet.line, "markersize": sheet.marker}
    if hue is not None:
        style |= {"marker": palette.marker(hue), "markeredgecolor": "white", "markeredgewidth": 0.1 * sheet.marker}
    if points > _MOST_MARKERS:
        style["markevery"] = points // _FEW_MARKERS
    match role:
        case "total":
            style |= {"color": palette.INK, "linestyle": "-", "linewidth": 1.35 * sheet.line, "marker": "o"}
            style |= {"zorder": 4}
        case "points":
            style |= {"color": palette.INK, "linestyle": "none", "marker": "o", "markersize": 1.25 * sheet.marker}
            style |= {"markerfacecolor": "none", "markeredgecolor": palette.INK, "markeredgewidth": 0.2 * sheet.marker}
            style |= {"zorder": 4}
        case "fit" | "law":
            style |= {"marker": "none", "linewidth": 0.85 * sheet.line, "zorder": 5}  # they may lie on the curve
        case "faint":
            style |= {"alpha": 0.6, "linewidth": 0.7 * sheet.line, "marker": "none", "zorder": 2}
    return style


def area_style(hue: int) -> dict[str, Any]:
    """How matplotlib draws a layer. Layers differ by colour and by hatching."""
    return {"facecolor": palette.hue(hue), "hatch": palette.hatch(hue), "edgecolor": "#FFFFFF", "linewidth": 0.6}


def divergence_style(sheet: Sheet) -> dict[str, Any]:
    """How matplotlib marks where a curve is infinite."""
    return {"color": palette.INK, "marker": "^", "markersize": 1.2 * sheet.marker, "linestyle": "none"}

"""How plotly draws each kind of curve, in the colours, dashes and markers of figures on paper."""

from __future__ import annotations

from typing import Any

from scalecalc.figures.paper import palette
from scalecalc.figures.picture import Look, Series

_MARKERS = {
    "o": "circle",
    "s": "square",
    "^": "triangle-up",
    "D": "diamond",
    "v": "triangle-down",
    "P": "cross",
    "X": "x",
    "p": "pentagon",
}
_WIDTH = 2.0
_MOST_MARKERS = 45  # of a curve; more would hide it

Style = dict[str, Any]


def line(one: Series, look: Look) -> Style:
    """Of the line of a curve; of points that there is none."""
    dashes = palette.dashes(look.stroke)[1]
    style = {"color": colour(one, look), "width": _WIDTH, "dash": _dash(dashes)}
    match one.role:
        case "total":
            style |= {"width": 1.5 * _WIDTH, "dash": "solid"}
        case "fit" | "law":
            style |= {"width": 0.8 * _WIDTH}
        case "faint":
            style |= {"width": 0.5 * _WIDTH}
        case "points":
            style |= {"width": 0.0}
    return style


def marker(one: Series, look: Look) -> Style | None:
    """Of the marks of a curve; None where it has none."""
    if one.role == "points":
        return {"color": palette.INK, "symbol": "circle-open", "size": 8, "line": {"width": 1.5}}
    if one.role not in ("curve", "total") or len(one.marked[0]) > _MOST_MARKERS:
        return None
    return {
        "color": colour(one, look),
        "symbol": _MARKERS[palette.marker(look.hue)],
        "size": 7,
        "line": {"color": "white", "width": 0.6},
    }


def colour(one: Series, look: Look) -> str:
    return palette.INK if one.role in ("total", "points") else palette.hue(look.hue)


def opacity(one: Series) -> float:
    return 0.6 if one.role == "faint" else 1.0


def pale(color: str, strength: float) -> str:
    """A colour that lets this part through of what is behind it."""
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{strength:g})"


def _dash(lengths: tuple[float, ...] | None) -> str:
    return ",".join(f"{length * _WIDTH:g}px" for length in lengths) if lengths else "solid"

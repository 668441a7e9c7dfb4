"""A plane of regions in a page: coloured, with its lines, and a name in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scalecalc.figures.bands import letter
from scalecalc.figures.html import styles
from scalecalc.figures.html.symbols import plain
from scalecalc.figures.html.traces import Trace, named, numbers
from scalecalc.figures.paper import palette
from scalecalc.figures.picture import Picture, Regions
from scalecalc.figures.scales import Scale

_PALE = 0.35  # of a colour on white
_ROOM = 0.022  # of the width of the plane, for each letter of a name


def region_traces(picture: Picture, every: Sequence[str]) -> list[Trace]:
    """The plane and the lines in it.  every: the names of all regions, in the order of their colours."""
    regions = picture.regions
    if regions is None:
        return []
    number = np.array([every.index(name) for name in regions.names])[regions.number]
    edges = np.arange(len(every) + 1) / len(every)
    colors = [styles.pale(palette.hue(at), _PALE) for at in range(len(every))]
    plane = {
        "type": "heatmap",
        "uid": "plane",
        "x": numbers(regions.x),
        "y": numbers(regions.y),
        "z": number.T.tolist(),
        "zmin": -0.5,
        "zmax": len(every) - 0.5,
        "colorscale": [[edges[at + end], color] for at, color in enumerate(colors) for end in (0, 1)],
        "showscale": False,
        "meta": [plain(name) for name in every],  # the page makes the text of every cell from these
        "hovertemplate": f"%{{text}}<br>{named(picture.x)} = %{{x:.4~g}}<br>{named(picture.y)} = %{{y:.4~g}}"
        "<extra></extra>",
    }
    lines = np.insert(regions.lines().reshape(-1, 2, 2), 2, np.nan, axis=1)
    between = {"mode": "lines", "line": {"color": palette.INK, "width": 1.2}, "hoverinfo": "skip", "showlegend": False}
    xs, ys = (numbers(lines[..., at].ravel()) for at in (0, 1))
    return [plane, {"type": "scatter", "uid": "lines", "x": xs, "y": ys, **between}]


def region_names(regions: Regions, x: Scale, y: Scale) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """A name in each region, or a letter where there is no room, and the key of the letters."""
    names, key = [], []
    for number, ((i, j), name) in enumerate(zip(regions.middles(), regions.names, strict=True)):
        room = np.count_nonzero(regions.number[:, j] == number) / len(regions.number)
        parts = name.split(", ")
        wide = room >= _ROOM * max(map(len, parts))
        if not wide:
            key.append((letter(number), plain(name)))
        names.append(
            {
                "x": _position(regions.x[i : i + 2], x),
                "y": _position(regions.y[j : j + 2], y),
                "text": ",<br>".join(map(plain, parts)) if wide else letter(number),
                "hovertext": plain(name),
                "showarrow": False,
                "captureevents": False,
            }
        )
    return names, key


def _position(edges: np.ndarray[Any, Any], scale: Scale) -> float:
    """Where plotly puts a text: on a logarithmic axis by the logarithm."""
    middle = float(edges.mean())
    return float(np.log10(middle)) if scale.log else middle

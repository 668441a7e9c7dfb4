"""One picture as a panel of a page: what plotly draws, with its layout, and the words above and below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scalecalc.figures.bands import fits, letter, lines, rows
from scalecalc.figures.html.regions import region_names, region_traces
from scalecalc.figures.html.symbols import plain, symbol
from scalecalc.figures.html.traces import named, traces
from scalecalc.figures.picture import Axis, Band, Picture
from scalecalc.figures.scales import Scale, scales

Panel = dict[str, Any]

_SHADES = ("#FFFFFF", "#EDEDED")
_INK, _EDGE, _GRID = "#1A1A1A", "#808080", "#E6E6E6"
_CHARACTERS = 52  # of the names of bands, that have room side by side above the axes on a phone
_LINE = 14  # pixels from one line of names to the next


def panels(versions: Sequence[Picture]) -> list[Panel]:
    """The same panel in all frames, in which axes and colours stay as they are."""
    x, y = _common(versions)
    every = list(dict.fromkeys(name for one in versions if one.regions for name in one.regions.names))
    return [_panel(one, across, up, every) for one, across, up in zip(versions, x, y, strict=True)]


def _common(versions: Sequence[Picture]) -> tuple[list[Scale], list[Scale]]:
    """The scales of each picture, wide enough for all that have the same kind of scale."""
    found = [scales(one) for one in versions]
    x, y = ([_widest(one, [pair[side] for pair in found]) for one in (pair[side] for pair in found)] for side in (0, 1))
    return x, y


def _widest(scale: Scale, others: Sequence[Scale]) -> Scale:
    same = [other for other in others if other.log == scale.log]
    return Scale(min(one.low for one in same), max(one.high for one in same), scale.log)


def _panel(picture: Picture, x: Scale, y: Scale, every: Sequence[str]) -> Panel:
    names, key = _band_names(picture.bands, x)
    if picture.regions is not None:
        names, key = region_names(picture.regions, x, y)
    return {
        "heading": symbol(picture.subtitle),
        "key": key,
        "data": [*region_traces(picture, every), *traces(picture, x, y)],
        "layout": _layout(picture, x, y) | {"annotations": names, "shapes": _shading(picture.bands, x)},
    }


def _layout(picture: Picture, x: Scale, y: Scale) -> Panel:
    return {
        "uirevision": "same",  # curves that a reader has switched off stay so in other frames
        "font": {"family": "system-ui, sans-serif", "size": 13, "color": _INK},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "margin": {"l": 10, "r": 14, "t": 10, "b": 10},
        "hovermode": "closest",
        "hoverlabel": {"namelength": -1},
        "xaxis": _axis(picture.x, x),
        "yaxis": _axis(picture.y, y),
        "yaxis2": {"overlaying": "y", "range": [0, 1], "fixedrange": True, "visible": False},
        "legend": {"orientation": "h", "x": 0, "y": 1.02 + 0.05 * bool(picture.bands), "yanchor": "bottom"},
    }


def _axis(axis: Axis, scale: Scale) -> Panel:
    return {
        "title": {"text": named(axis), "standoff": 8},
        "type": "log" if scale.log else "linear",
        "range": [scale.low, scale.high],
        "automargin": True,
        "exponentformat": "power",
        "showline": True,
        "mirror": True,
        "linecolor": _INK,
        "ticks": "inside",
        "nticks": 6 if scale.log else 0,
        "minor": {"ticks": "inside" if scale.log else ""},
        "gridcolor": _GRID,
        "zeroline": False,
    }


def _shading(bands: Sequence[Band], x: Scale) -> list[Panel]:
    """A shade for every second band, and a line where one begins."""
    whole = {"yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    shapes: list[Panel] = []
    for number, band in enumerate(bands):
        start, stop = np.clip([band.start, band.stop], *x.ends).tolist()
        ends = {"type": "rect", "x0": start, "x1": stop, "line": {"width": 0}}
        shapes.append(whole | ends | {"fillcolor": _SHADES[number % 2]})
        if number:
            line = {"color": _EDGE, "width": 1, "dash": "2px,2px"}
            shapes.append(whole | {"type": "line", "x0": start, "x1": start, "line": line})
    return shapes


def _band_names(bands: Sequence[Band], x: Scale) -> tuple[list[Panel], list[tuple[str, str]]]:
    """The names of bands above the axes, or letters and their key where the names have no room on a phone."""
    spans = [x.unit(np.array([band.start, band.stop])).clip(0, 1) * _CHARACTERS for band in bands]
    rooms = [float(np.ptp(span)) for span in spans]
    names = [lines(band.label, int(room)) for band, room in zip(bands, rooms, strict=True)]
    centres = [float(span.mean()) for span in spans]
    if fits([max(map(len, name)) for name in names], rooms):
        return [
            _above(at, "<br>".join(map(plain, name)), band, 0, x)
            for at, name, band in zip(centres, names, bands, strict=True)
        ], []
    letters = [letter(number) for number in range(len(bands))]
    places = rows(centres, [float(len(name)) for name in letters], 1.0)
    above = [_above(*one, x) for one in zip(centres, letters, bands, places, strict=True)]
    return above, [(name, plain(band.label)) for name, band in zip(letters, bands, strict=True)]


def _above(centre: float, text: str, band: Band, row: int, x: Scale) -> Panel:
    return {
        "x": x.low + centre / _CHARACTERS * (x.high - x.low),
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": row * _LINE,
        "text": text,
        "hovertext": plain(band.label),
        "showarrow": False,
        "font": {"size": 11},
    }

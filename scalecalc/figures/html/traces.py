"""The traces of plotly that a picture is made of. Each curve has an entry in the legend, which switches it on and off.

Traces of one curve are a group of the legend. Their uid lets plotly recognise the curve in another frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from scalecalc.figures.html import styles
from scalecalc.figures.html.symbols import plain, symbol
from scalecalc.figures.paper import palette
from scalecalc.figures.picture import Axis, Guide, Look, Picture, Series, looks
from scalecalc.figures.scales import Floats, Scale

Trace = dict[str, Any]

_DIGITS = 12  # of the numbers in the page
_NUMBER = ":.6~g"  # of those that are shown
_LOWEST = 1e-9  # times the low end of a logarithmic axis: where what goes on below is cut
_TOP = 0.97  # of the height of the axes: where divergences are marked


def traces(picture: Picture, x: Scale, y: Scale) -> list[Trace]:
    """Those of the curves, guides and divergences of a picture with these scales; what is drawn later lies on top."""
    drawn: list[Trace] = []
    for one, look in zip(picture.series, looks(picture), strict=True):
        drawn += (_layer if one.role == "area" else _curve)(_Curve(picture, one, look, x, y))
    for number, guide in enumerate(picture.guides):
        drawn.append(_guide(guide, number, x, y))
    shown = [at for at in picture.divergences if np.isfinite(x.unit(at))]
    return [*drawn, _divergences(shown, picture.x)] if shown else drawn


def numbers(values: Floats) -> list[float | None]:
    """As a page takes them: null for what is not finite."""
    return [float(f"{value:.{_DIGITS}g}") if np.isfinite(value) else None for value in values.tolist()]


def named(axis: Axis) -> str:
    """What an axis shows, in words and as a symbol."""
    return f"{plain(axis.meaning)}  {symbol(axis.symbol)}".strip()


class _Curve:
    """One curve of a picture, with what its traces have in common."""

    def __init__(self, picture: Picture, one: Series, look: Look, x: Scale, y: Scale) -> None:
        self.one, self.look, self.x, self.y = one, look, x, y
        self.label = _label(picture, one)
        self._group = f"{one.role} {one.name} {one.case}"
        self._hover = (
            f"{named(picture.x)} = %{{x{_NUMBER}}}<br>{symbol(one.symbol) or plain(one.name)} = %{{y{_NUMBER}}}"
        )
        self._unit = " %" if picture.y.symbol == "%" else ""

    def trace(self, part: str, xs: Floats, ys: Floats, /, **more: Any) -> Trace:
        """Part of the curve.  more: whatever else plotly is to know of it."""
        return {
            "type": "scatter",
            "uid": f"{self._group} {part}",
            "name": self.label,
            "legendgroup": self._group,
            "showlegend": False,
            "opacity": styles.opacity(self.one),
            "x": numbers(_placed(xs, self.x)),
            "y": numbers(_placed(ys, self.y)),
        } | more

    def hover(self, also: str = "") -> str:
        """The template of what is shown at the pointer.  also: what stands behind the value."""
        return f"{self._hover}{self._unit}{also}<extra>{self.label}</extra>"


def _label(picture: Picture, one: Series) -> str:
    """What the legend says of a curve."""
    if one.role in ("fit", "law"):
        word, _, formula = one.name.partition(" ")
        return f"{plain(word)}  {symbol(formula)}"
    name = f"{symbol(one.symbol)}  {plain(one.name)}".strip()
    if len({each.case for each in picture.series}) == 1:
        return symbol(one.name) if "=" in one.name else name
    return f"{name},  {symbol(one.case)}" if len({each.name for each in picture.series}) > 1 else symbol(one.case)


def _placed(values: Floats, scale: Scale) -> Floats:
    """The values, and NaN for what has no place on the axis."""
    return np.where(np.isfinite(scale.unit(values)), values, np.nan)


def _curve(curve: _Curve) -> Iterator[Trace]:
    one, look = curve.one, curve.look
    line, marker = styles.line(one, look), styles.marker(one, look)
    if one.band is not None:
        yield _shade(curve, line["color"])
    bars: Trace = {} if one.error is None else {"error_y": _bars(one, curve.y)}
    also = one.band if one.error is None else (one.error,)
    marks: Trace = {"mode": "markers", "marker": marker, "cliponaxis": False}
    whole: Trace = marks if one.role == "points" else {"mode": "lines", "line": line}
    yield curve.trace("whole", one.x, one.y, **whole, **bars, **_shown(curve, also))
    if one.role != "points" and np.isposinf(one.y).any():
        yield curve.trace("up", *_ways_up(one, curve.y), mode="lines", line=line, hoverinfo="skip")
    if marker is not None and one.role != "points":
        yield curve.trace("marks", *one.marked, **marks, hovertemplate=curve.hover())
    mode = "markers" if one.role == "points" else "lines" if marker is None else "lines+markers"
    sample: Trace = {"mode": mode, "line": line} | ({} if marker is None else {"marker": marker})
    yield curve.trace("sample", np.array([np.nan]), np.array([np.nan]), **sample, showlegend=True)


def _ways_up(one: Series, y: Scale) -> tuple[Floats, Floats]:
    """From each infinite point, at the top of the axes, the lines to the points beside it. No value is shown there."""
    heights = y.raised(one.y)
    ends = [slice(max(at - 1, 0), at + 2) for at in np.flatnonzero(np.isposinf(one.y))]
    xs, ys = (np.concatenate([np.append(values[at], np.nan) for at in ends]) for values in (one.x, heights))
    return xs, ys


def _shown(curve: _Curve, also: tuple[Floats, ...] | None) -> Trace:
    """What the pointer shows: the value, and its error or what is shaded around it."""
    if also is None:
        return {"hovertemplate": curve.hover()}
    if len(also) == 1:
        return {"hovertemplate": curve.hover(" ± %{customdata:.2~g}"), "customdata": numbers(also[0])}
    edges = [list(pair) for pair in zip(*map(numbers, also), strict=True)]
    between = "<br>{} to {}".format(*(f"%{{customdata[{at}]{_NUMBER}}}" for at in (0, 1)))
    return {"hovertemplate": curve.hover(between), "customdata": edges}


def _bars(one: Series, y: Scale) -> Trace:
    """A bar through each point. On a logarithmic axis it ends above 0, far below the picture."""
    assert one.error is not None  # who asks knows
    down = np.minimum(one.error, one.y * (1 - _LOWEST)) if y.log else one.error
    bars = {"array": numbers(one.error), "arrayminus": numbers(down)}
    return {"symmetric": False, "color": palette.INK, "thickness": 1.2, "width": 0, **bars}


def _shade(curve: _Curve, color: str) -> Trace:
    """The band around a curve: closed outlines, one for each stretch without a gap."""
    assert curve.one.band is not None  # who asks knows
    xs, low, high = curve.one.x, *curve.one.band
    if curve.y.log:
        low = np.maximum(low, _LOWEST * curve.y.ends[0])
    gap = np.array([np.nan])
    outline = (
        [
            np.concatenate(
                [part for at in _stretches(_placed(high, curve.y) + low) for part in (up[at], down[at][::-1], gap)]
            )
            for up, down in ((xs, xs), (high, low))
        ]
        if np.isfinite(low).any()
        else [gap, gap]
    )
    fill: Trace = {"fill": "toself", "fillcolor": styles.pale(color, 0.2), "mode": "none", "hoverinfo": "skip"}
    return curve.trace("band", *outline, **fill)


def _layer(curve: _Curve) -> Iterator[Trace]:
    """An area on top of those before it, in a stack for each stretch without a gap."""
    one, color = curve.one, palette.hue(curve.look.hue)
    for number, at in enumerate(_stretches(one.y)):
        yield curve.trace(
            f"area {number}",
            one.x[at],
            one.y[at],
            mode="lines",
            line={"color": color, "width": 0.8},
            stackgroup=f"stack {number}",
            fillcolor=styles.pale(color, 0.75),
            hovertemplate=curve.hover(),
            showlegend=number == 0,
        )


def _stretches(values: Floats) -> list[slice]:
    """The stretches of finite values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], np.isfinite(values), [False]]).astype(int)))
    return [slice(start, stop) for start, stop in edges.reshape(-1, 2).tolist()]


def _guide(guide: Guide, number: int, x: Scale, y: Scale) -> Trace:
    """A straight line, with its label at the middle, on the upper side."""
    side = "center" if guide.y[0] == guide.y[1] else "right" if guide.y[1] < guide.y[0] else "left"
    xs, ys = (_with_middle(ends, scale) for ends, scale in ((guide.x, x), (guide.y, y)))
    return {
        "type": "scatter",
        "uid": f"guide {number}",
        "mode": "lines+text",
        "x": numbers(xs),
        "y": numbers(ys),
        "text": ["", symbol(guide.label), ""],
        "textposition": f"top {side}",
        "textfont": {"color": palette.INK},
        "line": {"color": palette.INK, "width": 1.2, "dash": "5px,2px"},
        "hovertemplate": f"{symbol(guide.label)}<extra></extra>",
        "showlegend": False,
    }


def _with_middle(ends: tuple[float, float], scale: Scale) -> Floats:
    a, b = ends
    return np.array([a, np.sqrt(a) * np.sqrt(b) if scale.log else (a + b) / 2, b])


def _divergences(places: list[float], x: Axis) -> Trace:
    """Arrows at the top, on an axis of their own, so that they stay there."""
    return {
        "type": "scatter",
        "uid": "divergences",
        "name": "diverges",
        "mode": "markers",
        "yaxis": "y2",
        "x": numbers(np.array(places)),
        "y": [_TOP] * len(places),
        "marker": {"symbol": "triangle-up", "size": 10, "color": palette.INK},
        "hovertemplate": f"diverges at {named(x)} = %{{x{_NUMBER}}}<extra></extra>",
        "showlegend": True,
    }

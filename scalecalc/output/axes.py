"""One picture on one pair of matplotlib axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scalecalc.output import palette
from scalecalc.output.bands import fits, letter, rows
from scalecalc.output.scales import Scale, layers, scales
from scalecalc.output.symbols import math, plain, tick_labels
from scalecalc.picture import Axis, Entry, Picture, legend, looks

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation
    from matplotlib.transforms import TransformedBbox

_MOST_MARKERS = 45  # on one curve; more would hide it
_FEW_MARKERS = 12  # on a longer one, just to name it
_SHADES = ("#FFFFFF", "#EDEDED")
_MARKER_ROOM = 0.01  # of the width of the axes
_TICKS = 9
_LINE = 10.0  # points from one line of band names to the next
_ABOVE = 4.0  # points between the axes and what stands above
_SHRINKS = 0.6  # at least this much of the width of the axes is left by a key


def draw(axes: Axes, picture: Picture, *, bottom: bool = True) -> None:
    """Everything but the labels of bands, which need the final layout. bottom: whether the x axis is named here."""
    x, y = scales(picture)
    _frame(axes, picture, x, y, bottom=bottom)
    for number, band in enumerate(picture.bands):
        axes.axvspan(band.start, band.stop, color=_SHADES[number % 2], linewidth=0, zorder=0)
    for band in picture.bands[1:]:
        axes.axvline(band.start, color="#808080", linewidth=0.7, linestyle=(0, (2, 2)), zorder=0.5)
    _draw_areas(axes, picture)
    for one, look in zip(picture.series, looks(picture), strict=True):
        if one.role != "area":
            values = np.where(np.isfinite(y.unit(one.y)), one.y, np.nan)
            (line,) = axes.plot(one.x, values, **_line_style(one.role, look.hue, look.stroke, len(one.x)))
            line.set_clip_path(None)
            line.set_clip_box(_frame_with_markers(axes))
    for guide in picture.guides:
        axes.plot(guide.x, guide.y, color=palette.INK, linewidth=0.9, linestyle=(0, (4, 1.5)))
        middle = (_middle(guide.x, x.log), _middle(guide.y, y.log))
        right = guide.y[1] <= guide.y[0]
        axes.annotate(
            math(guide.label),
            middle,
            xytext=(4 if right else -4, 4),
            textcoords="offset points",
            ha="left" if right else "right",
            va="bottom",
            fontsize=8.5,
        )
    if picture.divergences:
        shown = [at for at in picture.divergences if np.isfinite(x.unit(at))]
        axes.plot(
            shown,
            [0.97] * len(shown),
            transform=axes.get_xaxis_transform(),
            color=palette.INK,
            marker="^",
            markersize=5,
            linestyle="none",
            zorder=5,
        )
    _draw_legend(axes, picture)


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
    """Where curves may be drawn: markers on the sides of the frame stay whole."""
    from matplotlib.transforms import Bbox, TransformedBbox

    return TransformedBbox(Bbox([[-_MARKER_ROOM, 0.0], [1 + _MARKER_ROOM, 1.0]]), axes.transAxes)


def _named(axis: Axis) -> str:
    return f"{axis.meaning}  {math(axis.symbol)}".strip()


def math_of_case(case: str) -> str:
    """N = 1000, λ = 1e-4 with both sides of the equals signs set as mathematics."""
    return ", ".join(math(part) for part in case.split(", "))


def _middle(pair: tuple[float, float], log: bool) -> float:
    a, b = pair
    return float(np.sqrt(a) * np.sqrt(b)) if log else (a + b) / 2


def _draw_areas(axes: Axes, picture: Picture) -> None:
    areas = [(one, look) for one, look in zip(picture.series, looks(picture), strict=True) if one.role == "area"]
    for (one, look), (low, high) in zip(areas, layers(picture), strict=True):
        axes.fill_between(one.x, low, high, where=np.isfinite(high).tolist(), **_area_style(look.hue))


def _area_style(hue: int) -> dict[str, Any]:
    return {
        "facecolor": palette.hue(hue),
        "hatch": palette.hatch(hue),
        "edgecolor": "#FFFFFF",
        "linewidth": 0.6,
    }


def _line_style(role: str, hue: int | None, stroke: int | None, points: int) -> dict[str, Any]:
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
            style |= {"color": palette.INK, "linestyle": "none", "marker": "o", "zorder": 4}
            style |= {
                "markerfacecolor": "none",
                "markeredgecolor": palette.INK,
                "markeredgewidth": 0.8,
                "markersize": 5,
            }
        case "fit" | "law":
            style |= {"marker": "none", "linewidth": 1.3}
        case "faint":
            style |= {"alpha": 0.6, "linewidth": 1.0, "marker": "none", "zorder": 2}
    return style


def _draw_legend(axes: Axes, picture: Picture) -> None:
    """Outside, to the right. A single curve that the y axis names needs none."""
    handles: list[Artist] = []
    entries = legend(picture)
    if len(entries) > 1 or (entries and entries[0].name != picture.y.meaning):
        handles += [_sample(entry) for entry in entries]
    if picture.divergences:
        handles.append(_divergence_sample())
    if handles:
        _put_legend(axes, handles, 2.6)


def _put_legend(axes: Axes, handles: list[Artist], sample: float) -> None:
    """To the right of the axes, with samples of that length."""
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
        return Patch(label=label, **_area_style(entry.hue or 0))
    style = _line_style(entry.role, entry.hue, entry.stroke, 1)
    if entry.stroke is None:
        style["linestyle"] = "-"
    return _sample_of(label, **style)


def _divergence_sample() -> Artist:
    return _sample_of("diverges", color=palette.INK, marker="^", markersize=5, linestyle="none")


def _sample_of(label: str, **style: Any) -> Artist:
    from matplotlib.lines import Line2D

    return Line2D([], [], label=label, **style)


def _label(entry: Entry) -> str:
    if entry.role in ("fit", "law"):
        word, _, formula = entry.name.partition(" ")
        return f"{word}  {math(formula)}"
    if entry.stroke is None or "=" in entry.name:
        return math_of_case(entry.name)
    return f"{math(entry.symbol)}  {entry.name}".strip()


def label_bands(axes: Axes, picture: Picture) -> None:
    """Name the bands above the axes: where all names fit, in full, else by letters with a key at the right.

    The axes have been laid out once, so that widths can be measured.
    """
    if not picture.bands:
        return
    x, _ = scales(picture)
    width = axes.get_window_extent().width
    spans = [x.unit(np.array([band.start, band.stop])).clip(0, 1) for band in picture.bands]
    centres = [float(span.mean()) for span in spans]
    names = [band.label.replace(", ", ",\n") for band in picture.bands]
    texts = [_above(axes, centre, name, 0) for centre, name in zip(centres, names, strict=True)]
    height = max(name.count("\n") for name in names)
    if not fits([_width(text) for text in texts], [float(np.ptp(span)) * width - _ABOVE for span in spans]):
        for text in texts:
            text.remove()
        height = _letter(axes, picture, centres, width * _SHRINKS)
    if picture.subtitle:
        axes.set_title(math_of_case(picture.subtitle), loc="left", pad=_ABOVE * 2 + (height + 1) * _LINE)


def _letter(axes: Axes, picture: Picture, centres: list[float], width: float) -> int:
    """Letters above the bands, in as many rows as they need, and the key; returns the highest row."""
    names = [letter(number) for number in range(len(centres))]
    texts = [_above(axes, centre, name, 0) for centre, name in zip(centres, names, strict=True)]
    places = rows([centre * width for centre in centres], [_width(text) for text in texts], _ABOVE)
    for text, row in zip(texts, places, strict=True):
        text.set_position((0, _ABOVE + row * _LINE))
    key = [
        _sample_of(f"{name}  {band.label}", linestyle="none") for name, band in zip(names, picture.bands, strict=True)
    ]
    _put_legend(axes, [*key, *([_divergence_sample()] if picture.divergences else [])], 0.6)
    return max(places)


def _above(axes: Axes, centre: float, name: str, row: int) -> Annotation:
    """A text above the axes, centred at a fraction of their width."""
    return axes.annotate(
        name,
        (centre, 1.0),
        xycoords="axes fraction",
        xytext=(0, _ABOVE + row * _LINE),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontsize=8,
        linespacing=1.05,
        annotation_clip=False,
    )


def _width(text: Annotation) -> float:
    return float(text.get_window_extent().width)

"""The names of bands above the axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.figures.bands import fits, letter, rows
from scalecalc.figures.paper.legends import divergence_sample, put_legend, sample_of
from scalecalc.figures.paper.symbols import math_of_case
from scalecalc.figures.picture import Picture
from scalecalc.figures.scales import scales

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

_LINE = 10.0  # points from one line of names to the next
_ABOVE = 4.0  # points between the axes and the text above
_SHRINKS = 0.6  # beside a key, the axes keep at least this part of their width


def label_bands(axes: Axes, picture: Picture) -> None:
    """Name the bands above the axes: in full if all names fit, else by letters with a key at the right.

    The axes must have been laid out once, so that widths can be measured.
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
    """Put letters above the bands, in as many rows as they need, and a key; return the highest row."""
    names = [letter(number) for number in range(len(centres))]
    texts = [_above(axes, centre, name, 0) for centre, name in zip(centres, names, strict=True)]
    places = rows([centre * width for centre in centres], [_width(text) for text in texts], _ABOVE)
    for text, row in zip(texts, places, strict=True):
        text.set_position((0, _ABOVE + row * _LINE))
    key = [
        sample_of(f"{name}  {band.label}", linestyle="none") for name, band in zip(names, picture.bands, strict=True)
    ]
    put_legend(axes, [*key, *([divergence_sample()] if picture.divergences else [])], 0.6)
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

"""The names of bands above the axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.figures.bands import fits, letter, rows
from scalecalc.figures.paper.measure import text_size
from scalecalc.figures.paper.sheet import Sheet
from scalecalc.figures.picture import Picture
from scalecalc.figures.scales import Scale
from scalecalc.record import record

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ABOVE = 4.0  # points between the axes and the text above


@record
class Headings:
    """What stands above the bands.

    texts: with the middle of each, as a fraction of the axes, and the row that it is in, 0 the lowest.
    height: of all in points.  letters: what the letters stand for, where names are too long.
    """

    texts: tuple[tuple[str, float, int], ...]
    height: float
    letters: tuple[str, ...] = ()

    def draw(self, axes: Axes, sheet: Sheet) -> None:
        for text, centre, row in self.texts:
            axes.annotate(
                text,
                (centre, 1.0),
                xycoords="axes fraction",
                xytext=(0, ABOVE + row * sheet.rows),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=sheet.small,
                linespacing=1.05,
                annotation_clip=False,
            )


def headings(picture: Picture, x: Scale, width: float, sheet: Sheet) -> Headings:
    """The names in full if all of them fit, else letters.  width: of the axes, in points."""
    if not picture.bands:
        return Headings((), 0.0)
    spans = [x.unit(np.array([band.start, band.stop])).clip(0, 1) for band in picture.bands]
    centres = [float(span.mean()) for span in spans]
    names = [band.label.replace(", ", ",\n") for band in picture.bands]
    sizes = [text_size(name, sheet.small)[0] for name in names]
    if fits(sizes, [float(np.ptp(span)) * width - ABOVE for span in spans]):
        tallest = max(name.count("\n") for name in names) + 1
        return Headings(tuple((name, at, 0) for name, at in zip(names, centres, strict=True)), tallest * sheet.rows)
    letters = [letter(number) for number in range(len(centres))]
    places = rows([at * width for at in centres], [text_size(one, sheet.small)[0] for one in letters], ABOVE)
    key = tuple(f"{one}  {band.label}" for one, band in zip(letters, picture.bands, strict=True))
    return Headings(tuple(zip(letters, centres, places, strict=True)), (max(places) + 1) * sheet.rows, key)

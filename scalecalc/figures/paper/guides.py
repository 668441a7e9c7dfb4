"""The labels of guides, near their lines where nothing else is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scalecalc.figures.paper.free import Free
from scalecalc.figures.paper.measure import text_size
from scalecalc.figures.paper.sheet import Sheet
from scalecalc.figures.paper.symbols import math
from scalecalc.figures.picture import Guide, Picture
from scalecalc.figures.scales import Scale

_ALONG = (0.5, 0.4, 0.6, 0.3, 0.7, 0.15, 0.85, 0.0, 1.0)  # where beside the line
_AWAY = (4.5, 7.0, 10.0, 15.0, 22.0)  # points from the line
Label = tuple[str, float, float]  # a text, and its lower left corner in points from that of the axes


def labels(picture: Picture, x: Scale, y: Scale, free: Free, sheet: Sheet) -> tuple[Label, ...]:
    """The labels with their places, which are no longer free then."""
    return tuple(_label(guide, x, y, free, sheet) for guide in picture.guides)


def _label(guide: Guide, x: Scale, y: Scale, free: Free, sheet: Sheet) -> Label:
    text = math(guide.label)
    size = text_size(text, sheet.small)[0], 1.1 * sheet.small
    places = list(_places(guide, x, y, size, (free.width, free.height)))
    left, bottom = next((place for place in places if free.is_free(*place, *size)), places[0])
    left = min(max(left, 1.0), max(free.width - size[0] - 1.0, 1.0))
    bottom = min(max(bottom, 1.0), max(free.height - size[1] - 1.0, 1.0))
    free.box(left, bottom, *size)
    return text, left, bottom


def _places(
    guide: Guide, x: Scale, y: Scale, size: tuple[float, float], room: tuple[float, float]
) -> Iterator[tuple[float, float]]:
    """Lower left corners, the best first: above the line, then below it, then farther away."""
    wide, high = size
    across, up = x.unit(np.array(guide.x)) * room[0], y.unit(np.array(guide.y)) * room[1]
    flat = abs(up[1] - up[0]) < 2 * high
    falls = bool(up[1] < up[0])
    for away in _AWAY:
        for along in _ALONG:
            at, height = (float(ends[0] + along * (ends[1] - ends[0])) for ends in (across, up))
            above = at - wide / 2 if flat else at + away if falls else at - away - wide
            below = at - wide / 2 if flat else at - away - wide if falls else at + away
            yield above, height + away
            yield below, height - away - high

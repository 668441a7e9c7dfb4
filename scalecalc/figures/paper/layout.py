"""Where everything goes on the paper: worked out from the sizes of texts before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scalecalc.figures.paper.free import Free, free_of
from scalecalc.figures.paper.guides import Label, labels
from scalecalc.figures.paper.headings import ABOVE, Headings, headings
from scalecalc.figures.paper.legends import Key, joined, key_of
from scalecalc.figures.paper.measure import text_size, wrapped
from scalecalc.figures.paper.regions import Name, region_names
from scalecalc.figures.paper.sheet import Sheet
from scalecalc.figures.paper.symbols import math, ticks_with_labels
from scalecalc.figures.picture import Axis, Picture
from scalecalc.figures.scales import Scale, scales
from scalecalc.output.text import safe
from scalecalc.record import record

EDGE = 5.0  # points that are free around everything
TICK = 6.0  # points from the axes to the labels of ticks
_MOST_TICKS = 9
_TWO_COLUMNS = 4  # panels: from so many on they stand in two columns where the page is wide enough
_WIDE = 500.0  # points
_SMALLER = (1.0, 0.85, 0.75)  # of the height of panels that stand one below the other; the last with more
TITLE = 1.15  # font sizes

Ticks = tuple[list[float], list[str]]
Placed = tuple[Key, float, float, int]  # a key, its lower left corner, and in how many columns


@record
class Panel:
    """One pair of axes.

    left, bottom, width, height: of the axes, in points on the figure.  label: the distance from the axes to the name
    of the y axis.  lowest: whether ticks and name of the x axis stand below.
    """

    picture: Picture
    x: Scale
    y: Scale
    x_ticks: Ticks
    y_ticks: Ticks
    heads: Headings
    names: tuple[Name, ...]
    key: Key | None
    free: Free
    guides: tuple[Label, ...] = ()
    left: float = 0.0
    bottom: float = 0.0
    width: float = 0.0
    height: float = 0.0
    label: float = 0.0
    lowest: bool = True

    def above(self, sheet: Sheet) -> float:
        """What stands above the axes."""
        return self.heads.height + (1.5 * sheet.font if self.picture.subtitle else 0.0) + ABOVE

    def below(self, sheet: Sheet) -> float:
        """What stands below the axes, without a key."""
        return TICK + 1.45 * sheet.small + 1.4 * sheet.font if self.lowest else TICK


@record
class Layout:
    """A figure.  width, height: in points.  title: in lines.  keys: where they are drawn."""

    width: float
    height: float
    title: str
    panels: tuple[Panel, ...]
    keys: tuple[Placed, ...]


def named(axis: Axis) -> str:
    return f"{axis.meaning}  {math(axis.symbol)}".strip()


def laid_out(pictures: Sequence[Picture], sheet: Sheet) -> Layout:
    """The layout of pictures one below the other; of many in two columns, in the order of reading."""
    across = 2 if len(pictures) >= _TWO_COLUMNS and sheet.width >= _WIDE and sheet.shape is None else 1
    shared = len({(picture.x, scales(picture)[0].ends) for picture in pictures}) == 1
    rows = -(-len(pictures) // across)
    height = sheet.panel * _SMALLER[min(rows, len(_SMALLER)) - 1]
    title = wrapped(safe(pictures[0].title), TITLE * sheet.font, sheet.width - 2 * EDGE) if pictures[0].title else ""
    top = EDGE + (text_size(title, TITLE * sheet.font, math=False)[1] + EDGE if title else 0.0)
    panels = [
        replace(panel, lowest=not shared or number + across >= len(pictures))
        for number, panel in enumerate(_panels(pictures, sheet, (height, top), across))
    ]
    keys = [panel.key for panel in panels if panel.key is not None]
    if len(panels) > 1 and keys and (common := joined(keys)) is not None:
        panels = [replace(panel, key=common) for panel in panels]
    return _stacked(panels, sheet, title, top, across)


def _panels(pictures: Sequence[Picture], sheet: Sheet, heights: tuple[float, float], across: int) -> list[Panel]:
    """The panels, each as wide as all are, not yet in their places.

    heights: of the axes of each, and of what stands above all.
    """
    height, top = heights
    both = [scales(picture) for picture in pictures]
    most = min(_MOST_TICKS, int(height / (2.2 * sheet.small)))
    y_ticks = [ticks_with_labels(y, most) for _, y in both]
    widest = max(text_size(label, sheet.small)[0] for _, texts in y_ticks for label in texts or [""])
    left = EDGE + 1.4 * sheet.font + widest + TICK + 2
    ends = [text_size(ticks_with_labels(x, _MOST_TICKS)[1][-1:][0], sheet.small)[0] for x, _ in both]
    width = sheet.width / across - left - EDGE - max(4.0, 0.55 * max(ends))
    label = TICK + widest + 0.45 * sheet.font
    return [
        _panel(
            picture, x, y, ticks, sheet, (left + number % across * sheet.width / across, label), (width, height), top
        )
        for number, (picture, (x, y), ticks) in enumerate(zip(pictures, both, y_ticks, strict=True))
    ]


def _panel(
    picture: Picture,
    x: Scale,
    y: Scale,
    y_ticks: Ticks,
    sheet: Sheet,
    left: tuple[float, float],
    size: tuple[float, float],
    top: float,
) -> Panel:
    width, height = size
    heads = headings(picture, x, width, sheet)
    names, letters = region_names(picture, x, y, size, sheet)
    key = key_of(picture, [*heads.letters, *letters])
    x_ticks = _fitting(x, width, sheet)
    made = Panel(
        picture, x, y, x_ticks, y_ticks, heads, names, key, Free(0, 0), (), left[0], 0.0, width, height, left[1]
    )
    if sheet.shape is not None:
        made = replace(made, height=sheet.shape * sheet.width - made.above(sheet) - made.below(sheet) - top - EDGE)
    found = _explored(made, sheet)
    if sheet.shape is None or key is None or _spot(found, key, sheet) is not None:
        return found
    under = key.size(sheet, key.columns(sheet, sheet.width - 2 * EDGE))[1] + EDGE
    return _explored(replace(made, height=max(made.height - under, 0.4 * made.height)), sheet)


def _explored(panel: Panel, sheet: Sheet) -> Panel:
    """The panel with its free places, and the labels of its guides in some of them."""
    free = free_of(panel.picture, panel.x, panel.y, panel.width, panel.height)
    return replace(panel, free=free, guides=labels(panel.picture, panel.x, panel.y, free, sheet))


def _fitting(x: Scale, width: float, sheet: Sheet) -> Ticks:
    """As many ticks as have room for their labels."""
    for most in range(_MOST_TICKS, 1, -1):
        ticks, texts = ticks_with_labels(x, most)
        middles = [float(x.unit(tick)) * width for tick in ticks]
        sizes = [text_size(text, sheet.small)[0] for text in texts]
        steps = zip(middles, middles[1:], sizes, sizes[1:], strict=False)
        if all(after - before >= (a + b) / 2 + sheet.small for before, after, a, b in steps):
            break
    return ticks, texts


def _stacked(panels: list[Panel], sheet: Sheet, title: str, top: float, across: int) -> Layout:
    """Panels and keys in their places; heights are counted from above until all are known."""
    common = len({panel.key for panel in panels}) == 1
    inside = _inside(panels, sheet, common=common)
    down, placed, keys = top, [], []
    for start in range(0, len(panels), across):
        row = panels[start : start + across]
        down += max(panel.above(sheet) for panel in row) + max(panel.height for panel in row)
        placed += [replace(panel, bottom=down) for panel in row]
        down += max(panel.below(sheet) for panel in row)
        last = start + across >= len(panels)
        if common:
            row = row[:1] if last and not inside else []
        bare = [panel for number, panel in enumerate(row, start) if number not in inside]
        under = [_under(panel, sheet, down, across, common=common) for panel in bare]
        keys += [key for key in under if key is not None]
        down = max([down, *(key[2] for key in under if key is not None)]) + EDGE
    for number, (x, y, columns) in inside.items():
        key, panel = panels[number].key, placed[number]
        keys += [] if key is None else [(key, panel.left + x, panel.bottom - y, columns)]
    total = down if sheet.shape is None else max(down, sheet.shape * sheet.width * len(panels))
    placed = [replace(panel, bottom=total - panel.bottom) for panel in placed]
    turned = tuple((key, left, total - bottom, columns) for key, left, bottom, columns in keys)
    return Layout(sheet.width, total, title, tuple(placed), turned)


def _under(panel: Panel, sheet: Sheet, down: float, across: int, *, common: bool) -> Placed | None:
    """The key below a panel, or below all."""
    if panel.key is None:
        return None
    end = sheet.width if common or across == 1 else panel.left + panel.width + EDGE
    start = EDGE if common or across == 1 else panel.left - 2 * sheet.font
    columns = panel.key.columns(sheet, end - start - EDGE)
    wide, high = panel.key.size(sheet, columns)
    return panel.key, max(min(panel.left, end - EDGE - wide), EDGE), down + EDGE + high, columns


def _inside(panels: list[Panel], sheet: Sheet, *, common: bool) -> dict[int, tuple[float, float, int]]:
    """By the number of the panel: where its key has room inside the axes. A common key is placed once."""
    found: dict[int, tuple[float, float, int]] = {}
    for number, panel in enumerate(panels):
        spot = None if panel.key is None or (common and found) else _spot(panel, panel.key, sheet)
        found |= {} if spot is None else {number: spot}
    return found


def _spot(panel: Panel, key: Key, sheet: Sheet) -> tuple[float, float, int] | None:
    """The lower left corner of the key where it has room inside the axes, and its columns. A plane has no room."""
    if panel.picture.regions is not None:
        return None
    gap = 0.8 * sheet.small  # around it
    for columns in (1, 2, 3):
        width, height = key.size(sheet, columns)
        place = panel.free.place(width + 2 * gap, height + 2 * gap)
        if place is not None:
            return place[0] + gap, place[1] + gap, columns
    return None

"""A picture before it is drawn: curves on two axes, with names and notes. Terminal and files draw the same pictures.

Symbols are written as P, E_g, P^-1.2, σ²; each way of drawing shows them as well as it can.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any, Literal, Protocol

from scalecalc.record import record

if TYPE_CHECKING:
    import numpy as np

    from scalecalc.table import Table

    Floats = np.ndarray[Any, np.dtype[np.float64]]
    Numbers = np.ndarray[Any, np.dtype[np.intp]]

Limits = tuple[float | None, float | None]
Role = Literal["curve", "total", "points", "faint", "fit", "law", "area"]


@record
class Axis:
    """What an axis shows: its meaning in words, its symbol, and whether its scale is logarithmic.

    start, stop: where it begins and ends, although curves may go on; None where the lowest and the highest curve do.
    limits: where the reader wants it to begin and end, whatever is drawn; None where that depends on the curves.
    """

    meaning: str
    symbol: str = ""
    log: bool = True
    start: float | None = None
    stop: float | None = None
    limits: Limits = (None, None)


@record
class Series:
    """One curve of a picture.

    x, y: shape (n,), in the order of x. Where y is not finite, or not on the axis, the curve is broken.
    name, symbol: the quantity. case: which of several curves of that quantity, such as λ = 1e-4.
    role: curve; total, the sum of others; points, not joined; faint, in the background; fit and law, straight lines
    that do not widen the picture; area, a layer on top of the areas before it.
    marks: the places on a curve that bear its mark, x and y, shape (k,) each, such as the points of a grid; None where
    all its points do.
    hue: the number of its colour, for what has the same in every picture; None for the next in order.
    error: of points, half the length of the bar through each, shape (n,).
    band: of a curve, the lower and the upper edge of what is shaded around it, shape (n,) each.
    """

    name: str
    symbol: str
    x: Floats
    y: Floats
    case: str = ""
    role: Role = "curve"
    error: Floats | None = None
    band: tuple[Floats, Floats] | None = None
    marks: tuple[Floats, Floats] | None = None
    hue: int | None = None

    @property
    def marked(self) -> tuple[Floats, Floats]:
        """The places that bear its mark."""
        return (self.x, self.y) if self.marks is None else self.marks


@record
class Band:
    """A stretch of the x axis from start to stop, start < stop."""

    start: float
    stop: float
    label: str


@record
class Guide:
    """A straight line beside a curve, to show a slope, from (x[0], y[0]) to (x[1], y[1])."""

    x: tuple[float, float]
    y: tuple[float, float]
    label: str


@record
class Regions:
    """A plane of regions.

    names: of the regions.  x, y: borders of cells on both axes, ascending, shape (n + 1,) and (m + 1,).
    number: which region each cell is in, shape (n, m).  lines: finds the lines between regions, shape (k, 4): x and y
    where each starts, and where it stops.
    """

    names: tuple[str, ...]
    x: Floats
    y: Floats
    number: Numbers
    lines: Callable[[], Floats]

    def middles(self) -> list[tuple[int, int]]:
        """For each region the cell, by its positions on both axes, that is farthest from all others."""
        return [_middle(self.number == region) for region in range(len(self.names))]


@record
class Picture:
    """One pair of axes.

    title: of the whole result. subtitle: which part of it this is, if there are several.
    divergences: places on the x axis where a curve is infinite.
    together: whether curves of several results go into one such picture, each named by its case.
    regions: what fills the plane, if that is what is shown.
    cursor: a place on the x axis that is looked at, if there is one; only a terminal shows it.
    """

    title: str
    x: Axis
    y: Axis
    series: tuple[Series, ...]
    subtitle: str = ""
    bands: tuple[Band, ...] = ()
    guides: tuple[Guide, ...] = ()
    divergences: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()
    together: bool = False
    regions: Regions | None = None
    cursor: float | None = None


class Sketch(Protocol):
    """Collects what is to be drawn of a result, block by block."""

    def see(self, block: Table) -> None:
        """Collect what is needed of a block; blocks come in order."""

    def pictures(self) -> tuple[Picture, ...]:
        """The pictures, after the last block."""


@record
class Look:
    """How a curve differs from others.  hue: the number of its colour and marker.  stroke: of its kind of line."""

    hue: int
    stroke: int


@record
class Entry:
    """A line of the legend. It explains a hue, a stroke or both; what it does not explain is None."""

    name: str
    symbol: str
    hue: int | None
    stroke: int | None
    role: Role = "curve"


def _middle(inside: np.ndarray[Any, np.dtype[np.bool_]]) -> tuple[int, int]:
    """The cell that lasts longest when the region loses its border again and again."""
    import numpy as np

    last = inside
    while inside.any():
        last = inside
        padded = np.pad(inside, 1)
        inside = inside & padded[2:, 1:-1] & padded[:-2, 1:-1] & padded[1:-1, 2:] & padded[1:-1, :-2]
    places = np.argwhere(last)
    x, y = places[np.argmin(np.abs(places - places.mean(axis=0)).sum(axis=1))]
    return int(x), int(y)


def looks(picture: Picture) -> list[Look]:
    """The look of each series. With several cases and quantities, each case has a hue and each quantity a stroke."""
    names, cases = _names(picture), _cases(picture)
    if len(cases) == 1:
        hues = _hues(picture)
        return [Look(hue, hue) for hue in hues]
    if len(names) == 1:
        return [Look(cases.index(one.case), cases.index(one.case)) for one in picture.series]
    return [Look(cases.index(one.case), names.index(one.name)) for one in picture.series]


def legend(picture: Picture) -> list[Entry]:
    """What hues and strokes mean. With several cases and quantities, first the cases, then the quantities."""
    names, cases = _names(picture), _cases(picture)
    if len(cases) > 1 and len(names) > 1:
        first = {one.name: one for one in reversed(picture.series)}
        return [
            *(Entry(case, "", hue, None) for hue, case in enumerate(cases)),
            *(Entry(name, first[name].symbol, None, stroke, first[name].role) for stroke, name in enumerate(names)),
        ]
    entries = []
    for one, look in zip(picture.series, looks(picture), strict=True):
        name, symbol = (one.case, "") if len(cases) > 1 else (one.name, one.symbol)
        entries.append(Entry(name, symbol, look.hue, look.stroke, one.role))
    return entries


def _hues(picture: Picture) -> list[int]:
    """Those that are fixed; every other name takes the next that is not."""
    fixed = {one.hue for one in picture.series}
    others = dict.fromkeys(one.name for one in picture.series if one.hue is None)
    free = dict(zip(others, (hue for hue in count() if hue not in fixed), strict=False))
    return [free[one.name] if one.hue is None else one.hue for one in picture.series]


def _names(picture: Picture) -> list[str]:
    return list(dict.fromkeys(one.name for one in picture.series))


def _cases(picture: Picture) -> list[str]:
    return list(dict.fromkeys(one.case for one in picture.series)) or [""]

"""A picture before it is drawn: curves on two axes with what is said about them. Terminal and file draw the same.

Symbols are written as P, E_g, P^-1.2, σ²; each way of drawing sets them as well as it can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Protocol

from scalecalc.record import record

if TYPE_CHECKING:
    import numpy as np

    from scalecalc.table import Table

    Floats = np.ndarray[Any, np.dtype[np.float64]]

Role = Literal["curve", "total", "points", "faint", "fit", "law", "area"]


@record
class Axis:
    """What an axis shows: its meaning in words, its symbol, and whether its scale is logarithmic.

    start: where it begins although curves go on below; None where the lowest of them does.
    """

    meaning: str
    symbol: str = ""
    log: bool = True
    start: float | None = None


@record
class Series:
    """One curve of a picture.

    x, y: shape (n,), in the order of x. Where y is not finite, or not on the axis, the curve is broken.
    name, symbol: the quantity. case: which of several curves of that quantity, such as λ = 1e-4.
    role: curve; total, the sum of others; points, not joined; faint, in the background; fit and law, straight lines
    that do not widen the picture; area, a layer that lies on the areas before it.
    error: of points, half the length of the bar through each, shape (n,).
    """

    name: str
    symbol: str
    x: Floats
    y: Floats
    case: str = ""
    role: Role = "curve"
    error: Floats | None = None


@record
class Band:
    """A stretch of the x axis from start to stop, start < stop."""

    start: float
    stop: float
    label: str


@record
class Guide:
    """A straight line beside a curve that shows a slope, from (x[0], y[0]) to (x[1], y[1])."""

    x: tuple[float, float]
    y: tuple[float, float]
    label: str


@record
class Picture:
    """One pair of axes.

    title: of the whole result. subtitle: which part of it this is, where there are several.
    divergences: places on the x axis where a curve is infinite.
    together: whether curves of several results go into one such picture, each named by its case.
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


class Sketch(Protocol):
    """Keeps what is to be drawn of a result while its blocks pass by."""

    def see(self, block: Table) -> None:
        """Take note of a block; blocks come in order."""

    def pictures(self) -> tuple[Picture, ...]:
        """The pictures, at the end."""


@record
class Look:
    """How a curve is told from others: by a colour with its marker, by a kind of line, or by both."""

    hue: int
    stroke: int


@record
class Entry:
    """A line of the legend; a hue or a stroke of None is not what it tells."""

    name: str
    symbol: str
    hue: int | None
    stroke: int | None
    role: Role = "curve"


def looks(picture: Picture) -> list[Look]:
    """The look of each series. Quantities of several cases share a hue per case and a stroke per quantity."""
    names, cases = _names(picture), _cases(picture)
    if len(cases) == 1:
        return [Look(names.index(one.name), names.index(one.name)) for one in picture.series]
    if len(names) == 1:
        return [Look(cases.index(one.case), cases.index(one.case)) for one in picture.series]
    return [Look(cases.index(one.case), names.index(one.name)) for one in picture.series]


def legend(picture: Picture) -> list[Entry]:
    """What hues and strokes mean: the cases and then the quantities where there are several of both."""
    names, cases = _names(picture), _cases(picture)
    if len(cases) > 1 and len(names) > 1:
        symbols = {one.name: one.symbol for one in picture.series}
        return [
            *(Entry(case, "", hue, None) for hue, case in enumerate(cases)),
            *(Entry(name, symbols[name], None, stroke) for stroke, name in enumerate(names)),
        ]
    entries = []
    for one, look in zip(picture.series, looks(picture), strict=True):
        name, symbol = (one.case, "") if len(cases) > 1 else (one.name, one.symbol)
        entries.append(Entry(name, symbol, look.hue, look.stroke, one.role))
    return entries


def _names(picture: Picture) -> list[str]:
    return list(dict.fromkeys(one.name for one in picture.series))


def _cases(picture: Picture) -> list[str]:
    return list(dict.fromkeys(one.case for one in picture.series)) or [""]

"""What lies between the limits of the x axis: curves end at the frame, and the rest is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from scalecalc.figures.picture import Axis, Band, Guide, Picture, Regions, Series

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


def shows(picture: Picture) -> bool:
    """Whether anything of a picture lies between the limits of its axes."""
    if picture.regions is not None:
        return picture.regions.number.size > 0
    low, high = _ends(picture.y)
    drawn = [one.y[_within(one.x, picture.x) & np.isfinite(one.y)] for one in picture.series]
    return any(y.size > 0 and y.min() <= high and y.max() >= low for y in drawn)


def cut(picture: Picture) -> Picture:
    """The picture between the limits of its axes. What is above or below, the frame hides."""
    if picture.regions is not None:
        return replace(picture, regions=_cropped(picture.regions, picture.x, picture.y))
    if picture.x.limits == (None, None):
        return picture
    low, high = _ends(picture.x)
    return replace(
        picture,
        series=tuple(_curve(one, picture.x, picture.y) for one in picture.series),
        bands=tuple(
            Band(max(one.start, low), min(one.stop, high), one.label)
            for one in picture.bands
            if one.start < high and one.stop > low
        ),
        guides=tuple(
            _guide(one, picture.x, picture.y) for one in picture.guides if min(one.x) < high and max(one.x) > low
        ),
        divergences=tuple(at for at in picture.divergences if low <= at <= high),
    )


def _ends(axis: Axis) -> tuple[float, float]:
    low, high = axis.limits
    return -np.inf if low is None else low, np.inf if high is None else high


def _on(axis: Axis, values: Floats) -> Floats:
    """The values as the scale spaces them; NaN for what has no place."""
    with np.errstate(all="ignore"):
        return np.where(values > 0, np.log10(values), np.nan) if axis.log else values


def _at(place: float, x: Floats, y: Floats, axes: tuple[Axis, Axis]) -> float:
    """The height of a curve at a place between two of its points, straight on these scales."""
    across, up = axes
    height = float(np.interp(_on(across, np.array([place])), _on(across, x), _on(up, y))[0])
    return 10.0**height if up.log else height


def _curve(one: Series, x: Axis, y: Axis) -> Series:
    inside = _within(one.x, x)
    marks = None
    if one.marks is not None or one.role == "curve":
        at, height = one.marked
        kept = _within(at, x)
        marks = at[kept], height[kept]
    if one.role == "points":
        error = None if one.error is None else one.error[inside]
        return replace(one, x=one.x[inside], y=one.y[inside], error=error)
    band = None if one.band is None else (_ended(one, one.band[0], x, y), _ended(one, one.band[1], x, y))
    return replace(one, x=_ended(one, one.x, x, x), y=_ended(one, one.y, x, y), band=band, marks=marks)


def _ended(one: Series, values: Floats, x: Axis, y: Axis) -> Floats:
    """The values inside, and at each limit that the curve crosses the one there."""
    low, high = _ends(x)
    inside = values[_within(one.x, x)]
    first, last = (
        [end if values is one.x else _at(end, one.x, values, (x, y))]
        if np.any(one.x < end) and np.any(one.x > end)
        else []
        for end in (low, high)
    )
    return np.concatenate([first, inside, last])


def _guide(guide: Guide, x: Axis, y: Axis) -> Guide:
    low, high = _ends(x)
    at, height = np.array(guide.x), np.array(guide.y)
    start, stop = (min(max(end, low), high) for end in guide.x)
    ends = (_at(start, at, height, (x, y)), _at(stop, at, height, (x, y)))
    return Guide((start, stop), ends, guide.label)


def _cropped(regions: Regions, x: Axis, y: Axis) -> Regions:
    """The cells inside, those at the limits cut by them, and of the names those that are left."""
    (across, edges_x), (up, edges_y) = (_cells(edges, axis) for edges, axis in ((regions.x, x), (regions.y, y)))
    number = regions.number[across][:, up]
    left, renamed = np.unique(number, return_inverse=True)
    names = tuple(regions.names[int(one)] for one in left)
    return Regions(names, edges_x, edges_y, renamed.reshape(number.shape), regions.lines)


def _cells(edges: Floats, axis: Axis) -> tuple[Bools, Floats]:
    """Which cells have a part inside, and the borders of these parts."""
    low, high = _ends(axis)
    inside: Bools = (edges[1:] > low) & (edges[:-1] < high)
    at = np.flatnonzero(inside)
    return inside, edges[at[0] : at[-1] + 2].clip(low, high) if at.size else edges[:0]


def _within(values: Floats, axis: Axis) -> Bools:
    low, high = _ends(axis)
    inside: Bools = (values >= low) & (values <= high)
    return inside

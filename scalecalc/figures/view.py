"""How pictures are seen: scales and limits of their axes, and the size and style of a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite
from typing import Any, cast, get_args

import numpy as np

from scalecalc.arguments import choice
from scalecalc.errors import UsageError
from scalecalc.figures.cut import cut, shows
from scalecalc.figures.picture import Axis, Limits, Picture
from scalecalc.figures.scales import plain
from scalecalc.record import record
from scalecalc.views import Manner, Scaling, Size


@record
class View:
    """What the reader chooses, whatever is drawn.

    x_scale, y_scale: of the axes; auto is that of the picture.  x_limits, y_limits: where they begin and end; None
    where the curves do.  size: of a figure, a page or a column of one.  style: for paper, or for slides.
    """

    x_scale: Scaling = "auto"
    y_scale: Scaling = "auto"
    x_limits: Limits = (None, None)
    y_limits: Limits = (None, None)
    size: Size = "page"
    style: Manner = "paper"

    def of(self, picture: Picture) -> Picture:
        """The picture with these axes. Raises UsageError for layers on a logarithmic axis."""
        if self.y_scale == "log" and any(one.role == "area" for one in picture.series):
            raise UsageError("layers add up on a linear axis only; leave out the scale of y, or the layers")
        x = _seen(picture.x, self.x_scale, self.x_limits)
        y = _seen(picture.y, self.y_scale, self.y_limits)
        if picture.y.log and not y.log and y.limits[0] is None and picture.regions is None:
            y = replace(y, limits=(0.0, y.limits[1]))  # an error on a linear axis is seen from 0 on
        return cut(replace(picture, x=x, y=y, notes=(*_placeless(picture, x), *picture.notes)))

    def seen(self, pictures: Sequence[Picture]) -> list[Picture]:
        """The pictures with these axes. Raises UsageError where nothing of them lies within the limits as well."""
        found = list(map(self.of, pictures))
        limited = self.x_limits != (None, None) or self.y_limits != (None, None)
        if limited and any(map(shows, pictures)) and not any(map(shows, found)):
            raise UsageError(
                "nothing of what would be drawn lies within these limits; leave them out to see where it is"
            )
        return found


USUAL = View()


def viewed(
    x_scale: str = "auto",
    y_scale: str = "auto",
    x_limits: object = None,
    y_limits: object = None,
    size: str = "page",
    style: str = "paper",
) -> View:
    """The view that is asked for. Limits are a text such as 10:1e4, or two numbers, each of which may be None.

    Raises UsageError with a sentence.
    """
    for name, word, words in (
        ("x_scale", x_scale, get_args(Scaling)),
        ("y_scale", y_scale, get_args(Scaling)),
        ("size", size, get_args(Size)),
        ("style", style, get_args(Manner)),
    ):
        choice(name, word, words, optional=False)
    x, y = _limits("x", x_limits, x_scale), _limits("y", y_limits, y_scale)
    return View(*cast(tuple[Scaling, Scaling], (x_scale, y_scale)), x, y, cast(Size, size), cast(Manner, style))


def _limits(name: str, given: object, scale: str) -> Limits:
    """Both ends of an axis."""
    if given is None:
        return None, None
    parts: Any = given.split(":") if isinstance(given, str) else given
    try:
        low, high = (None if part is None or part == "" else float(part) for part in parts)
    except (TypeError, ValueError):
        raise UsageError(
            f"the limits of {name} are two numbers, such as 10:1e4, either of which may be left out, not {given!r}"
        ) from None
    ends = [end for end in (low, high) if end is not None]
    if not all(isfinite(end) for end in ends):
        raise UsageError(f"the limits of {name} are finite; leave a side out to see all of it")
    if low is not None and high is not None and low >= high:
        raise UsageError(f"the limits of {name} are {low:g} and {high:g}, and the first must be below the second")
    if scale == "log" and _not_positive((low, high)):
        raise UsageError(f"a logarithmic {name} axis has positive limits, not {given!r}")
    return low, high


def _seen(axis: Axis, scale: Scaling, ends: Limits) -> Axis:
    """The axis; one with a limit that has no place on a logarithmic scale is linear."""
    log = scale == "log" or (scale == "auto" and axis.log and not _not_positive(ends))
    return replace(axis, log=log, limits=ends, start=axis.start if log else None)


def _not_positive(ends: Limits) -> bool:
    return any(end is not None and end <= 0 for end in ends)


def _placeless(picture: Picture, x: Axis) -> tuple[str, ...]:
    """A note on values of x that are within the limits and have no place on this axis."""
    values = np.unique(np.concatenate([np.zeros(0), *(one.marked[0] for one in picture.series)]))
    low, high = x.limits
    below = (values <= 0) & (x.log and low is None)
    names = ", ".join(
        f"{x.symbol or x.meaning} = {plain(value)}" for value in values[below | (np.isinf(values) & (high is None))]
    )
    return (f"{names} has no place on the axis and is not drawn.",) if names else ()

"""How pictures are seen: scales and limits of their axes, and the size and style of a figure."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from scalecalc.errors import UsageError
from scalecalc.figures.picture import Axis, Limits, Picture
from scalecalc.record import record

Scaling = Literal["auto", "log", "linear"]
Size = Literal["page", "column"]
Manner = Literal["paper", "slides"]


def limits(text: str | Limits) -> Limits:
    """Both ends of an axis, from a text such as 10:1e4, :1 or 0.1: where a side may be left out.

    Raises UsageError for anything else.
    """
    if not isinstance(text, str):
        return text
    low, colon, high = text.partition(":")
    try:
        found = float(low) if low.strip() else None, float(high) if high.strip() else None
    except ValueError:
        colon = ""
    if not colon:
        raise UsageError(f"limits of an axis are LOW:HIGH, either side of which may be left out, not {text!r}")
    return found


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

    def check(self) -> None:
        """Raises UsageError for limits that are none."""
        for name, scale, ends in (("x", self.x_scale, self.x_limits), ("y", self.y_scale, self.y_limits)):
            low, high = ends
            if low is not None and high is not None and not low < high:
                raise UsageError(f"the limits of {name} are {low:g}:{high:g}, and the first must be below the second")
            if scale == "log" and _not_positive(ends):
                raise UsageError(f"a logarithmic {name} axis has positive limits")
            if any(end is not None and not abs(end) < float("inf") for end in ends):
                raise UsageError(f"the limits of {name} must be finite; leave a side out to see all of it")

    def of(self, picture: Picture) -> Picture:
        """The picture with these axes, without what lies outside. Raises UsageError for layers on a logarithmic axis."""
        from scalecalc.figures.cut import cut

        if self.y_scale == "log" and any(one.role == "area" for one in picture.series):
            raise UsageError("layers add up on a linear axis only; leave out the scale of y, or the layers")
        x = _seen(picture.x, self.x_scale, self.x_limits)
        y = _seen(picture.y, self.y_scale, self.y_limits)
        if picture.y.log and not y.log and y.limits[0] is None and picture.regions is None:
            y = replace(y, limits=(0.0, y.limits[1]))  # an error on a linear axis is seen from 0 on
        return cut(replace(picture, x=x, y=y))


USUAL = View()


def _seen(axis: Axis, scale: Scaling, ends: Limits) -> Axis:
    """The axis; one with a limit that has no place on a logarithmic scale is linear."""
    log = scale == "log" or (scale == "auto" and axis.log and not _not_positive(ends))
    return replace(axis, log=log, limits=ends, start=axis.start if log else None)


def _not_positive(ends: Limits) -> bool:
    return any(end is not None and end <= 0 for end in ends)

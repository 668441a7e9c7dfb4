"""Scales of a picture: the range of what is drawn, the place of a value in it, and ticks that people can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import ceil, floor, log10
from typing import Any

import numpy as np

from scalecalc.figures.picture import Axis, Picture
from scalecalc.record import record

Floats = np.ndarray[Any, np.dtype[np.float64]]

_FACTORS = ((1, 2, 3, 5, 7), (1, 2, 5), (1, 3))  # of ticks between decades, the most ticks first
_SMALLEST, _LARGEST = -307.0, 308.0  # powers of ten of doubles
_MARGIN = 0.04  # this part of the range is free at its ends
_LABEL = 0.06  # this part more is free for the label of a guide
_ROLES_IN_RANGE = ("curve", "total", "points", "faint", "area")  # straight lines are cut where these end
_FEW_DECADES = 2.2  # on shorter scales, there are ticks between decades
_MOST_MINOR = 8  # decades: longer scales have minor ticks at decades only
_CLOSE_BY = 0.15  # decades: a shorter logarithmic scale has the ticks of a linear one


@record
class Scale:
    """An axis from low to high, low < high. On a logarithmic scale, low and high are decimal logarithms."""

    low: float
    high: float
    log: bool

    def unit(self, values: Floats | float) -> Floats:
        """The places of values: 0 at the low end, 1 at the high end, NaN for values that have no place."""
        with np.errstate(all="ignore"):
            at = np.asarray(values, dtype=float)
            at = np.where(at > 0, np.log10(np.where(at > 0, at, 1.0)), np.nan) if self.log else at
            return np.where(np.isfinite(at), (at - self.low) / (self.high - self.low), np.nan)

    def raised(self, values: Floats) -> Floats:
        """The values, those that are infinite at the high end, so that a curve goes up to where it diverges."""
        return np.where(np.isposinf(values), self.ends[1], values)

    @property
    def ends(self) -> tuple[float, float]:
        """The values at both ends."""
        return (10.0**self.low, 10.0**self.high) if self.log else (self.low, self.high)

    def ticks(self, most: int) -> list[float]:
        """At most `most` values, at least two if possible: decades, or multiples of them, or even steps."""
        most = max(most, 2)
        if not self.log:
            return _even(self.low, self.high, most)
        span = self.high - self.low
        decades = list(range(ceil(self.low - 1e-9), floor(self.high + 1e-9) + 1))
        if span <= _FEW_DECADES:
            found = [ticks for ticks in map(self._multiples, _FACTORS) if 2 <= len(ticks) <= most]
            if found and span > _CLOSE_BY:
                return found[0]
        if len(decades) >= 2:
            return [10.0**k for k in _thinned(decades, most)]
        return _even(*self.ends, most)

    def minor(self) -> list[float]:
        """Ticks between decades, without labels, if there is enough room between them."""
        if not self.log:
            return []
        return self._multiples(range(2, 10) if self.high - self.low <= _MOST_MINOR else (1,))

    def _multiples(self, factors: Iterable[int]) -> list[float]:
        every = (factor * 10.0**k for k in range(floor(self.low), ceil(self.high) + 1) for factor in factors)
        return [value for value in every if self.low - 1e-9 <= log10(value) <= self.high + 1e-9]


def _thinned(decades: list[int], most: int) -> list[int]:
    """Every decade, or every 2nd, 3rd, 4th, 5th, 10th ... one: the multiples of the step."""
    for step in (1, 2, 3, 4, 5, 10, 20, 50, 100, 200):
        found = [k for k in decades if k % step == 0]
        if len(found) <= most:
            return found if len(found) >= 2 else [decades[0], decades[-1]]
    return [decades[0], decades[-1]]


def _even(low: float, high: float, most: int) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten."""
    base = 10.0 ** floor(log10((high - low) / most))
    for factor in (1, 2, 5, 10, 20):
        step = base * factor
        first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
        if last - first < most:
            return [float(f"{k * step:.12g}") for k in range(first, last + 1)]
    return []


def scales(picture: Picture) -> tuple[Scale, Scale]:
    """The scales of both axes, wide enough for everything except straight lines."""
    if picture.regions is not None:
        across, up = picture.regions.x, picture.regions.y
        inner = replace(picture.x, limits=(None, None)), replace(picture.y, limits=(None, None))
        return _scale([across], inner[0], 0.0, 0.0), _scale([up], inner[1], 0.0, 0.0)
    within = [one for one in picture.series if one.role in _ROLES_IN_RANGE]
    x = [one.x for one in within]
    y = [one.y for one in within if one.role != "area"]
    y += [edge for one in within if one.band is not None for edge in one.band]
    y += [np.array(guide.y) for guide in picture.guides]
    if any(one.role == "area" for one in within):
        y.append(np.zeros(1))
    start, stop = picture.y.start, picture.y.stop
    if start is not None or stop is not None:
        y = [np.clip(part, start, stop) for part in y]
    if stop is not None:
        y.append(np.array([stop]))
    top = 0.0 if stop is not None else _MARGIN + (_LABEL if picture.guides else 0.0)
    return _scale(x, picture.x, 0.0, 0.0), _scale(y, picture.y, _MARGIN, top)


def _scale(parts: Sequence[Floats], axis: Axis, below: float, above: float) -> Scale:
    """The scale of an axis for these values.  below, above: the free parts at both ends, as fractions of the range."""
    values = np.concatenate([np.zeros(0), *parts])
    values = values[np.isfinite(values) & ((values > 0) | (not axis.log))]
    if axis.log:
        values = np.log10(values)
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    wanted = [None if end is None else log10(end) if axis.log else end for end in axis.limits]
    low, high = _between(low, high, *wanted)
    start = low - below * (high - low) if wanted[0] is None and (axis.log or low) else low
    stop = high + above * (high - low) if wanted[1] is None else high
    return Scale(max(start, _SMALLEST), min(stop, _LARGEST), True) if axis.log else Scale(start, stop, False)


def _between(low: float, high: float, start: float | None, stop: float | None) -> tuple[float, float]:
    """The range of values, with the limits that are set; wider where nothing would be left of it."""
    low, high = low if start is None else start, high if stop is None else stop
    if high - low > 1e-12 * max(abs(low), abs(high), 1.0) or (start is not None and stop is not None):
        return low, high
    if start is None and stop is None:
        return low - 0.5, high + 0.5
    return (low, low + 1.0) if stop is None else (high - 1.0, high)


def layers(picture: Picture) -> list[tuple[Floats, Floats]]:
    """The lower and upper edge of each area, shape (n,) each; areas lie on top of each other."""
    edges = []
    bottom: Floats | None = None
    for one in picture.series:
        if one.role == "area":
            bottom = np.zeros(one.y.size) if bottom is None else bottom
            edges.append((bottom, bottom + one.y))
            bottom = bottom + one.y
    return edges


def decade(value: float) -> int | None:
    """The exponent of a power of ten; None for another number."""
    mantissa, _, exponent = f"{value:e}".partition("e")
    return int(exponent) if float(mantissa) == 1 else None


def plain(value: float) -> str:
    """A tick as people write it: 0.005, 20000, 3e-7."""
    if value == 0 or 1e-4 <= abs(value) < 1e6:
        return f"{value:.12g}"
    mantissa, e, exponent = f"{value:.6g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if e else mantissa

"""The exact polygons of a plane in which all formulas are linear, as between exponents of laws."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.results.phases.traces import TRIALS, Trace, on_trial, traced
from scalecalc.spec.plane import Plane
from scalecalc.theory.traced import Formula, Guard

Values = Callable[[Formula], Floats]  # of formulas on trial

_START = (0.41234, 0.53178)  # in the unit square: on no line that people write
_STEP = 1e-6  # across an edge, in the unit square
_LINEAR = 1e-9  # of a linear formula, what rounding leaves
_MOST = 400  # cells
_AREA = 1e-6  # of the unit square, what may be left to places on lines


@record(eq=False)
class Frame:
    """A rectangle of the plane as the unit square."""

    low: Floats
    size: Floats

    def of(self, unit: Floats) -> Floats:
        """The places of points of the unit square, shape (n, 2)."""
        return np.asarray(self.low + unit * self.size)


@record(eq=False)
class Cell:
    """A convex polygon in which one formula holds.

    corners: in the unit square, anticlockwise, shape (n, 2).
    lines: a, b, c, margin of each side inside the rectangle, a x + b y + c > margin in the cell, shape (m, 4).
    low, high: the corners of the box around it.
    """

    trace: Trace
    corners: Floats
    lines: Floats
    low: Floats
    high: Floats

    def inside(self, point: Floats) -> bool:
        """Whether it holds a point of the unit square."""
        way = np.roll(self.corners, -1, axis=0) - self.corners
        to = point - self.corners
        return bool(np.all(way[:, 0] * to[:, 1] - way[:, 1] * to[:, 0] > 0))

    @property
    def area(self) -> float:
        x, y = self.corners.T
        return 0.5 * abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1)))

    def near(self, x: Floats, y: Floats) -> bool:
        return bool(x.max() >= self.low[0] and x.min() <= self.high[0] and y.max() >= self.low[1])

    def spans(self, x: Floats) -> tuple[Floats, Floats]:
        low, high = np.full(x.shape, -np.inf), np.full(x.shape, np.inf)
        for a, b, c, margin in self.lines.tolist():
            rest = margin - c - a * x
            if b > 0:
                low = np.maximum(low, rest / b)
            elif b < 0:
                high = np.minimum(high, rest / b)
            else:
                high = np.where(rest < 0, high, -np.inf)
        return low, high

    def holds(self, x: Floats, y: Floats) -> Bools:
        inside = np.ones(x.shape, dtype=bool)
        for a, b, c, margin in self.lines.tolist():
            inside &= a * x + (b * y + c) > margin
        return inside


def cells(plane: Plane) -> list[Cell] | None:
    """The polygons that the plane consists of; None where some formula is not linear."""
    low, high = (np.array([end(values) for values in plane.values]) for end in (np.min, np.max))
    frame = Frame(low, high - low)
    found: list[Cell] = []
    waiting = [np.array(_START)]
    while waiting and len(found) < _MOST:
        point = waiting.pop()
        if any(cell.inside(point) for cell in found):
            continue
        cell = _cell(plane, frame, point)
        if cell is None:
            return None
        found.append(cell)
        waiting += beside(cell, found)
        if not waiting:
            waiting = [place for one in found for place in beside(one, found)]
            waiting = [at for at in waiting if not any(cell.inside(at) for cell in found)]
    return found if abs(sum(cell.area for cell in found) - 1) < _AREA else None


def pieces_of(start: Floats, stop: Floats, found: list[Cell]) -> list[tuple[Floats, Floats]]:
    """A side cut at the corners of other cells that lie on it."""
    way = stop - start
    length = float(way @ way)
    corners = np.concatenate([cell.corners for cell in found]) - start
    along = corners @ way / length
    off = np.abs(corners @ np.array([-way[1], way[0]])) / np.sqrt(length)
    cuts = np.unique(np.round(along[(off < 1e-9) & (along > 1e-9) & (along < 1 - 1e-9)], 9))
    places = [start, *(start + t * way for t in cuts), stop]
    return list(pairwise(places))


def sides(cell: Cell) -> list[tuple[Floats, Floats, Floats]]:
    """Start, stop and outward normal of each side that is inside the unit square."""
    result = []
    for start, stop in zip(cell.corners, np.roll(cell.corners, -1, axis=0), strict=True):
        way = stop - start
        outward = np.array([way[1], -way[0]]) / np.hypot(*way)
        if np.all(np.abs((start + stop) / 2 + _STEP * outward - 0.5) <= 0.5):
            result.append((start, stop, outward))
    return result


def beside(cell: Cell, found: list[Cell]) -> list[Floats]:
    """Places just outside of each piece of its sides."""
    return [
        (a + b) / 2 + _STEP * outward for start, stop, outward in sides(cell) for a, b in pieces_of(start, stop, found)
    ]


def across(start: Floats, stop: Floats, outward: Floats, found: list[Cell]) -> Cell | None:
    """The cell on the outer side of a piece of a side."""
    point = (start + stop) / 2 + _STEP * outward
    return next((cell for cell in found if cell.inside(point)), None)


def _cell(plane: Plane, frame: Frame, point: Floats) -> Cell | None:
    """The cell around a point of the unit square; None without one."""
    at = frame.of(point)
    trace = traced(plane, (float(at[0]), float(at[1])))
    if trace.single:
        return None
    values = on_trial(plane)
    unit = [_side(values, guard) for guard in trace.guards if _deciding(values, guard)]
    if _linear(values(trace.exponent)) is None or any(np.isnan(line).any() for line in unit):
        return None
    corners = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    for line in unit:
        corners = _clipped(corners, line[:3])
        if len(corners) < 3:
            return None
    lines = np.array([_placed(frame, line) for line in unit if _touches(corners, line)]).reshape(-1, 4)
    box = frame.of(corners)
    return Cell(trace, corners, lines, box.min(axis=0), box.max(axis=0))


def _deciding(values: Values, guard: Guard) -> bool:
    """Whether a line may come of the decision: not of an amplitude, no line by itself, that is not 0 anywhere."""
    if guard.margin or _linear(values(guard.formula)) is not None:
        return True
    return not np.all(values(guard.formula) * guard.sign > 0)


def _side(values: Values, guard: Guard) -> Floats:
    """a, b, c, margin in the unit square: a x + b y + c > margin where the decision is the same; nan without a line."""
    found = _linear(values(guard.formula))
    if found is None or guard.sign == 0:
        return np.full(4, np.nan)
    return np.append(guard.sign * found, guard.margin)


def _linear(values: Floats) -> Floats | None:
    """a, b, c of a linear formula in the unit square, from its values on trial; None for another."""
    if np.isnan(values).all():
        return np.zeros(3)  # no exponent
    a, b, c = values[1] - values[0], values[2] - values[0], values[0]
    off = np.abs(a * TRIALS[0] + b * TRIALS[1] + c - values)
    size = max(1.0, float(np.abs(values).max()))
    return np.array([a, b, c]) if bool(off.max() <= _LINEAR * size) else None


def _placed(frame: Frame, line: Floats) -> Floats:
    """A line of the unit square in the numbers of the plane."""
    a, b = line[:2] / frame.size
    return np.array([a, b, line[2] - a * frame.low[0] - b * frame.low[1], line[3]])


def _clipped(corners: Floats, line: Floats) -> Floats:
    """The part of a convex polygon on the positive side of a line."""
    height = corners @ line[:2] + line[2]
    height[np.abs(height) < 1e-12] = 0.0
    result: list[Floats] = []
    for i, (corner, value) in enumerate(zip(corners, height, strict=True)):
        following, after = corners[(i + 1) % len(corners)], height[(i + 1) % len(corners)]
        if value >= 0:
            result.append(corner)
        if value * after < 0:
            result.append(corner + (following - corner) * value / (value - after))
    return np.array(result).reshape(-1, 2)


def _touches(corners: Floats, line: Floats) -> bool:
    """Whether a side of the polygon lies on the line."""
    off = np.abs(corners @ line[:2] + line[2]) / np.hypot(line[0], line[1])
    return bool(np.any((off < 1e-9) & (np.roll(off, -1) < 1e-9)))

"""The exact lines between polygons of different regimes."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.results.phases.cells import Cell, across, pieces_of, sides

_SAME = 1e-8  # directions and places of lines, in the unit square


@record(eq=False)
class Segment:
    """A piece of a boundary, from start to stop, shape (2,) each in the unit square.

    before, after: the regimes on the side of smaller x, or of smaller y where it is horizontal, and on the other.
    """

    start: Floats
    stop: Floats
    before: str
    after: str


def edges(found: list[Cell]) -> list[Segment]:
    """All boundaries, each as long as the line between the same two regimes goes straight on."""
    lines: dict[tuple[object, ...], list[Segment]] = {}
    for cell in found:
        for start, stop, outward in sides(cell):
            if outward[0] < -_SAME or (outward[0] <= _SAME and outward[1] < 0):
                continue  # it is found from the other side
            for a, b in pieces_of(start, stop, found):
                other = across(a, b, outward, found)
                if other is None or other.trace.regime == cell.trace.regime:
                    continue
                segment = Segment(a, b, cell.trace.regime, other.trace.regime)
                turn = np.round([*outward, outward @ a], 7) + 0.0
                lines.setdefault((*turn.tolist(), segment.before, segment.after), []).append(_upward(segment))
    return [segment for parts in lines.values() for segment in _joined(parts)]


def _upward(one: Segment) -> Segment:
    if tuple(one.start[::-1]) <= tuple(one.stop[::-1]):
        return one
    return Segment(one.stop, one.start, one.before, one.after)


def _joined(parts: list[Segment]) -> list[Segment]:
    """Pieces of one line, joined where one ends at the start of the next."""
    result: list[Segment] = []
    for part in sorted(parts, key=lambda one: (*np.round(one.start[::-1], 8), *one.stop[::-1])):
        last = result[-1] if result else None
        if last is not None and np.abs(last.stop - part.start).max() < _SAME:
            result[-1] = Segment(last.start, part.stop, last.before, last.after)
        else:
            result.append(part)
    return result

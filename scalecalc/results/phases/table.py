"""The map of regimes over a plane as a table, and its boundaries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import inf

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.results.phases.cells import Cell, cells
from scalecalc.results.phases.curves import curves
from scalecalc.results.phases.edges import Segment, edges
from scalecalc.results.phases.places import Places
from scalecalc.spec.plane import Plane
from scalecalc.table import Column, Table

_FINITE = (
    "The laws are those of the infinite power law, until the effective dimension df₁ comes near the number of modes."
)
_ROWS = 65536  # of a block
_MOST_STEPS, _DRAWN_STEPS = 400, 60
_EDGE = 2e-6  # of the unit square: what is nearer ends at the edge
_LIMIT = "What rules as P → ∞ along the laws of the spec, E ~ P^-exponent; other numbers held."

COLUMNS = (
    Column("regime", "what rules the error asymptotically"),
    Column("term", "the largest term of the error"),
    Column("exponent", "asymptotic exponent of the error in P, positive for decay"),
)
BOUNDARIES = (
    Column("x1", "where the piece of the boundary starts: the first number", coordinate=True),
    Column("y1", "the second number there", coordinate=True),
    Column("x2", "where it stops: the first number", coordinate=True),
    Column("y2", "the second number there", coordinate=True),
    Column("from_regime", "the regime on the side of smaller x (of smaller y where the boundary is horizontal)"),
    Column("to_regime", "the regime on the other side"),
)


@record(eq=False)
class Map:
    """A plane and its pieces.

    cells: polygons, if all is linear.  steps: in which the plane is searched for boundaries otherwise, at most.
    """

    plane: Plane
    cells: list[Cell] | None
    places: Places
    steps: int = _MOST_STEPS


def mapped(plane: Plane) -> Map:
    """The pieces of a plane, as far as they can be known without looking at every place."""
    found = cells(plane)
    return Map(plane, found, Places(plane, list(found or [])))


def rows(given: Map) -> Iterator[Table]:
    """The map, the second number fastest, block by block."""
    x, y = given.plane.values
    names = [one.name for one in given.plane.variables]
    columns = max(_ROWS // y.size, 1)
    for start in range(0, x.size, columns):
        part = x[start : start + columns]
        found = given.places.on_grid(part, y)
        pieces = [piece.trace for piece in given.places.pieces]
        regimes, terms = (np.array([getattr(one, name) for one in pieces], dtype=object) for name in ("regime", "term"))
        at = np.repeat(part, y.size), np.tile(y, part.size)
        values = {names[0]: at[0], names[1]: at[1], "regime": regimes[found.piece], "term": terms[found.piece]}
        yield Table(
            columns=(*_coordinates(given.plane), *COLUMNS),
            values=values | {"exponent": found.exponent},
            title=given.plane.first.title,
            notes=notes_of(given),
        )


def along(plane: Plane, axis: int, unit: Floats) -> Floats:
    """The values of a number at parts of the way from its lowest to its highest, spread as these are; shape (n,)."""
    places = np.zeros((unit.size, 2))
    places[:, axis] = unit
    return _placed(plane, places)[:, axis]


def coarse(given: Map) -> Map:
    """The same with fewer points, which is enough to draw its boundaries."""
    return replace(given, steps=min(given.steps, _DRAWN_STEPS))


def boundaries(given: Map) -> Table:
    """The boundaries of regimes, piece by piece."""
    if given.cells is not None:
        told = "Boundaries are exact: every exponent is linear in both numbers, piece by piece."
        segments = edges(given.cells)
    else:
        told = "Boundaries are followed to 1e-6 of the ranges, from point to point of the map."
        segments = _followed(given)
    segments = sorted(segments, key=lambda one: (one.before, one.after, *one.start[::-1]))
    start, stop = (
        _written(_placed(given.plane, np.array([getattr(one, end) for one in segments]).reshape(-1, 2)))
        for end in ("start", "stop")
    )
    ends = (start[:, 0], start[:, 1], stop[:, 0], stop[:, 1])
    regimes = (np.array([getattr(one, side) for one in segments], dtype=object) for side in ("before", "after"))
    values = dict(zip((one.name for one in BOUNDARIES), (*ends, *regimes), strict=True))
    axes = f"x is {given.plane.axes[0].key}, y is {given.plane.axes[1].key}."
    return Table(BOUNDARIES, values, given.plane.first.title, _notes(given, axes, told))


def _followed(given: Map) -> list[Segment]:
    def regimes(unit: Floats) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        x, y = _placed(given.plane, unit).T
        return given.places.regimes(x, y)

    start, stop, before, after = curves(regimes, *(_steps(given, axis) for axis in (0, 1)))
    name = given.places.regime
    start, stop = (np.where(one < _EDGE, 0.0, np.where(one > 1 - _EDGE, 1.0, one)) for one in (start, stop))
    return [Segment(a, b, name(c), name(d)) for a, b, c, d in zip(start, stop, before, after, strict=True)]


def _steps(given: Map, axis: int) -> Floats:
    found = _unit(given.plane, axis)
    return found if found.size <= given.steps + 1 else np.linspace(0, 1, given.steps + 1)


def _unit(plane: Plane, axis: int) -> Floats:
    """The values of a number as places in the unit square."""
    values = np.log(plane.values[axis]) if plane.spread[axis] else plane.values[axis]
    return np.asarray((values - values[0]) / (values[-1] - values[0]))


def _placed(plane: Plane, unit: Floats) -> Floats:
    """The numbers at places of the unit square, shape (n, 2)."""
    columns = []
    for values, spread, at in zip(plane.values, plane.spread, unit.T, strict=True):
        low, high = values[0], values[-1]
        inner = low * (high / low) ** at if spread else low + at * (high - low)
        columns.append(np.where(at <= 0, low, np.where(at >= 1, high, inner)))
    return np.stack(columns, axis=1)


def _written(values: Floats) -> Floats:
    """The values without the last digit, in which rounding shows."""
    return np.array([float(f"{value:.14g}") for value in values.ravel()]).reshape(values.shape)


def _coordinates(plane: Plane) -> tuple[Column, ...]:
    return tuple(Column(one.name, one.doc, coordinate=True) for one in plane.variables)


def notes_of(given: Map) -> tuple[str, ...]:
    """What there is to say of the map."""
    return _notes(given, _LIMIT)


def _notes(given: Map, *told: str) -> tuple[str, ...]:
    lacking = dict.fromkeys(f"In parts of the map: {note}" for one in given.places.pieces for note in one.trace.notes)
    task = given.plane.first.task.power_law
    finite = task is not None and task.modes < inf
    return (*told, *[_FINITE] * finite, *lacking, *given.plane.first.notes)

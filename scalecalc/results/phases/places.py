"""Which piece of the plane a place is in."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools, Floats
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.results.phases.traces import Trace, traced
from scalecalc.spec.plane import Plane

_MOST_SINGLES, _FEW_SINGLES = 3600, 20  # places that take a computation each


class Piece(Protocol):
    """A part of the plane in which one formula holds."""

    @property
    def trace(self) -> Trace: ...

    def near(self, x: Floats, y: Floats) -> bool:
        """Whether it may hold any of these places."""

    def holds(self, x: Floats, y: Floats) -> Bools:
        """Which of these places it holds, shape (n,)."""

    def spans(self, x: Floats) -> tuple[Floats, Floats]:
        """Between which y it holds all places, for each x, shape (n,); the first is not below the second where none."""


@record(eq=False)
class Region:
    """A piece that only its guards describe."""

    trace: Trace

    def near(self, x: Floats, y: Floats) -> bool:
        del x, y
        return True

    def holds(self, x: Floats, y: Floats) -> Bools:
        return self.trace.holds(x, y)

    def spans(self, x: Floats) -> tuple[Floats, Floats]:
        return np.zeros(x.shape), np.zeros(x.shape)  # as it is not known


@record(eq=False)
class Located:
    """The pieces that places are in: their numbers, shape (n,), and the exponents there, shape (n,)."""

    piece: NDArray[np.intp]
    exponent: Floats


class Places:
    """The pieces of a plane that are known so far. Others are found when a place is in none of them."""

    def __init__(self, plane: Plane, pieces: list[Piece]) -> None:
        self.plane = plane
        self.pieces = pieces
        self._regimes: dict[str, int] = {}
        self._singles = 0

    def located(self, x: Floats, y: Floats) -> Located:
        """The pieces of places; shape (n,) each."""
        piece = np.full(x.shape, -1, dtype=np.intp)
        exponent = np.full(x.shape, np.nan)
        left = np.arange(x.size)
        number = 0
        while left.size:
            if number == len(self.pieces):
                middle = left[left.size // 2]
                self._find((float(x[middle]), float(y[middle])), left.size)
                inside = self.pieces[number].holds(x[left], y[left]) | (left == middle)
            elif self.pieces[number].near(x[left], y[left]):
                inside = self.pieces[number].holds(x[left], y[left])
            else:
                number += 1
                continue
            found = left[inside]
            piece[found] = number
            exponent[found] = self.pieces[number].trace.exponents(x[found], y[found])
            left = left[~inside]
            number += 1
        return Located(piece, exponent)

    def on_grid(self, x: Floats, y: Floats) -> Located:
        """The pieces of all places of a grid, y fastest; shape (n m,) for n values of x and m ascending ones of y."""
        steps = np.zeros((x.size, y.size + 1), dtype=np.intp)
        columns = np.arange(x.size)
        for number, piece in enumerate(self.pieces):
            low, high = piece.spans(x)
            some = low < high
            steps[columns[some], np.searchsorted(y, low[some], side="right")] += number + 1
            steps[columns[some], np.searchsorted(y, high[some], side="left")] -= number + 1
        pieces = np.cumsum(steps[:, :-1], axis=1).ravel() - 1
        exponents = np.full(pieces.shape, np.nan)
        for number in np.flatnonzero(np.bincount(pieces + 1)[1:]).tolist():
            inside = np.flatnonzero(pieces == number)
            at = x[inside // y.size], y[inside % y.size]
            exponents[inside] = self.pieces[number].trace.exponents(*at)
        left = np.flatnonzero(pieces < 0)
        found = self.located(x[left // y.size], y[left % y.size])
        pieces[left], exponents[left] = found.piece, found.exponent
        return Located(pieces, exponents)

    def _find(self, at: tuple[float, float], left: int) -> None:
        trace = traced(self.plane, at)
        self.pieces.append(Region(trace))
        self._singles += trace.single
        if self._singles > _MOST_SINGLES or (self._singles > _FEW_SINGLES and left > _MOST_SINGLES):
            raise UsageError(
                "here the sizes of terms decide, which takes a computation for each point, and the map has too many: "
                "give both ranges at most 60 points, such as 0.1:1:60"
            )

    def regimes(self, x: Floats, y: Floats) -> NDArray[np.intp]:
        """The numbers of the regimes at places, as `regime` names them; shape (n,)."""
        found = self.located(x, y).piece
        numbers = [self._regimes.setdefault(one.trace.regime, len(self._regimes)) for one in self.pieces]
        return np.array(numbers, dtype=np.intp)[found]

    def regime(self, number: int) -> str:
        return list(self._regimes)[number]

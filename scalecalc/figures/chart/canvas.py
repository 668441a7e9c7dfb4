"""Character cells to draw in: eight braille dots in a cell, or in ASCII one dot, with marks and text on top."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Cell = tuple[str, str]  # a character and its ink

_BLANK: Cell = (" ", "")
_BRAILLE = [chr(0x2800 + dots) for dots in range(256)]  # by the bits of its dots
_POINTS = ["."] * 256
_BITS = np.array(
    [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.uint8
)  # of the dots of a cell, from the top left
_LONGEST = 10_000  # dots of one straight part of a line, most of which may lie outside


class Canvas:
    """A rectangle of cells.

    Places are fractions of the width from the left, and of the height from the bottom. Places outside are not drawn. An
    ink is the escape codes for the look of a cell; the canvas only stores it.
    """

    def __init__(self, columns: int, rows: int, *, unicode: bool) -> None:
        self.columns = columns
        self.rows = rows
        self._across, self._down = (2, 4) if unicode else (1, 1)
        self._dots = np.zeros((rows, columns), dtype=np.uint8)
        self._inks = np.full((rows, columns), "", dtype=object)
        self._characters = _BRAILLE if unicode else _POINTS
        self._marks: defaultdict[int, dict[int, Cell]] = defaultdict(dict)  # by row and column

    def column(self, x: float) -> int:
        """The column of a place."""
        return round(x * (self.columns * self._across - 1)) // self._across

    def row(self, y: float) -> int:
        """The row of a place, from the top."""
        return round((1 - y) * (self.rows * self._down - 1)) // self._down

    def line(self, x: Floats, y: Floats, ink: str, dash: tuple[int, int] = (1, 0)) -> None:
        """Join places in order, with gaps where one is NaN. dash: how many dots are drawn and left out, in turn."""
        across, down = x * (self.columns * self._across - 1), (1 - y) * (self.rows * self._down - 1)
        steps = np.maximum(np.abs(np.diff(across)), np.abs(np.diff(down)))
        joined = np.flatnonzero(np.isfinite(steps))
        if not joined.size:
            return self._draw(across, down, ink)
        counts = np.minimum(np.ceil(steps[joined]), _LONGEST).astype(int) + 1
        which = np.repeat(joined, counts)
        first = np.repeat(np.cumsum(counts) - counts, counts)
        part = (np.arange(which.size) - first) / np.repeat(np.maximum(counts - 1, 1), counts)
        length = np.where(np.isfinite(steps), steps, 0.0)
        way = (np.cumsum(length) - length)[which] + part * length[which]
        drawn = np.round(way) % sum(dash) < dash[0]
        at_across = across[which] + part * (across[which + 1] - across[which])
        at_down = down[which] + part * (down[which + 1] - down[which])
        return self._draw(at_across[drawn], at_down[drawn], ink)

    def _draw(self, across: Floats, down: Floats, ink: str) -> None:
        good = np.isfinite(across) & np.isfinite(down) & (np.abs(across) < 1e6) & (np.abs(down) < 1e6)
        dots = np.round(np.array([across[good], down[good]])).astype(int)
        inside = (dots >= 0) & (dots < [[self.columns * self._across], [self.rows * self._down]])
        to_right, from_top = dots[:, inside.all(axis=0)]
        cells = (from_top // self._down, to_right // self._across)
        np.bitwise_or.at(self._dots, cells, _BITS[from_top % self._down, to_right % self._across])
        self._inks[cells] = ink

    def mark(self, x: float, y: float, character: str, ink: str) -> None:
        """Put a character at a place, on top of everything there."""
        if 0 <= x <= 1 and 0 <= y <= 1:
            self.put(self.column(x), self.row(y), character, ink)

    def put(self, column: int, row: int, character: str, ink: str) -> None:
        self._marks[row][column] = (character, ink)

    def free(self, column: int, row: int) -> bool:
        """Whether the cell is on the canvas and empty."""
        inside = 0 <= column < self.columns and 0 <= row < self.rows
        return inside and not self._dots[row, column] and column not in self._marks[row]

    def write(self, column: int, row: int, text: str, ink: str) -> bool:
        """Write a text if all its cells and the cells on both sides are free; return whether it was written."""
        around = range(max(column - 1, 0), min(column + len(text) + 1, self.columns))
        if column < 0 or column + len(text) > self.columns or not all(self.free(at, row) for at in around):
            return False
        for at, character in enumerate(text, start=column):
            self.put(at, row, character, ink)
        return True

    def cells(self, row: int) -> list[Cell]:
        """A row's cells from left to right; empty ones are blanks."""
        drawn = zip(self._dots[row].tolist(), self._inks[row].tolist(), strict=True)
        line = [(self._characters[dots], ink) if dots else _BLANK for dots, ink in drawn]
        for column, mark in self._marks[row].items():
            if 0 <= column < self.columns:
                line[column] = mark
        return line

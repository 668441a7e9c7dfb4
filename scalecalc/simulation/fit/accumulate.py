"""The measurements, draw by draw, so that sums run over the draws in order, in whatever order they were made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.simulation.draw.cells import Cell
from scalecalc.simulation.fit.measure import QUANTITIES

_ERROR = QUANTITIES.index("generalization_error")


@record
class Summary:
    """Mean and standard error of the rows of a cell, shape (rows, quantities), and the number of their draws."""

    mean: Floats
    stderr: Floats
    draws: int


class Ledger:
    """Measurements of every cell, of at most `draws` draws each; a draw is entered once."""

    def __init__(self, cells: Sequence[Cell], draws: int) -> None:
        self.draws = draws
        self._values: list[Floats] = [np.empty((draws, len(cell.ridges), len(QUANTITIES), 2)) for cell in cells]
        self._known: list[Bools] = [np.zeros(draws, dtype=bool) for _ in cells]
        self._ends = [draws for _ in cells]

    def add(self, cell: int, first: int, values: Floats) -> None:
        """Enter draws first, first + 1, ...; what lies beyond the last draw is left out."""
        values = values[: max(self.draws - first, 0)]
        part = slice(first, first + len(values))
        self._values[cell][part] = values
        self._known[cell][part] = True

    def known(self, cell: int) -> int:
        """How many draws of a cell there are."""
        return int(np.count_nonzero(self._known[cell][: self._ends[cell]]))

    def missing(self, cell: int, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """The ranges (first, last + 1) of missing draws from begin up to, not including, end."""
        edges = np.flatnonzero(np.diff(np.concatenate([[True], self._known[cell][begin:end], [True]]).astype(int)))
        for first, last in edges.reshape(-1, 2):
            yield begin + int(first), begin + int(last)

    def close(self, cell: int, end: int) -> None:
        """Count no draw of a cell from number `end` on."""
        self._ends[cell] = end

    def precise(self, cell: int, rows: Cell, end: int, precision: float) -> bool:
        """Whether the first `end` draws, which must all be there, give E_g of all rows to that relative error."""
        summary = self._summary(self._values[cell][:end], rows)
        return bool(np.all(summary.stderr[:, _ERROR] <= precision * np.abs(summary.mean[:, _ERROR])))

    def summary(self, cell: int, rows: Cell) -> Summary:
        """The summary of all draws so far; nan where there are too few."""
        known = self._known[cell].copy()
        known[self._ends[cell] :] = False
        return self._summary(self._values[cell][known], rows)

    def _summary(self, values: Floats, rows: Cell) -> Summary:
        draws = len(values)
        mean = np.full((len(rows.rows), len(QUANTITIES)), np.nan)
        stderr = mean.copy()
        for row, (ridge, noise) in enumerate(zip(rows.which, rows.noise, strict=True)):
            with np.errstate(invalid="ignore", over="ignore"):
                measured = values[:, ridge, :, 0] + noise * values[:, ridge, :, 1]
                if draws:
                    mean[row] = measured.mean(axis=0)
                if draws > 1:
                    stderr[row] = np.std(measured, axis=0, ddof=1) / np.sqrt(draws)
        return Summary(mean, stderr, draws)

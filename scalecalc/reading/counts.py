"""What a rule about sizes sees: the values that a count takes along the grid, and how to say that one is wrong."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path, path_text
from scalecalc.record import record


@record
class Counts:
    """A count along its axis, such as the width of a layer.

    path: its key.  values: shape (n,); those of a law at all samples.  lawful: whether it is a law in P.
    point: the value at a place in words, `500`, or `'P^2' = 500 at samples = 10`.
    """

    report: Report
    path: Path
    values: Floats
    lawful: bool
    point: Callable[[int], str]

    def refuse(self, bad: Bools, what: str, allowed: str) -> None:
        """Reports the first value that `bad` marks, if there is one, where it stands."""
        if bad.any():
            index = int(np.argmax(bad))
            self.at(index, f"{path_text(self.path)} {what}, got {self.point(index)}, must be {allowed}")

    def refuse_fractions(self, what: str, allowed: str) -> None:
        """Reports the first value that is not whole, unless the count has a problem already."""
        if self.report.good(self.path):
            self.refuse(self.values != np.rint(self.values), what, allowed)

    def at(self, index: int, message: str) -> None:
        """A problem with one value: at the entry of a list, else at the whole."""
        listed = self.report.given((*self.path, index)) != "nothing"
        self.report.at_value((*self.path, index) if listed else self.path, message)

"""Errors after training, with how far they may be off."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Bools, Floats, Indices
from scalecalc.record import record


@record
class Trained:
    """Errors at n points, shape (n,).

    error: E_g.  doubt: how far it may be off.  found: whether all equations were solved.
    more: other errors by name, nan where they have few digits.
    """

    error: Floats
    doubt: Floats
    found: Bools
    more: dict[str, Floats]

    @classmethod
    def blank(cls, size: int, *more: str) -> Trained:
        """For results to be put in."""
        nan = np.full((2 + len(more), size), np.nan)
        return cls(nan[0], nan[1], np.zeros(size, dtype=bool), dict(zip(more, nan[2:], strict=True)))

    def __getitem__(self, rows: Bools | Indices) -> Trained:
        more = {name: values[rows] for name, values in self.more.items()}
        return Trained(self.error[rows], self.doubt[rows], self.found[rows], more)

    def put(self, rows: Bools | Indices, part: Trained) -> None:
        """The errors of some rows into those of all."""
        for name in ("error", "doubt", "found"):
            getattr(self, name)[rows] = getattr(part, name)
        for name, values in part.more.items():
            self.more[name][rows] = values

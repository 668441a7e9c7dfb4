"""What early stopping is worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.optimum.optimal import at_optimum
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import evaluate

if TYPE_CHECKING:
    from scalecalc.results.trained.errors import Block
    from scalecalc.spec import Study

_MOST_COMPARED = 256  # points at which early stopping is compared with the optimal ridge


class Gains:
    """What there is to say of early stopping in the rows so far: where it never helps, and what it is worth."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._endless = 0
        self._compared = len(study.grid) <= _MOST_COMPARED
        self._ratios: list[float] = []

    def said(self, block: Block) -> Iterator[str]:
        """Notes on all rows up to these."""
        if block.best is None:
            return
        finite = np.isfinite(block.best.time)
        self._endless += int(np.count_nonzero(np.isposinf(block.best.time)))
        if count := self._endless:
            yield f"At {count} point{'' if count == 1 else 's'} stopping never helps."
        if self._compared:
            self._ratios += _over_ridge(
                self._study, block.points[finite], block.result.values["generalization_error"][finite]
            )
        if self._ratios:
            low, high = (f"{edge(self._ratios):.4g}" for edge in (min, max))
            factor = low if low == high else f"{low} to {high}"
            yield f"With early stopping, E_g is {factor} times that of ridge regression at its optimal ridge."


def _over_ridge(study: Study, stopped: Points, error: Floats) -> list[float]:
    """The errors over those of ridge regression at the optimal ridge; not at points where these vanish."""
    if not len(stopped):
        return []
    ridge = at_optimum(study.task, replace(stopped, time=None), study.design)
    best = evaluate(study.task, ridge, study.design).errors.generalization_error
    return [float(one) for one in error[best > 0] / best[best > 0] if np.isfinite(one)]

"""The spectrum that z(kappa) shows: levels on a grid, finer and finer around those that there are."""

from __future__ import annotations

from math import ceil, log

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.levels.curves import Curves
from scalecalc.empirical.levels.nonnegative import amounts
from scalecalc.record import record

_PER_DECADE = 18
_FEWEST = 90
_FINER = 4
_ROUNDS = 6
_GOOD = 1e-9  # a misfit that need not become smaller
_GAIN = 0.7  # what is left of the misfit in a round that is worth another


@record(eq=False)
class Resolved:
    """Levels, largest first: values >= 0 and multiplicities > 0, shape (k,).

    rest: trace of what is too small for levels.  residuals: of z, relative, shape (r,).
    """

    values: Floats
    multiplicities: Floats
    rest: float
    residuals: Floats

    @property
    def misfit(self) -> float:
        """The root mean square of the residuals."""
        return float(np.sqrt(np.mean(self.residuals**2)))


def resolved(curves: Curves, lowest: float, *, rest: bool) -> Resolved:
    """The levels not below `lowest` that give z, and perhaps a rest. Where D is known there may be a level 0."""
    top = float(curves.kappa[-1])
    count = max(_FEWEST, ceil(_PER_DECADE * log(top / lowest, 10)))
    step = log(top / lowest) / (count - 1)
    best = _fitted(curves, np.geomspace(top, lowest, count), rest)
    for _ in range(_ROUNDS):
        if best.misfit < _GOOD:
            break
        step /= _FINER
        finer = _fitted(curves, _around(best.values[best.values > 0], step, lowest, top), rest)
        gain, best = finer.misfit / best.misfit, min(finer, best, key=lambda one: one.misfit)
        if gain > _GAIN:
            break
    return best


def _around(values: Floats, step: float, lowest: float, top: float) -> Floats:
    """A grid of this step around each of the values, and these."""
    grid = values[:, None] * np.exp(np.arange(-_FINER, _FINER + 1) * step)
    return -np.unique(-grid[(grid >= lowest) & (grid <= top)])


def _fitted(curves: Curves, grid: Floats, rest: bool) -> Resolved:
    """The best levels on a grid."""
    kappa = curves.kappa[:, None]
    columns, sums, totals = grid / (grid + kappa), grid[None], np.array([curves.trace])
    if curves.dimension is not None:
        grid, columns = np.append(grid, 0.0), np.append(columns, np.zeros_like(kappa), 1)
        sums, totals = np.vstack([grid, np.ones_like(grid)]), np.append(totals, curves.dimension)
    elif rest:
        columns, sums = np.append(columns, 1 / kappa, 1), np.append(sums, [[1.0]], 1)
    found = amounts(columns, curves.df1, curves.df1_error, sums, totals)
    levels, more = found[: grid.size], found[grid.size :]
    there = levels > 0
    return Resolved(grid[there], levels[there], float(more.sum()), columns @ found / curves.df1 - 1)

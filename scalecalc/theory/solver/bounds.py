"""What is known about kappa2 before the equation is solved: kappa_min, where zbar = m, and bounds of the root."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.matrices.response import Level
from scalecalc.theory.modes.nodes import Nodes
from scalecalc.theory.modes.tasks import SMALLEST, Task
from scalecalc.theory.numerics.roots import Indices
from scalecalc.theory.solver.chain import Floor, feature_noise_term
from scalecalc.theory.solver.edges import NoiseTerm, edges, noise_at, noisy_edges
from scalecalc.theory.solver.narrow import narrow_edges
from scalecalc.theory.solver.stages import Stages

LOOSE = 0.99  # loosens a bound, so that it still holds after rounding
_SMALLEST_RIDGE = 1e-200  # kappa/lambda must not overflow
_LARGEST_RATIO = 1e290  # of lambda to the largest eigenvalue: what is learned must not underflow
_STEEP = 2.0  # up to z = m/2, a factor 1 - z/N is at least one over this


@record
class Bounds:
    """What is known about kappa2 before the root is sought; shape (n,).

    resolvable: m.  floor: a lower bound of kappa2.  ceiling: zbar <= m/2 from this kappa on.
    limited: there is a kappa_min > 0 to be found.  ridge_limited: at most half of m is resolved, so that kappa_min and
    an exact slack are not needed.  narrow: a layer before the last one may be almost used up.
    vanishing: kappa2 -> 0.  tractable: lambda and the row variances are in the range in which a root can be found.
    """

    resolvable: Floats
    floor: Floats
    ceiling: Floats
    limited: Bools
    ridge_limited: Bools
    narrow: Bools
    vanishing: Bools
    tractable: Bools

    def __getitem__(self, part: slice) -> Bounds:
        return Bounds(*(getattr(self, f.name)[part] for f in fields(self)))


def bounds_of(task: Task, setting: Stages) -> Bounds:
    """The bounds at every point, before any root is sought."""
    smallest, resolvable, ridge, noisy = setting.smallest, setting.resolvable, setting.ridge, setting.noisy
    lift, lowest = setting.product(lambda matrix: matrix.highest), lowest_gain(setting)
    vanishing = (ridge == 0) & (smallest >= task.modes) & ~noisy
    ceiling = task.kappa_ceiling(smallest / 2)
    ridge_limited = (ridge / lift >= ceiling) & ~noisy
    limited = ((smallest < task.modes) & ~ridge_limited) | noisy
    floor = ridge / lift
    fewer = limited & (smallest < task.modes)
    floor[limited] = 0.0
    floor[fewer] = LOOSE * task.kappa_floor(smallest[fewer])
    narrow = np.zeros_like(noisy)
    if setting.tau is not None and noisy.any():
        # Where zbar = m, u is at least tau/m. From u = 4 tau/m on, zbar - z is at most m/4.
        from_noise = LOOSE * setting.tau / resolvable / lift
        narrowest = setting.narrowest
        narrow = noisy & (narrowest <= resolvable)
        narrow &= from_noise < task.kappa_ceiling(narrowest)  # else z is far below the narrowest width
        floor = np.where(noisy & ~(narrow & (narrowest < task.modes)), np.maximum(floor, from_noise), floor)
        high = 4 * setting.tau / resolvable / lowest
        ceiling = np.where(noisy, np.maximum(task.kappa_ceiling(smallest / 4), high), ceiling)
    tractable = (ridge == 0) | ((ridge > _SMALLEST_RIDGE) & (ridge / lift <= _LARGEST_RATIO * task.largest))
    tractable &= lowest > SMALLEST
    return Bounds(resolvable, floor, ceiling, limited, ridge_limited, narrow, vanishing, tractable)


def lowest_gain(setting: Stages) -> Floats:
    """A lower bound of the product of all 1/S where at most half of m is resolved."""
    return setting.product(lambda matrix: matrix.lowest / _STEEP)


def floor_of(nodes: Nodes, task: Task, setting: Stages, bounds: Bounds) -> tuple[Floor, Bools]:
    """kappa_min, where zbar = m, and whether it was found, shape (n,)."""
    limited, noisy = bounds.limited & bounds.tractable, setting.noisy & bounds.tractable
    kappa, lack, spare = np.zeros(limited.shape), np.zeros(limited.shape), np.full(limited.shape, np.nan)
    found = np.ones(limited.shape, dtype=bool)
    narrow = bounds.narrow & noisy & ((setting.narrowest < task.modes) | nodes.complete)
    low = np.maximum(bounds.floor, SMALLEST)
    rows = limited & ~noisy
    if rows.any():
        resolvable = bounds.resolvable[rows]
        kappa[rows], found[rows] = edges(nodes, resolvable, low[rows], task.kappa_ceiling(resolvable) / LOOSE)
    rows = noisy & ~narrow
    if rows.any():
        some = setting[rows]
        noise = _noise_term(some)
        high = bounds.ceiling[rows] / LOOSE
        kappa[rows], found[rows] = noisy_edges(nodes, some.resolvable, low[rows], high, noise)
        kappa[rows], lack[rows] = noise_at(nodes, some.resolvable, kappa[rows], noise)
    if narrow.any():
        found_there = narrow_edges(nodes, task, setting[narrow], low[narrow], bounds.ceiling[narrow])
        kappa[narrow], lack[narrow], spare[narrow], found[narrow] = found_there
    return Floor(kappa, lack, spare), found


def _noise_term(setting: Stages) -> NoiseTerm:
    def noise(kappa: Floats, z: Floats, lack: Floats, rows: Indices) -> tuple[Floats, Floats]:
        some = setting[rows]
        return feature_noise_term(some, kappa, z, Level(some.resolvable, lack))

    return noise

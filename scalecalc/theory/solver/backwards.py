"""The equation of the renormalized ridge solved for lambda: kappa2 is given, so that no root has to be found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.modes.nodes import learned
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.numerics.roots import Indices
from scalecalc.theory.points import Points
from scalecalc.theory.solver.bounds import bounds_of, floor_of
from scalecalc.theory.solver.chain import Chain
from scalecalc.theory.solver.renormalize import Renormalized
from scalecalc.theory.solver.stages import Stages, stages
from scalecalc.theory.solver.sum_slopes import SumSlopes, sums_and_slopes

_ALL_LEARNED = 1e-10  # times the largest eigenvalue: the smallest kappa at which an infinite spectrum is used


@record
class Backwards:
    """The equation at n points, solved for lambda at kappa2 = kappa_min + delta.

    lowest: the smallest delta at which lambda can be computed: 0, or more where kappa_min is too small for a double, or
    nan where lambda cannot be computed; shape (n,).
    vanishing: whether kappa_min = 0, so that all modes can be learned; shape (n,).
    """

    chain: Chain
    lowest: Floats
    vanishing: Bools

    @classmethod
    def of(cls, task: Task, points: Points, design: Design = PLAIN) -> Backwards:
        """For these points, whose own ridges are ignored."""
        with np.errstate(all="ignore"):
            setting = _without_faint_noise(task, stages(task, replace(points, ridge=np.zeros(len(points))), design))
            bounds = bounds_of(task, setting)
            usable = bounds.vanishing | (bounds.floor > task.smallest_kappa)
            lowest = np.where(usable, 0.0, bounds.ceiling)
            floors = np.where(bounds.vanishing, _ALL_LEARNED * task.largest, np.where(usable, bounds.floor, lowest))
            complete = bool(bounds.vanishing.any()) and np.isfinite(task.modes)
            nodes = task.nodes(0.0 if complete else float(floors.min(initial=np.inf)))
            bounds = replace(bounds, limited=bounds.limited & usable)
            floor, found = floor_of(nodes, task, setting, bounds)
            chain = Chain(nodes, setting, floor, ~bounds.limited & (~usable | (not nodes.complete)))
        return cls(chain, np.where(found, lowest, np.nan), bounds.vanishing)

    def solution(self, delta: Floats, rows: Indices) -> tuple[Renormalized, SumSlopes]:
        """The solution at kappa_min + delta of these points, delta > 0, and the slopes of the sums over log kappa2."""
        chain, good = self.chain, np.ones(delta.shape, dtype=bool)
        nodes = chain.nodes
        with np.errstate(all="ignore"):
            shares = learned(nodes, chain.kappa_min[rows] + delta)
            link = chain.linked(delta, rows, *chain.sums(shares, rows))
            sums, slopes = sums_and_slopes(nodes, shares)
        exact = np.zeros(delta.shape)  # lambda follows from the equation
        setting = chain.stages[rows]
        return Renormalized(setting, link, sums, ~good, good, good, exact, float(nodes.modes), nodes.null_power), slopes


def _without_faint_noise(task: Task, setting: Stages) -> Stages:
    """The stages without feature noise that only matters at a kappa too small for a double."""
    if setting.tau is None:
        return setting
    faint = setting.noisy & (setting.smallest >= task.modes) & (bounds_of(task, setting).floor <= task.smallest_kappa)
    return replace(setting, tau=np.where(faint, 0.0, setting.tau))

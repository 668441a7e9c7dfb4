"""kappa_min where noisy features come from a layer behind a narrower one.

As z approaches the narrow width N_1, S_1 grows without bound. So u = kappa2 prod 1/S falls to the noise of a feature
before all of N_1 is used up, and u depends on the small rest N_1 - z. The equation zbar = m, that is
    (m - N_1) + (N_1 - z) = (tau/kappa) S_1 ... S_{L-1} [S_L (1 - z/N)],
is therefore solved in delta = kappa2 - kappa_0, where z(kappa_0) = N_1: then N_1 - z follows without cancellation.
"""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.theory.matrices.response import Level
from scalecalc.theory.modes.nodes import BLOCK, Nodes, learned_in_tiles
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.numerics.roots import Indices, increasing_root
from scalecalc.theory.solver.chain import feature_noise_term
from scalecalc.theory.solver.edges import edges
from scalecalc.theory.solver.slack import Slack
from scalecalc.theory.solver.stages import Stages

_LOOSE = 0.99
_SMALLEST = 1e-290


def narrow_edges(
    nodes: Nodes, task: Task, setting: Stages, floor: Floats, ceiling: Floats
) -> tuple[Floats, Floats, Floats, Bools]:
    """kappa_min, m - z and N_1 - z there, and whether they were found; shape (n,).

    floor, ceiling: bounds of kappa_min. Where N_1 >= D, kappa_0 = 0 and the nodes must be complete.
    """
    narrow = setting.narrowest
    fewer = narrow < task.modes
    start, found = np.zeros_like(narrow), np.ones(narrow.shape, dtype=bool)
    if fewer.any():
        low = np.maximum(_LOOSE * task.kappa_floor(narrow[fewer]), _SMALLEST)
        start[fewer], found[fewer] = edges(nodes, narrow[fewer], low, task.kappa_ceiling(narrow[fewer]) / _LOOSE)
    least = np.where(fewer, _SMALLEST, _LOOSE * floor)
    parts = []
    size = max(16, BLOCK // nodes.eigenvalue.size)
    for begin in range(0, narrow.size, size):
        part = slice(begin, begin + size)
        parts.append(_solve(nodes, setting[part], start[part], least[part], ceiling[part]))
    delta, lack, spare, known = (np.concatenate(column) for column in zip(*parts, strict=True))
    return start + delta, lack, spare, found & known


def _solve(
    nodes: Nodes, setting: Stages, start: Floats, least: Floats, ceiling: Floats
) -> tuple[Floats, Floats, Floats, Bools]:
    narrow = setting.narrowest
    slack = Slack.of(nodes, narrow, start, np.zeros(start.shape, dtype=bool))

    def spare(delta: Floats, rows: Indices) -> tuple[Floats, Floats, Floats]:
        """N_1 - z, z and z - q"""
        z, z_q, total = np.empty((3, delta.size))
        for part, shares in learned_in_tiles(nodes, start[rows] + delta):
            z[part], z_q[part] = shares.s @ nodes.count, shares.s_t @ nodes.count
            total[part] = slack.total(shares, rows[part])
        return (narrow[rows] - slack.reference[rows]) + slack.change(delta, total, rows), z, z_q

    def imbalance(delta: Floats, rows: Indices) -> tuple[Floats, Floats]:
        some, kappa = setting[rows], start[rows] + delta
        left, z, z_q = spare(delta, rows)
        lack = (some.resolvable - narrow[rows]) + left
        noise, slope = feature_noise_term(some, kappa, z, Level(narrow[rows], left))
        return np.log(lack / noise), delta / kappa * (z_q / lack + 1 + slope * z_q / z)

    delta, found = increasing_root(imbalance, least, ceiling / _LOOSE, ceiling)
    left, z, _ = spare(delta, np.arange(start.size))
    return delta, feature_noise_term(setting, start + delta, z, Level(narrow, left))[0], left, found

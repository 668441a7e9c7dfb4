"""The static equation at complex ridges, followed from the positive real axis along a path.

    s = kappa1/S_W(zbar), as in `solver/renormalize`, for complex s off the negative axis

The unknown is delta = kappa2 - kappa_min, as for real ridges, so that the slacks m - z keep their digits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from scalecalc.arrays import Bools, Complexes, Floats
from scalecalc.record import record
from scalecalc.theory.modes.nodes import BLOCK, Nodes, Shares
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.numerics.joined import joined
from scalecalc.theory.numerics.newton import complex_roots
from scalecalc.theory.numerics.roots import Indices
from scalecalc.theory.solver.bounds import bounds_of, floor_of
from scalecalc.theory.solver.chain import Chain, Link
from scalecalc.theory.solver.renormalize import above_the_floor, far_from_full
from scalecalc.theory.solver.stages import Stages

_BELOW = 0.05  # |kappa2| on a path is not smaller than this times its lower bound at the real end
_LONGEST = 0.5  # step in log s
_TOLERANCE = 1e-11  # of the equation, relative


@record
class States:
    """The solutions at m ridges for each of n points; arrays of shape (n, m).

    s: the ridges.  delta: kappa2 - kappa_min.  link: what follows from kappa2.  found: whether all were found, (n,).
    """

    nodes: Nodes
    stages: Stages
    s: Complexes
    delta: Complexes
    link: Link
    found: Bools

    @cached_property
    def shares(self) -> Shares:
        """What is learned of every node, shape (n, m, nodes)."""
        return shares(self.nodes, self.link.kappa2)

    @cached_property
    def T(self) -> Complexes:
        """kappa2 sum v/(eta + kappa2), without the power in modes of eigenvalue 0."""
        return np.asarray(self.shares.t @ self.nodes.power)

    def mapped(self, change: Callable[[Complexes], Complexes]) -> States:
        """With something done to all arrays of shape (n, m)."""
        s, delta, link = (joined([one], lambda only: change(only[0])) for one in (self.s, self.delta, self.link))
        return replace(self, s=s, delta=delta, link=link)

    def mirrored(self) -> States:
        """With the conjugate ridges behind."""
        return self.mapped(lambda values: np.concatenate([values, np.conj(values)], axis=1))


def shares(nodes: Nodes, kappa: Complexes) -> Shares:
    """What is learned of every node at complex kappa, of any shape."""
    t = kappa[..., None] * nodes.inverse_eigenvalue
    s = 1 / (1 + t)
    t *= s
    return Shares(s, t, s * t)


def follow(task: Task, setting: Stages, path: Complexes) -> States:
    """The states at complex ridges, shape (n, m), in the place of the ridges of the stages.

    Each path begins near the positive real axis.
    """
    setting = replace(setting, ridge=np.abs(path[:, 0]))
    bounds = bounds_of(task, setting)
    lowest = np.maximum(_BELOW * np.minimum(bounds.floor, np.abs(path).min(axis=1)), task.smallest_kappa)
    nodes = task.nodes(float(lowest.min(initial=np.inf)))
    floor, found = floor_of(nodes, task, setting, bounds)
    chain = Chain(nodes, setting, floor, far_from_full(nodes, bounds))
    delta, above = above_the_floor(chain, bounds)
    return _along(chain, path, delta, found & above & bounds.tractable)


def points_at_once(nodes: int, ridges: int) -> int:
    """For how many points pairs of ridges fit into a block."""
    return max(1, BLOCK // (nodes * ridges))


def _along(chain: Chain, path: Complexes, delta: Floats, found: Bools) -> States:
    at: Complexes = chain.stages.ridge.astype(complex)
    root: Complexes = delta.astype(complex)
    slope = _equation(chain, at, root, np.arange(root.size))[1]
    deltas, links = [], []
    for ridge in path.T:
        way = np.log(ridge / at)
        steps = max(1, int(np.ceil(np.max(np.abs(way), initial=0.0) / _LONGEST)))
        for step in range(steps, 0, -1):
            at = ridge if step == 1 else at * np.exp(way / steps)
            near = root * np.exp(way / steps / slope)
            root, close = complex_roots(lambda x, rows, at=at: _equation(chain, at[rows], x, rows), near)
            value, slope = _equation(chain, at, root, np.arange(root.size))
            found = found & close & (np.abs(value) <= _TOLERANCE)
        deltas.append(root)
        links.append(_link(chain, root, np.arange(root.size)))
    return States(chain.nodes, chain.stages, path, _columns(deltas), joined(links, _columns), found)


def _columns(values: list[Any]) -> Any:
    return np.stack(values, axis=1)


def _equation(chain: Chain, ridge: Complexes, delta: Complexes, rows: Indices) -> tuple[Complexes, Complexes]:
    """log of (right-hand side / s), and its dlog/dlog delta."""
    link = _link(chain, delta, rows)
    return np.log(link.ridge / ridge), chain.slope(link) * delta / link.kappa2


def _link(chain: Chain, delta: Complexes, rows: Indices) -> Link:
    found = shares(chain.nodes, chain.kappa_min[rows] + delta)
    return chain.linked(delta, slice(None) if rows.size == len(chain.kappa_min) else rows, *chain.sums(found, rows))

"""The static equation at complex ridges, followed from the positive real axis along a path.

    s = kappa1/S_W(zbar), as in `solver/renormalize`, for complex s off the negative axis

The unknown is delta = kappa2 - kappa_min, as for real ridges, so that the slacks m - z keep their digits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

import numpy as np

from scalecalc.arrays import Bools, Complexes, Floats
from scalecalc.record import record
from scalecalc.theory.modes.nodes import Nodes, Shares
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
_SHORTEST = 1e-3  # step in log s that tells how the slope turns
_TOLERANCE = 1e-11  # of the equation, relative
_REAL = 1e-7  # an imaginary part of kappa2 that is rounding
_HUGE = 1e150  # kappa/eta is held below overflow of its square


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


def beyond(task: Task, setting: Stages, ridge: Floats) -> tuple[States, Bools]:
    """The states at negative ridges, shape (n, 1), and where these are beyond the spectrum, shape (n,)."""
    states = follow(task, setting, ridge[:, None].astype(complex))
    kappa = states.link.kappa2[:, 0]
    return states, (kappa.real < -task.largest) & (np.abs(kappa.imag) <= _REAL * np.abs(kappa))


def tiled(setting: Stages, times: int) -> Stages:
    """The stages of all points, and of all again."""
    return setting[np.tile(np.arange(len(setting.ridge)), times)]


def _along(chain: Chain, path: Complexes, delta: Floats, found: Bools) -> States:
    place = _start(chain, delta)
    places = []
    for ridge in path.T:
        longest = float(np.max(np.abs(np.log(ridge / place.ridge)), initial=0.0))
        steps = max(1, int(np.ceil(longest / _LONGEST)))
        way = np.log(ridge / place.ridge) / steps
        for step in range(steps, 0, -1):
            place, close = _next(chain, place, ridge if step == 1 else place.ridge * np.exp(way))
            found = found & close
        places.append(place)
    delta, link = joined([(place.delta, place.link) for place in places], lambda values: np.stack(values, axis=1))
    return States(chain.nodes, chain.stages, path, delta, link, found)


@record
class _Place:
    """Where the roots are followed to; arrays of shape (n,).

    slope, bend, twist: the coefficients of the cubic in log ridge that log delta follows.
    """

    ridge: Complexes
    delta: Complexes
    link: Link
    slope: Complexes
    bend: Complexes
    twist: Complexes

    def ahead(self, way: Complexes) -> Complexes:
        """delta further on, by the cubic through the last two places."""
        return np.asarray(self.delta * np.exp(way * (self.slope + way * (self.bend + way * self.twist))))


def _start(chain: Chain, delta: Floats) -> _Place:
    ridge, root = chain.stages.ridge.astype(complex), delta.astype(complex)
    _, slope, link = _equation(chain, ridge, root, np.arange(root.size))
    return _Place(ridge, root, link, 1 / slope, np.zeros_like(root), np.zeros_like(root))


def _next(chain: Chain, last: _Place, ridge: Complexes) -> tuple[_Place, Bools]:
    """The roots at ridges near by, and whether they were found."""
    way = np.log(ridge / last.ridge)
    delta, close = complex_roots(lambda x, rows: _equation(chain, ridge[rows], x, rows)[:2], last.ahead(way))
    value, slope, link = _equation(chain, ridge, delta, np.arange(delta.size))
    slope = 1 / slope
    moved = np.abs(way) > _SHORTEST
    step = np.where(moved, way, 1.0)
    missed = (np.log(last.delta / delta) + step * slope) / step**2
    turned = (slope - last.slope) / step
    bend, twist = 3 * missed - turned, (2 * missed - turned) / step
    place = _Place(ridge, delta, link, slope, np.where(moved, bend, 0), np.where(moved, twist, 0))
    return place, close & (np.abs(value) <= _TOLERANCE)


def _equation(chain: Chain, ridge: Complexes, delta: Complexes, rows: Indices) -> tuple[Complexes, Complexes, Link]:
    """log of (right-hand side / s), its dlog/dlog delta, and the link that it comes from."""
    link = _link(chain, delta, rows)
    return np.log(link.ridge / ridge), chain.slope(link) * delta / link.kappa2, link


def _link(chain: Chain, delta: Complexes, rows: Indices) -> Link:
    return chain.linked(delta, slice(None) if rows.size == len(chain.kappa_min) else rows, *_sums(chain, delta, rows))


def _sums(chain: Chain, delta: Complexes, rows: Indices) -> tuple[Complexes, Complexes, Complexes]:
    """As `Chain.sums`, in real arithmetic, which is several times faster.

    With kappa/eta = y e^{i phi} and r = 1/|1 + kappa/eta|^2,  s = r + e^{-i phi} y r,  t = y^2 r + e^{i phi} y r.
    """
    kappa, count = chain.kappa_min[rows] + delta, chain.nodes.count
    size = np.abs(kappa)
    turn = kappa / size
    y = np.minimum(size[:, None] * chain.nodes.inverse_eigenvalue, _HUGE)
    r = 1 / (y * (y + 2 * turn.real[:, None]) + 1)
    yr = y * r
    y2r = y * yr
    back, total = np.conj(turn), chain.slack.total
    z = r @ count + back * (yr @ count)
    z_q = turn * ((r * yr) @ count) + 2 * ((yr * yr) @ count) + back * ((yr * y2r) @ count)
    turned = np.where(chain.slack.whole[rows], turn, back) * total(Shares(yr, yr, yr), rows)
    return z, z_q, total(Shares(r, y2r, yr), rows) + turned

"""From the explicit ridge lambda to the renormalized ridge kappa.

    lambda = kappa1 / S_W(zbar),  kappa1 = u - tau/N,  u = kappa2 prod_l 1/S_l(z),  z = z(kappa2)     (arXiv:2405.00592)

increases with kappa2 above kappa_min, where zbar(kappa_min) = m = min(P, N_l) (kappa_min = 0 when D <= m). Here
1/S_W(z) = 1 - z/P for independent samples, and zbar = z + (tau/u)(1 - z/N) is z without noise of the features. The
equation is solved in delta = kappa2 - kappa_min, because the slack m - z is then a sum of positive terms
(`slack`), which keeps its digits however small lambda is.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np

from scalecalc.record import record
from scalecalc.theory.certificate import TOLERANCE, residual
from scalecalc.theory.chain import Chain, Floor, Link, feature_noise_term
from scalecalc.theory.design import PLAIN, Design
from scalecalc.theory.edges import NoiseTerm, edges, noise_at, noisy_edges
from scalecalc.theory.matrices import Matrix
from scalecalc.theory.narrow import narrow_edges
from scalecalc.theory.nodes import BLOCK, ModeSums, Nodes, learned, sums_of
from scalecalc.theory.points import Bools, Floats, Points
from scalecalc.theory.roots import Indices, increasing_root
from scalecalc.theory.sloped import SumSlopes, sums_and_slopes
from scalecalc.theory.stages import Stages, stages
from scalecalc.theory.tasks import Modes, Task

_SMALLEST = 1e-290
_SMALLEST_RATIO = 1e-260  # of kappa to the largest eigenvalue: the ranks of an infinite spectrum must not overflow
_SMALLEST_RIDGE = 1e-200  # kappa/lambda must not overflow
_LARGEST_RATIO = 1e290  # of lambda to the largest eigenvalue: what is learned must not underflow
_SMALLEST_VANISHING = 1e-300
_LOOSE = 0.99  # keeps a bound a bound after rounding
_STEEP = 2.0  # z may be half of m where a bound of the right-hand side is taken
# Stands for kappa -> 0+ relative to the smallest eigenvalue: far below rounding, far above underflow of its square.
VANISHING = 1e-90
_ALL_LEARNED = 1e-10  # of the largest eigenvalue: as near to kappa = 0 as a spectrum without end is looked at


@record
class Renormalized:
    """The solution at n points; every field has shape (n,).

    stages: the matrices.  link: kappa2 and all that follows from it, stage by stage.
    vanishing: kappa2 stands for the limit kappa -> 0+ (lambda = 0 with D <= min(P, N_l)).
    found: the root was found, and is one (`certificate`).  in_range: kappa2 can be held in double precision.
    residual: the largest relative difference of the two sides of any equation.
    modes, null_power: D, and the target power in modes of eigenvalue 0.
    """

    stages: Stages
    link: Link
    sums: ModeSums
    vanishing: Bools
    found: Bools
    in_range: Bools
    residual: Floats
    modes: float
    null_power: float

    def uses_up(self, matrix: Matrix) -> Bools:
        """Where this matrix can pass D modes, no more, and in the limit kappa -> 0+ must: its S is infinite."""
        return np.asarray(self.vanishing & np.isfinite(self.modes) & (matrix.size == self.modes))

    @property
    def kappa2(self) -> Floats:
        """The renormalized ridge after the features."""
        return self.link.kappa2

    @property
    def kappa1(self) -> Floats:
        """The ridge renormalized by the samples, lambda S_W, in the units of lambda."""
        return self.link.kappa1 * self.stages.gain

    @property
    def free_samples(self) -> Floats:
        """1 - z/P, or what stands for it with correlated samples."""
        return self.link.samples.free

    @property
    def free_widths(self) -> tuple[Floats, ...]:
        """1 - z/N for each kind of layer."""
        return self.link.free_layers


def renormalize(task: Task, points: Points, design: Design = PLAIN) -> Renormalized:
    """Solve for kappa2 at every point. Trouble is told by `found` and `in_range`, never raised."""
    with np.errstate(all="ignore"):
        return _renormalize(task, points, stages(task, points, design))


def _renormalize(task: Task, points: Points, setting: Stages) -> Renormalized:
    bounds = _bounds(task, setting)
    nodes = _nodes(task, bounds)
    floor, found = _floor(nodes, task, setting, bounds)
    plain = bounds.ridge_limited | (~bounds.limited & (not nodes.complete))
    batch = _Batch(setting, bounds, floor, plain)
    size = max(16, BLOCK // nodes.eigenvalue.size)
    parts = [_solve(nodes, batch[start : start + size]) for start in range(0, max(len(points), 1), size)]
    solution = _join(parts)
    certified = found & solution.found & (solution.residual <= TOLERANCE)
    in_range = _in_range(task, nodes, replace(solution, stages=setting), bounds, floor.kappa)
    return replace(solution, stages=setting, found=certified, in_range=in_range)


@record
class _Bounds:
    """What is known of kappa2 before the root is sought; shape (n,).

    resolvable: m.  floor: kappa2 is above.  ceiling: zbar <= m/2 from this kappa on.
    limited: there is a kappa_min > 0 to be found.  ridge_limited: at most half of m is resolved, so that neither
    kappa_min nor care for the slack is needed.  narrow: a layer before the last one may nearly be used up.
    vanishing: kappa2 -> 0.  tractable: lambda and the rows' variances are such that a root may be sought.
    """

    resolvable: Floats
    floor: Floats
    ceiling: Floats
    limited: Bools
    ridge_limited: Bools
    narrow: Bools
    vanishing: Bools
    tractable: Bools

    def __getitem__(self, part: slice) -> _Bounds:
        return _Bounds(*(getattr(self, f.name)[part] for f in fields(self)))


def _bounds(task: Task, setting: Stages) -> _Bounds:
    smallest, resolvable, ridge, noisy = setting.smallest, setting.resolvable, setting.ridge, setting.noisy
    lift = setting.product(lambda matrix: matrix.highest)
    vanishing = (ridge == 0) & (smallest >= task.modes) & ~noisy
    ceiling = task.kappa_ceiling(smallest / 2)
    ridge_limited = (ridge / lift >= ceiling) & ~noisy
    limited = ((smallest < task.modes) & ~ridge_limited) | noisy
    floor = ridge / lift
    fewer = limited & (smallest < task.modes)
    floor[limited] = 0.0
    floor[fewer] = _LOOSE * task.kappa_floor(smallest[fewer])
    narrow = np.zeros_like(noisy)
    if setting.tau is not None and noisy.any():
        # u >= tau/m where zbar = m; and where z and zbar - z are at most m/4, u >= 4 tau/m
        from_noise = _LOOSE * setting.tau / resolvable / lift
        narrowest = setting.narrowest
        narrow = noisy & (narrowest <= resolvable)
        narrow &= from_noise < task.kappa_ceiling(narrowest)  # else far less than the narrowest width is resolved
        floor = np.where(noisy & ~(narrow & (narrowest < task.modes)), np.maximum(floor, from_noise), floor)
        high = 4 * setting.tau / resolvable / _lowest(setting)
        ceiling = np.where(noisy, np.maximum(task.kappa_ceiling(smallest / 4), high), ceiling)
    tractable = (ridge == 0) | ((ridge > _SMALLEST_RIDGE) & (ridge / lift <= _LARGEST_RATIO * task.largest))
    tractable &= _lowest(setting) > _SMALLEST
    return _Bounds(resolvable, floor, ceiling, limited, ridge_limited, narrow, vanishing, tractable)


def _lowest(setting: Stages) -> Floats:
    """A lower bound of the product of all 1/S where at most half of m is resolved."""
    return setting.product(lambda matrix: matrix.lowest / _STEEP)


def _in_range(task: Task, nodes: Nodes, solution: Renormalized, bounds: _Bounds, kappa_min: Floats) -> Bools:
    """Where neither kappa nor the ridge nor a row's variance is too small to be carried through in double precision."""
    vanishing = bounds.vanishing
    smallest = 2 * _smallest_kappa(task)
    usable = (solution.kappa2 > smallest) & ~(bounds.limited & (kappa_min <= smallest))
    if np.isfinite(task.modes):
        usable = np.where(vanishing, nodes.eigenvalue.min() * VANISHING > _SMALLEST_VANISHING, usable)
    endless = vanishing & np.isinf(task.modes)
    return np.asarray((usable | endless) & bounds.tractable)


def _smallest_kappa(task: Task) -> float:
    """Below this, kappa and what is made of it are no numbers with all their digits any more."""
    return _SMALLEST if isinstance(task, Modes) else max(_SMALLEST, _SMALLEST_RATIO * task.largest)


def _nodes(task: Task, bounds: _Bounds) -> Nodes:
    """Nodes for every kappa there may be."""
    if bounds.vanishing.any() and np.isfinite(task.modes):
        return task.nodes(0.0)
    floors = np.maximum(bounds.floor[~bounds.vanishing], _smallest_kappa(task))
    return task.nodes(float(floors.min(initial=np.inf)))


def _floor(nodes: Nodes, task: Task, setting: Stages, bounds: _Bounds) -> tuple[Floor, Bools]:
    """Where zbar = m, and whether it was found."""
    limited, noisy = bounds.limited & bounds.tractable, setting.noisy & bounds.tractable
    kappa, lack, spare = np.zeros(limited.shape), np.zeros(limited.shape), np.full(limited.shape, np.nan)
    found = np.ones(limited.shape, dtype=bool)
    narrow = bounds.narrow & noisy & ((setting.narrowest < task.modes) | nodes.complete)
    low = np.maximum(bounds.floor, _SMALLEST)
    rows = limited & ~noisy
    if rows.any():
        resolvable = bounds.resolvable[rows]
        kappa[rows], found[rows] = edges(nodes, resolvable, low[rows], task.kappa_ceiling(resolvable) / _LOOSE)
    rows = noisy & ~narrow
    if rows.any():
        some = setting[rows]
        noise = _noise_term(some)
        high = bounds.ceiling[rows] / _LOOSE
        kappa[rows], found[rows] = noisy_edges(nodes, some.resolvable, low[rows], high, noise)
        lack[rows] = noise_at(nodes, some.resolvable, kappa[rows], noise)
    if narrow.any():
        found_there = narrow_edges(nodes, task, setting[narrow], low[narrow], bounds.ceiling[narrow])
        kappa[narrow], lack[narrow], spare[narrow], found[narrow] = found_there
    return Floor(kappa, lack, spare), found


def _noise_term(setting: Stages) -> NoiseTerm:
    def noise(kappa: Floats, z: Floats, lack: Floats, rows: Indices) -> tuple[Floats, Floats]:
        some = setting[rows]
        resolvable = some.resolvable
        return feature_noise_term(some, kappa, z, [(layer.count - resolvable) + lack for layer in some.layers])

    return noise


@record
class _Batch:
    """Some of the points, with what is known of them before the root is sought; arrays of shape (n,).

    plain: z is well below m.
    """

    setting: Stages
    bounds: _Bounds
    floor: Floor
    plain: Bools

    def __getitem__(self, part: slice) -> _Batch:
        return _Batch(self.setting[part], self.bounds[part], self.floor[part], self.plain[part])


def _solve(nodes: Nodes, batch: _Batch) -> Renormalized:
    setting, bounds = batch.setting, batch.bounds
    chain = Chain(nodes, setting, batch.floor, batch.plain)
    ridge = setting.ridge

    def excess(delta: Floats, rows: Indices) -> tuple[Floats, Floats]:
        """log of (right-hand side / lambda)"""
        link = chain.link(delta, rows)
        return np.log(link.ridge / ridge[rows]), chain.slope(link) * delta / link.kappa2

    delta, found = np.zeros_like(ridge), np.ones(ridge.shape, dtype=bool)
    (rows,) = np.nonzero((ridge > 0) & bounds.tractable)
    # The right-hand side is at most delta times the steepest 1/S, and has this lower bound once zbar <= m/2.
    low = _LOOSE * (ridge / setting.product(lambda matrix: matrix.steepest))[rows]
    high = np.maximum(bounds.ceiling, 2 * ridge / _lowest(setting))[rows] / _LOOSE
    delta[rows], found[rows] = increasing_root(
        lambda x, chosen: excess(x, rows[chosen]), low, high, np.sqrt(low) * np.sqrt(high)
    )
    delta[bounds.vanishing] = VANISHING * nodes.eigenvalue.min()
    link = chain.link(delta)
    ratio, s = learned(nodes, link.kappa2)
    sums = sums_of(nodes, ratio, s)
    if np.isinf(nodes.modes):
        sums = _all_learned(sums, bounds.vanishing)
    doubt = np.where(bounds.vanishing, 0.0, residual(nodes, setting, link, ratio, s))
    return Renormalized(
        setting, link, sums, bounds.vanishing, found, np.ones_like(found), doubt, float(nodes.modes), nodes.null_power
    )


def _all_learned(sums: ModeSums, rows: Bools) -> ModeSums:
    """kappa = 0 on infinitely many modes: z and q are infinite, and nothing of the target is left over."""
    infinite, nothing = np.where(rows, np.inf, 0), np.where(rows, 0, 1)
    return ModeSums(sums.z + infinite, sums.q + infinite, sums.z_q * nothing, sums.B * nothing, sums.T_B * nothing)


def _join(parts: list[Renormalized]) -> Renormalized:
    if len(parts) == 1:
        return parts[0]
    joined = {f.name: _concatenated([getattr(part, f.name) for part in parts]) for f in fields(parts[0])[1:]}
    return Renormalized(parts[0].stages, **joined)


def _concatenated(parts: list[Any]) -> Any:
    """Dataclasses of arrays, joined field by field."""
    first = parts[0]
    if isinstance(first, np.ndarray):
        return np.concatenate(parts)
    if isinstance(first, tuple):
        return tuple(_concatenated(list(column)) for column in zip(*parts, strict=True))
    if first is None or isinstance(first, float):
        return first
    return type(first)(*(_concatenated([getattr(part, f.name) for part in parts]) for f in fields(first)))


@record
class Backwards:
    """The equation of n points read backwards: kappa2 = kappa_min + delta says what lambda is, with no root to find.

    lowest: delta from which on that can be done, 0 but where kappa_min is too small to be held, nan where nothing can;
    shape (n,).  vanishing: kappa_min = 0, all modes can be learned; shape (n,).
    """

    chain: Chain
    lowest: Floats
    vanishing: Bools

    @classmethod
    def of(cls, task: Task, points: Points, design: Design = PLAIN) -> Backwards:
        """For points whose own ridges do not matter."""
        with np.errstate(all="ignore"):
            setting = _audible(task, stages(task, replace(points, ridge=np.zeros(len(points))), design))
            bounds = _bounds(task, setting)
            usable = bounds.vanishing | (bounds.floor > _smallest_kappa(task))
            lowest = np.where(usable, 0.0, bounds.ceiling)
            floors = np.where(bounds.vanishing, _ALL_LEARNED * task.largest, np.where(usable, bounds.floor, lowest))
            complete = bool(bounds.vanishing.any()) and np.isfinite(task.modes)
            nodes = task.nodes(0.0 if complete else float(floors.min(initial=np.inf)))
            bounds = replace(bounds, limited=bounds.limited & usable)
            floor, found = _floor(nodes, task, setting, bounds)
            chain = Chain(nodes, setting, floor, ~bounds.limited & (~usable | (not nodes.complete)))
        return cls(chain, np.where(found, lowest, np.nan), bounds.vanishing)

    def solution(self, delta: Floats, rows: Indices) -> tuple[Renormalized, SumSlopes]:
        """At kappa_min + delta of these points, delta > 0, with the slopes of the sums over log kappa2."""
        chain, good = self.chain, np.ones(delta.shape, dtype=bool)
        nodes = chain.nodes
        with np.errstate(all="ignore"):
            ratio, s = learned(nodes, chain.kappa_min[rows] + delta)
            link, (sums, slopes) = chain.linked(delta, rows, ratio, s), sums_and_slopes(nodes, ratio, s)
        exact = np.zeros(delta.shape)  # lambda is what the equation says
        setting = chain.stages[rows]
        return Renormalized(setting, link, sums, ~good, good, good, exact, float(nodes.modes), nodes.null_power), slopes


def _audible(task: Task, setting: Stages) -> Stages:
    """Without the noise of the features that only counts at a kappa too small to be held."""
    if setting.tau is None:
        return setting
    faint = setting.noisy & (setting.smallest >= task.modes) & (_bounds(task, setting).floor <= _smallest_kappa(task))
    return replace(setting, tau=np.where(faint, 0.0, setting.tau))

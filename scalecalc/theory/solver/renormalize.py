"""From the explicit ridge lambda to the renormalized ridge kappa.

    lambda = kappa1 / S_W(zbar),  kappa1 = u - tau/N,  u = kappa2 prod_l 1/S_l(z),  z = z(kappa2)     (arXiv:2405.00592)

lambda increases with kappa2 above kappa_min, where zbar(kappa_min) = m = min(P, N_l); kappa_min = 0 if D <= m. Here
1/S_W(z) = 1 - z/P for independent samples, and zbar = z + (tau/u)(1 - z/N), which is z without feature noise. The
equation is solved in delta = kappa2 - kappa_min, because the slack m - z is then a sum of positive terms (`slack`),
which keeps its digits however small lambda is.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.matrices.response import Matrix
from scalecalc.theory.modes.nodes import BLOCK, ModeSums, Nodes, learned_in_tiles, sums_of
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.numerics.joined import joined
from scalecalc.theory.numerics.roots import Indices, increasing_roots
from scalecalc.theory.points import Points
from scalecalc.theory.solver.bounds import LOOSE, Bounds, bounds_of, floor_of, lowest_gain
from scalecalc.theory.solver.certificate import TOLERANCE, residual, residual_at_zero, split_of
from scalecalc.theory.solver.chain import Chain, Floor, Link
from scalecalc.theory.solver.stages import Stages, stages

_SMALLEST_VANISHING = 1e-300
# kappa over the smallest eigenvalue where kappa2 represents the limit kappa -> 0+: far below rounding, but its square
# does not underflow.
VANISHING = 1e-90
# There, values that vanish or diverge in the limit are off their scale by at least this.
OFF_SCALE = 1e60


@record
class Renormalized:
    """The solution at n points; arrays of shape (n,).

    stages: the matrices.  link: kappa2 and all that follows from it, stage by stage.  sums: the mode sums at kappa2.
    vanishing: kappa2 represents the limit kappa -> 0+ (lambda = 0 with D <= min(P, N_l)).
    found: the root was found and passes the `certificate`.
    in_range: kappa2, lambda and the row variances are in the range of double precision.
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
        """Where this matrix passes at most D modes, and has to pass them all for kappa -> 0+: its S is infinite."""
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
        """1 - zbar/P; for correlated samples (z - q_K)/z."""
        return self.link.samples.slack

    @property
    def free_widths(self) -> tuple[Floats, ...]:
        """1 - z/N for each distinct layer."""
        return self.link.free_layers


def renormalize(task: Task, points: Points, design: Design = PLAIN) -> Renormalized:
    """Solve for kappa2 at every point. Numerical trouble shows in `found` and `in_range`; it is never raised."""
    with np.errstate(all="ignore"):
        return _renormalize(task, points, stages(task, points, design))


def _renormalize(task: Task, points: Points, setting: Stages) -> Renormalized:
    bounds = bounds_of(task, setting)
    nodes = _nodes(task, bounds)
    floor, found = floor_of(nodes, task, setting, bounds)
    batch = _Batch(setting, bounds, floor, far_from_full(nodes, bounds))
    size = max(16, BLOCK // nodes.eigenvalue.size)
    parts = [_solve(nodes, batch[start : start + size]) for start in range(0, max(len(points), 1), size)]
    solution = _join(parts)
    certified = found & solution.found & (solution.residual <= TOLERANCE)
    in_range = _in_range(task, nodes, replace(solution, stages=setting), bounds, floor.kappa)
    return replace(solution, stages=setting, found=certified, in_range=in_range)


def _in_range(task: Task, nodes: Nodes, solution: Renormalized, bounds: Bounds, kappa_min: Floats) -> Bools:
    """Where kappa, the ridge and the row variances are all in the range of double precision."""
    vanishing = bounds.vanishing
    smallest = 2 * task.smallest_kappa
    usable = (solution.kappa2 > smallest) & ~(bounds.limited & (kappa_min <= smallest))
    if np.isfinite(task.modes):
        usable = np.where(vanishing, nodes.eigenvalue.min() * VANISHING > _SMALLEST_VANISHING, usable)
    endless = vanishing & np.isinf(task.modes)
    return np.asarray((usable | endless) & bounds.tractable)


def _nodes(task: Task, bounds: Bounds) -> Nodes:
    """Nodes that serve every kappa that may occur."""
    if bounds.vanishing.any() and np.isfinite(task.modes):
        return task.nodes(0.0)
    floors = np.maximum(bounds.floor[~bounds.vanishing], task.smallest_kappa)
    return task.nodes(float(floors.min(initial=np.inf)))


@record
class _Batch:
    """Some of the points, with what is known about them before the root is sought; arrays of shape (n,).

    plain: z is well below m.
    """

    setting: Stages
    bounds: Bounds
    floor: Floor
    plain: Bools

    def __getitem__(self, part: slice) -> _Batch:
        return _Batch(self.setting[part], self.bounds[part], self.floor[part], self.plain[part])


def _solve(nodes: Nodes, batch: _Batch) -> Renormalized:
    setting, bounds = batch.setting, batch.bounds
    chain = Chain(nodes, setting, batch.floor, batch.plain)
    delta, found = above_the_floor(chain, bounds)
    delta[bounds.vanishing] = VANISHING * nodes.eigenvalue.min()
    link, sums, sides = _summed(chain, delta)
    if np.isinf(nodes.modes):
        sums = _all_learned(sums, bounds.vanishing)
    doubt = residual(nodes.modes, setting, link, sides)
    if bounds.vanishing.any():
        doubt = np.where(bounds.vanishing, residual_at_zero(nodes.modes, setting, link, OFF_SCALE * sides[0]), doubt)
    return Renormalized(
        setting, link, sums, bounds.vanishing, found, np.ones_like(found), doubt, float(nodes.modes), nodes.null_power
    )


def far_from_full(nodes: Nodes, bounds: Bounds) -> Bools:
    """Where z is well below m, so that m - z loses no digits as a difference; shape (n,)."""
    whole = nodes.complete & (bounds.resolvable >= 2 * nodes.modes)  # z may be all of D
    return np.asarray((bounds.ridge_limited & ~whole) | (~bounds.limited & (not nodes.complete)))


def above_the_floor(chain: Chain, bounds: Bounds) -> tuple[Floats, Bools]:
    """delta = kappa2 - kappa_min, 0 without ridge, and whether it was found; shape (n,)."""
    setting, ridge = chain.stages, chain.stages.ridge

    def excess(delta: Floats, rows: Indices) -> tuple[Floats, Floats]:
        """log of (right-hand side / lambda)"""
        link = chain.link(delta, rows)
        return np.log(link.ridge / ridge[rows]), chain.slope(link) * delta / link.kappa2

    delta, found = np.zeros_like(ridge), np.ones(ridge.shape, dtype=bool)
    (rows,) = np.nonzero((ridge > 0) & bounds.tractable)
    # The right-hand side is at most delta times the steepest 1/S. `lowest_gain` is a lower bound once zbar <= m/2.
    low = LOOSE * (ridge / setting.product(lambda matrix: matrix.steepest))[rows]
    high = np.maximum(bounds.ceiling, 2 * ridge / lowest_gain(setting))[rows] / LOOSE
    delta[rows], found[rows] = increasing_roots(lambda x, chosen: excess(x, rows[chosen]), low, high)
    return delta, found


def _summed(chain: Chain, delta: Floats) -> tuple[Link, ModeSums, tuple[Floats, Floats]]:
    """The link at kappa2 = kappa_min + delta, all sums over the modes, and the two sides for the certificate."""
    nodes, split = chain.nodes, split_of(chain.nodes, chain.stages)
    found = np.empty((8, delta.size))
    for part, shares in learned_in_tiles(nodes, chain.kappa_min + delta):
        sums = sums_of(nodes, shares)
        found[:, part] = (
            sums.z,
            sums.q,
            sums.z_q,
            sums.B,
            sums.T_B,
            chain.slack.total(shares, part),
            *split.sides(shares, part),
        )
    sums = ModeSums(*found[:5])
    return chain.linked(delta, slice(None), sums.z, sums.z_q, found[5]), sums, (found[6], found[7])


def _all_learned(sums: ModeSums, rows: Bools) -> ModeSums:
    """kappa = 0 on infinitely many modes: z and q are infinite, and nothing of the target is left over."""
    infinite, nothing = np.where(rows, np.inf, 0), np.where(rows, 0, 1)
    return ModeSums(sums.z + infinite, sums.q + infinite, sums.z_q * nothing, sums.B * nothing, sums.T_B * nothing)


def _join(parts: list[Renormalized]) -> Renormalized:
    if len(parts) == 1:
        return parts[0]
    arrays = {f.name: joined([getattr(part, f.name) for part in parts], np.concatenate) for f in fields(parts[0])[1:]}
    return Renormalized(parts[0].stages, **arrays)

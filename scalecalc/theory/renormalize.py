"""From the explicit ridge lambda to the renormalized ridge kappa.

    lambda = kappa2 (1 - z/P) prod_l (1 - z/N_l),   z = z(kappa2)                       (arXiv:2405.00592)

increases with kappa2 above kappa_min, where z(kappa_min) = m = min(P, N_l) (kappa_min = 0 when D <= m). It is solved
in delta = kappa2 - kappa_min, because the slack m - z is then a sum of positive terms,

    m - z = (m - z(kappa_min)) + delta sum_k eta/((eta + kappa_min)(eta + kappa2)),

which keeps its digits however small lambda is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.theory.edges import edges
from scalecalc.theory.nodes import BLOCK, ModeSums, Nodes, learned, sums_of
from scalecalc.theory.points import Bools, Floats, Points
from scalecalc.theory.roots import Indices, increasing_root
from scalecalc.theory.tasks import Task

_SMALLEST = 1e-290
_SMALLEST_RATIO = 1e-260  # of kappa to the largest eigenvalue: the ranks of an infinite spectrum must not overflow
_SMALLEST_RIDGE = 1e-200  # kappa/lambda must not overflow
_SMALLEST_VANISHING = 1e-300
_LOOSE = 0.99  # keeps a bound a bound after rounding
# Stands for kappa -> 0+ relative to the smallest eigenvalue: far below rounding, far above underflow of its square.
VANISHING = 1e-90


@dataclass(frozen=True)
class Renormalized:
    """The solution at n points; every field has shape (n,).

    kappa2: renormalized ridge after the features.  sums: the mode sums there.
    free_samples: 1 - z/P.  free_widths: 1 - z/N_l for each layer.
    vanishing: kappa2 stands for the limit kappa -> 0+ (lambda = 0 with D <= min(P, N_l)).
    found: the root was found.  in_range: kappa2 can be held in double precision.
    """

    kappa2: Floats
    sums: ModeSums
    free_samples: Floats
    free_widths: tuple[Floats, ...]
    vanishing: Bools
    found: Bools
    in_range: Bools


def renormalize(task: Task, points: Points) -> Renormalized:
    """Solve for kappa2 at every point. Trouble is told by `found` and `in_range`, never raised."""
    smallest = np.minimum.reduce([points.samples, *points.widths])
    vanishing = (points.ridge == 0) & (smallest >= task.modes)
    ceiling = task.kappa_ceiling(smallest / 2)
    # With at most half of m resolved at kappa = lambda, neither kappa_min nor care for the slack is needed.
    ridge_limited = points.ridge >= ceiling
    limited = (smallest < task.modes) & ~ridge_limited
    floor = points.ridge.copy()
    floor[limited] = _LOOSE * task.kappa_floor(smallest[limited])
    in_range = vanishing | _representable(task, floor, points.ridge)
    nodes = _nodes(task, floor[in_range & ~vanishing], bool(vanishing.any()))
    if np.isfinite(task.modes) and nodes.eigenvalue.min() * VANISHING < _SMALLEST_VANISHING:
        in_range &= ~vanishing
    kappa_min, found = np.zeros(len(points)), np.ones(len(points), dtype=bool)
    low = np.maximum(floor[limited], _SMALLEST)
    high = task.kappa_ceiling(smallest[limited]) / _LOOSE
    kappa_min[limited], found[limited] = edges(nodes, smallest[limited], low, high)
    plain = ridge_limited | (~limited & (not nodes.complete))
    batch = _Batch(points, smallest, ceiling, kappa_min, vanishing, plain)
    size = max(16, BLOCK // nodes.eigenvalue.size)
    parts = [_solve(nodes, batch[start : start + size]) for start in range(0, max(len(points), 1), size)]
    solution = _join(parts)
    return replace(solution, found=solution.found & found, in_range=in_range)


def _representable(task: Task, floor: Floats, ridge: Floats) -> Bools:
    """Where neither kappa nor the ridge is too small to be carried through in double precision."""
    usable: Bools = (ridge == 0) | (ridge > _SMALLEST_RIDGE)
    return usable & (floor > max(_SMALLEST, _SMALLEST_RATIO * task.largest))


def _nodes(task: Task, floors: Floats, vanishing: bool) -> Nodes:
    if vanishing and np.isfinite(task.modes):
        return task.nodes(0.0)
    return task.nodes(float(floors.min(initial=np.inf)))


@dataclass(frozen=True)
class _Batch:
    """Some of the points, with what is known of them before the root is sought; arrays of shape (n,).

    smallest: m.  ceiling: z <= m/2 from this kappa on.  plain: z is well below m.
    """

    points: Points
    smallest: Floats
    ceiling: Floats
    kappa_min: Floats
    vanishing: Bools
    plain: Bools

    def __getitem__(self, part: slice) -> _Batch:
        return _Batch(
            self.points[part],
            self.smallest[part],
            self.ceiling[part],
            self.kappa_min[part],
            self.vanishing[part],
            self.plain[part],
        )


class _Slack:
    """P - z and N_l - z without cancellation: (P - reference) + scale * sum_i weight_i s_i.

    Above kappa_min > 0 the reference is m = z(kappa_min). Where D <= m it is D, and D - z = sum (1 - s). Where z is
    well below m the subtraction P - z is harmless.
    """

    def __init__(self, nodes: Nodes, batch: _Batch) -> None:
        self.plain = batch.plain
        self.unit = np.where(batch.kappa_min > 0, batch.kappa_min, nodes.eigenvalue.min())  # keeps weights tame
        unit, kappa_min = self.unit[:, None], batch.kappa_min[:, None]
        self.weight = nodes.count * (unit / (nodes.eigenvalue + kappa_min))
        self.weight[self.plain] = -nodes.count
        self.reference = np.where(batch.kappa_min > 0, batch.smallest, np.where(self.plain, 0.0, nodes.modes))

    def freedom(self, count: Floats, delta: Floats, s: Floats, rows: Indices | slice) -> Floats:
        """1 - z/count"""
        scale = np.where(self.plain[rows], 1.0, delta / self.unit[rows])
        change = scale * np.einsum("ij,ij->i", self.weight[rows], s)
        with np.errstate(invalid="ignore"):
            free = ((count - self.reference[rows]) + change) / count
        return np.where(np.isinf(count), 1.0, free)


def _solve(nodes: Nodes, batch: _Batch) -> Renormalized:
    slack = _Slack(nodes, batch)
    counts = (batch.points.samples, *batch.points.widths)
    ridge = batch.points.ridge

    def excess(delta: Floats, rows: Indices) -> tuple[Floats, Floats]:
        """log of (right-hand side / lambda)"""
        kappa = batch.kappa_min[rows] + delta
        ratio, s = learned(nodes, kappa)
        z_q = (ratio * s * s) @ nodes.count
        product, slope = kappa / ridge[rows], np.ones_like(kappa)
        for count in counts:
            free = slack.freedom(count[rows], delta, s, rows)
            product = product * free
            slope += z_q / (count[rows] * free)
        return np.log(product), slope * delta / kappa

    delta, found = np.zeros_like(ridge), np.ones(ridge.shape, dtype=bool)
    (rows,) = np.nonzero(ridge > 0)
    # The right-hand side is at most delta, and at least kappa / 2^(1+L) once z <= m/2.
    low = _LOOSE * ridge[rows]
    high = np.maximum(batch.ceiling[rows], 2.0 ** len(counts) * ridge[rows]) / _LOOSE
    delta[rows], found[rows] = increasing_root(
        lambda x, chosen: excess(x, rows[chosen]), low, high, np.sqrt(low * high)
    )
    delta[batch.vanishing] = VANISHING * nodes.eigenvalue.min()
    kappa = batch.kappa_min + delta
    ratio, s = learned(nodes, kappa)
    free = [slack.freedom(count, delta, s, slice(None)) for count in counts]
    sums = sums_of(nodes, ratio, s)
    if np.isinf(nodes.modes):
        sums = _all_learned(sums, batch.vanishing)
    return Renormalized(kappa, sums, free[0], tuple(free[1:]), batch.vanishing, found, np.ones_like(found))


def _all_learned(sums: ModeSums, rows: Bools) -> ModeSums:
    """kappa = 0 on infinitely many modes: z and q are infinite, and nothing of the target is left over."""
    infinite, nothing = np.where(rows, np.inf, 0), np.where(rows, 0, 1)
    return ModeSums(sums.z + infinite, sums.q + infinite, sums.z_q * nothing, sums.B * nothing, sums.T_B * nothing)


def _join(parts: list[Renormalized]) -> Renormalized:
    if len(parts) == 1:
        return parts[0]

    def column(get: Callable[[Renormalized], NDArray[Any]]) -> NDArray[Any]:
        return np.concatenate([get(part) for part in parts])

    sums = ModeSums(*(column(lambda part, name=f.name: getattr(part.sums, name)) for f in fields(ModeSums)))  # type: ignore[misc]
    layers = range(len(parts[0].free_widths))
    return Renormalized(
        column(lambda part: part.kappa2),
        sums,
        column(lambda part: part.free_samples),
        tuple(column(lambda part, layer=layer: part.free_widths[layer]) for layer in layers),  # type: ignore[misc]
        column(lambda part: part.vanishing),
        column(lambda part: part.found),
        column(lambda part: part.in_range),
    )

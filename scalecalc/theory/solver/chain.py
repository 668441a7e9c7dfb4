"""From kappa2 back to lambda, stage by stage: what each stage does to the ridge at every point.

With feature noise of variance s = tau/N for each feature, kappa1 = u - s and zbar = z + (s/u)(N - z). Differences from
kappa_min, where zbar = m, are sums of positive differences of every stage:
    kappa1 = u_min (N - m)/(N - z_min) + (u - u_min),
    P - zbar = (P - m) + (1/u_min - 1/u) s (N - z_min) + (kappa1/u) (z_min - z).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.matrices.response import Level, Response, Rows
from scalecalc.theory.modes.nodes import Nodes, Shares, learned_in_tiles, mode_sums
from scalecalc.theory.numerics.roots import Indices
from scalecalc.theory.solver.slack import Slack
from scalecalc.theory.solver.stages import Stages

_TINY = 1e-300
_LIMIT = 1e-100  # 1 - z/N where S (1 - z/N) is at its limit z -> N, and the kappa_F of rows does not underflow


@record
class Link:
    """The solution of the chain at n values of kappa2; arrays of shape (n,).

    z, z_q: z(kappa2) and z - q.  layers, samples: the responses of the matrices; equal layers appear once.
    u: kappa2 divided by the S of all layers.  kappa1: u minus the noise variance of a feature.  extra: zbar - z.
    free: 1 - zbar/P.  free_layers: 1 - z/N.  unused: 1 - z/N of the last layer with feature noise, else 1.
    """

    kappa2: Floats
    z: Floats
    z_q: Floats
    layers: tuple[Response, ...]
    u: Floats
    kappa1: Floats
    extra: Floats
    free: Floats
    free_layers: tuple[Floats, ...]
    unused: Floats
    samples: Response

    @property
    def kept(self) -> Floats:
        """kappa1/u; 1 without feature noise, even if both are 0."""
        return np.where(self.kappa1 == self.u, 1.0, self.kappa1 / self.u)

    @property
    def ridge(self) -> Floats:
        """lambda divided by the gain of the stages."""
        return self.kappa1 * self.samples.inverse_s


@record
class Floor:
    """kappa_min of n points, where zbar = m: shape (n,), 0 where nothing limits.

    lack: m - z there, 0 without feature noise.
    spare: N_l - z there for the narrowest layer before the last one, if that is less than m - z; else nan.
    """

    kappa: Floats
    lack: Floats
    spare: Floats

    def __getitem__(self, rows: Rows) -> Floor:
        return Floor(self.kappa[rows], self.lack[rows], self.spare[rows])


@record
class Start:
    """The chain at kappa_min, needed with feature noise only: arrays of shape (n,).  unused: N - z."""

    layers: tuple[Response, ...]
    u: Floats
    unused: Floats

    def __getitem__(self, rows: Rows) -> Start:
        return Start(tuple(layer[rows] for layer in self.layers), self.u[rows], self.unused[rows])


class Chain:
    """The chain of n points, for kappa2 above their kappa_min."""

    def __init__(self, nodes: Nodes, stages: Stages, floor: Floor, plain: Bools) -> None:
        self.nodes = nodes
        self.stages = stages
        self.kappa_min = floor.kappa
        self.slack = Slack.of(nodes, stages.resolvable, floor.kappa, plain)
        self.start: Start | None = None
        if stages.tau is not None:
            z = np.where(floor.kappa > 0, mode_sums(nodes, np.where(floor.kappa > 0, floor.kappa, 1.0)).z, nodes.modes)
            self.slack = _with_lack(self.slack, stages, floor)
            self.start = _start(stages, self.slack, floor, np.where(plain, _TINY, z))
        self._near: list[Floats | None] = [None] * (len(stages.layers) + 1)

    def link(self, delta: Floats, rows: Indices) -> Link:
        """The link of these points at kappa2 = kappa_min + delta."""
        everything = rows.size == self.kappa_min.size
        sums = np.empty((3, delta.size))
        for part, shares in learned_in_tiles(self.nodes, self.kappa_min[rows] + delta):
            sums[:, part] = self.sums(shares, rows[part])
        return self.linked(delta, slice(None) if everything else rows, *sums)

    def sums(self, shares: Shares, rows: Indices | slice) -> tuple[Floats, Floats, Floats]:
        """The sums over modes that a link needs: z, z - q, and the total of `Slack`."""
        count = self.nodes.count
        return shares.s @ count, shares.s_t @ count, self.slack.total(shares, rows)

    def linked(self, delta: Floats, rows: Rows, z: Floats, z_q: Floats, total: Floats) -> Link:
        """The link of these points at kappa2 = kappa_min + delta, from these sums."""
        stages, slack = self.stages[rows], self.slack
        kappa = self.kappa_min[rows] + delta
        change = slack.change(delta, total, rows)
        layers, free_layers, left, level = [], [], np.ones_like(kappa), slack.level(change, rows)
        for number, (layer, times) in enumerate(zip(stages.layers, stages.times, strict=True)):
            free_layers.append(level.free(layer.count))
            response = layer.response(z, free_layers[-1], self._remembered(number, rows), level)
            self._remember(number, rows, response)
            layers.append(response)
            left = left * response.inverse_s**times
        u = kappa * left
        size = stages.samples.size
        if self.start is None or stages.tau is None:
            kappa1, extra, zbar, unused = u, np.zeros_like(u), z, np.ones_like(u)
        else:
            start = self.start[rows]
            floor = self.kappa_min[rows]
            with np.errstate(invalid="ignore"):
                steep = product_steepness(stages, tuple(layers), start.layers, change)
                gain = np.where(floor > 0, floor * steep * change, 0.0)
            rise = delta * left + gain
            kappa1, extra, unused, level = self._noisy(stages, start, u, rise, change, rows)
            zbar = z + extra
        number = len(stages.layers)
        free = level.free(size)
        samples = stages.samples.response(zbar, free, self._remembered(number, rows), level)
        self._remember(number, rows, samples)
        return Link(kappa, z, z_q, tuple(layers), u, kappa1, extra, free, tuple(free_layers), unused, samples)

    def slope(self, link: Link) -> Floats:
        """dlog lambda/dlog kappa2"""
        inner = np.ones_like(link.kappa2)
        for response, times in zip(link.layers, self.stages.times, strict=True):
            inner = inner + times * link.z_q * response.theta_numerator / response.theta_denominator
        fall = link.z_q
        if self.start is not None:
            kept = link.kept
            fall = kept * fall + link.extra * inner  # -dzbar/dlog kappa2
            inner = inner / kept
        return inner + fall * link.samples.theta_numerator / link.samples.theta_denominator

    def _noisy(
        self, stages: Stages, start: Start, u: Floats, rise: Floats, change: Floats, rows: Rows
    ) -> tuple[Floats, Floats, Floats, Level]:
        """kappa1, zbar - z, 1 - z/N and the level of zbar; rise = u - u_min."""
        tau, width = stages.tau, stages.width
        assert tau is not None  # the caller has checked
        reference = self.slack.reference[rows]
        with np.errstate(invalid="ignore", divide="ignore"):
            beyond = np.where(np.isinf(width), 1.0, (width - reference) / start.unused)
            kappa1 = np.where(start.u > 0, start.u * beyond, 0.0) + rise
            kappa1 = np.where(tau > 0, kappa1, u)
            kept = np.where(tau > 0, kappa1 / u, 1.0)
            share = np.where(np.isinf(width), 1.0, start.unused / width)  # 1 - z_min/N
            gone = np.where((start.u > 0) & (tau > 0), tau / start.u * share * (rise / u), 0.0)
            unused = np.where(np.isinf(width), 1.0, (start.unused + change) / width)  # 1 - z/N
            level = Level(reference, gone + kept * change)
        extra = np.where(tau > 0, tau / u * unused, 0.0)
        return kappa1, extra, unused, level

    def _remembered(self, number: int, rows: Rows) -> Floats | None:
        known = self._near[number]
        return None if known is None else known[rows]

    def _remember(self, number: int, rows: Rows, response: Response) -> None:
        """Keep what helps the next search: the root finder's next kappa2 is close."""
        if response.memory is None:
            return
        known = self._near[number]
        if known is None:
            known = np.ones_like(self.kappa_min)
        self._near[number] = known = known.astype(response.memory.dtype, copy=False)
        known[rows] = response.memory


def _with_lack(slack: Slack, stages: Stages, floor: Floor) -> Slack:
    """The slack with feature noise, which keeps z(kappa_min) below m."""
    narrow = ~np.isnan(floor.spare)
    base = np.where(narrow, stages.narrowest, slack.reference)
    return replace(slack, base=base, lack=np.where(narrow, floor.spare, floor.lack))


def _start(stages: Stages, slack: Slack, floor: Floor, z: Floats) -> Start:
    """The chain at kappa_min."""
    level = slack.level(np.zeros_like(z), slice(None))
    layers = tuple(layer.response(z, level.free(layer.count), None, level) for layer in stages.layers)
    u = np.where(floor.kappa > 0, floor.kappa * _powers(layers, stages.times), 0.0)
    with np.errstate(invalid="ignore"):
        unused = np.where(np.isinf(stages.width), np.inf, level.below(stages.width))
    return Start(layers, u, unused)


def feature_noise_term(stages: Stages, kappa: Floats, z: Floats, level: Level) -> tuple[Floats, Floats]:
    """zbar - z = (tau/u)(1 - z/N) = (tau/kappa) S_1 ... S_{L-1} [S_L (1 - z/N)], and its dlog/dlog z at fixed kappa.

    Infinite where z exceeds the width of a layer before the last one.
    """
    assert stages.tau is not None  # the caller has checked
    value, slope = stages.tau / kappa, np.zeros_like(kappa)
    used_up = np.zeros(kappa.shape, dtype=bool)  # where kappa is so small that z exceeds a width
    for number, (layer, times) in enumerate(zip(stages.layers, stages.times, strict=True)):
        left = level.below(layer.count)
        free = np.where(left > 0, np.maximum(level.free(layer.count), _TINY), _LIMIT)
        response = layer.response(z, free, None, level)
        others = times
        if number == stages.order[-1]:
            value, slope = value * response.reach, slope + np.where(left > 0, response.reach_slope, 0.0)
            others = times - 1
        if others:
            used_up |= (left <= 0) & np.isfinite(layer.size)
            value = value / response.inverse_s**others
            slope = slope + others * z * response.theta_numerator / response.theta_denominator
    return np.where(used_up, np.inf, value), np.where(used_up, 0.0, slope)


def _powers(layers: tuple[Response, ...], times: tuple[int, ...]) -> Floats | float:
    result: Floats | float = 1.0
    for response, number in zip(layers, times, strict=True):
        result = result * response.inverse_s**number
    return result


def product_steepness(
    stages: Stages, layers: tuple[Response, ...], start: tuple[Response, ...], change: Floats
) -> Floats:
    """(prod 1/S_l less its value at `start`, where z is larger by `change`)/change, as a sum of positive terms."""
    total = np.zeros_like(change)
    factors = [
        (response, before, layer)
        for response, before, layer, times in zip(layers, start, stages.layers, stages.times, strict=True)
        for _ in range(times)
    ]
    for number, (response, before, layer) in enumerate(factors):
        term = layer.steepness(response, before, change)
        for other, (now, then, _) in enumerate(factors):
            if other != number:
                term = term * (now.inverse_s if other < number else then.inverse_s)
        total = total + term
    return total

"""Checks a solution: every equation that it should obey, from kappa2 alone and without cancellation.

Let C be the smallest count, and M a number of modes as near to C as possible. Then z is certified by

    sum_{k<=M} (1-s_k) + [C-M]_+  =  sum_{k>M} s_k + [M-C]_+ + (C - z),

where C - z on the right is the solver's value. The other counts differ from C by known amounts. The other equations are
u = kappa1 + tau/N, zbar - z = (tau/u)(1 - z/N) and lambda = kappa1/S_W. Both sides of every equation are sums of
positive terms, so either they agree to rounding or kappa2 is wrong. The check does not depend on how the solver works.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.matrices.response import Level
from scalecalc.theory.modes.nodes import Nodes
from scalecalc.theory.solver.chain import Link
from scalecalc.theory.solver.edges import Split
from scalecalc.theory.solver.stages import Stages

TOLERANCE = 1e-11
"""The largest relative difference of two sides that counts as rounding."""


def split_of(nodes: Nodes, setting: Stages) -> Split:
    """The split of the sum over the modes whose two sides `residual` takes."""
    return Split.of(nodes, np.minimum(setting.smallest, nodes.modes))


def residual(modes: float, setting: Stages, link: Link, sides: tuple[Floats, Floats]) -> Floats:
    """The largest relative difference between the two sides of any equation, shape (n,); inf where a side is nan.

    modes: D.  sides: those of the split at kappa2.
    """
    return _worst(_equations(modes, setting, link, sides))


def residual_at_zero(modes: float, setting: Stages, link: Link, unlearned: Floats) -> Floats:
    """The same where the link represents the limit kappa -> 0+: no matrix would tell z from D if D - z were as large as
    `unlearned`, shape (n,)."""
    level = Level(np.full_like(link.z, modes), unlearned)
    return _worst(_of_the_matrices(setting, link, level, level))


def _worst(equations: Iterator[tuple[Floats, Floats]]) -> Floats:
    left, right = np.array(list(equations)).swapaxes(0, 1)
    worst = np.maximum.reduce(_apart(left, right))
    return np.where(np.isnan(worst), np.inf, worst)


def _apart(left: Floats, right: Floats) -> Floats:
    """|left - right| relative to the larger one; 0 where both are equal, also if both are 0 or infinite."""
    return np.where(left == right, 0.0, np.abs(left - right) / np.maximum(np.abs(left), np.abs(right)))


def _equations(
    modes: float, setting: Stages, link: Link, sides: tuple[Floats, Floats]
) -> Iterator[tuple[Floats, Floats]]:
    """The two sides of each equation."""
    counts = [setting.samples.size, *(layer.size for layer in setting.layers)]  # inf where nothing limits z
    free = [link.free, *link.free_layers]
    slacks = [count * share for count, share in zip(counts, free, strict=True)]
    slacks[0] = slacks[0] + link.extra
    smallest, slack = counts[0], slacks[0]
    for count, other in zip(counts[1:], slacks[1:], strict=True):
        smallest, slack = np.minimum(smallest, count), np.where(count < smallest, other, slack)
    yield _of_the_modes(modes, smallest, slack, sides)
    level = _level_of(modes, smallest, slack, sides)
    if len(counts) > 1:
        for count, other in zip(counts, slacks, strict=True):
            yield np.where(np.isinf(count), 0.0, other), np.where(np.isinf(count), 0.0, (count - smallest) + slack)
    yield from _of_the_ridge(setting, link)
    yield from _of_the_matrices(setting, link, level, _level_of_samples(setting, link, level))


def _of_the_matrices(setting: Stages, link: Link, level: Level, noisy: Level) -> Iterator[tuple[Floats, Floats]]:
    """From z and zbar, at these levels, to 1/S."""
    yield from setting.samples.equations(link.z + link.extra, link.free, link.samples, noisy)
    for layer, unused, response in zip(setting.layers, link.free_layers, link.layers, strict=True):
        yield from layer.equations(link.z, unused, response, level)


def _level_of(modes: float, smallest: Floats, slack: Floats, sides: tuple[Floats, Floats]) -> Level:
    """z below the smallest count, or below D, whichever is less."""
    whole = smallest > modes
    return Level(np.where(whole, modes, smallest), np.where(whole, sides[0] - sides[1], slack))


def _level_of_samples(setting: Stages, link: Link, level: Level) -> Level:
    """The same of zbar, below P or N where there is feature noise: N - zbar = (kappa1/u) (N - z)."""
    if setting.tau is None:
        return level
    width, size = setting.width, setting.samples.size
    wider, noisy = width > size, link.extra > 0
    left = np.where(wider, size * link.free, link.kept * width * link.unused)
    return Level(np.where(noisy, np.where(wider, size, width), level.reference), np.where(noisy, left, level.left))


def _of_the_modes(modes: float, count: Floats, slack: Floats, sides: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    finite = np.isfinite(count)
    beyond = np.where(finite, np.maximum(count - modes, 0.0), 0.0)
    left, right = sides
    return np.where(finite, left + beyond, 0.0), np.where(finite, right + slack, 0.0)


def _of_the_ridge(setting: Stages, link: Link) -> Iterator[tuple[Floats, Floats]]:
    """From kappa2 to lambda."""
    passed = link.kappa2
    for response, times in zip(link.layers, setting.times, strict=True):
        passed = passed * response.inverse_s**times
    yield link.u, passed
    if setting.tau is not None:
        noise = np.where(np.isinf(setting.width), 0.0, setting.tau / setting.width)
        yield link.u, link.kappa1 + noise
        yield link.extra * link.u, setting.tau * link.unused
    yield link.ridge, setting.ridge

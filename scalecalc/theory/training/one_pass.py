"""Errors of one-pass stochastic gradient descent: fresh samples, minibatches of B, discrete steps of learning rate lr.

The target power e_j in a direction of curvature l_j follows, exactly for Gaussian data at given features,
    e_j <- [(1 - lr l_j)^2 + lr^2 l_j^2/B] e_j + (lr^2/B) l_j^2 (E_g + sigma^2)
(the setting of arXiv:2402.01092 and arXiv:2405.15074). Averaged by deterministic equivalents, the error after n
steps is the coefficient of zeta^n = e^{-pn} of
    [sig + sigma^2 gam]/(1 - gam)/(1 - zeta),   gam = -[s2 zbar2 - s1 zbar1]/(s2 - s1)/(B + 1),   sig = sig(s1, s2),
    s1 = (e^p - 1)/(lr (1 + w)),  s2 = -(1 + w)/(b lr),  w = sqrt(1 + b (e^p - 1)),  b = 1 + 1/B:
the cross error of two ridges, as in `pairs`, where -(B + 1) stands for the number of samples. Without noise of the
gradient, B is infinite. The error stays bounded where gam < 1 at zeta = 1, where s1 = 0 and s2 = -2/(b lr).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scalecalc.arrays import Bools, Complexes, Floats
from scalecalc.record import record
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.numerics.roots import Indices
from scalecalc.theory.solver.stages import Stages
from scalecalc.theory.training.contour import Contour, few, of_coefficients
from scalecalc.theory.training.pairs import pairs, sums
from scalecalc.theory.training.states import States, beyond, follow, tiled
from scalecalc.theory.training.sums import Sum
from scalecalc.theory.training.trained import Trained

_HALVINGS = 60
_DIGITS = 1e-8  # how far the part of the noise may be off, relative


@record
class Amplified:
    """What the noise of the gradient does in the end, at n points; shape (n,).

    gam, free: gam and 1 - gam, nan where the error grows without bound.  found: whether all equations were solved.
    """

    gam: Floats
    free: Floats
    found: Bools

    @property
    def stable(self) -> Bools:
        """Where the error stays bounded."""
        return np.asarray(self.free > 0)


def one_pass(task: Task, setting: Stages, noise: Floats, steps: Floats, rate: Floats, batch: float) -> Trained:
    """The errors after these steps, with learning rates in units of the stages; shape (n,)."""
    result = Trained.blank(len(noise), "flow_error", "gradient_noise")
    growth = _growths(task, setting, rate, batch, ~amplified(task, setting, rate, batch).stable)
    for rows in (few(steps), ~few(steps)):
        if rows.any():
            part = _one_pass(task, setting[rows], noise[rows], steps[rows], rate[rows], batch, growth[rows])
            result.put(rows, part)
    return result


def _one_pass(
    task: Task, setting: Stages, noise: Floats, steps: Floats, rate: Floats, batch: float, growth: Floats
) -> Trained:
    contour, bare = of_coefficients(steps, growth), of_coefficients(steps, np.zeros_like(growth)).half()
    error, states = _coefficients(task, tiled(setting, 2), np.tile(noise, 2), np.tile(rate, 2), batch, contour)
    flow, more = _coefficients(task, setting, noise, rate, np.inf, bare)
    error, null = error.compared(), states.nodes.null_power
    value = np.where((growth > 0) & np.isnan(error.value), np.inf, error.value) + null
    off = error.rounding + flow.rounding
    noisy = np.where(off <= _DIGITS * (error.value - flow.value), error.value - flow.value, np.nan)
    found = np.all(np.split(states.found, 4), axis=0) & np.all(np.split(more.found, 2), axis=0)
    return Trained(
        value,
        error.rounding,
        found,
        {"flow_error": flow.value + null, "gradient_noise": np.where(np.isinf(value), np.inf, noisy)},
    )


def amplified(task: Task, setting: Stages, rate: Floats, batch: float) -> Amplified:
    """The noise of the gradient in the end, asked for once for points that are alike."""
    first, every = _alike(setting, rate)
    zbar, found = _zbar(task, setting[first], -2 / ((1 + 1 / batch) * rate[first]))
    free = 1 + zbar / (batch + 1)
    free[~(free > 0)] = np.nan
    return Amplified((-zbar / (batch + 1))[every], free[every], found[every])


def _alike(setting: Stages, rate: Floats) -> tuple[Indices, Indices]:
    """One of each of the points that are alike, and which of these every point is."""
    alike = np.stack([rate, setting.ridge, setting.width, *(layer.count for layer in setting.layers)])
    _, first, which = np.unique(alike, axis=1, return_index=True, return_inverse=True)
    return first, which.reshape(-1)


def _growths(task: Task, setting: Stages, rate: Floats, batch: float, wild: Bools) -> Floats:
    """From above, the logarithm of the factor by which the error grows at each step where it is wild, else 0; (n,)."""
    growth = np.zeros_like(rate)
    if wild.any():
        some, rates = setting[wild], rate[wild]
        first, every = _alike(some, rates)
        growth[wild] = _growth(task, some[first], rates[first], batch)[every]
    return growth


def largest_rate(task: Task, setting: Stages, rate: float, batch: float) -> float:
    """The largest learning rate at which the error of one point stays bounded, given a larger one."""
    low, high = 0.0, rate
    for _ in range(_HALVINGS):
        middle = np.sqrt(low * high) if low > 0 else high / 2
        zbar, _ = _zbar(task, setting, np.array([-2 / ((1 + 1 / batch) * middle)]))
        low, high = (middle, high) if zbar[0] > -(batch + 1) else (low, middle)
    return float(low)


def _growth(task: Task, setting: Stages, rate: Floats, batch: float) -> Floats:
    """The logarithm of the factor by which the error grows at each step in the end, from above; shape (n,)."""
    low, high = np.zeros_like(rate), np.ones_like(rate)

    def calm(p: Floats) -> Bools:
        s1, s2 = _ridges(p[:, None].astype(complex), rate, 1 + 1 / batch)
        zbar, _ = _zbar(task, setting, s2[:, 0].real)
        plain = follow(task, setting, s1)
        first = (plain.link.z + plain.link.extra)[:, 0].real
        spent = (s2 * zbar[:, None] - s1 * first[:, None]) / (s2 - s1)
        return np.asarray(1 + spent[:, 0].real / (batch + 1) > 0)

    while not calm(high).all():
        high = 2 * high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        fine = calm(middle)
        low, high = np.where(fine, low, middle), np.where(fine, middle, high)
    return high


def _zbar(task: Task, setting: Stages, ridge: Floats) -> tuple[Floats, Bools]:
    """zbar at negative ridges beyond the spectrum, nan at others, and whether it was found there; shape (n,)."""
    states, past = beyond(task, setting, ridge)
    link = states.link
    return np.where(past, (link.z + link.extra)[:, 0].real, np.nan), states.found | ~past


def _ridges(p: Complexes, rate: Floats, b: float) -> tuple[Complexes, Complexes]:
    """s1 and s2, shape (n, m)."""
    rate = rate[:, None]
    w = np.sqrt(1 + b * np.expm1(p))
    return np.expm1(p) / (rate * (1 + w)), -(1 + w) / (b * rate)


def _coefficients(
    task: Task, setting: Stages, noise: Floats, rate: Floats, batch: float, contour: Contour
) -> tuple[Sum, States]:
    """E_g without the power that is never learned, and the states at all s1, then at all s2."""
    n, m = contour.node.shape
    states = follow(task, tiled(setting, 2), np.concatenate(_ridges(contour.node, rate, 1 + 1 / batch)))
    first, second = (_one_by_one(states, setting, rows) for rows in (slice(n), slice(n, None)))
    both = pairs(first, second, sums(first, second))
    gam = -both.spent.reshape(n, m) / (batch + 1)
    level = noise[:, None] + states.nodes.null_power
    error = (both.sig.reshape(n, m) + level * gam) / (1 - gam) / -np.expm1(-contour.node)
    return Sum.of(contour.weight * error), states


def _one_by_one(states: States, setting: Stages, rows: slice) -> States:
    """The states of these points, each ridge as a point of its own."""
    every = np.repeat(np.arange(len(setting.ridge)), states.s.shape[1])
    return replace(states.mapped(lambda values: values[rows].reshape(-1, 1)), stages=setting[every])

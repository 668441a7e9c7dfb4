"""Errors of one-pass stochastic gradient descent: fresh samples, minibatches of B, discrete steps of learning rate lr.

The target power e_j in a direction of curvature l_j follows, exactly for Gaussian data at given features,
    e_j <- [(1 - lr l_j)^2 + lr^2 l_j^2/B] e_j + (lr^2/B) l_j^2 (E_g + sigma^2)
(the setting of arXiv:2402.01092 and arXiv:2405.15074). Averaged by deterministic equivalents, the error after n steps is
the coefficient of zeta^n = e^{-pn} of
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
from scalecalc.theory.solver.stages import Stages
from scalecalc.theory.training.contour import Contour, of_coefficients
from scalecalc.theory.training.pairs import pairs, sums
from scalecalc.theory.training.states import States, follow, tiled
from scalecalc.theory.training.sums import Sum

_REAL = 1e-7  # an imaginary part of kappa2 that is rounding
_HALVINGS = 60


@record
class OnePass:
    """Errors after n steps at each point, shape (n,): E_g; E_g without noise of the gradient; what E_g may be off."""

    error: Floats
    flow_error: Floats
    doubt: Floats
    found: Bools


def one_pass(task: Task, setting: Stages, noise: Floats, steps: Floats, rate: Floats, batch: float) -> OnePass:
    """The errors, which grow without bound where the steps are not `stable`. Rates are in units of the stages."""
    growth, endless = np.zeros_like(rate), np.zeros_like(rate)
    wild = np.flatnonzero(~stable(task, setting, rate, batch))
    if wild.size:
        growth[wild] = _growth(task, setting[wild], rate[wild], batch)
    contour, bare = of_coefficients(steps, growth), of_coefficients(steps, endless).half()
    error, states = _coefficients(task, tiled(setting, 2), np.tile(noise, 2), np.tile(rate, 2), batch, contour)
    flow, more = _coefficients(task, setting, noise, rate, np.inf, bare)
    error, null = error.compared(), states.nodes.null_power
    found = np.all(np.split(states.found, 4), axis=0) & np.all(np.split(more.found, 2), axis=0)
    return OnePass(error.value + null, flow.value + null, error.rounding, found)


def amplification(task: Task, setting: Stages, rate: Floats, batch: float) -> tuple[Floats, Floats]:
    """gam and 1 - gam in the end, by which the noise of the gradient multiplies the error; 1 - gam <= 0 or nan
    where the error grows without bound; shape (n,)."""
    zbar = _zbar(task, setting, -2 / ((1 + 1 / batch) * rate))
    return -zbar / (batch + 1), 1 + zbar / (batch + 1)


def stable(task: Task, setting: Stages, rate: Floats, batch: float) -> Bools:
    """Where the error stays bounded, shape (n,)."""
    return np.asarray(amplification(task, setting, rate, batch)[1] > 0)


def largest_rate(task: Task, setting: Stages, rate: Floats, batch: float) -> Floats:
    """The largest stable learning rate, from unstable ones; shape (n,)."""
    low, high = np.zeros_like(rate), rate
    middle = high / 2
    for _ in range(_HALVINGS):
        fine = stable(task, setting, middle, batch)
        low, high = np.where(fine, middle, low), np.where(fine, high, middle)
        middle = np.where(low > 0, np.sqrt(low * high), high / 2)
    return low


def _growth(task: Task, setting: Stages, rate: Floats, batch: float) -> Floats:
    """The logarithm of the factor by which the error grows at each step in the end, from above; shape (n,)."""
    low, high = np.zeros_like(rate), np.ones_like(rate)

    def calm(p: Floats) -> Bools:
        s1, s2 = _ridges(p[:, None].astype(complex), rate, 1 + 1 / batch)
        zbar = _zbar(task, setting, s2[:, 0].real)
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


def _zbar(task: Task, setting: Stages, ridge: Floats) -> Floats:
    """zbar at negative ridges beyond the spectrum, shape (n,); nan at others."""
    link = follow(task, setting, ridge[:, None].astype(complex)).link
    kappa, zbar = link.kappa2[:, 0], (link.z + link.extra)[:, 0]
    beyond = (kappa.real < -task.largest) & (np.abs(kappa.imag) <= _REAL * np.abs(kappa))
    return np.where(beyond, zbar.real, np.nan)


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

"""Contours on which the filter of a training time is a sum of ridge filters.

With r_s(x) = s/(x + s), what ridge s leaves of a direction of curvature x, the nodes s_j and weights a_j of a contour
give what training leaves of it: 2 Re sum_j a_j r_{s_j}(x) = e^{-xt} for gradient flow, and (1 - lr x)^n for n steps of
gradient descent. Upper halves only; the conjugates are the other half.
Source: J. A. C. Weideman, Optimizing Talbot's contours for the inversion of the Laplace transform (2006).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scalecalc.arrays import Complexes, Floats
from scalecalc.record import record

_NODES = (28, 24)  # of a whole contour: truncation 3.9^-n, rounding 1e-16 e^{0.17 n}
_ON_CIRCLE = (48, 44)
_RADIUS = 0.5
FEW_STEPS = 7  # up to so many the strip of the steps is too narrow for the parabola; the circle takes them


@record
class Contour:
    """Nodes and weights, shape (n, nodes); the first node is the nearest to the positive real axis."""

    s: Complexes
    weight: Complexes

    def __getitem__(self, rows: slice) -> Contour:
        return Contour(self.s[rows], self.weight[rows])


def of_time(time: Floats) -> Contour:
    """For gradient flow until these times > 0, shape (n,); then once more with fewer nodes, shape (2 n, nodes)."""
    return _twice(_NODES, lambda nodes: _flow(time, *parabola(nodes)))


def of_steps(steps: Floats, rate: Floats) -> Contour:
    """The same for these numbers of steps of gradient descent of this learning rate, shape (n,) each.

    All numbers are larger than FEW_STEPS, or none is.
    """
    if np.any(steps <= FEW_STEPS):
        return _twice(_ON_CIRCLE, lambda nodes: _few_steps(steps, rate, circle(nodes)))
    return _twice(_NODES, lambda nodes: _steps(steps, rate, *parabola(nodes)))


def parabola(nodes: int) -> tuple[Complexes, Complexes]:
    """zeta_j and w_j with f(t) = (1/t) 2 Re sum_j w_j F(zeta_j/t) for the transform F of f; shape (nodes/2,)."""
    theta = np.pi * (2 * np.arange(nodes // 2) + 1) / nodes
    a = 0.6407 * theta
    zeta = nodes * (0.5017 * theta / np.tan(a) - 0.6122 + 0.2645j * theta)
    slope = nodes * (0.5017 / np.tan(a) - 0.5017 * a / np.sin(a) ** 2 + 0.2645j)
    return zeta, np.exp(zeta) * slope / (1j * nodes)


def circle(nodes: int) -> Complexes:
    """Half of the nodes zeta_j on a circle: the coefficient of zeta^n is the mean of F(zeta) zeta^-n over all."""
    return np.asarray(_RADIUS * np.exp(-1j * np.pi * (2 * np.arange(nodes // 2) + 1) / nodes))


def _flow(time: Floats, zeta: Complexes, w: Complexes) -> Contour:
    return Contour(zeta / time[:, None], np.broadcast_to(w / zeta, (time.size, zeta.size)))


def _steps(steps: Floats, rate: Floats, zeta: Complexes, w: Complexes) -> Contour:
    p = zeta / steps[:, None]  # of one step
    s = np.expm1(p) / rate[:, None]
    return Contour(s, w * np.exp(p) / (s * rate[:, None] * steps[:, None]))


def _few_steps(steps: Floats, rate: Floats, zeta: Complexes) -> Contour:
    s = (1 / zeta - 1) / rate[:, None]
    return Contour(s, zeta ** (-steps[:, None] - 1) / (2 * zeta.size * s * rate[:, None]))


def _twice(sizes: tuple[int, int], contour: Callable[[int], Contour]) -> Contour:
    """A contour and another one, whose result says how exact the first is; nodes of weight 0 make them equally long."""
    first, second = (contour(nodes) for nodes in sizes)
    more = ((0, 0), (0, first.s.shape[1] - second.s.shape[1]))
    s, weight = np.pad(second.s, more, mode="edge"), np.pad(second.weight, more)
    return Contour(np.concatenate([first.s, s]), np.concatenate([first.weight, weight]))

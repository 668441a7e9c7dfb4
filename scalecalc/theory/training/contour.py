"""Contours on which the filter of a training time is a sum of ridge filters.

A `Contour` has nodes p_j and weights c_j for the upper half of a contour; the conjugates are the other half. From the
Laplace transform F of f it gives f(t) = 2 Re sum_j c_j F(p_j), and from the generating function
F(p) = sum_n e^{-pn} f_n the coefficient f_n. What ridge s leaves of a direction of curvature x is s/(x + s). What
training leaves is
    e^{-xt} = 2 Re sum_j a_j s_j/(x + s_j),   s = p,  a = c/s,   for gradient flow,
    (1 - lr x)^n = the same,   s = (e^p - 1)/lr,  a = c e^p/(lr s),   for n steps of gradient descent.
Source: J. A. C. Weideman, Optimizing Talbot's contours for the inversion of the Laplace transform (2006).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scalecalc.arrays import Bools, Complexes, Floats
from scalecalc.record import record

_NODES = (28, 24)  # of a whole contour: truncation 3.9^-n, rounding 1e-16 e^{0.17 n}
_ON_CIRCLE = (48, 44)  # for few steps; aliasing 2^-n
_RADIUS = 0.5
_FEW_STEPS = 7  # up to so many, the strip |Im p| < pi is too narrow for the contour of Talbot


@record
class Contour:
    """Nodes and weights, shape (n, nodes); the first node is the nearest to the positive real axis."""

    node: Complexes
    weight: Complexes

    def half(self) -> Contour:
        """Without the rows of the second contour."""
        rows = slice(len(self.node) // 2)
        return Contour(self.node[rows], self.weight[rows])


def few(steps: Floats) -> Bools:
    """Which numbers of steps need a contour of their own."""
    return np.asarray(steps <= _FEW_STEPS)


def of_time(time: Floats) -> Contour:
    """For gradient flow until these times > 0, shape (n,); then once more with fewer nodes: shape (2 n, nodes)."""

    def contour(nodes: int) -> Contour:
        zeta, w = _talbot(nodes)
        return Contour(zeta / time[:, None], np.broadcast_to(w / zeta, (time.size, zeta.size)))

    return _twice(_NODES, contour)


def of_steps(steps: Floats, rate: Floats) -> Contour:
    """The same for these numbers of steps of gradient descent of this learning rate, shape (n,) each.

    All of them are few, or none is.
    """
    found, rates = of_coefficients(steps, np.zeros_like(rate)), np.tile(rate, 2)[:, None]
    s = np.expm1(found.node) / rates
    return Contour(s, found.weight * np.exp(found.node) / (s * rates))


def of_coefficients(steps: Floats, shift: Floats) -> Contour:
    """For the coefficients of generating functions, with nodes moved to the right by `shift`, shape (n,)."""
    contour = _circle if few(steps).any() else _steps
    found = _twice(_ON_CIRCLE if few(steps).any() else _NODES, lambda nodes: contour(steps, nodes))
    more, steps = np.tile(shift, 2)[:, None], np.tile(steps, 2)[:, None]
    return Contour(found.node + more, found.weight * np.exp(more * steps))


def _talbot(nodes: int) -> tuple[Complexes, Complexes]:
    """zeta_j and w_j with f(t) = (1/t) 2 Re sum_j w_j F(zeta_j/t); shape (nodes/2,)."""
    theta = np.pi * (2 * np.arange(nodes // 2) + 1) / nodes
    a = 0.6407 * theta
    zeta = nodes * (0.5017 * theta / np.tan(a) - 0.6122 + 0.2645j * theta)
    slope = nodes * (0.5017 / np.tan(a) - 0.5017 * a / np.sin(a) ** 2 + 0.2645j)
    return zeta, np.exp(zeta) * slope / (1j * nodes)


def _steps(steps: Floats, nodes: int) -> Contour:
    zeta, w = _talbot(nodes)
    return Contour(zeta / steps[:, None], w / steps[:, None])


def _circle(steps: Floats, nodes: int) -> Contour:
    """The mean of F(zeta) zeta^-n over a circle, zeta = e^{-p}."""
    p = -np.log(_RADIUS) + 1j * np.pi * (2 * np.arange(nodes // 2) + 1) / nodes
    return Contour(np.broadcast_to(p, (steps.size, p.size)), np.exp(p * steps[:, None]) / nodes)


def _twice(sizes: tuple[int, int], contour: Callable[[int], Contour]) -> Contour:
    """A contour and another one, whose result says how exact the first is; nodes of weight 0 make them equally long."""
    first, second = (contour(nodes) for nodes in sizes)
    more = ((0, 0), (0, first.node.shape[1] - second.node.shape[1]))
    node, weight = np.pad(second.node, more, mode="edge"), np.pad(second.weight, more)
    return Contour(np.concatenate([first.node, node]), np.concatenate([first.weight, weight]))

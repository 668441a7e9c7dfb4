"""The stages between the explicit ridge and the data's spectrum: which matrices there are at each point, how large.

lambda -> [samples] -> kappa1 -> [noise of the features] -> u -> [last layer] ... [first layer] -> kappa2
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.matrices.response import Matrix, Rows, White
from scalecalc.theory.matrices.weights import Weights
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.points import Points


@record
class Stages:
    """What stands between lambda and kappa2 at n points.

    samples: the matrix of the data.  layers: the distinct matrices of the features.  order: for each layer, from the
    one that acts on the data, the position of its matrix in `layers`.  width: N of the last layer, shape (n,).
    tau: N times the noise variance of each feature, shape (n,), or None.
    ridge: lambda divided by `gain`, the square of the activation's slope mu1; shape (n,).
    """

    samples: Matrix
    layers: tuple[Matrix, ...]
    order: tuple[int, ...]
    width: Floats
    tau: Floats | None
    ridge: Floats
    gain: Floats

    def __getitem__(self, rows: Rows) -> Stages:
        return Stages(
            self.samples[rows],
            tuple(layer[rows] for layer in self.layers),
            self.order,
            self.width[rows],
            None if self.tau is None else self.tau[rows],
            self.ridge[rows],
            self.gain[rows],
        )

    @property
    def times(self) -> tuple[int, ...]:
        """How often each of `layers` is in the stack."""
        return tuple(self.order.count(number) for number in range(len(self.layers)))

    @property
    def smallest(self) -> Floats:
        """The smallest of P and the widths, which z stays below; shape (n,)."""
        return np.asarray(np.minimum.reduce([self.samples.size, *(layer.size for layer in self.layers)]))

    @property
    def narrowest(self) -> Floats:
        """The smallest width of the layers before the last one, shape (n,)."""
        sizes = [self.layers[number].size for number in self.order[:-1]]
        return np.asarray(np.minimum.reduce([np.full(self.ridge.shape, np.inf), *sizes]))

    @property
    def noisy(self) -> Bools:
        """Where there is feature noise, so that P or N limits zbar; shape (n,)."""
        if self.tau is None:
            return np.zeros(self.ridge.shape, dtype=bool)
        return (self.tau > 0) & np.isfinite(np.minimum(self.samples.size, self.width))

    @property
    def resolvable(self) -> Floats:
        """m, which zbar stays below, and reaches without ridge; shape (n,).

        With feature noise, a narrow layer before the last one does not count: before it is used up, u has fallen to
        the noise.
        """
        return np.where(self.noisy, np.minimum(self.samples.size, self.width), self.smallest)

    def product(self, factor: Callable[[Matrix], Floats | float]) -> Floats:
        """The product of a factor of every stage, shape (n,)."""
        result: Floats = np.full(self.ridge.shape, 1.0)
        result *= factor(self.samples)
        for layer, times in zip(self.layers, self.times, strict=True):
            result *= np.asarray(factor(layer)) ** times
        return np.asarray(result)


def stages(task: Task, points: Points, design: Design) -> Stages:
    """The matrices of a design at the points' sizes."""
    layers, order = _layers(task, points, design)
    tau, gain = _noise(task, points, design)
    return Stages(
        _samples(points.samples, design),
        layers,
        order,
        points.widths[-1] if points.widths else np.full(len(points), np.inf),
        tau,
        points.ridge / gain,
        gain,
    )


def _samples(samples: Floats, design: Design) -> Matrix:
    return White(samples) if design.correlation is None else design.correlation.matrix(samples)


def _layers(task: Task, points: Points, design: Design) -> tuple[tuple[Matrix, ...], tuple[int, ...]]:
    found: dict[tuple[Weights, bytes, bytes], Matrix] = {}
    inputs, order = np.full(len(points), task.dimension), []
    for kind, width in zip(design.layers(len(points.widths)), points.widths, strict=True):
        key = (kind, width.tobytes(), inputs.tobytes() if kind.feels_inputs else b"")
        if key not in found:
            found[key] = kind.matrix(width, inputs)
        order.append(list(found).index(key))
        inputs = width
    return tuple(found.values()), tuple(order)


def _noise(task: Task, points: Points, design: Design) -> tuple[Floats | None, Floats]:
    """tau and mu1^2."""
    if design.nonlinearity is None:
        return None, np.ones(len(points))
    return design.nonlinearity.strength(points.widths[-1], lambda: total_variance(task, points, design))


def total_variance(task: Task, points: Points, design: Design) -> Floats:
    """N times the variance of a pre-activation: Tr Sigma, times the mean row variance of every earlier layer."""
    result = np.full(len(points), task.trace)
    for kind, width in zip(design.weights[:-1], points.widths, strict=False):
        result *= kind.mean_variance(width)
    return result

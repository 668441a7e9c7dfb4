"""The stages between the explicit ridge and the data's spectrum: which matrices there are at each point, how large.

lambda -> [samples] -> kappa1 -> [noise of the features] -> u -> [last layer] ... [first layer] -> kappa2
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.activations.moments import moments
from scalecalc.theory.correlations.nodes import correlation_nodes
from scalecalc.theory.matrices.design import (
    Activation,
    AdditiveNoise,
    Design,
    Gaussian,
    MeasuredRows,
    Orthogonal,
    PowerLawRows,
    Weights,
)
from scalecalc.theory.matrices.response import Matrix, OrthogonalRows, Rows, White
from scalecalc.theory.matrices.structured import Spectra, Structured
from scalecalc.theory.numerics.powersum import power_sum
from scalecalc.theory.points import Points
from scalecalc.theory.solver.edges import distinct
from scalecalc.theory.spectra.nodes import Nodes
from scalecalc.theory.spectra.tasks import Modes, Task, decaying_nodes, smooth_from


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
    correlation = design.correlation
    if correlation is None:
        return White(samples)
    return _structured(samples, lambda size: correlation_nodes(correlation, size))


def _layers(task: Task, points: Points, design: Design) -> tuple[tuple[Matrix, ...], tuple[int, ...]]:
    weights = design.weights or (Gaussian(),) * len(points.widths)
    found: dict[tuple[Weights, bytes, bytes], Matrix] = {}
    inputs, order = np.full(len(points), task.dimension), []
    for kind, width in zip(weights, points.widths, strict=True):
        key = (kind, width.tobytes(), inputs.tobytes() if isinstance(kind, Orthogonal) else b"")
        if key not in found:
            found[key] = _layer(kind, width, inputs)
        order.append(list(found).index(key))
        inputs = width
    return tuple(found.values()), tuple(order)


def _layer(kind: Weights, width: Floats, inputs: Floats) -> Matrix:
    if isinstance(kind, Gaussian):
        return White(width)
    if isinstance(kind, Orthogonal):
        return OrthogonalRows(width, inputs)
    return _structured(width, lambda size: row_nodes(kind, size))


def _structured(size: Floats, nodes: Callable[[float], Nodes]) -> Matrix:
    """Points of equal size share their nodes; those of infinite size, which limits nothing, take any."""
    finite = np.isfinite(size)
    if not finite.any():
        return White(size)
    first, which = distinct(np.where(finite, size, size[finite][0]))
    values = np.where(finite, size, size[finite][0])[first]
    return Structured(size, Spectra.of([nodes(value) for value in values.tolist()]), which)


@lru_cache(maxsize=4096)
def row_nodes(kind: PowerLawRows | MeasuredRows, width: float) -> Nodes:
    """Nodes that stand for the row variances s_j of a layer of N features."""
    if isinstance(kind, MeasuredRows):
        return kind.rows.nodes(0.0)
    return decaying_nodes(kind.decay, 1.0, width)


def fewest_rows(kind: Weights) -> float:
    """From which width on the S-transform is a smooth function of it; inf if the width is given by a file."""
    if isinstance(kind, MeasuredRows):
        return np.inf
    return smooth_from(kind.decay) if isinstance(kind, PowerLawRows) else 1.0


def _noise(task: Task, points: Points, design: Design) -> tuple[Floats | None, Floats]:
    """tau and mu1^2."""
    one, kind = np.ones(len(points)), design.nonlinearity
    if kind is None:
        return None, one
    width = points.widths[-1]
    if isinstance(kind, AdditiveNoise):
        return width * kind.variance, one
    if not isinstance(kind, Activation):
        tau = width * kind.mustar2 / kind.mu1**2 if kind.mustar2 else 0.0 * one
        return tau, one * kind.mu1**2
    trace = total_variance(task, points, design)
    if kind.name == "relu":  # homogeneous, so that tau does not depend on the width
        mu1, mustar2 = moments(kind.name, trace)
        return mustar2 / mu1**2, mu1**2
    mu1, mustar2 = moments(kind.name, trace / width)
    with np.errstate(invalid="ignore"):
        tau = np.where(np.isinf(width), 0.0, width * mustar2 / mu1**2)
    return tau, mu1**2


def total_variance(task: Task, points: Points, design: Design) -> Floats:
    """N times the variance of a pre-activation: Tr Sigma, times the mean row variance of every earlier layer."""
    result = np.full(len(points), spectrum_trace(task))
    for kind, width in zip(design.weights[:-1], points.widths, strict=False):
        if isinstance(kind, PowerLawRows):
            result *= power_sum(kind.decay, 1.0, width) / width
        elif isinstance(kind, MeasuredRows):
            result *= float(kind.rows.multiplicity @ kind.rows.eigenvalue) / kind.rows.modes
    return result


def spectrum_trace(task: Task) -> float:
    """Tr Sigma"""
    if isinstance(task, Modes):
        return float(task.multiplicity @ task.eigenvalue)
    return task.scale * float(power_sum(task.alpha, 1.0, task.modes))


def effective_rank(task: Task) -> float:
    """(Tr Sigma)^2 / Tr Sigma^2, the number of eigenvalues that count."""
    relative = spectrum_trace(task) / task.largest
    if isinstance(task, Modes):
        return relative**2 / float(task.multiplicity @ (task.eigenvalue / task.largest) ** 2)
    return relative**2 / float(power_sum(2 * task.alpha, 1.0, task.modes))

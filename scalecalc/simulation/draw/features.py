"""Random features: draws of the weights of all layers, and what they make of inputs."""

from __future__ import annotations

from functools import cached_property, partial

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.simulation.draw.correlated import correlate
from scalecalc.simulation.draw.covariates import Real
from scalecalc.simulation.draw.drawn_task import DrawnTask, Size
from scalecalc.simulation.draw.randomness import Kind, Source, Stream


@record
class Features:
    """Independent draws of the features, pre-activations h = F^T x + G^T xi.

    map: sqrt(eta) F, from standardised inputs through all layers, shape (draws, D, N).
    tail_stddev: sqrt(s_j tail/N), of what the tail of the spectrum adds to each unit of the first layer, shape (N_1,);
    None without a tail.  after: G, the layers after the first, shape (draws, N_1, N); None with one layer.
    """

    problem: DrawnTask
    map: Real
    tail_stddev: Real | None
    after: Real | None

    @property
    def width(self) -> int:
        return int(self.map.shape[-1])

    def __call__(self, inputs: Real, numbers: Stream) -> Real:
        """Features of standardised inputs, one row each, shape (draws, n, N); `numbers` are for noise of the features.

        An activation's features have the mean E phi of Gaussian inputs taken off, exactly, for these weights.
        """
        problem, rows = self.problem, inputs.shape[-2]
        h = inputs @ self.map
        if self.tail_stddev is not None:
            noise = numbers.normal((rows, len(self.tail_stddev)), problem.dtype) * self.tail_stddev
            noise = correlate(problem.design.correlation, noise)
            h += noise if self.after is None else noise @ self.after
        kind = problem.design.nonlinearity
        if kind is None:
            return np.asarray(h)
        return kind.apply(h, lambda: self.variance, lambda: numbers.normal(h.shape[1:], problem.dtype))

    @cached_property
    def variance(self) -> Floats:
        """The variance of each pre-activation, shape (draws, N)."""
        own = np.einsum("...kj,...kj->...j", self.map, self.map)
        return np.asarray(own + np.diagonal(self.tail_covariance, axis1=-2, axis2=-1))

    @cached_property
    def slope(self) -> Floats:
        """mu1 = E phi' of each unit, shape (draws, N)."""
        kind = self.problem.design.nonlinearity
        return np.ones((1, self.width)) if kind is None else kind.slope(lambda: self.variance, self.width)

    @cached_property
    def tail_covariance(self) -> Real:
        """The covariance of the tail's part of the pre-activations, shape (draws or 1, N, N)."""
        if self.tail_stddev is None:
            return np.zeros((1, self.width, self.width))
        if self.after is None:
            return np.diag(self.tail_stddev**2)[None]
        scaled = self.tail_stddev[:, None] * self.after
        return np.asarray(scaled.swapaxes(-1, -2) @ scaled)


def noise_variance(problem: DrawnTask) -> float:
    """The variance of the noise of each feature that is none of its input, linear features only."""
    kind = problem.design.nonlinearity
    return 0.0 if kind is None else kind.always


def drawn(problem: DrawnTask, size: Size, source: Source, replica: int, member: int) -> Features:
    """The weights of one member of one replica, of all draws of the source."""
    dtype = problem.dtype
    inputs, total, after, tail_stddev = len(problem.stddev), None, None, None
    streams = [source.stream(Kind.WEIGHTS, replica, member, number) for number in range(len(size.widths))]
    kinds = problem.design.layers(len(size.widths))
    for number, (kind, width, numbers) in enumerate(zip(kinds, size.widths, streams, strict=True)):
        unseen, variances = 0, None
        if number == 0:
            kind = kind.on_endless_inputs if problem.boundless else kind
            unseen = problem.null_modes if kind.feels_inputs else 0  # modes of eigenvalue 0: a row reaches into them
            variances = kind.row_variances(width) if problem.tail > 0 else None
        make = partial(kind.draws, shape=(numbers.share, inputs + unseen, width), dtype=dtype)
        layer = numbers.joined(list(map(make, numbers.generators)))[..., :inputs, :]
        if total is None:
            total = problem.stddev.astype(dtype)[:, None] * layer
        else:
            total = total @ layer
            after = layer if after is None else after @ layer
        if variances is not None:
            tail_stddev = np.sqrt(variances * problem.tail / width).astype(dtype)
        inputs = width
    assert total is not None  # there is at least one layer
    return Features(problem, total, tail_stddev, after if tail_stddev is not None else None)

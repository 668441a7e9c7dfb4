"""Random features: draws of the weights of all layers, and what they make of inputs."""

from __future__ import annotations

from functools import cached_property
from math import sqrt

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.simulation.draw.activations import ACTIVATIONS
from scalecalc.simulation.draw.correlated import correlate
from scalecalc.simulation.draw.covariates import Real
from scalecalc.simulation.draw.expand import expanded
from scalecalc.simulation.draw.problem import Problem, Size
from scalecalc.simulation.draw.randomness import Kind, Source, Stream
from scalecalc.theory.matrices.design import (
    Activation,
    ActivationMoments,
    AdditiveNoise,
    Gaussian,
    MeasuredRows,
    Orthogonal,
    PowerLawRows,
    Weights,
)


@record
class Features:
    """Independent draws of the features, pre-activations h = F^T x + G^T xi.

    map: sqrt(eta) F, from standardised inputs through all layers, shape (draws, D, N).  spread: N(0, s_j tail/N) of
    the tail of the spectrum in each unit of the first layer, shape (N_1,), or None.  after: G, the layers after the
    first, shape (draws, N_1, N); None with one layer.
    """

    problem: Problem
    map: Real
    spread: Real | None
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
        if self.spread is not None:
            noise = numbers.normal((rows, len(self.spread)), problem.dtype) * self.spread
            noise = correlate(problem.design.correlation, noise)
            h += noise if self.after is None else noise @ self.after
        kind = problem.design.nonlinearity
        if kind is None:
            return np.asarray(h)
        if isinstance(kind, Activation):
            phi = ACTIVATIONS[kind.name]
            return np.asarray(phi(h) - phi.mean(self.variance).astype(h.dtype)[:, None, :])
        if isinstance(kind, ActivationMoments):
            h *= kind.mu1
        h += inputs.dtype.type(sqrt(_noise_variance(kind))) * numbers.normal(h.shape[1:], problem.dtype)
        return np.asarray(h)

    @cached_property
    def variance(self) -> Floats:
        """The variance of each pre-activation, shape (draws, N)."""
        own = np.einsum("...kj,...kj->...j", self.map, self.map)
        return np.asarray(own + np.diagonal(self.tail_covariance, axis1=-2, axis2=-1))

    @cached_property
    def slope(self) -> Floats:
        """mu1 = E phi' of each unit, shape (draws, N)."""
        kind = self.problem.design.nonlinearity
        if isinstance(kind, Activation):
            return ACTIVATIONS[kind.name].slope(self.variance)
        return np.full((1, self.width), kind.mu1 if isinstance(kind, ActivationMoments) else 1.0)

    @cached_property
    def tail_covariance(self) -> Real:
        """The covariance of the tail's part of the pre-activations, shape (draws or 1, N, N)."""
        if self.spread is None:
            return np.zeros((1, self.width, self.width))
        if self.after is None:
            return np.diag(self.spread**2)[None]
        scaled = self.spread[:, None] * self.after
        return np.asarray(scaled.swapaxes(-1, -2) @ scaled)


def _noise_variance(kind: AdditiveNoise | ActivationMoments) -> float:
    return kind.variance if isinstance(kind, AdditiveNoise) else kind.mustar2


def noise_variance(problem: Problem) -> float:
    """The variance of the noise of each feature that is none of its input, linear features only."""
    kind = problem.design.nonlinearity
    return _noise_variance(kind) if isinstance(kind, AdditiveNoise | ActivationMoments) else 0.0


def drawn(problem: Problem, size: Size, source: Source, replica: int, member: int) -> Features:
    """The weights of one member of one replica, of all draws of the source."""
    dtype = problem.dtype
    kinds = problem.design.weights or (Gaussian(),) * len(size.widths)
    inputs, total, after, spread = len(problem.spread), None, None, None
    for number, (kind, width) in enumerate(zip(kinds, size.widths, strict=True)):
        free = isinstance(kind, Orthogonal) and not (number == 0 and problem.boundless)
        unseen = problem.null_modes if free and number == 0 else 0  # modes of eigenvalue 0: a row reaches into them
        numbers = source.stream(Kind.WEIGHTS, replica, member, number).normal((inputs + unseen, width), dtype)
        layer = _orthogonal(numbers)[..., :inputs, :] if free else _independent(numbers, kind)
        if total is None:
            total = problem.spread.astype(dtype)[:, None] * layer
            if problem.tail > 0:
                spread = np.sqrt(row_variances(kind, width) * problem.tail / width).astype(dtype)
        else:
            total = total @ layer
            after = layer if after is None else after @ layer
        inputs = width
    assert total is not None  # there is at least one layer
    return Features(problem, total, spread, after if spread is not None else None)


def row_variances(kind: Weights, width: int) -> Floats:
    """s_j, j = 1..N."""
    if isinstance(kind, PowerLawRows):
        return np.asarray(np.arange(1.0, width + 1) ** -kind.decay)
    if isinstance(kind, MeasuredRows):
        rows = kind.rows
        each = width / float(rows.multiplicity.sum())
        return expanded(rows.eigenvalue, rows.multiplicity * each, np.zeros_like(rows.eigenvalue), width)[0]
    return np.ones(width)


def _independent(numbers: Real, kind: Weights) -> Real:
    width = numbers.shape[-1]
    scale = np.sqrt(row_variances(kind, width) / width)
    return np.asarray(numbers * scale.astype(numbers.dtype))


def _orthogonal(numbers: Real) -> Real:
    """sqrt(M/N) times N orthonormal rows in M dimensions, uniformly distributed (Haar), as columns."""
    inputs, width = numbers.shape[-2:]
    q, r = np.linalg.qr(numbers)
    sign = np.where(np.diagonal(r, axis1=-2, axis2=-1) < 0, -1.0, 1.0)
    return np.asarray(q * (sign * sqrt(inputs / width)).astype(numbers.dtype)[:, None, :])

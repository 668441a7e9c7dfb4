"""Generalization errors of fitted predictors, exactly from their weights and the population covariance.

A predictor is split into what is linear in the input, a vector over the modes, and the rest, uncorrelated with the
input, whose covariances between units are known. For activations that takes Gaussian inputs; with others, and only
there, a large set of fresh test points stands for the population, which errs at random but not on average.
"""

from __future__ import annotations

from dataclasses import field

import numpy as np

from scalecalc.record import record
from scalecalc.simulation.draw.covariates import Real
from scalecalc.simulation.draw.drawn_task import DrawnTask
from scalecalc.simulation.draw.features import Features, noise_variance
from scalecalc.simulation.draw.randomness import Kind, Source

TEST_POINTS = 4000


def exact(problem: DrawnTask) -> bool:
    """Whether errors are known exactly, without test points."""
    return not problem.nonlinear or problem.covariates.gaussian


@record
class Population:
    """Where predictors are tested.

    goal: the target as a vector, shape (draws or 1, n).  floor: target power that no predictor can see.
    tests: standardised inputs, shape (draws, n, D), or None where errors are exact.
    """

    problem: DrawnTask
    goal: Real
    floor: float
    tests: Real | None = field(default=None, repr=False)

    def visible(self, features: Features | None, weights: Real, source: Source, which: tuple[int, int]) -> Real:
        """The part of predictors, the columns of `weights`, that is compared with the goal; shape (draws, n, m).

        features: number `which` of the draw, or None for ridge regression on the inputs themselves.
        """
        if self.tests is not None:
            assert features is not None  # an activation has features
            numbers = source.stream(Kind.TEST_INPUTS, *which, 1)
            return np.asarray(features(self.tests, numbers) @ weights / np.sqrt(self.tests.shape[-2]))
        if features is None:
            return np.asarray(self.problem.stddev[:, None] * weights)
        return np.asarray(features.map @ (features.slope[..., None] * weights))

    def unseen(self, one: Features, other: Features) -> Real | float | None:
        """Covariances between units of what is not in `visible`: matrices, a multiple of the identity, or None."""
        if self.tests is not None:
            return None
        same, kind = one is other, self.problem.design.nonlinearity
        tail = one.tail_covariance if same and one.tail_stddev is not None else None
        if kind is None or not kind.nonlinear:
            if not same:
                return None
            variance = noise_variance(self.problem)
            if tail is None:
                return variance if variance > 0 else None
            gain = 1.0 if kind is None else kind.gain**2
            return np.asarray(gain * tail + variance * np.eye(one.width))
        covariance = one.map.swapaxes(-1, -2) @ other.map
        if tail is not None:
            covariance = covariance + tail
        bent = kind.bent(one.variance, other.variance, covariance)
        return bent if tail is None else bent + one.slope[..., :, None] * tail * other.slope[..., None, :]


def population(problem: DrawnTask, source: Source) -> Population:
    """The population of a problem; test points, where they are needed, are drawn."""
    if exact(problem):
        return Population(problem, problem.target[None], problem.hidden)
    numbers = source.stream(Kind.TEST_INPUTS)
    shape = (TEST_POINTS, len(problem.stddev))
    tests = numbers.of(lambda rng, n: problem.covariates.draw(rng, (n, *shape), problem.dtype))
    labels = tests @ problem.target + np.sqrt(problem.hidden) * numbers.normal((TEST_POINTS,))
    return Population(problem, labels / np.sqrt(TEST_POINTS), 0.0, tests)

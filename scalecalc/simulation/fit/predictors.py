"""Predictors: averages over the members of an ensemble, fitted to a training set at each ridge."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.simulation.draw.correlated import matrix
from scalecalc.simulation.draw.covariates import Real
from scalecalc.simulation.draw.drawn_task import DrawnTask, Size
from scalecalc.simulation.draw.features import Features, noise_variance
from scalecalc.simulation.draw.population import Population
from scalecalc.simulation.draw.randomness import Kind, Source
from scalecalc.simulation.fit import endless, regression, trained
from scalecalc.simulation.fit.corr_gcv import corr_gcv
from scalecalc.simulation.fit.training import TrainingSet
from scalecalc.theory.methods import Method


@record
class Predictor:
    """A predictor at one ridge.

    missed: the errors over the population, shape (draws, n, 1 + probes): goal minus prediction in the first column,
    minus the predictions of the noises in the others.
    weights: of each member, shape (draws, N, 1 + probes).  train, gcv, corr_gcv: mean squares of the columns, shape
    (draws, 1 + probes).  df1: shape (draws,).
    """

    missed: Real
    weights: list[Real]
    train: Floats
    gcv: Floats
    corr_gcv: Floats
    df1: Floats


def predictors(
    population: Population,
    size: Size,
    ridges: tuple[float, ...],
    data: TrainingSet,
    features: list[Features | None],
    source: Source,
    which: tuple[int, int],
    durations: tuple[float, ...] = (),
) -> list[Predictor]:
    """The predictor at each ridge, or after each duration of training, learned from a training set with features.

    which: the numbers of the training set and of the features in their draw.
    """
    problem, (i, j), rows = population.problem, which, data.labels.shape[1]
    means = [_Mean.empty(population, size, data) for _ in ridges]
    for k, bag in enumerate(data.bags):
        m = k % len(features)
        inputs = _inputs(problem, data.inputs, features[m], source, (i, j, m))
        whole = len(bag) == rows
        taught, labels = (inputs, data.labels) if whole else (inputs[:, bag], data.labels[:, bag])
        regressed = _regressed(problem, size, taught, features[m])
        if problem.training is None:
            fits = regression.fits(regressed, labels, ridges)
        else:
            fits = trained.fits(regressed, labels, problem.training, ridges, durations)
        for mean, fit in zip(means, fits, strict=True):
            mean.add(fit, population.visible(features[m], fit.weights, source, (j, m)), keep=features[m] is not None)
            mean.predict(labels - fit.residual, bag)
            if not whole:
                others = np.delete(np.arange(rows), bag)
                mean.predict(inputs[:, others] @ fit.weights, others)
    return [mean.predictor(population, size, data) for mean in means]


def endless_predictors(
    population: Population,
    training: Method,
    fits: tuple[tuple[float, ...], tuple[float, ...]],
    features: Features | None,
    source: Source,
    which: tuple[int, int],
) -> list[Predictor]:
    """The predictor after each duration of training that no number of samples limits.

    fits: ridges and durations.  which: the numbers of the samples and of the features in their draw.
    """
    if training.fresh:
        found = endless.on_fresh_samples(population, training, features, fits[1], source, which)
    else:
        found = endless.on_population(population, training, features, *fits)
    return [_endless(population, features, weights, source, which[1]) for weights in found]


def _endless(population: Population, features: Features | None, weights: Real, source: Source, j: int) -> Predictor:
    missed = -population.visible(features, weights, source, (j, 0)) * np.ones((source.count, 1, 1))
    missed[..., 0] += population.goal
    unknown = np.full((source.count, weights.shape[-1]), np.nan)
    kept = [] if features is None else [weights]
    return Predictor(missed, kept, unknown, unknown, unknown, unknown[:, 0])


@record
class _Mean:
    """The average over the members of a predictor, at one ridge.

    seen: predictions over the population.  predicted: on all samples.  scaled: residual/free of the samples of each
    member.  free: 1 - Tr H/P.  weights: of each member.
    """

    members: int
    seen: Real
    predicted: Real
    scaled: Real
    free: Floats
    weights: list[Real]

    @classmethod
    def empty(cls, population: Population, size: Size, data: TrainingSet) -> _Mean:
        draws, rows, columns = data.labels.shape
        goal, P = population.goal.shape[-1], size.samples
        seen, predicted, scaled = (np.zeros((draws, n, columns)) for n in (goal, rows, P))
        return cls(size.members, seen, predicted, scaled, np.zeros(draws), [])

    def add(self, fit: regression.Fit, visible: Real, keep: bool) -> None:
        """Add a member.  keep: whether to keep its weights."""
        self.seen[...] += visible / self.members
        self.scaled[...] += fit.scaled / self.members
        self.free[...] += fit.free / self.members
        if keep:
            self.weights.append(fit.weights)

    def predict(self, values: Real, rows: np.ndarray) -> None:
        """Add the predictions of a member at some samples."""
        self.predicted[:, rows] += values / self.members

    def predictor(self, population: Population, size: Size, data: TrainingSet) -> Predictor:
        missed = -self.seen
        missed[..., 0] += population.goal
        train = _train(data, self.predicted)
        gcv = _gcv(data, train, self.scaled, self.free)
        df1 = size.samples * (1 - self.free)
        corrected = corr_gcv(population.problem.design.correlation, size.samples, df1, self.free, gcv)
        return Predictor(missed, self.weights, train, gcv, corrected, df1)


def _inputs(
    problem: DrawnTask, inputs: Real, features: Features | None, source: Source, which: tuple[int, int, int]
) -> Real:
    """The features of each sample, or its inputs without features; shape (draws, samples, N or D)."""
    if features is None:
        return np.asarray(inputs * problem.stddev.astype(problem.dtype))
    return features(inputs, source.stream(Kind.FEATURE_NOISE, *which))


def _regressed(problem: DrawnTask, size: Size, taught: Real, features: Features | None) -> regression.Features:
    """The features to fit, with what is known about them in advance."""
    P = size.samples
    if features is None:
        tail, correlation = problem.tail, problem.design.correlation
        if tail > 0 and correlation is not None:
            return regression.Features(taught, P, kernel=(tail * matrix(correlation, P)).astype(problem.dtype))
        return regression.Features(taught, min(taught.shape[1:]), tail)
    bounds = [P, *size.widths]
    bent = problem.nonlinear or noise_variance(problem) > 0
    if bent:
        bounds = [P, size.widths[-1]]
    elif problem.tail == 0:
        bounds.append(len(problem.stddev))
    return regression.Features(taught, min(bounds))


def _train(data: TrainingSet, predicted: Real) -> Floats:
    """Mean squared errors on the training samples of a member, averaged over members; one per column."""
    squares = (data.labels - predicted) ** 2
    return np.asarray(np.mean([squares[:, bag].mean(axis=1) for bag in data.bags], axis=0, dtype=float))


def _gcv(data: TrainingSet, train: Floats, scaled: Real, free: Floats) -> Floats:
    """E_tr/(1 - Tr H/P)^2; for a single training set as its limit where all samples are interpolated."""
    if data.labels.shape == scaled.shape:
        return np.asarray(np.mean(scaled**2, axis=1, dtype=float))
    left = np.where(free > 0, free, np.nan)
    return np.asarray(train / left[:, None] ** 2)

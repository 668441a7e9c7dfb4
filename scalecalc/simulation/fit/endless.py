"""Weights that are trained without a limit of samples: on the whole distribution, or with fresh samples."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.simulation.draw.covariates import Real
from scalecalc.simulation.draw.features import Features
from scalecalc.simulation.draw.population import Population
from scalecalc.simulation.draw.randomness import Kind, Source
from scalecalc.simulation.fit.trained import filter_of
from scalecalc.simulation.fit.training import PROBES, labels_of
from scalecalc.theory.methods import Method

CHUNK = 64  # samples at least that are drawn together, of one or more steps


def on_population(
    test: Population, method: Method, features: Features | None, ridges: tuple[float, ...], durations: tuple[float, ...]
) -> list[Real]:
    """The weights after each duration on the whole distribution, shape (draws or 1, N, 1 + PROBES).

    Noises of the labels have no effect: their columns are 0.
    """
    curvature, vectors, pull = _curvatures(test, features)
    results = []
    for ridge, duration in zip(ridges, durations, strict=True):
        learned = filter_of(method, np.maximum(curvature, 1e-200), ridge, duration) * pull
        weights = np.zeros((*learned.shape, 1 + PROBES))
        weights[..., 0] = learned if vectors is None else (vectors @ learned[..., None])[..., 0]
        results.append(weights)
    return results


def _curvatures(test: Population, features: Features | None) -> tuple[Floats, Floats | None, Floats]:
    """The curvatures, their directions as columns (None: the modes), and the covariance of each with the target."""
    stddev = test.problem.stddev
    if features is None:
        return stddev[None] ** 2, None, stddev * test.goal
    seen = np.asarray(features.map * features.slope[..., None, :], dtype=float)
    covariance, unseen = seen.swapaxes(-1, -2) @ seen, test.unseen(features, features)
    if unseen is not None:
        covariance = covariance + (unseen * np.eye(features.width) if isinstance(unseen, float) else unseen)
    curvature, vectors = np.linalg.eigh(covariance)
    pull = vectors.swapaxes(-1, -2) @ (seen.swapaxes(-1, -2) @ test.goal[..., None])
    return np.asarray(curvature), np.asarray(vectors), np.asarray(pull[..., 0])


def on_fresh_samples(
    test: Population,
    method: Method,
    features: Features | None,
    durations: tuple[float, ...],
    source: Source,
    which: tuple[int, int],
) -> list[Real]:
    """The weights after each number of steps, each with samples of its own, shape (draws, N, 1 + PROBES)."""
    problem, (i, j), B = test.problem, which, method.minibatch
    numbers, noises = source.stream(Kind.INPUTS, i), source.stream(Kind.LABEL_NOISE, i)
    beside = source.stream(Kind.FEATURE_NOISE, i, j)
    width = len(problem.stddev) if features is None else features.width
    weights = np.zeros((source.count, width, 1 + PROBES), problem.dtype)
    together, last, done = -(-CHUNK // B), int(max(durations)), 0
    kept: dict[int, Real] = {}
    shape = (together * B, len(problem.stddev))
    while done < last:
        inputs = numbers.of(lambda rng, n: problem.covariates.draw(rng, (n, *shape), problem.dtype))
        labels = labels_of(problem, inputs, numbers, noises.normal((together * B, PROBES)))
        rows = inputs * problem.stddev.astype(problem.dtype) if features is None else features(inputs, beside)
        for start in range(0, together * B, B):
            weights = method.step(weights, rows[:, start : start + B], labels[:, start : start + B])
            done += 1
            if done in durations:
                kept[done] = weights
    return [kept[int(duration)] for duration in durations]

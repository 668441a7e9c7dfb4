"""Training sets: samples, clean labels and unit label noises, and which of the samples each member is trained on."""

from __future__ import annotations

from math import sqrt

import numpy as np

from scalecalc.record import record
from scalecalc.simulation.draw.correlated import correlate
from scalecalc.simulation.draw.covariates import Real
from scalecalc.simulation.draw.drawn_task import DrawnTask, Size
from scalecalc.simulation.draw.randomness import Kind, Source, Stream
from scalecalc.theory.matrices.design import Ensemble

PROBES = 8  # unit label noises that are fitted per data set


@record
class TrainingSet:
    """Standardised inputs (draws, n, D), clean labels and unit label noises (draws, n, 1 + probes).

    bags: the rows that each member is trained on.
    """

    inputs: Real
    labels: Real
    bags: tuple[np.ndarray, ...]


def one_by_one(problem: DrawnTask, size: Size) -> bool:
    """Whether each draw has to be made by itself, because overlapping bags have a random number of samples in all."""
    ensemble = problem.design.ensemble
    return ensemble is not None and ensemble.draws != "features" and size.members > 1 and 0 < ensemble.overlap < 1


def training_set(problem: DrawnTask, size: Size, source: Source, replica: int) -> TrainingSet:
    """The data set number `replica` of each draw."""
    if one_by_one(problem, size):
        overlap = problem.design.ensemble.overlap if problem.design.ensemble else 1.0
        rows, bags = _bags(overlap, size, source.stream(Kind.BAGS, replica).generators[0])
    else:
        rows, bags = _sets(problem.design.ensemble, size)
    numbers, shape = source.stream(Kind.INPUTS, replica), (rows, len(problem.stddev))
    fresh = numbers.of(lambda rng, n: problem.covariates.draw(rng, (n, *shape), problem.dtype))
    inputs = correlate(problem.design.correlation, fresh)
    noise = source.stream(Kind.LABEL_NOISE, replica).normal((rows, PROBES))
    return TrainingSet(inputs, labels_of(problem, inputs, numbers, noise), bags)


def labels_of(problem: DrawnTask, inputs: Real, numbers: Stream, noise: Real) -> Real:
    """Clean labels, including the part of inputs that are not drawn, and label noises, correlated like the samples.

    The first column has the labels, the others have the noises.
    """
    correlation, rows = problem.design.correlation, inputs.shape[-2]
    labels = np.empty((len(inputs), rows, 1 + PROBES), dtype=problem.dtype)
    labels[..., 0] = inputs @ problem.target.astype(problem.dtype)
    if problem.hidden > 0:
        labels[..., 0] += sqrt(problem.hidden) * correlate(correlation, numbers.normal((rows, 1)))[..., 0]
    labels[..., 1:] = correlate(correlation, noise)
    return labels


def _sets(ensemble: Ensemble | None, size: Size) -> tuple[int, tuple[np.ndarray, ...]]:
    """The number of samples, and which of them each member has, if all members have the same or each has its own."""
    P, K = size.samples, size.members
    if ensemble is None or ensemble.draws == "features" or K == 1 or ensemble.overlap == 1:
        return P, (np.arange(P),) * K
    return P * K, tuple(np.arange(k * P, (k + 1) * P) for k in range(K))


def _bags(overlap: float, size: Size, rng: np.random.Generator) -> tuple[int, tuple[np.ndarray, ...]]:
    """The same where bags overlap.

    Bags are drawn independently from P/overlap samples, so that two bags share the fraction `overlap` on average.
    """
    pool = round(size.samples / overlap)
    chosen = [np.sort(rng.choice(pool, size.samples, replace=False)) for _ in range(size.members)]
    used = np.unique(np.concatenate(chosen))
    return len(used), tuple(np.searchsorted(used, bag) for bag in chosen)

"""Draws, each of them two independent data sets crossed with two independent sets of features, fitted, and compared.

The predictor f_ij learned from data i with features j (an average over members, with an ensemble) misses the target by
m_ij. With independent replicas the mean products of these are the terms, for any number of replicas, without bias:
  m_ij . m_ij  E_g      m_ij . m_ij'  Bias^2 + Var_X      m_ij . m_i'j  Bias^2 + Var_F      m_ij . m_i'j'  Bias^2
The plug-in variances of a few fits would be off by a multiple of 1/replicas. All fits are linear in the labels, so the
target and the label noise are fitted apart, and noise of every variance is served by the same fits.

Small draws are made many at once, along the first axis of every array; no draw's digits depend on the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import sqrt

import numpy as np

from scalecalc.record import record
from scalecalc.simulation import regression
from scalecalc.simulation.correlated import correlate, eigenvalues, matrix
from scalecalc.simulation.covariates import Real
from scalecalc.simulation.features import Features, drawn, noise_variance
from scalecalc.simulation.population import Population, population
from scalecalc.simulation.problem import Problem, Size
from scalecalc.simulation.randomness import Kind, Source
from scalecalc.theory.design import Activation, Correlation, Ensemble
from scalecalc.theory.points import Floats
from scalecalc.theory.risk import TERMS

QUANTITIES = ("train_error", "test_error", "generalization_error", *TERMS, "gcv", "df1", "corr_gcv")
REPLICAS = 2
PROBES = 8  # unit label noises that are fitted per data set


@record
class _Data:
    """Training data: standardised inputs (draws, n, D), clean labels and unit label noises (draws, n, 1 + probes).

    bags: the rows that each member is trained on.
    """

    inputs: Real
    labels: Real
    bags: tuple[np.ndarray, ...]


@record
class _Fitted:
    """A predictor at one ridge.

    missed: goal less prediction, and predictions of the noises, over the population; shape (draws, n, 1 + probes).
    weights: of each member, shape (draws, N, 1 + probes).  train, gcv, corr_gcv: mean squares of the columns, shape
    (draws, 1 + probes).  df1: shape (draws,).
    """

    missed: Real
    weights: list[Real]
    train: Floats
    gcv: Floats
    corrected: Floats
    df1: Floats


def measure(problem: Problem, size: Size, ridges: tuple[float, ...], source: Source) -> Floats:
    """What the draws of a source say of each quantity at each ridge, shape (draws, ridges, quantities, 2).

    Of the last axis, the first entry plus sigma^2 times the second is the unbiased estimate at label noise sigma^2.
    """
    place = population(problem, source)
    data = [_data(problem, size, source, i) for i in range(REPLICAS)]
    members = _feature_members(problem, size)
    features: list[list[Features | None]] = [[None]]
    if size.widths:
        features = [[drawn(problem, size, source, j, k) for k in range(members)] for j in range(REPLICAS)]
    fitted = {
        (i, j): list(_fitted(place, size, ridges, data[i], features[j], source, i, j))
        for i in range(REPLICAS)
        for j in range(len(features))
    }
    unseen = _unseen(place, features)
    return np.stack(
        [
            _compared({at: fits[r] for at, fits in fitted.items()}, place, size, unseen, len(features))
            for r in range(len(ridges))
        ],
        axis=1,
    )


def one_by_one(problem: Problem, size: Size) -> bool:
    """Whether draws have to be made each by itself: bags that overlap have as many samples as chance will."""
    ensemble = problem.design.ensemble
    return ensemble is not None and ensemble.draws != "features" and size.members > 1 and 0 < ensemble.overlap < 1


def _feature_members(problem: Problem, size: Size) -> int:
    """How many feature matrices an ensemble has."""
    ensemble = problem.design.ensemble
    return size.members if ensemble is not None and ensemble.draws != "samples" else 1


def _data(problem: Problem, size: Size, source: Source, replica: int) -> _Data:
    if one_by_one(problem, size):
        overlap = problem.design.ensemble.overlap if problem.design.ensemble else 1.0
        rows, bags = _bags(overlap, size, source.stream(Kind.BAGS, replica).generators[0])
    else:
        rows, bags = _sets(problem.design.ensemble, size)
    numbers = source.stream(Kind.INPUTS, replica)
    correlation, shape = problem.design.correlation, (rows, len(problem.spread))
    drawn_ = numbers.of(lambda rng, n: problem.covariates.draw(rng, (n, *shape), problem.dtype))
    inputs = correlate(correlation, drawn_)
    labels = np.empty((source.count, rows, 1 + PROBES), dtype=problem.dtype)
    labels[..., 0] = inputs @ problem.target.astype(problem.dtype)
    if problem.hidden > 0:
        labels[..., 0] += sqrt(problem.hidden) * correlate(correlation, numbers.normal((rows, 1)))[..., 0]
    noise = source.stream(Kind.LABEL_NOISE, replica).normal((rows, PROBES))
    labels[..., 1:] = correlate(correlation, noise)
    return _Data(inputs, labels, bags)


def _sets(ensemble: Ensemble | None, size: Size) -> tuple[int, tuple[np.ndarray, ...]]:
    """How many samples there are, and which of them each member has, where all have the same or each its own."""
    P, K = size.samples, size.members
    if ensemble is None or ensemble.draws == "features" or K == 1 or ensemble.overlap == 1:
        return P, (np.arange(P),) * K
    return P * K, tuple(np.arange(k * P, (k + 1) * P) for k in range(K))


def _bags(overlap: float, size: Size, rng: np.random.Generator) -> tuple[int, tuple[np.ndarray, ...]]:
    """The same where bags overlap.

    They are drawn independently from P/overlap samples, so that two of them share the fraction overlap on average.
    """
    pool = round(size.samples / overlap)
    chosen = [np.sort(rng.choice(pool, size.samples, replace=False)) for _ in range(size.members)]
    used = np.unique(np.concatenate(chosen))
    return len(used), tuple(np.searchsorted(used, bag) for bag in chosen)


def _fitted(
    place: Population,
    size: Size,
    ridges: tuple[float, ...],
    data: _Data,
    features: list[Features | None],
    source: Source,
    i: int,
    j: int,
) -> list[_Fitted]:
    """The predictors at each ridge."""
    problem, P, K = place.problem, size.samples, size.members
    draws, rows, columns = data.labels.shape
    seen = [np.zeros((draws, place.goal.shape[-1], columns)) for _ in ridges]
    predicted = [np.zeros(data.labels.shape) for _ in ridges]
    scaled = [np.zeros((draws, P, columns)) for _ in ridges]
    weights: list[list[Real]] = [[] for _ in ridges]
    free = np.zeros((len(ridges), draws))
    for k in range(K):
        which = features[k % len(features)]
        inputs = _inputs(problem, data.inputs, which, source, (i, j, k % len(features)))
        bag = data.bags[k]
        whole = len(bag) == rows
        matrix = inputs if whole else inputs[:, bag]
        targets = data.labels if whole else data.labels[:, bag]
        fits = regression.fits(_regressed(problem, size, matrix, which), targets, ridges)
        for r, fit in enumerate(fits):
            seen[r] += place.visible(which, fit.weights, source, (j, k % len(features))) / K
            if which is not None:
                weights[r].append(fit.weights)
            if not whole:
                predicted[r] += inputs @ fit.weights / K
                unseen = targets - fit.residual - matrix @ fit.weights  # by others: a kernel's tail knows its samples
                predicted[r][:, bag] += unseen / K
            else:
                predicted[r] += (targets - fit.residual) / K
            scaled[r] += fit.scaled / K
            free[r] += fit.free / K
    out = []
    for r in range(len(ridges)):
        missed = -seen[r]
        missed[..., 0] += place.goal
        train = _train(data, predicted[r])
        gcv = _gcv(data, train, scaled[r], free[r])
        df1 = P * (1 - free[r])
        corrected = _corrected(problem.design.correlation, P, df1, free[r], gcv)
        out.append(_Fitted(missed, weights[r], train, gcv, corrected, df1))
    return out


def _inputs(
    problem: Problem, inputs: Real, features: Features | None, source: Source, which: tuple[int, int, int]
) -> Real:
    """What is regressed on, sample by sample."""
    if features is None:
        return np.asarray(inputs * problem.spread.astype(problem.dtype))
    return features(inputs, source.stream(Kind.FEATURE_NOISE, *which))


def _regressed(problem: Problem, size: Size, matrix_: Real, features: Features | None) -> regression.Features:
    """The features to fit, with what is known about them."""
    P = size.samples
    if features is None:
        tail, correlation = problem.tail, problem.design.correlation
        if tail > 0 and correlation is not None:
            return regression.Features(matrix_, P, kernel=(tail * matrix(correlation, P)).astype(problem.dtype))
        return regression.Features(matrix_, min(matrix_.shape[1:]), tail)
    bounds = [P, *size.widths]
    bent = isinstance(problem.design.nonlinearity, Activation) or noise_variance(problem) > 0
    if bent:
        bounds = [P, size.widths[-1]]
    elif problem.tail == 0:
        bounds.append(len(problem.spread))
    return regression.Features(matrix_, min(bounds))


def _train(data: _Data, predicted: Real) -> Floats:
    """Mean squared errors on the training samples of a member, averaged over members; one per column."""
    squares = (data.labels - predicted) ** 2
    return np.asarray(np.mean([squares[:, bag].mean(axis=1) for bag in data.bags], axis=0, dtype=float))


def _gcv(data: _Data, train: Floats, scaled: Real, free: Floats) -> Floats:
    """E_tr/(1 - Tr H/P)^2, which has a limit where a single training set is interpolated."""
    if data.labels.shape == scaled.shape:
        return np.asarray(np.mean(scaled**2, axis=1, dtype=float))
    left = np.where(free > 0, free, np.nan)
    return np.asarray(train / left[:, None] ** 2)


def _corrected(correlation: Correlation | None, P: int, df1: Floats, free: Floats, gcv: Floats) -> Floats:
    """GCV for correlated samples, draw by draw; nan without correlation."""
    if correlation is None:
        return np.full_like(gcv, np.nan)
    k = eigenvalues(correlation, P)
    return np.stack([_corrected_one(k, P, *one) for one in zip(df1, free, gcv, strict=True)])


def _corrected_one(k: Floats, P: int, df1: float, free: float, gcv: Floats) -> Floats:
    """GCV for correlated samples with matched noise: E_tr S z/(z - q_K) with S = P/(z kt) (arXiv:2408.04607).

    With sum_t k_t/(k_t + kt) = z and sum_t k_t kt/(k_t + kt)^2 = z - q_K.
    """
    if df1 <= 0:
        return gcv
    if free <= 0:  # kt -> 0: kt = (P - z)/sum 1/k and z - q_K = P - z
        return gcv * float(np.mean(1 / k))
    kt = _ridge_of(k, df1)
    z_q = float(np.sum(k * kt / (k + kt) ** 2))
    return gcv * (free**2 * P / (kt * z_q))


def _ridge_of(k: Floats, z: float) -> float:
    """The kt at which sum k/(k + kt) = z, 0 < z < len(k), by Newton's method in 1/z, monotone from below."""
    kt = 0.0
    for _ in range(200):
        total = float(np.sum(k / (k + kt)))
        slope = float(np.sum(k / (k + kt) ** 2))
        step = (total - z) * total / (z * slope)
        kt += step
        if abs(step) <= 1e-13 * kt:
            break
    return kt


# --- the comparison


_Unseen = dict[tuple[int, int], list[list["Real | float | None"]]]


def _unseen(place: Population, features: list[list[Features | None]]) -> _Unseen:
    """For each pair of feature replicas, and of members in them, the covariances of what is unseen."""
    found: _Unseen = {}
    for j, one in enumerate(features):
        for other in range(j, len(features)):
            found[j, other] = [
                [None if a is None or b is None else place.unseen(a, b) for b in features[other]] for a in one
            ]
    return found


def _compared(fitted: dict[tuple[int, int], _Fitted], place: Population, size: Size, unseen: _Unseen, J: int) -> Floats:
    """The quantities from the fits at one ridge, shape (draws, quantities, 2)."""

    @cache
    def product(i: int, j: int, other_i: int, other_j: int) -> Floats:
        """The mean product of what two predictors miss: of the target, and of unit noise; shape (draws, 2)."""
        if j > other_j:
            return product(other_i, other_j, i, j)
        return _product(fitted[i, j], fitted[other_i, other_j], place.floor, unseen[j, other_j])

    def mean(pairs: Iterable[tuple[int, int, int, int]]) -> Floats:
        return np.asarray(np.mean([product(*pair) for pair in pairs], axis=0))

    fits = list(fitted)
    itself = mean((i, j, i, j) for i, j in fits)
    other_data = mean((i, j, k, j) for i, j in fits for k in range(i))
    data = mean((i, j, i, k) for i, j in fits for k in range(j)) if J > 1 else itself
    neither = mean((i, j, k, m) for i, j in fits for k in range(i) for m in range(J) if m != j) if J > 1 else other_data
    bias2, noise = neither[:, 0], data[:, 1]
    target, unit = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    found = list(fitted.values())
    rows = {
        "bias2": bias2[:, None] * target,
        "var_features": (other_data[:, 0] - bias2)[:, None] * target,
        "var_samples": (data[:, 0] - bias2)[:, None] * target,
        "var_samples_features": (itself[:, 0] - data[:, 0] - other_data[:, 0] + bias2)[:, None] * target,
        "var_samples_noise": noise[:, None] * unit,
        "var_samples_features_noise": (itself[:, 1] - noise)[:, None] * unit,
        "train_error": _parts(np.mean([fit.train for fit in found], axis=0)),
        "test_error": itself + unit,
        "generalization_error": itself,
        "gcv": _parts(np.mean([fit.gcv for fit in found], axis=0)),
        "df1": np.mean([fit.df1 for fit in found], axis=0)[:, None] * target,
        "corr_gcv": _parts(np.mean([fit.corrected for fit in found], axis=0)),
    }
    return np.stack([rows[name] for name in QUANTITIES], axis=1)


def _parts(columns: Floats) -> Floats:
    """The target's column, and the mean over the noises', of each draw."""
    return np.stack([columns[:, 0], columns[:, 1:].mean(axis=1)], axis=1)


def _product(one: _Fitted, other: _Fitted, floor: float, unseen: list[list[Real | float | None]]) -> Floats:
    total = np.einsum("dnc,dnc->dc", one.missed, other.missed, dtype=float)
    total[:, 0] += floor
    members = max(len(one.weights), 1)
    extra = np.zeros_like(total)
    for k, left in enumerate(one.weights):
        for m, right in enumerate(other.weights):
            row = unseen[k % len(unseen)]
            covariance = row[m % len(row)]
            if covariance is None:
                continue
            image = covariance * right if isinstance(covariance, float) else covariance @ right
            extra += np.einsum("dnc,dnc->dc", left, image, dtype=float)
    return _parts(total + extra / members**2)

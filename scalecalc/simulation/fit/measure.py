"""Draws: in each, two independent data sets and two independent sets of features are combined, fitted and compared.

The predictor f_ij learned from data i with features j (an average over members, with an ensemble) misses the target by
m_ij. With independent replicas, the mean products of these estimate the terms without bias, for any number of replicas:
  m_ij . m_ij  E_g      m_ij . m_ij'  Bias^2 + Var_X      m_ij . m_i'j  Bias^2 + Var_F      m_ij . m_i'j'  Bias^2
The plug-in variances of a few fits would be off by a multiple of 1/replicas. All fits are linear in the labels. So the
target and the label noise are fitted separately, and the same fits serve every noise variance.

Many small draws are made at once, along the first axis of every array. No draw's digits depend on the other draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.simulation.draw.covariates import Real
from scalecalc.simulation.draw.drawn_task import DrawnTask, Size
from scalecalc.simulation.draw.features import Features, drawn
from scalecalc.simulation.draw.population import Population, population
from scalecalc.simulation.draw.randomness import Source
from scalecalc.simulation.fit.predictors import Predictor, endless_predictors, predictors
from scalecalc.simulation.fit.training import training_set
from scalecalc.theory.risk.errors import TERMS

SHIFTED = ("shifted_error", "shifted_bias2", "shifted_features", "shifted_samples")
NOISY = ("flow_error", "gradient_noise")
QUANTITIES = ("train_error", "test_error", "generalization_error", *TERMS, "gcv", "df1", "corr_gcv", *SHIFTED, *NOISY)
REPLICAS = 2


def measure(
    problem: DrawnTask, size: Size, ridges: tuple[float, ...], source: Source, durations: tuple[float, ...] = ()
) -> Floats:
    """The estimates of each quantity from the draws of a source, shape (draws, fits, quantities, 2).

    A fit has a ridge or, where weights are trained, a ridge and a duration.

    On the last axis, the first entry plus sigma^2 times the second is the unbiased estimate at label noise sigma^2.
    """
    test = population(problem, source)
    members = _feature_members(problem, size)
    features: list[list[Features | None]] = [[None]]
    if size.widths:
        features = [[drawn(problem, size, source, j, k) for k in range(members)] for j in range(REPLICAS)]
    pairs = [(i, j) for i in range(REPLICAS) for j in range(len(features))]
    if size.samples or problem.training is None:
        data = [training_set(problem, size, source, i) for i in range(REPLICAS)]
        fitted = {
            (i, j): predictors(test, size, ridges, data[i], features[j], source, (i, j), durations) for i, j in pairs
        }
    else:
        fits, training = (ridges, durations), problem.training
        fitted = {(i, j): endless_predictors(test, training, fits, features[j][0], source, (i, j)) for i, j in pairs}
    unseen = _unseen(test, features)
    return np.stack(
        [
            _compared({at: fits[r] for at, fits in fitted.items()}, test, unseen, len(features))
            for r in range(len(ridges))
        ],
        axis=1,
    )


def _feature_members(problem: DrawnTask, size: Size) -> int:
    """How many feature matrices an ensemble has."""
    ensemble = problem.design.ensemble
    return size.members if ensemble is not None and ensemble.draws != "samples" else 1


_Unseen = dict[tuple[int, int], list[list["Real | float | None"]]]


def _unseen(test: Population, features: list[list[Features | None]]) -> _Unseen:
    """`Population.unseen` for each pair of feature replicas, and each pair of members in them."""
    found: _Unseen = {}
    for j, one in enumerate(features):
        for other in range(j, len(features)):
            found[j, other] = [
                [None if a is None or b is None else test.unseen(a, b) for b in features[other]] for a in one
            ]
    return found


def _compared(fitted: dict[tuple[int, int], Predictor], test: Population, unseen: _Unseen, J: int) -> Floats:
    """The quantities from the fits at one ridge, shape (draws, quantities, 2).  J: the number of feature replicas."""
    itself, other_data, data, neither = _products(fitted, test.floor, unseen, J, lambda missed: missed)
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
        "corr_gcv": _parts(np.mean([fit.corr_gcv for fit in found], axis=0)),
        "flow_error": other_data * target,  # the mean over samples moves as if there were endlessly many in each step
        "gradient_noise": itself - other_data * target,
    }
    shift = test.problem.shift
    if shift is None:
        rows |= dict.fromkeys(SHIFTED, np.full_like(itself, np.nan))
    else:
        itself, other_data, _, neither = _products(fitted, shift.floor, unseen, J, shift.seen)
        rows |= {
            "shifted_error": itself,
            "shifted_bias2": neither * target,
            "shifted_features": (other_data - neither) * target,
            "shifted_samples": itself - other_data * target,
        }
    return np.stack([rows[name] for name in QUANTITIES], axis=1)


def _products(
    fitted: dict[tuple[int, int], Predictor], floor: float, unseen: _Unseen, J: int, look: Callable[[Real], Real]
) -> tuple[Floats, Floats, Floats, Floats]:
    """Mean products of the errors of two predictors, from the target and from unit noise; shape (draws, 2) each.

    Of a predictor with itself; of two with other data, with other features, with other data and features.
    look: what a population sees of the errors.
    """
    errors = {at: look(fit.missed) for at, fit in fitted.items()}

    @cache
    def product(i: int, j: int, other_i: int, other_j: int) -> Floats:
        if j > other_j:
            return product(other_i, other_j, i, j)
        total = np.einsum("dnc,dnc->dc", errors[i, j], errors[other_i, other_j], dtype=float)
        total[:, 0] += floor
        return _parts(total + _beside(fitted[i, j], fitted[other_i, other_j], total, unseen[j, other_j]))

    def mean(pairs: Iterable[tuple[int, int, int, int]]) -> Floats:
        return np.asarray(np.mean([product(*pair) for pair in pairs], axis=0))

    fits = list(fitted)
    itself = mean((i, j, i, j) for i, j in fits)
    other_data = mean((i, j, k, j) for i, j in fits for k in range(i))
    data = mean((i, j, i, k) for i, j in fits for k in range(j)) if J > 1 else itself
    neither = mean((i, j, k, m) for i, j in fits for k in range(i) for m in range(J) if m != j) if J > 1 else other_data
    return itself, other_data, data, neither


def _parts(columns: Floats) -> Floats:
    """The column of the target and the mean of the columns of the noises, for each draw; shape (draws, 2)."""
    return np.stack([columns[:, 0], columns[:, 1:].mean(axis=1)], axis=1)


def _beside(one: Predictor, other: Predictor, total: Floats, unseen: list[list[Real | float | None]]) -> Floats:
    """What predictions that are not in the modes add to a product, of the shape of it."""
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
    return np.asarray(extra / members**2)

"""The stretches of a sweep by the exact errors alone, for problems without asymptotic laws.

A stretch ends where another term becomes the largest, where another count becomes the most used up, or where the error
turns. So every descent of a spectrum with gaps is a stretch of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import nan

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.laws.resolution import MODES, RIDGE, SAMPLES, width_limit
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.points import Points
from scalecalc.theory.regimes.contests import changes, log_sizes
from scalecalc.theory.regimes.names import THRESHOLD, regime_name
from scalecalc.theory.regimes.stretches import Stretch, merged
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import Evaluation, evaluate
from scalecalc.theory.risk.local import Rates, local_exponents, moved

_STEP = 1e-5
_USED_UP = 0.5  # share of a count: where less of every count is used up, the ridge limits the resolution


def observed_stretches(
    task: Task,
    points_at: Callable[[Floats], Points],
    rates: Rates,
    low: float,
    high: float,
    design: Design = PLAIN,
    places: int = 400,
) -> list[Stretch]:
    """The stretches of low < X < high.  places: the size of the grid on which their ends are first located."""

    def contests_at(x: Floats) -> list[Floats]:
        points = points_at(x)
        result = evaluate(task, points, design)
        falls = _falls(task, points, rates, design)
        return [_terms(result), _limits(task, points, result), np.array([np.zeros(len(points)), -falls])]

    x = np.geomspace(low, high, places)
    edges = np.unique([low, *changes(contests_at, x), high])
    middles = points_at(np.sqrt(edges[1:]) * np.sqrt(edges[:-1]))
    names = observed_regimes(task, middles, design)
    rising = _falls(task, middles, rates, design) < 0
    return merged(
        Stretch(start, stop, f"{regime}, rising" if up else regime, term, nan)
        for (start, stop), (regime, term), up in zip(pairwise(edges.tolist()), names, rising, strict=True)
    )


def _falls(task: Task, points: Points, rates: Rates, design: Design) -> Floats:
    """-dlog E/dlog X; 0 where it does not exist. An optimal ridge may be kept fixed, because there dE/dlambda = 0."""
    if design == PLAIN:
        falls = local_exponents(task, points, rates)["generalization_error"]
    else:
        both = evaluate(task, moved(points, rates, np.array([-_STEP, _STEP])), design).errors.generalization_error
        before, after = log_sizes(both).reshape(2, -1)
        falls = (before - after) / (2 * _STEP)
    return np.nan_to_num(falls)


def observed_regimes(task: Task, points: Points, design: Design = PLAIN) -> list[tuple[str, str]]:
    """(regime, largest term) at each point, from the exact errors."""
    result = evaluate(task, points, design)
    largest = np.argmax(np.nan_to_num(_terms(result), nan=-np.inf), axis=0)
    limits = np.argmax(np.nan_to_num(_limits(task, points, result), nan=-np.inf), axis=0)
    names = _limit_names(points)
    labels = []
    for term, limit, error in zip(largest, limits, result.errors.generalization_error, strict=True):
        name = THRESHOLD if np.isinf(error) else regime_name(TERMS[term], (names[limit],), order=None)
        labels.append((name, TERMS[term]))
    return labels


def _terms(result: Evaluation) -> Floats:
    return log_sizes(np.array([getattr(result.errors, term) for term in TERMS]))


def _limit_names(points: Points) -> list[str]:
    return [SAMPLES, *(width_limit(i) for i in range(len(points.widths))), MODES, RIDGE]


def _limits(task: Task, points: Points, result: Evaluation) -> Floats:
    """Logarithms of the used-up share of every count, and of the least share that makes a limit; shape (k, n)."""
    counts = [points.samples, *points.widths, np.full(len(points), task.modes)]
    with np.errstate(invalid="ignore"):
        used = [np.where(np.isinf(count), 0.0, result.df1 / count) for count in counts]
    return log_sizes(np.array([*used, np.full(len(points), _USED_UP)]))

"""The error at more samples, by the way that can be trusted, with an interval."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.empirical.forecasting.gather import Gathered
from scalecalc.empirical.forecasting.methods import METHODS, Method
from scalecalc.empirical.forecasting.policy import RidgePolicy
from scalecalc.empirical.forecasting.subsets import jackknife
from scalecalc.record import record

_QUANTILE = 1.96  # of the normal distribution, at 97.5 %
_NOTHING = 1e-3  # of the forecast: an interval that reaches as low as that reaches 0


@record(eq=False)
class Forecast:
    """samples: numbers, shape (p,).  error, low, high: with the ends of a 95 % interval, shape (p,).

    ridges: at which these are errors, nan where that is not known, shape (p,).

    method: that it is by.  guessed: whether it rests on what the samples do not show, shape (p,).

    objection: why this is not to be trusted there; empty where it is.
    """

    samples: Floats
    error: Floats
    low: Floats
    high: Floats
    ridges: Floats
    method: Method
    guessed: Bools
    objection: str


def forecasts(gathered: Gathered, policy: RidgePolicy, samples: Floats) -> list[Forecast]:
    """The forecast by each method; the first of those without an objection is to be taken."""
    found = [_by(method, gathered, policy, samples) for method in METHODS]
    first, *others = sorted(found, key=lambda one: bool(one.objection))
    return [_widened(first, others, gathered.never.high), *others]


def _by(method: Method, gathered: Gathered, policy: RidgePolicy, samples: Floats) -> Forecast:
    here = method.outlook(gathered, policy, samples)
    least = float(gathered.stderr[-1] / gathered.whole.curve[-1])
    most = least * (1 + np.maximum(np.log2(samples / gathered.whole.samples), 0.0) / 2)
    factor = np.exp(_QUANTILE * np.clip(jackknife(here.others), least, most))
    top = np.maximum(here.high * factor, here.highest * np.exp(_QUANTILE * least))
    error, low, high = np.maximum([here.error, here.low / factor, top], gathered.never.low)
    return Forecast(samples, error, low, high, here.ridges, method, here.guessed, here.objection)


def _widened(first: Forecast, others: list[Forecast], never: float) -> Forecast:
    """Where some method rests on what the samples do not show, the interval holds what all say.

    There the forecast is within the intervals of those that have no objection, and the error may stay as large as what
    may never be learned.
    """
    doubtful = np.any([one.guessed for one in (first, *others)], axis=0)
    error, low, high = first.error, first.low, np.maximum(first.high, never)
    for one in others:
        low = np.minimum(low, one.low)
        if not one.objection:
            error, high = np.clip(error, one.low, one.high), np.maximum(high, one.high)
    low = np.where(low < _NOTHING * error, 0.0, low)
    error, low, high = np.where(doubtful, [error, low, high], [first.error, first.low, first.high])
    return replace(first, error=error, low=low, high=high)

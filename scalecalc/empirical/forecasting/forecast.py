"""The error at more samples, by the way that can be trusted, with an interval."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.forecasting.gather import Gathered
from scalecalc.empirical.forecasting.methods import METHODS, Method
from scalecalc.empirical.forecasting.policy import RidgePolicy
from scalecalc.empirical.forecasting.subsets import ARCS
from scalecalc.record import record

_QUANTILE = 1.96  # of the normal distribution, at 97.5 %


@record(eq=False)
class Forecast:
    """samples: numbers, shape (p,).  error, low, high: with the ends of a 95 % interval, shape (p,).

    method: that it is by.  objection: why this is not to be trusted there; empty where it is.
    """

    samples: Floats
    error: Floats
    low: Floats
    high: Floats
    method: Method
    objection: str


def forecasts(gathered: Gathered, policy: RidgePolicy, samples: Floats) -> list[Forecast]:
    """The forecast by each method; the first of those without an objection is to be taken."""
    found = [_by(method, gathered, policy, samples) for method in METHODS]
    return sorted(found, key=lambda one: bool(one.objection))


def _by(kind: type[Method], gathered: Gathered, policy: RidgePolicy, samples: Floats) -> Forecast:
    method = kind.of(gathered.whole, policy)
    low, high = method.range(samples)
    least = float(gathered.stderr[-1] / gathered.whole.curve[-1])
    factor = np.exp(_QUANTILE * _stderr(kind, gathered, policy, samples, least))
    top = np.maximum(high * factor, method.highest(samples) * np.exp(_QUANTILE * least))
    error = method.at(samples)
    lost = "" if np.isfinite(error).all() else f"{kind.name} gives no number there"
    return Forecast(samples, error, low / factor, top, method, lost or method.objection(float(samples.max())))


def _stderr(kind: type[Method], gathered: Gathered, policy: RidgePolicy, samples: Floats, least: float) -> Floats:
    """The statistical error of the logarithm, by the jackknife over arcs.  least: that of the measured error at n.

    So few arcs tell it poorly. It is no less than that at n, and no more than this and half of it for every doubling
    beyond n.
    """
    replicates = np.log([kind.of(one, policy).steady(samples) for one in gathered.others])
    away = replicates - replicates.mean(axis=0)
    found = np.sqrt((ARCS - 1) / ARCS * (away**2).sum(axis=0))
    doublings = np.log2(samples / gathered.whole.samples)
    found = np.where(np.isfinite(found), found, np.inf)
    return np.asarray(np.clip(found, least, least * (1 + np.maximum(doublings, 0.0) / 2)))

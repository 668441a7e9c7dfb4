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

    ridges: at which these are errors, nan where that is not known, shape (p,).

    method: that it is by.  objection: why this is not to be trusted there; empty where it is.
    """

    samples: Floats
    error: Floats
    low: Floats
    high: Floats
    ridges: Floats
    method: Method
    objection: str


def forecasts(gathered: Gathered, policy: RidgePolicy, samples: Floats) -> list[Forecast]:
    """The forecast by each method; the first of those without an objection is to be taken."""
    found = [_by(method, gathered, policy, samples) for method in METHODS]
    return sorted(found, key=lambda one: bool(one.objection))


def _by(method: Method, gathered: Gathered, policy: RidgePolicy, samples: Floats) -> Forecast:
    here = method.outlook(gathered.whole, policy, samples)
    least = float(gathered.stderr[-1] / gathered.whole.curve[-1])
    most = least * (1 + np.maximum(np.log2(samples / gathered.whole.samples), 0.0) / 2)
    factor = np.exp(_QUANTILE * np.clip(_jackknife(method, gathered, policy, samples), least, most))
    top = np.maximum(here.high * factor, here.highest * np.exp(_QUANTILE * least))
    return Forecast(samples, here.error, here.low / factor, top, here.ridges, method, here.objection)


def _jackknife(method: Method, gathered: Gathered, policy: RidgePolicy, samples: Floats) -> Floats:
    """The statistical error of the logarithm, shape (p,), inf where it is not known.

    So few arcs tell it poorly: it is taken to be no less than that of the measured error at n, and no more than this
    and half of it for every doubling beyond n.
    """
    if not all((one.curve > 0).all() for one in gathered.others):  # a target that is 0 without some samples
        return np.full(len(samples), np.inf)
    replicates = np.log([method.outlook(one, policy, samples).steady for one in gathered.others])
    away = replicates - replicates.mean(axis=0)
    found = np.sqrt((ARCS - 1) / ARCS * (away**2).sum(axis=0))
    return np.where(np.isfinite(found), found, np.inf)

"""Local exponents: of the spectrum and of what is not learned, between given numbers of learned modes."""

from __future__ import annotations

import itertools

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.population.curves import Curves
from scalecalc.record import record

_EDGES = 10.0 ** (np.arange(1, 20) / 2)  # df1: two windows a decade
_FEWEST = 3  # points in a window


@record
class Window:
    """From start to stop of df1: alpha, and the slope of log (T + sigma^2) over log kappa, NaN without targets."""

    start: float
    stop: float
    alpha: float
    slope: float


def windows(curves: Curves) -> list[Window]:
    """The windows that the curves reach through, from few learned modes to many.

    z of a power law is about (scale/kappa)^(1/alpha) - 1/2, so that alpha is the slope of log kappa over log (z + 1/2).
    """
    edges = [1.0, *_EDGES[curves.df1.max() > _EDGES].tolist(), float(curves.df1.max())]
    found = [_window(curves, start, stop) for start, stop in itertools.pairwise(edges)]
    return [one for one in found if one is not None]


def _window(curves: Curves, start: float, stop: float) -> Window | None:
    inside = (curves.df1 >= start) & (curves.df1 <= stop)
    if inside.sum() < _FEWEST:
        return None
    kappa, counted = np.log(curves.kappa[inside]), np.log(curves.df1[inside] + 0.5)
    slope = _slope(kappa, np.log(curves.unlearned[inside])) if curves.targeted else np.nan
    return Window(start, stop, -_slope(counted, kappa), slope)


def _slope(x: Floats, y: Floats) -> float:
    return float((x - x.mean()) @ (y - y.mean()) / ((x - x.mean()) @ (x - x.mean())))

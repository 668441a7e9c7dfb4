"""The table of `forecast`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from math import nan

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.commands.forecast.asked import Asked
from scalecalc.commands.forecast.notes import Found, notes
from scalecalc.empirical.cost import Cost
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.forecasting.forecast import Forecast, forecasts
from scalecalc.empirical.forecasting.gather import Gathered, Gathering
from scalecalc.empirical.forecasting.look import Looking
from scalecalc.empirical.forecasting.policy import RidgePolicy
from scalecalc.empirical.forecasting.subsets import ARCS, Circle
from scalecalc.empirical.validation import sides
from scalecalc.errors import DataError, UsageError
from scalecalc.table import Column, Table

COLUMNS = (
    Column("samples", "number of samples learned from", "P", coordinate=True),
    Column("ridge", "lambda of K/P + lambda; empty where the best one is not known", "λ", coordinate=True),
    Column("measured", "leave-one-out error, the mean over parts of so many samples"),
    Column("measured_stderr", "standard error of measured", detail=True),
    Column("forecast", "error that is forecast, noise included"),
    Column("low", "lower end of its 95 % interval"),
    Column("high", "upper end of its 95 % interval"),
    Column("method", "how the number was found"),
)
FEWEST = 40  # samples: the smallest parts have an eighth of them
MEASURED = "leave-one-out"
_FIT = 0.03  # seconds for a spectrum of levels


def cost(data: Dataset, asked: Asked) -> Cost:
    """What it takes. Raises UsageError for too few samples, and for more than can be taken apart."""
    n = len(data)
    if n < FEWEST:
        raise UsageError(f"a forecast takes at least {FEWEST} samples, as it measures parts of them, got {n}")
    if n > sides.MOST and not sides.by_features(data):
        raise UsageError(
            f"leave-one-out of {n:,} samples takes all eigenvectors of their kernel matrix, which is done for at most"
            f" {sides.MOST:,}; take so many of them, drawn at random, and forecast from these"
        )
    sizes = [round(n * arcs / ARCS) for arcs in range(1, ARCS)]
    parts = [*sizes, *asked.to[asked.to < n].astype(int).tolist()]
    parts += [size // 2 for size in sizes] if asked.backtest else []
    ridges = len(RidgePolicy.of(asked.ridge, 1.0).probes([n, *asked.to]))
    whole = sides.cost(data, ridges)
    seconds = whole.seconds + ARCS * sum(sides.cost(data, ridges, size).seconds for size in parts)
    fits = (ARCS + 1) * (1 + asked.backtest)
    steps = ARCS * len(parts) + 1 + asked.backtest
    return Cost(whole.memory + 8.0 * n * n, seconds + fits * _FIT, steps)


def answered(data: Dataset, asked: Asked, tell: Callable[[int], None] | None = None) -> Table:
    """One row per number of samples, rising."""
    steps = count(1)

    def done() -> None:
        if tell is not None:
            tell(next(steps))

    n, look = len(data), Looking(data)
    policy, circle = RidgePolicy.of(asked.ridge, look.trace), Circle.drawn(n, asked.seed)
    beyond = np.union1d(asked.to[asked.to > n], [2.0 * n])
    gathering = Gathering(circle, policy, look, done)
    gathered = _usable(gathering.all([n, *beyond]))
    found = forecasts(gathered, policy, beyond)
    between = [gathering.at(int(size)) for size in asked.to[asked.to < n]]
    tested = None
    if asked.backtest:
        larger = gathered.whole.sizes[gathered.whole.sizes > len(circle.half().order)]
        half = _usable(Gathering(circle.half(), policy, look, done).all(larger))
        tested = forecasts(half, policy, larger)[0]
    values = _values(asked, gathered, between, found[0], tested)
    return Table(
        COLUMNS, values, data.title, (*notes(Found(data, asked, policy, gathered, found, tested)), *data.notes)
    )


def _usable(gathered: Gathered) -> Gathered:
    """Raises DataError where the measured errors say nothing."""
    bad = gathered.whole.sizes[~(gathered.whole.curve > 0)]
    if bad.size:
        raise DataError(
            f"rounding leaves no digits of the leave-one-out error of {bad[-1]:g} samples; give a larger ridge"
        )
    return gathered


def _values(
    asked: Asked,
    gathered: Gathered,
    between: list[tuple[float, float, float]],
    found: Forecast,
    tested: Forecast | None,
) -> dict[str, Floats]:
    whole = gathered.whole
    measured = dict(zip(asked.to[asked.to < whole.samples].tolist(), between, strict=True))
    curve = np.column_stack([gathered.ridges, whole.curve, gathered.stderr]).tolist()
    measured |= dict(zip(whole.sizes.tolist(), map(tuple, curve), strict=True))
    rows: dict[float, tuple[float | str, ...]] = {
        size: (*pair, nan, nan, nan, MEASURED) for size, pair in measured.items()
    }
    for one in (found,) if tested is None else (found, tested):
        for size, ridge, *three in np.column_stack([one.samples, one.ridges, one.error, one.low, one.high]).tolist():
            if size in measured or size in asked.to:
                rows[size] = (*measured.get(size, (ridge, nan, nan)), *three, one.method.name)
    table = [(size, *rows[size]) for size in sorted(rows)]
    columns = zip(*table, strict=True)
    return {
        column.name: np.array(cells, dtype=object if column.name == "method" else float)
        for column, cells in zip(COLUMNS, columns, strict=True)
    }

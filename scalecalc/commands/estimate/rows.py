"""The tables of `estimate`."""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf, nan

import numpy as np

from scalecalc.commands.estimate.notes import curve_notes, quantity_notes
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.population.estimated import Estimated
from scalecalc.record import record
from scalecalc.table import Column, Table

MEANING = {  # of what is estimated
    "alpha": "capacity exponent of the spectrum",
    "r": "source exponent of the target",
    "noise": "sigma^2 of the labels",
    "unlearned": "sigma^2 and the power not learned at the smallest kappa",
    "misfit": "chi^2 per degree of freedom of the power law",
    "trace": "tr K/n, the sum of all eigenvalues",
    "participation": "(tr K)^2/tr K^2",
    "local_alpha": "alpha between two values of df1",
    "local_slope": "slope of log unlearned over log kappa there",
}
QUANTITIES = (
    Column("quantity", "; ".join(f"{name}, {text}" for name, text in MEANING.items()), coordinate=True),
    Column("start", "df1 from which on a local exponent holds", coordinate=True),
    Column("stop", "df1 up to which it holds", coordinate=True),
    Column("estimate", "what the samples say"),
    Column("stderr", "its standard error, for Gaussian data"),
    Column("low", "the lower end of its 95 % interval"),
    Column("high", "the upper end of its 95 % interval"),
)
CURVES = (
    Column("ridge", "lambda of K/n + lambda", "λ", coordinate=True),
    Column("kappa", "the renormalized ridge", "κ"),
    Column("kappa_stderr", "its standard error"),
    Column("df1", "how many modes are learned", "z"),
    Column("df1_stderr", "its standard error"),
    Column("unlearned", "target power that is not learned, and noise, summed over targets", "T + σ²"),
    Column("unlearned_stderr", "its standard error"),
    Column("fitted_df1", "df1 of the fitted power law at this kappa"),
    Column("fitted_unlearned", "unlearned of the fitted power law at this kappa"),
)
HALF = 1.959964  # of a 95 % interval, in standard errors


@record
class _Row:
    """A row of the table of quantities."""

    quantity: str
    start: float = nan
    stop: float = nan
    estimate: float = nan
    stderr: float = nan
    low: float = nan
    high: float = nan


def quantity_table(found: Estimated, data: Dataset) -> Table:
    """One row a quantity, then one a local exponent where there is no power law."""
    rows = [*_exponents(found), *_facts(found), *([] if found.lawful else _local(found))]
    values = {column.name: np.array([getattr(row, column.name) for row in rows]) for column in QUANTITIES}
    return Table(QUANTITIES, values, data.title, (*quantity_notes(found), *data.notes))


def curve_table(found: Estimated, data: Dataset) -> Table:
    """One row a ridge; without targets nothing is unlearned."""
    curves, law = found.curves, found.fit.law.at(found.curves.kappa)
    errors = found.fit.at_ridges
    columns = (
        *(curves.ridges, curves.kappa, errors[0], curves.df1, errors[1]),
        *(curves.unlearned, errors[2], law.df1, law.unlearned),
    )
    values = {one.name: values for one, values in zip(CURVES, columns, strict=True)}
    return Table(CURVES, values, data.title, (*curve_notes(found), *data.notes))


def _exponents(found: Estimated) -> Iterator[_Row]:
    """alpha, and with targets r, noise and what is unlearned."""
    law, stderr = found.fit.law, found.fit.stderr if found.lawful else np.full(3, nan)
    yield _between(_Row("alpha", estimate=law.alpha, stderr=float(stderr[0])), 1.0 if isinf(law.modes) else 0.0)
    if not found.curves.targeted:
        return
    level = float(found.curves.unlearned[0])
    unlearned = _between(_Row("unlearned", estimate=level, stderr=float(found.fit.at_ridges[2, 0])), 0.0)
    yield _between(_Row("r", estimate=law.r, stderr=float(stderr[1])), 0.0)
    noise = _Row("noise", estimate=min(max(law.noise, 0.0), level), stderr=float(stderr[2]))
    if found.lawful:
        yield _between(noise, 0.0, unlearned.high, law.noise)
    else:
        yield _Row("noise", estimate=noise.estimate, low=0.0, high=unlearned.high)
    yield unlearned


def _between(row: _Row, least: float, most: float = np.inf, centre: float | None = None) -> _Row:
    """The row with its interval, within what the quantity can be. centre: of the interval, if not the estimate."""
    middle, half = row.estimate if centre is None else centre, HALF * row.stderr
    low, high = (float(np.clip(end, least, most)) for end in (middle - half, middle + half))
    return _Row(row.quantity, row.start, row.stop, row.estimate, row.stderr, low, high)


def _facts(found: Estimated) -> Iterator[_Row]:
    yield _Row("misfit", estimate=found.fit.misfit)
    yield _Row("trace", estimate=found.trace)
    yield _Row("participation", estimate=found.participation)


def _local(found: Estimated) -> Iterator[_Row]:
    for one in found.windows:
        yield _Row("local_alpha", one.start, one.stop, one.alpha)
    for one in found.windows if found.curves.targeted else []:
        yield _Row("local_slope", one.start, one.stop, one.slope)

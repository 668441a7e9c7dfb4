"""The table of `crossval`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from math import log10

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.commands.crossval.asked import Asked
from scalecalc.commands.crossval.notes import Found, notes
from scalecalc.empirical.cost import Cost
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.load import held_out
from scalecalc.empirical.validation import sides
from scalecalc.empirical.validation.correlated import corr_gcv
from scalecalc.empirical.validation.held_out import of_divisions, of_others
from scalecalc.empirical.validation.own import own_errors
from scalecalc.errors import UsageError
from scalecalc.table import Column, Table

RIDGE = Column("ridge", "ridge of K/n + λ; scikit-learn's alpha is λ n", "λ", coordinate=True)
TARGET = Column("target", "which target it is", coordinate=True)
HELD = ("held_out", "held_out_stderr")
COLUMNS = (
    TARGET,
    RIDGE,
    Column("train_error", "mean squared error of the samples that were learned from", "E_tr"),
    Column("df1", "effective dimension, tr K/n (K/n + λ)⁻¹", "df₁", detail=True),
    Column("kappa", "renormalized ridge, n/tr (K/n + λ)⁻¹", "κ", detail=True),
    Column("gcv", "generalized cross-validation; with a correlation CorrGCV", "GCV"),
    Column("loo", "exact leave-one-out error, at the same λ n"),
    Column("loo_stderr", "standard error of loo"),
    Column("held_out", "mean squared error of samples that were held out, at the same λ"),
    Column("held_out_stderr", "standard error of held_out"),
    Column(
        "spread",
        "coefficient of variation of the diagonal of (K/n + λ)⁻¹; above 0.05 gcv is not to be trusted",
        detail=True,
    ),
    Column("status", "ok, or ill-conditioned where rounding leaves too few digits"),
)
_LOWEST, _HIGHEST = -8, 1  # powers of ten times the trace
_PER_DECADE = 4
_USUAL = _PER_DECADE * (_HIGHEST - _LOWEST) + 1  # ridges
_STEPS = 2  # taking the samples apart, and their errors


def cost(data: Dataset, asked: Asked) -> Cost:
    """What it takes. Raises UsageError for more samples than can be taken apart."""
    n = len(data)
    if n > sides.MOST and not sides.by_features(data):
        raise UsageError(
            f"leave-one-out of {n:,} samples takes all eigenvectors of their kernel matrix, which is done for at most"
            f" {sides.MOST:,}; take so many of them, drawn at random: the errors are those of {sides.MOST:,} samples"
        )
    ridges = _USUAL if asked.ridges is None else len(asked.ridges)
    whole = sides.cost(data, ridges)
    if not asked.parts:
        return Cost(whole.memory, whole.seconds, _STEPS)
    once = sides.cost(data, ridges, len(asked.divisions(data)[0][0]))
    given = 8.0 * n * n if data.rows is None else 0.0  # the part that is learned from is a copy
    return Cost(whole.memory + given, whole.seconds + asked.parts * once.seconds, _STEPS + asked.parts)


def answered(data: Dataset, asked: Asked, tell: Callable[[int], None] | None = None) -> Table:
    """One row per ridge, or per target and ridge."""
    steps = count(1)

    def done() -> None:
        if tell is not None:
            tell(next(steps))

    others = None if asked.others is None else held_out(asked.others, asked.others_target, data)
    apart = sides.side(data)
    done()
    ridges = suitable(float(apart.eigen.values.sum())) if asked.ridges is None else asked.ridges
    own, rho = own_errors(apart.eigen, ridges, each=asked.each), asked.rho
    if asked.correlated and rho is None:
        rho = apart.succession.correlation
    gcv = own.gcv if rho is None else corr_gcv(own, len(data), rho)
    held = None if others is None else of_others(apart, data, others, ridges, each=asked.each)
    done()
    succession = apart.succession
    del apart  # its memory is needed by what comes
    if asked.parts:
        held = of_divisions(data, asked.divisions(data), ridges, each=asked.each, done=done)
    found = Found(data, asked, own, gcv, held, succession, rho)
    return _table(found, (*notes(found), *(() if others is None else others.notes)))


def suitable(trace: float) -> Floats:
    """Ridges for a kernel matrix with this trace of K/n: four a decade, from 1e-8 to 10 times the next power of ten.

    Raises UsageError for a matrix that is 0.
    """
    if not trace > 0:
        raise UsageError("the kernel matrix is 0: all samples are alike, and there is nothing to learn from them")
    power = round(log10(trace))
    low, high = power + _LOWEST, power + _HIGHEST
    return np.array([10.0 ** (step / _PER_DECADE) for step in range(low * _PER_DECADE, high * _PER_DECADE + 1)])


def _table(found: Found, said: tuple[str, ...]) -> Table:
    own, groups = found.own, found.groups
    wide = {"train_error": own.train, "gcv": found.gcv, "loo": own.loo, "loo_stderr": own.loo_stderr}
    if found.held is not None:
        wide |= dict(zip(HELD, (found.held.mean, found.held.stderr), strict=True))
    narrow = {"ridge": own.ridges, "df1": own.df1, "kappa": own.kappa, "spread": own.spread, "status": found.status}
    values = {name: one.T.ravel() for name, one in wide.items()}
    values |= {name: np.tile(one, groups) for name, one in narrow.items()}
    if found.asked.each:
        values["target"] = np.repeat(np.array(found.data.names, dtype=object), len(own.ridges))
    columns = tuple(column for column in COLUMNS if column.name in values)
    marks = {name: _lowest(one).T.ravel() for name, one in wide.items() if name in ("gcv", "loo", "held_out")}
    return Table(columns, values, found.data.title, said, marks, "the lowest error of its kind")


def _lowest(values: Floats) -> Bools:
    """Where each column, shape (r, g), is lowest."""
    return np.asarray(values == np.where(np.isnan(values), np.inf, values).min(axis=0))

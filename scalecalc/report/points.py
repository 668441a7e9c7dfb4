"""From a study to the tables of predict and decompose, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from scalecalc.report.columns import GENERALIZATION, Values, coordinate_columns, coordinates
from scalecalc.table import Column, Table
from scalecalc.theory.evaluate import OK, STATUS_MEANING, Evaluation, evaluate
from scalecalc.theory.risk import TERMS

if TYPE_CHECKING:
    from scalecalc.spec import Study

BLOCK_ROWS = 1 << 14

STATUS = Column("status", "ok, or what happened at this point")

PREDICT = (
    Column("kappa1", "ridge renormalized by the data, lambda S_W", "κ₁"),
    Column("kappa2", "ridge renormalized by data and features: modes of eigenvalue above it are learned", "κ₂"),
    Column("df1", "effective dimension sum eta/(eta + kappa2)", "df₁"),
    Column("df2", "effective dimension sum (eta/(eta + kappa2))^2", "df₂"),
    Column(
        "gamma1",
        "fluctuations of the data multiply the error by 1/(1 - gamma1)",
        "γ₁",
    ),
    Column("train_error", "expected squared error on the noisy training labels", "E_tr"),
    Column("test_error", "expected squared error on noisy labels, E_g + noise", "E_g+σ²"),
    GENERALIZATION,
    STATUS,
)
TERM_COLUMNS = {
    "bias2": Column("bias2", "squared bias: what no average over data, features and noise removes", "Bias²"),
    "var_features": Column("var_features", "variance due to the features alone", "Var_F"),
    "var_samples": Column("var_samples", "variance due to the sampled inputs alone", "Var_X"),
    "var_samples_features": Column("var_samples_features", "variance due to inputs and features together", "Var_XF"),
    "var_samples_noise": Column("var_samples_noise", "variance due to label noise and inputs", "Var_Xε"),
    "var_samples_features_noise": Column(
        "var_samples_features_noise", "variance due to label noise, inputs and features", "Var_XFε"
    ),
}

_KAPPA_NOTE = "κ₂ is the renormalized ridge: modes with eigenvalue above it are learned, those below are not."
_TERMS_NOTE = "The six terms add up to E_g."


def predict(study: Study) -> Iterator[Table]:
    """Train and test error, renormalized ridge and effective dimensions at every grid point, in blocks."""
    return _blocks(study, PREDICT, _prediction, (_KAPPA_NOTE,))


def decompose(study: Study) -> Iterator[Table]:
    """The fine-grained bias-variance decomposition at every grid point, in blocks."""
    columns = (*TERM_COLUMNS.values(), GENERALIZATION, STATUS)
    return _blocks(study, columns, _decomposition, (_TERMS_NOTE,))


def _blocks(
    study: Study, columns: tuple[Column, ...], fill: Callable[[Evaluation], Values], notes: tuple[str, ...]
) -> Iterator[Table]:
    seen: set[str] = set()
    for points in study.grid.blocks(BLOCK_ROWS):
        result = evaluate(study.task, points)
        seen.update(result.status.tolist())
        trouble = tuple(f"{status}: {STATUS_MEANING[status]}." for status in sorted(seen - {OK}))
        values = coordinates(points) | fill(result)
        marks = _largest_term(values) if "bias2" in values else {}
        yield Table(
            columns=(*coordinate_columns(study), *columns),
            values=values,
            title=study.title,
            notes=(*notes, *study.notes, *trouble),
            marks=marks,
        )


def _prediction(result: Evaluation) -> Values:
    return {
        "kappa1": result.kappa1,
        "kappa2": result.kappa2,
        "df1": result.df1,
        "df2": result.df2,
        "gamma1": result.errors.gamma1,
        "train_error": result.errors.train_error,
        "test_error": result.errors.test_error,
        "generalization_error": result.errors.generalization_error,
        "status": result.status,
    }


def _decomposition(result: Evaluation) -> Values:
    terms = {name: getattr(result.errors, name) for name in TERMS}
    return terms | {"generalization_error": result.errors.generalization_error, "status": result.status}


def _largest_term(values: Values) -> dict[str, np.ndarray[Any, Any]]:
    terms = np.array([values[name] for name in TERMS])
    largest = (terms == terms.max(axis=0)) & (terms > 0)
    return dict(zip(TERMS, largest, strict=True))

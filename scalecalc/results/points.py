"""From a study to the tables of predict and decompose, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from scalecalc.results.columns import GENERALIZATION, Values, coordinate_columns, coordinates
from scalecalc.table import Column, Table
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import OK, STATUS_MEANING, Evaluation
from scalecalc.theory.solutions import Solution, solutions

if TYPE_CHECKING:
    from scalecalc.spec import Study
    from scalecalc.theory.optimum.optimal import Optimum
    from scalecalc.theory.shift.probe import Probe

BLOCK_ROWS = 1 << 14
_FEW = 100  # effective dimensions of the data: with fewer, an activation's output is not Gaussian enough

STATUS = Column("status", "ok, or what happened at this point")

PREDICT = (
    Column("train_error", "expected squared error on the noisy training labels", "E_tr"),
    Column("test_error", "expected squared error on noisy labels, E_g + noise", "E_g+σ²"),
    GENERALIZATION,
    Column("kappa1", "ridge renormalized by the data, lambda S_W", "κ₁", detail=True),
    Column("kappa2", "ridge renormalized by data and features: modes of eigenvalue above it are learned", "κ₂"),
    Column("df1", "effective dimension sum eta/(eta + kappa2)", "df₁"),
    Column("df2", "effective dimension sum (eta/(eta + kappa2))^2", "df₂", detail=True),
    Column("gamma1", "fluctuations of the data multiply the error by 1/(1 - gamma1)", "γ₁", detail=True),
    Column(
        "test_train_ratio",
        "test error over train error: S_W^2 where the samples are independent",
        "E_test/E_tr",
        detail=True,
    ),
)
S_SAMPLES = Column("s_samples", "S-transform of the samples, kappa1/lambda", "S_W", detail=True)
S_NOISE = Column("s_noise", "what the noise of the features multiplies the ridge by", "u/κ₁", detail=True)
S_FEATURES = Column("s_features", "S-transform of the feature matrix", "S_F", detail=True)
OPTIMUM = (
    Column("ridge_low", "the test error is within 1 % of its minimum from this ridge on", "λ₋", detail=True),
    Column("ridge_high", "the test error is within 1 % of its minimum up to this ridge", "λ₊", detail=True),
)
CROSS_VALIDATION = (
    Column("gcv", "generalized cross-validation as for independent samples, (1 - df1/P)^-2 E_tr: wrong here", "GCV"),
    Column("corr_gcv", "generalized cross-validation that heeds the correlation: the test error", "CorrGCV"),
)
SHIFTED = (
    Column("shifted_error", "expected squared error on the test distribution, against the noiseless target", "E'"),
    Column("shifted_bias2", "its squared bias", "Bias'²"),
    Column("shifted_features", "its variance due to the features alone", "Var'_F"),
    Column("shifted_samples", "its variance due to samples and label noise: a multiple of the test error", "Var'_X"),
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
DECOMPOSE = (*TERM_COLUMNS.values(), GENERALIZATION)

SHIFT_NOTE = (
    "E' is the error on the distribution of `test`, without noise of its labels, and the sum of Bias'², Var'_F and "
    "Var'_X; all other columns are about the distribution of training."
)
HEAVIER = (
    "the eigenvalues at test fall more slowly with the rank than those of training, so that noise in the directions "
    "learned last weighs more and more."
)
_HEAVIER_NOTE = f"Where noise is fitted along, E' may grow with what is learned: {HEAVIER}"
_BAGS_NOTE = "The train error is that of the average, on the training samples of one member."


def predict(study: Study) -> Iterator[Table]:
    """Train and test error, renormalized ridge and effective dimensions at every grid point, in blocks."""
    return _blocks(study, predict_columns(study), partial(_prediction, study))


def predict_columns(study: Study) -> tuple[Column, ...]:
    """What `predict` says of a study, beside coordinates, status and the range of an optimal ridge."""
    shifted = SHIFTED if study.test else ()
    return (*PREDICT, *shifted, *stage_columns(study), *(CROSS_VALIDATION if study.design.correlation else ()))


def decompose(study: Study) -> Iterator[Table]:
    """The fine-grained bias-variance decomposition at every grid point, in blocks."""
    return _blocks(study, DECOMPOSE, _decomposition)


def stage_columns(study: Study) -> tuple[Column, ...]:
    """The S-transform of each stage."""
    noise = (S_NOISE,) if study.design.nonlinearity is not None else ()
    names = layer_suffixes(len(study.grid.widths))
    return (S_SAMPLES, *noise, *(replace(S_FEATURES, name=f"s_{name}") for name in names))


def layer_suffixes(layers: int) -> list[str]:
    """features, or layer_1, layer_2, ... with several layers."""
    return ["features"][:layers] if layers <= 1 else [f"layer_{layer}" for layer in range(1, layers + 1)]


def _blocks(study: Study, columns: tuple[Column, ...], fill: Callable[[Evaluation], Values]) -> Iterator[Table]:
    told = Notes(study)

    def block(solution: Solution) -> Table:
        points, result = solution.points, solution.result
        values = coordinates(points) | fill(result) | _flatness(solution.optimum) | {"status": result.status}
        return Table(
            columns=(*coordinate_columns(study), *columns, *(OPTIMUM if solution.optimum else ()), STATUS),
            values=values,
            title=study.title,
            notes=(*study.notes, *told.about(points, result)),
            marks=largest_term(values) if "bias2" in values else {},
        )

    return map(block, solutions(study.task, study.grid, study.design, BLOCK_ROWS))


def _flatness(optimum: Optimum | None) -> Values:
    """How flat the error is at the optimal ridge."""
    return {} if optimum is None else {"ridge_low": optimum.low, "ridge_high": optimum.high}


class Notes:
    """What there is to say about the rows so far."""

    def __init__(self, study: Study) -> None:
        self._statuses: set[str] = set()
        self._optimal = study.grid.ridge.optimal
        self._extremes: dict[float, int] = {0.0: 0, np.inf: 0}
        self._always = tuple(_of_the_design(study))

    def about(self, points: Points, result: Evaluation) -> tuple[str, ...]:
        """Notes on all rows up to these."""
        self._statuses.update(result.status.tolist())
        notes = [f"{status}: {STATUS_MEANING[status]}." for status in sorted(self._statuses - {OK})]
        if self._optimal:
            for value, where in (
                (0.0, "0: any positive ridge makes it worse"),
                (np.inf, "infinite: nothing can be learned"),
            ):
                self._extremes[value] += int(np.count_nonzero(points.ridge == value))
                if count := self._extremes[value]:
                    notes.append(f"At {count} point{'' if count == 1 else 's'} the optimal ridge is {where}.")
        return (*notes, *self._always)


def _of_the_design(study: Study) -> Iterator[str]:
    """What a reader should know of the model."""
    if study.test is not None:
        yield SHIFT_NOTE
        if study.test.heavier and (noise := study.grid.noise.values) is not None and np.any(noise > 0):
            yield _HEAVIER_NOTE
    ensemble = study.design.ensemble
    if ensemble is not None and ensemble.draws != "features":
        yield _BAGS_NOTE
    bend = study.design.nonlinearity
    if bend is not None and bend.nonlinear and (rank := study.task.effective_rank) < _FEW:
        yield (
            f"Gaussian equivalence of an activation supposes data of many effective dimensions; here (Tr Σ)²/Tr Σ² is "
            f"{rank:.3g}, and a deviation of about 1/{rank:.2g} is to be expected."
        )


def _prediction(study: Study, result: Evaluation) -> Values:
    names = [column.name for column in stage_columns(study)]
    steps = result.steps[: len(result.steps) - len(study.grid.widths)]
    ordered = (*steps, *reversed(result.steps[len(steps) :]))  # layers in the order of the spec
    return {
        "kappa1": result.kappa1,
        "kappa2": result.kappa2,
        "df1": result.df1,
        "df2": result.df2,
        "gamma1": result.errors.gamma1,
        "train_error": result.errors.train_error,
        "test_error": result.errors.test_error,
        "generalization_error": result.errors.generalization_error,
        "test_train_ratio": result.test_train_ratio,
        **{name: step.s_transform for name, step in zip(names, ordered, strict=True)},
        **({"gcv": result.gcv, "corr_gcv": _corr_gcv(result)} if study.design.correlation else {}),
        **({} if study.test is None else shifted_values(study.test, result)),
    }


def shifted_values(test: Probe, result: Evaluation) -> Values:
    """The error on a test distribution and its parts, by the names of their columns."""
    from scalecalc.theory.shift.response import response

    found = response(result).whole(test)
    parts = (found.error, found.bias2, found.features, found.samples)
    return {column.name: values for column, values in zip(SHIFTED, parts, strict=True)}


def _corr_gcv(result: Evaluation) -> np.ndarray[Any, Any]:
    """S z/(z - q_K) E_tr (arXiv:2408.04607); nothing can be estimated from a train error of 0."""
    with np.errstate(invalid="ignore"):
        return np.where(result.errors.train_error > 0, result.test_train_ratio * result.errors.train_error, np.nan)


def _decomposition(result: Evaluation) -> Values:
    terms = {name: getattr(result.errors, name) for name in TERMS}
    return terms | {"generalization_error": result.errors.generalization_error}


def largest_term(values: Values) -> dict[str, np.ndarray[Any, Any]]:
    """Which term is the largest, as marks of a table of them."""
    terms = np.array([values[name] for name in TERMS])
    largest = (terms == terms.max(axis=0)) & (terms > 0)
    return dict(zip(TERMS, largest, strict=True))

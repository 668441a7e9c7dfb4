"""Errors of `crossval` against models that are fitted anew, and against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Ridge, RidgeCV

from scalecalc import crossval
from scalecalc.empirical.gram import gram
from scalecalc.empirical.load import load
from scalecalc.empirical.validation.held_out import folds
from scalecalc.errors import UsageError

Array = NDArray[np.float64]

RIDGES = [1e-6, 1e-3, 0.1, 10.0]
KERNELS = ("linear", "gaussian", "laplace:2", "relu", "precomputed")


def samples(n: int, d: int, seed: int = 0) -> tuple[Array, Array]:
    """Features of unequal variance, and three targets; neither has mean 0."""
    random = np.random.default_rng(seed)
    x = random.standard_normal((n, d)) * np.arange(1, d + 1) ** -0.5 + 0.7
    return x, x[:, :3] + random.standard_normal((n, 3)) + 2


def predicted(matrix: Array, others: Array, y: Array, ridge: float, intercept: bool) -> Array:
    """Kernel ridge regression by solving its equations, with a free constant if there is an intercept."""
    n = len(matrix)
    system = np.block([[matrix + ridge * np.eye(n), np.ones((n, 1))], [np.ones((1, n)), np.zeros((1, 1))]])
    if not intercept:
        return np.asarray(others @ np.linalg.solve(system[:-1, :-1], y))
    solved = np.linalg.solve(system, np.vstack([y, np.zeros((1, y.shape[1]))]))
    return np.asarray(others @ solved[:-1] + solved[-1])


def left_out(matrix: Array, y: Array, ridge: float, intercept: bool) -> Array:
    """Squared errors of samples, each left out of a model that is fitted anew; lambda n stays."""
    n = len(matrix)
    errors = np.empty_like(y)
    for i in range(n):
        rest = np.delete(np.arange(n), i)
        square = matrix[np.ix_(rest, rest)]
        errors[i] = y[i] - predicted(square, matrix[i : i + 1, rest], y[rest], n * ridge, intercept)[0]
    return errors**2


@pytest.mark.parametrize("intercept", [False, True])
@pytest.mark.parametrize(("n", "d"), [(30, 6), (30, 24), (20, 50)])
@pytest.mark.parametrize("kernel", KERNELS)
def test_leave_one_out_is_what_models_without_the_sample_give(kernel: str, n: int, d: int, intercept: bool) -> None:
    x, y = samples(n, d)
    matrix = gram(load(x, y, kernel="linear" if kernel == "precomputed" else kernel))
    given = matrix if kernel == "precomputed" else x
    table = crossval(given, y, kernel=kernel, center=intercept, ridge=RIDGES)
    each = crossval(given, y, kernel=kernel, center=intercept, ridge=RIDGES, per_target=True)
    for k, ridge in enumerate(RIDGES):
        squares = left_out(matrix, y, ridge, intercept)
        summed = squares.sum(axis=1)
        assert table["loo"][k] == pytest.approx(summed.mean(), rel=1e-8)
        assert table["loo_stderr"][k] == pytest.approx(summed.std(ddof=1) / np.sqrt(n), rel=1e-7)
        assert each["loo"][each["ridge"] == ridge] == pytest.approx(squares.mean(axis=0), rel=1e-8)


@pytest.mark.parametrize("intercept", [False, True])
@pytest.mark.parametrize(("n", "d"), [(40, 7), (40, 35)])
def test_leave_one_out_is_that_of_scikit_learn(n: int, d: int, intercept: bool) -> None:
    x, y = samples(n, d, seed=1)
    table = crossval(x, y, center=intercept, ridge=RIDGES)
    model = RidgeCV(alphas=[n * ridge for ridge in RIDGES], fit_intercept=intercept, store_cv_results=True)
    expected = model.fit(x, y).cv_results_.sum(axis=1).mean(axis=0)
    assert table["loo"] == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("intercept", [False, True])
@pytest.mark.parametrize(("n", "d"), [(40, 7), (40, 60)])
def test_training_errors_degrees_of_freedom_and_gcv_by_the_hat_matrix(n: int, d: int, intercept: bool) -> None:
    x, y = samples(n, d)
    table = crossval(x, y, center=intercept, ridge=RIDGES)
    matrix = x @ x.T
    for k, ridge in enumerate(RIDGES):
        hat = predicted(matrix, matrix, np.eye(n), n * ridge, intercept)
        error = ((y - hat @ y) ** 2).sum(axis=1).mean()
        free = 1 - np.trace(hat) / n
        diagonal = 1 - np.diag(hat)
        assert table["train_error"][k] == pytest.approx(error, rel=1e-6)
        assert table["df1"][k] == pytest.approx(np.trace(hat) - intercept, rel=1e-7)
        assert table["kappa"][k] == pytest.approx(ridge / free, rel=1e-6)
        assert table["gcv"][k] == pytest.approx(error / free**2, rel=1e-6)
        assert table["spread"][k] == pytest.approx(diagonal.std() / diagonal.mean(), rel=1e-5)


@pytest.mark.parametrize(("n", "d"), [(30, 6), (30, 27), (30, 60)])  # fewer directions, by either side, and more
def test_ridge_0_is_the_limit_where_there_is_one(n: int, d: int) -> None:
    """Least squares, or the interpolation with the least weights."""
    x, y = samples(n, d)
    table = crossval(x, y, ridge=0)
    rest = [np.delete(np.arange(n), i) for i in range(n)]
    missed = [y[i] - x[i] @ np.linalg.pinv(x[others]) @ y[others] for i, others in enumerate(rest)]
    assert table["loo"][0] == pytest.approx((np.array(missed) ** 2).sum(axis=1).mean(), rel=1e-8)
    left = y - x @ np.linalg.pinv(x) @ y
    assert table["train_error"][0] == pytest.approx((left**2).sum(axis=1).mean(), rel=1e-8, abs=1e-20)
    assert table["df1"][0] == pytest.approx(min(n, d))
    limit = crossval(x, y, ridge=1e-10)
    for name in ("gcv", "spread", "loo_stderr"):
        assert table[name] == pytest.approx(limit[name], rel=1e-3)


def test_no_number_where_rounding_leaves_no_digits() -> None:
    x, y = samples(30, 6)
    table = crossval(x @ x.T, y, kernel="precomputed", ridge=[0, 1e-14, 1e-3])
    assert table["status"].tolist() == ["ill-conditioned", "ill-conditioned", "ok"]
    for name in ("train_error", "gcv", "loo", "loo_stderr", "kappa", "spread"):
        assert np.isnan(table[name][:2]).all()
        assert np.isfinite(table[name][2])
    assert any("λ <= 1e-14" in note and "singular" in note for note in table.notes)


def test_no_number_where_a_sample_alone_spans_a_direction() -> None:
    """Without it nothing is known there, and the limit of its error is 0/0 in doubles."""
    x, y = samples(30, 6)
    x[:, 5] = 0
    x[3, 5] = 1
    table = crossval(x, y, ridge=[0, 1e-14, 1e-3])
    assert table["status"].tolist() == ["ill-conditioned", "ill-conditioned", "ok"]
    assert np.isnan(table["loo"][:2]).all()
    assert np.isfinite(table["gcv"]).all()
    assert table["loo"][2] == pytest.approx(left_out(x @ x.T, y, 1e-3, False).sum(axis=1).mean(), rel=1e-8)


@pytest.mark.parametrize("kernel", ["linear", "gaussian:3"])
def test_held_out_samples_are_those_that_scikit_learn_misses(kernel: str) -> None:
    x, y = samples(40, 6)
    others, wanted = samples(25, 6, seed=2)
    table = crossval(x, y, kernel=kernel, ridge=RIDGES, held_out=others, held_out_target=wanted)
    name = {"kernel": "linear"} if kernel == "linear" else {"kernel": "rbf", "gamma": 1 / 18}
    for k, ridge in enumerate(RIDGES):
        model = KernelRidge(alpha=40 * ridge, **name).fit(x, y)
        errors = ((model.predict(others) - wanted) ** 2).sum(axis=1)
        assert table["held_out"][k] == pytest.approx(errors.mean(), rel=1e-8)
        assert table["held_out_stderr"][k] == pytest.approx(errors.std(ddof=1) / 5, rel=1e-8)


def test_held_out_samples_with_an_intercept() -> None:
    x, y = samples(40, 6)
    others, wanted = samples(25, 6, seed=2)
    table = crossval(x, y, center=True, ridge=RIDGES, held_out=others, held_out_target=wanted)
    for k, ridge in enumerate(RIDGES):
        model = Ridge(alpha=40 * ridge).fit(x, y)
        assert table["held_out"][k] == pytest.approx(((model.predict(others) - wanted) ** 2).sum(axis=1).mean())


@pytest.mark.parametrize("intercept", [False, True])
@pytest.mark.parametrize("kernel", ["linear", "gaussian:3", "precomputed"])
def test_folds_are_held_out_of_models_at_the_same_ridge(kernel: str, intercept: bool) -> None:
    x, y = samples(31, 6)
    matrix = gram(load(x, y, kernel="linear" if kernel == "precomputed" else kernel))
    given = matrix if kernel == "precomputed" else x
    table = crossval(given, y, kernel=kernel, center=intercept, ridge=RIDGES, folds=4, seed=5)
    for k, ridge in enumerate(RIDGES):
        errors = np.empty(31)
        for taught, held in folds(31, 4, 5):
            square, others = matrix[np.ix_(taught, taught)], matrix[np.ix_(held, taught)]
            missed = y[held] - predicted(square, others, y[taught], len(taught) * ridge, intercept)
            errors[held] = (missed**2).sum(axis=1)
        assert table["held_out"][k] == pytest.approx(errors.mean(), rel=1e-8)
        assert table["held_out_stderr"][k] == pytest.approx(errors.std(ddof=1) / np.sqrt(31), rel=1e-8)


def test_as_many_folds_as_samples_are_leave_one_out() -> None:
    """Its ridge is that of one sample less."""
    x, y = samples(20, 5)
    folded = crossval(x, y, ridge=0.1, folds=20)["held_out"]
    assert folded == pytest.approx(crossval(x, y, ridge=0.1 * 19 / 20)["loo"], rel=1e-10)


def test_a_fraction_is_drawn_by_its_seed() -> None:
    x, y = samples(40, 5)
    first, again, other = (crossval(x, y, ridge=RIDGES, held_out=0.25, seed=seed) for seed in (1, 1, 2))
    assert first["held_out"].tolist() == again["held_out"].tolist() != other["held_out"].tolist()
    assert np.abs(first["held_out"] / first["loo"] - 1).max() < 0.5


def test_targets_one_by_one_add_up() -> None:
    x, y = samples(40, 5)
    summed, each = (crossval(x, y, ridge=RIDGES, folds=4, per_target=one) for one in (False, True))
    assert each.names == ("target", *summed.names)
    for name in ("train_error", "gcv", "loo", "held_out"):
        assert each[name].reshape(3, -1).sum(axis=0) == pytest.approx(summed[name])
    assert each.marks["loo"].reshape(3, -1).sum(axis=1).tolist() == [1, 1, 1]


def series(rho: float, n: int, d: int, seed: int) -> tuple[Array, Array]:
    """Rows with unit covariance, and a target of five weights of 1 with noise of variance 1."""
    random = np.random.default_rng(seed)
    rows = random.standard_normal((n, d + 1))
    for t in range(1, n):
        rows[t] = rho * rows[t - 1] + np.sqrt(1 - rho**2) * rows[t]
    return rows[:, :-1], rows[:, :5].sum(axis=1, keepdims=True) + rows[:, -1:]


def test_corr_gcv_is_nearer_to_the_error_than_gcv() -> None:
    """The error is known exactly; four draws, each within some 8 % of its expectation."""
    n, d, ridge, rho = 600, 300, 0.1, 0.6
    errors = []
    for seed in range(4):
        x, y = series(rho, n, d, seed)
        solved = np.linalg.solve(x.T @ x + n * ridge * np.eye(d), x.T @ y[:, 0])
        error = 1 + ((solved - np.repeat([1.0, 0.0], [5, d - 5])) ** 2).sum()
        tables = [crossval(x, y, ridge=ridge, correlation=one) for one in (None, "ar1:0.6", "ar1")]
        errors.append([error, *(table["gcv"][0] for table in tables)])
        assert any("correlated with the next by 0." in note for note in tables[0].notes)
        assert not any("correlated with the next" in note for note in tables[1].notes)
    error, plain, known, guessed = np.mean(errors, axis=0)
    assert plain < 0.7 * error
    assert known == pytest.approx(error, rel=0.12)
    assert guessed == pytest.approx(error, rel=0.12)


def test_no_correlation_is_gcv() -> None:
    x, y = samples(40, 5)
    plain, known = (crossval(x, y, ridge=RIDGES, correlation=one) for one in (None, "ar1:0"))
    assert known["gcv"] == pytest.approx(plain["gcv"], rel=1e-10)


def test_independent_rows_are_not_warned_about() -> None:
    warned = 0
    for seed in range(20):
        x, y = samples(60, 8, seed)
        warned += any("correlated with the next" in note for note in crossval(x, y, ridge=0.1).notes)
    assert warned == 0


def test_what_gcv_misses_is_said() -> None:
    """Each sample twice: leaving one out leaves the other, and GCV does not know of it... but all weigh alike.

    So half of them are twice there, and the others once.
    """
    x, y = samples(40, 30)
    x, y = np.vstack([x, x[:20] + 1e-3]), np.vstack([y, y[:20]])
    table = crossval(x, y, kernel="gaussian", ridge=[1e-6, 10])
    assert table["spread"][0] > 0.05 > table["spread"][1]
    note = next(note for note in table.notes if "not to be trusted" in note)
    assert f"{100 * (table['gcv'][0] / table['loo'][0] - 1):+.0f} %" in note
    assert "1 of 2 ridges" in note


def test_the_range_by_default_reaches_from_nothing_learned_to_everything() -> None:
    x, y = samples(40, 60)
    for scale in (1e-5, 1.0, 1e4):
        table = crossval(x * scale, y)
        assert len(table) == 37
        assert table["df1"][0] > 39.9
        assert table["df1"][-1] < 2
        assert set(table["status"]) == {"ok"}


def test_notes_name_the_best_ridges() -> None:
    x, y = samples(60, 10)
    table = crossval(x, y, center=True, folds=5)
    best = table["ridge"][np.argmin(table["loo"])]
    first = table.notes[0]
    assert f"leave-one-out at λ = {best:.4g}" in first
    assert "held-out error at" in first
    assert any(f"alpha is λ n = 60 λ, at the best ridge by leave-one-out {60 * best:.4g}" in one for one in table.notes)
    edge = crossval(x, y, ridge=[1.0, 10.0])
    assert any("at an end of the range, λ = 1:" in note for note in edge.notes)


@pytest.mark.parametrize(
    ("held", "words"),
    [("50%", "must be a fraction, such as 0.2"), (0.96, "leaves 1 to learn from, must be at least 3")],
)
def test_what_cannot_be_held_out_is_a_sentence(held: str | float, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        crossval(*samples(30, 4), held_out=held)

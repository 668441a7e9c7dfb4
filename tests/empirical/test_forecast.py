"""Learning curves of measured samples against models that are fitted anew, exact errors of known tasks, symmetries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import zeta
from sklearn.datasets import load_digits

from scalecalc import DataError, SpecError, Table, UsageError, crossval, forecast, predict
from scalecalc.commands.forecast import Forecast
from scalecalc.commands.forecast.picture import ForecastSketch
from scalecalc.empirical.forecasting.methods.power_laws import flattening_law, floored_law, plain_law
from scalecalc.empirical.forecasting.policy import lowest
from scalecalc.empirical.forecasting.subsets import ARCS, Circle, without
from scalecalc.empirical.load import load

Array = NDArray[np.float64]
SIZES = np.arange(1, 9) * 50.0


def task(n: int, draw: int = 0, alpha: float = 1.5, r: float = 0.4, noise: float = 0.01) -> tuple[Array, Array]:
    """A kernel matrix of Gaussian samples with a power law, the modes that are not drawn as rest of the trace."""
    random = np.random.default_rng(draw)
    ranks = np.arange(1, 20 * n + 1)
    eta = ranks**-alpha
    x = random.standard_normal((n, len(ranks))) * np.sqrt(eta)
    y = x @ ranks ** (-(1 + alpha * (2 * r - 1)) / 2) + np.sqrt(noise) * random.standard_normal(n)
    return x @ x.T + (zeta(alpha) - eta.sum()) * np.eye(n), y[:, None]


def exact(samples: float, ridge: float, alpha: float = 1.5, r: float = 0.4, noise: float = 0.01) -> float:
    """The test error of that task."""
    table = predict(
        {
            "spectrum": {"kind": "power_law", "alpha": alpha, "modes": "inf"},
            "target": {"kind": "power_law", "r": r},
            "noise": noise,
            "samples": samples,
            "ridge": ridge,
        }
    )
    return float(table["test_error"][0])


def beyond(table: Table) -> Any:
    """The rows that are not measured."""
    return np.isnan(table["measured"])


def left_out(x: Array, y: Array, ridge: float) -> Array:
    """Squared errors of samples, each left out of a model that is fitted anew, lambda n kept; summed over targets."""
    matrix, errors = x @ x.T, np.empty(len(y))
    for i in range(len(y)):
        rest = np.arange(len(y)) != i
        weights = np.linalg.solve(matrix[rest][:, rest] + ridge * len(y) * np.eye(len(y) - 1), y[rest])
        errors[i] = ((y[i] - matrix[i, rest] @ weights) ** 2).sum()
    return errors


@pytest.mark.parametrize("d", [5, 60])
def test_measured_errors_are_those_of_models_without_the_sample(d: int) -> None:
    random = np.random.default_rng(1)
    x = random.standard_normal((48, d))
    y = x[:, :2] + random.standard_normal((48, 2))
    table = forecast(x, y, [20, 100], ridge="2 * P^-1", seed=3)
    whole = left_out(x, y, 2 / 48)
    row = table["samples"] == 48
    assert table["measured"][row][0] == pytest.approx(whole.mean(), rel=1e-9)
    assert table["measured_stderr"][row][0] == pytest.approx(whole.std(ddof=1) / np.sqrt(48), rel=1e-7)
    circle = Circle.drawn(48, 3)
    for size in (20, 24):
        parts = [circle.part(start, size) for start in range(ARCS)]
        expected = np.mean([left_out(x[part], y[part], 2 / size).mean() for part in parts])
        assert table["measured"][table["samples"] == size][0] == pytest.approx(expected, rel=1e-9)


def test_the_best_ridge_is_taken_at_each_size() -> None:
    matrix, y = task(80)
    best = forecast(matrix, y, 200, kernel="precomputed")
    assert "is best at each size" in " ".join(best.notes)
    for ridge in np.geomspace(1e-3, 1, 4).tolist():
        table = forecast(matrix, y, 200, ridge=ridge, kernel="precomputed")
        assert (table["measured"] >= best["measured"] * (1 - 1e-3))[~beyond(table)].all()


@pytest.mark.parametrize("arcs", range(1, ARCS))
def test_parts_without_an_arc_have_none_of_its_samples(arcs: int) -> None:
    circle = Circle.drawn(80, 0)
    for arc in range(ARCS):
        gone = set(circle.part(arc, 10))
        starts = without(arc, arcs)
        assert len(starts) == ARCS - arcs
        assert not any(gone & set(circle.part(start, circle.size(arcs))) for start in starts)


def test_every_sample_is_in_as_many_parts() -> None:
    circle = Circle.drawn(80, 0)
    counts = np.bincount(np.concatenate([circle.part(start, 30) for start in range(ARCS)]), minlength=80)
    assert set(counts) == {3}


@pytest.mark.parametrize("exponent", [0.1, 0.5, 2.0])
def test_power_laws_are_found_again(exponent: float) -> None:
    law = plain_law(SIZES, 3 * SIZES**-exponent)
    assert (law.amplitude, law.exponent) == (pytest.approx(3), pytest.approx(exponent))


@pytest.mark.parametrize("floor", [0.0, 0.01, 1.0])
@pytest.mark.parametrize("exponent", [0.3, 1.0])
def test_power_laws_with_a_floor_are_found_again_within_the_grid(floor: float, exponent: float) -> None:
    def curve(samples: Array) -> Array:
        return np.asarray(floor + 3 * samples**-exponent)

    far = np.array([2000.0])
    assert floored_law(SIZES, curve(SIZES))(far) == pytest.approx(curve(far), rel=0.01)


def test_a_curve_that_flattens_as_a_fixed_ridge_does() -> None:
    law = flattening_law(SIZES, 0.2 + 3 / SIZES)
    assert (law.floor, law.amplitude) == (pytest.approx(0.2), pytest.approx(3))


def test_the_lowest_point_lies_between_ridges() -> None:
    ridges = np.geomspace(1e-4, 1, 9)
    errors = np.exp(0.3 * np.log(ridges / 2e-3) ** 2)
    assert lowest(ridges, errors) == (pytest.approx(2e-3), pytest.approx(1.0))
    assert lowest(ridges[:1], errors[:1]) == (ridges[0], errors[0])


@pytest.mark.parametrize("ridge", ["1e-3", "0.3 * P^-1"])
def test_known_tasks_lie_in_the_interval(ridge: str) -> None:
    """Four draws of 160 samples; the exact error at eight times as many, which the theory gives."""
    far, value = 1280, 1e-3 if ridge == "1e-3" else 0.3 / 1280
    truth = exact(far, value)
    tables = [forecast(*task(160, draw), far, ridge=ridge, kernel="precomputed") for draw in range(4)]
    assert {str(table["method"][-1]) for table in tables} == {"calibrated theory"}
    assert sum(table["low"][-1] <= truth <= table["high"][-1] for table in tables) >= 3
    assert np.mean([table["forecast"][-1] for table in tables]) == pytest.approx(truth, rel=0.1)


def test_units_of_targets_and_kernel() -> None:
    matrix, y = task(60)
    plain = forecast(matrix, y, [50, 300], ridge=1e-2, kernel="precomputed")
    larger = forecast(16 * matrix, 4 * y, [50, 300], ridge=16e-2, kernel="precomputed")
    for name in ("measured", "measured_stderr", "forecast", "low", "high"):
        assert larger[name] == pytest.approx(16 * plain[name], rel=1e-5, nan_ok=True)
    best, other = (forecast(k * matrix, y, 300, kernel="precomputed") for k in (1, 16))
    assert other["forecast"] == pytest.approx(best["forecast"], rel=1e-5, nan_ok=True)


def test_intervals_are_no_narrower_than_what_is_measured() -> None:
    table = forecast(*task(60), [61, 1000], ridge=1e-2, kernel="precomputed")
    last = table["samples"] == 60
    least = np.exp(1.96 * table["measured_stderr"][last] / table["measured"][last])[0]
    far = beyond(table)
    assert (table["high"][far] / table["forecast"][far] >= least * (1 - 1e-12)).all()
    assert (table["forecast"][far] / table["low"][far] >= least * (1 - 1e-12)).all()


@pytest.fixture(scope="module")
def digits() -> tuple[Array, Array]:
    x, labels = load_digits(return_X_y=True)
    chosen = np.random.default_rng(0).permutation(len(x))[:100]
    return x[chosen], labels[chosen]


def test_the_theory_is_left_where_cross_validation_says_that_it_fails(digits: tuple[Array, Array]) -> None:
    large, small = (forecast(*digits, 400, ridge=ridge, kernel="gaussian", target_is="labels") for ridge in (0.1, 1e-7))
    assert (large["method"][-1], small["method"][-1]) == ("calibrated theory", "power laws")
    assert any("agrees with leave-one-out" in note and "By power laws" in note for note in large.notes)
    assert any("does not hold" in note and "not to be trusted" in note for note in small.notes)


def test_labels_are_columns_of_their_classes(digits: tuple[Array, Array]) -> None:
    x, labels = digits
    once = forecast(x, labels, 300, ridge=0.1, kernel="gaussian", target_is="labels")
    columns = forecast(x, np.eye(10)[labels], 300, ridge=0.1, kernel="gaussian")
    assert once["forecast"] == pytest.approx(columns["forecast"], rel=1e-9, nan_ok=True)


def test_a_backtest_does_not_know_what_it_is_scored_on() -> None:
    matrix, y = task(80)
    other = y.copy()
    unseen = np.setdiff1d(np.arange(80), Circle.drawn(80, 0).half().order)
    other[unseen] += 1.0
    one, two = (forecast(matrix, t, 200, ridge=1e-2, kernel="precomputed", backtest=True) for t in (y, other))
    tested = np.isfinite(one["measured"]) & np.isfinite(one["forecast"])
    assert one["samples"][tested].tolist() == [50, 60, 70, 80]
    assert two["forecast"][tested] == pytest.approx(one["forecast"][tested], rel=1e-12)
    assert (two["measured"][tested] > one["measured"][tested]).all()
    off = one["forecast"][tested][-1] / one["measured"][tested][-1] - 1
    assert any("Backtest" in note and f"off by {off:+.1%}" in note for note in one.notes)


def test_what_limits() -> None:
    random = np.random.default_rng(0)
    x = random.standard_normal((200, 8))
    noise = random.standard_normal((200, 1))
    limited = {
        "more samples would not help": forecast(x, noise, 400, ridge=1e-3),
        "samples are what limits": forecast(*task(100, noise=0.0), 400, ridge="0.1 * P^-1", kernel="precomputed"),
        "the ridge is what limits": forecast(x, x[:, :1] + 0.01 * noise, 400, ridge=10),
    }
    for said, table in limited.items():
        assert any(said in note for note in table.notes), (said, table.notes)
    assert any("8 features are fewer" in note for note in limited["more samples would not help"].notes)


def test_sizes_that_are_all_measured() -> None:
    table = forecast(*task(64), [16, 40, 50], ridge=1e-2, kernel="precomputed")
    assert table["samples"].tolist() == [8, 16, 24, 32, 40, 48, 50, 56, 64]
    assert not beyond(table).any() and np.isnan(table["forecast"]).all()
    assert set(table["method"]) == {"leave-one-out"}


def test_the_seed_draws_the_parts() -> None:
    matrix, y = task(64)
    one, same, other = (forecast(matrix, y, 100, ridge=1e-2, kernel="precomputed", seed=s) for s in (0, 0, 1))
    assert (one["measured"] == same["measured"])[:8].all() and (one["measured"] != other["measured"])[:7].any()


@pytest.mark.parametrize("backtest", [False, True])
def test_all_steps_are_told(backtest: bool) -> None:
    matrix, y = task(50)
    data = load(matrix, y, kernel="precomputed")
    question = Forecast(to="20,40,50,90", ridge="0.01", backtest=backtest)
    told: list[int] = []
    question.tell = told.append
    question.table(data)
    assert told == list(range(1, question.cost(data).steps + 1))


@pytest.mark.parametrize("center", [False, True])
def test_a_constant_is_learned_where_means_are_off(center: bool) -> None:
    matrix, y = task(60)
    far = forecast(matrix, y + 100, 200, ridge=1e-2, kernel="precomputed", center=center)["forecast"][-1]
    assert (far < 10) == center


def test_the_picture_has_points_and_a_band() -> None:
    table = forecast(*task(60), 200, ridge=1e-2, kernel="precomputed", backtest=True)
    sketch = ForecastSketch("title")
    sketch.see(table)
    (drawn,) = sketch.pictures()
    assert [one.role for one in drawn.series] == ["curve", "curve", "points"]
    assert all(one.band is not None and (one.band[0] < one.y).all() for one in drawn.series[:2])
    assert drawn.series[0].x.tolist() == [60, 200] and drawn.series[1].x[0] == 30


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"to": 5}, "at least 10 samples, got 5"),
        ({"to": "inf"}, "finite"),
        ({"to": "P^2"}, "number of samples"),
        ({"ridge": 0}, "ridge 0"),
        ({"ridge": "0 * P^-1"}, "ridge 0"),
        ({"ridge": "P^300"}, "is inf at 48 samples, must be finite"),
        ({"ridge": "P^-100", "to": 10000}, "is 0 at 10000 samples, must be finite"),
        ({"ridge": "1e-3,1e-2"}, "one ridge"),
        ({"ridge": "P^-1 * N"}, "N"),
        ({"ridge": -1}, "must be"),
        ({"seed": -1}, "seed"),
    ],
)
def test_refusals(options: dict[str, Any], words: str) -> None:
    with pytest.raises((UsageError, SpecError, DataError), match=words):
        forecast(*task(48), **{"to": 100, "kernel": "precomputed", "ridge": 1e-2} | options)


def test_data_that_say_nothing() -> None:
    x = np.random.default_rng(0).standard_normal((48, 3))
    with pytest.raises(UsageError, match="at least 40"):
        forecast(x[:30], x[:30], 100)
    with pytest.raises(DataError, match="larger ridge"):
        forecast(np.repeat(x, 2, axis=0), np.repeat(x, 2, axis=0), 100, ridge=1e-25, kernel="gaussian")


def test_a_target_of_a_single_sample() -> None:
    """Without that sample all errors are 0, and nothing is known of how the forecast varies."""
    matrix, y = task(48)
    table = forecast(matrix, 1.0 * (y == y[5]), 100, ridge=0.1, kernel="precomputed")
    assert table["low"][-1] < table["forecast"][-1] < table["high"][-1]


def test_the_ridge_of_every_row_is_told() -> None:
    rng = np.random.default_rng(3)
    features = rng.standard_normal((64, 20))
    targets = features[:, 0] + 0.1 * rng.standard_normal(64)
    lawful = forecast(features, targets, [100, 1000], ridge="0.5 * P^-1")
    assert lawful.names[:4] == ("samples", "ridge", "measured", "measured_stderr")
    np.testing.assert_allclose(lawful["ridge"] * lawful["samples"], 0.5)
    best = forecast(features, targets, [100])
    curve = crossval(features, targets, ridge=np.geomspace(1e-4, 10, 101))
    at = best["samples"] == 64
    assert best["ridge"][at] == pytest.approx(curve["ridge"][np.argmin(curve["loo"])], rel=0.3)
    assert best["measured"][at] == pytest.approx(curve["loo"].min(), rel=1e-2)

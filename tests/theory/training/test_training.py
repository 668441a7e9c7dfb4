"""Training for a time: against independent references, exact recursions and limits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scalecalc import SpecError, UsageError, decompose, exponents, flow, load, predict, regimes, simulate
from scalecalc.arrays import Floats
from scalecalc.theory.training import contour

INF = np.inf
POWER_LAW = {"spectrum": {"kind": "power_law", "alpha": 1.5, "modes": "inf"}, "target": {"kind": "power_law", "r": 0.4}}
FINITE = POWER_LAW | {"spectrum": {"kind": "power_law", "alpha": 1.5, "modes": 500}}

# alpha, r, D, P, N, noise, ridge, time; E_g and E_tr of tests/reference/mp_training
KNOWN = [
    ((1.5, 0.4, 40, 20, 30, 0.1, 0.01, 50.0), 0.175220198498081449, 0.0637096574853512375),
    ((3.0, 1.45, 40, 20, INF, 0.0, 0.0, 30000.0), 1.10275119677543689e-7, 1.4537860104563606e-10),
    ((2.0, 1.9, 40, 200, INF, 0.1, 0.0, 300.0), 0.00865185726403476439, 0.0861323202957979961),
    ((1.2, 1.0, 40, 30, 30, 0.1, 0.0, 10000.0), 0.860967814218069834, 0.00456373256759578206),
    ((2.0, 0.8, 40, 200, 100, 0.0, 0.0, 200.0), 0.000565113514632890991, 0.00045620980915092495),
]


def spec_of(alpha: float, r: float, modes: int, noise: float, **more: Any) -> dict[str, Any]:
    spectrum, target = {"kind": "power_law", "alpha": alpha, "modes": modes}, {"kind": "power_law", "r": r}
    return {"spectrum": spectrum, "target": target, "noise": noise, **more}


def flow_of(alpha: float, r: float, D: int, P: float, N: float, noise: float, ridge: float, time: float) -> Any:
    features = {} if np.isinf(N) else {"features": {"width": N}}
    training = {"training": {"method": "flow", "time": time}}
    return predict(spec_of(alpha, r, D, noise, ridge=ridge, samples=P, **training, **features))


@pytest.mark.parametrize(("point", "error", "train"), KNOWN)
def test_flow_agrees_with_a_reference_of_many_digits(point: Any, error: float, train: float) -> None:
    table = flow_of(*point)
    assert table["status"].tolist() == ["ok"]
    assert table["generalization_error"] == pytest.approx([error], rel=1e-11)
    assert table["train_error"] == pytest.approx([train], rel=1e-9)


MATRICES = {
    "none": POWER_LAW,
    "narrow": POWER_LAW | {"features": {"width": 50}},
    "wide": POWER_LAW | {"features": {"width": 200}},
    "noise": POWER_LAW | {"features": {"width": 50, "noise": 0.01}},
    "tanh": POWER_LAW | {"features": {"width": 200, "activation": "tanh"}},
    "layers": POWER_LAW
    | {"features": {"layers": [{"width": 300}, {"width": 200, "weights": {"kind": "power_law", "decay": 0.7}}]}},
    "orthogonal": FINITE | {"features": {"width": 200, "weights": "orthogonal", "noise": 0.01}},
}


@pytest.mark.parametrize("name", MATRICES)
def test_late_is_the_ridge_solution_and_early_is_nothing(name: str) -> None:
    spec = MATRICES[name] | {"noise": 0.01, "ridge": 1e-3, "samples": 100}
    ridge = predict(spec)
    table = predict(spec | {"training": {"method": "flow", "time": [1e-9, 1e5, "inf"]}})
    for column in ("generalization_error", "train_error"):
        assert table[column][1:] == pytest.approx(np.repeat(ridge[column], 2), rel=1e-11), column
    assert table["limit_error"] == pytest.approx(np.repeat(ridge["generalization_error"], 3), rel=1e-14)
    total = load(spec).task.total_power  # type: ignore[union-attr]
    assert table["generalization_error"][0] == pytest.approx(total, rel=1e-7)


def test_infinite_samples_and_widths_are_limits() -> None:
    training = {"training": {"method": "flow", "time": [3, 300]}, "noise": 0.01}
    for features in ({}, {"features": {"width": 100}}):
        many, all_ = (predict(POWER_LAW | training | features | {"samples": P}) for P in (1e13, "inf"))
        assert many["generalization_error"] == pytest.approx(all_["generalization_error"], rel=1e-9)
    wide = predict(POWER_LAW | training | {"samples": 100, "features": {"width": 1e14}})
    assert wide["generalization_error"] == pytest.approx(
        predict(POWER_LAW | training | {"samples": 100})["generalization_error"], rel=1e-10
    )


def test_descent_with_short_steps_is_flow() -> None:
    spec = POWER_LAW | {"noise": 0.01, "samples": 100, "features": {"width": 200}}
    flow = predict(spec | {"training": {"method": "flow", "time": 100}})
    steps = predict(spec | {"training": {"method": "gd", "steps": int(1e10), "learning_rate": 1e-8}})
    assert steps["generalization_error"] == pytest.approx(flow["generalization_error"], rel=1e-7)


def test_steps_on_both_sides_of_the_change_of_contours() -> None:
    """The error of each step, from the modes themselves."""
    steps = [1, 2, 7, 8, 9, 40]
    spec = FINITE | {"samples": "inf", "training": {"method": "gd", "steps": steps, "learning_rate": 0.5}}
    k = np.arange(1.0, 501)
    modes = [float(np.sum(k**-2.2 * (1 - 0.5 * k**-1.5) ** (2 * n))) for n in steps]
    assert predict(spec)["generalization_error"] == pytest.approx(modes, rel=1e-13)
    narrow = predict(spec | {"samples": 1e13, "features": {"width": 1e14}})
    assert narrow["generalization_error"] == pytest.approx(modes, rel=1e-9)


def recursion(rate: float, batch: float, noise: float, steps: int) -> Floats:
    """E_g of one-pass SGD without random features, exactly, after 0, 1, ... steps."""
    k = np.arange(1.0, 501)
    eta, e, found = k**-1.5, k**-2.2, []
    for _ in range(steps + 1):
        found.append(float(e.sum()))
        e = ((1 - rate * eta) ** 2 + (rate * eta) ** 2 / batch) * e + rate**2 / batch * eta**2 * (e.sum() + noise)
    return np.array(found)


@pytest.mark.parametrize(("rate", "batch"), [(0.1, 1), (0.6, 1), (1.2, 4), (1.9, 4)])  # stable or not
def test_sgd_is_its_recursion(rate: float, batch: int) -> None:
    steps = [1, 5, 7, 8, 12, 100, 300]
    training = {"method": "sgd", "steps": steps, "learning_rate": rate, "batch": batch}
    table = predict(FINITE | {"noise": 0.05, "training": training})
    assert table["generalization_error"] == pytest.approx(recursion(rate, batch, 0.05, 300)[steps], rel=1e-11)
    assert table["flow_error"] == pytest.approx(recursion(rate, 1e300, 0.05, 300)[steps], rel=1e-11)
    assert table["generalization_error"] == pytest.approx(table["flow_error"] + table["gradient_noise"], rel=1e-13)


def test_sgd_above_the_largest_stable_rate_says_so() -> None:
    """The bound without features: (lr/B) sum eta/(2 - (1 + 1/B) lr eta) = 1."""
    training = {"method": "sgd", "steps": [10, "inf"], "learning_rate": 0.9, "batch": 1}
    table = predict(FINITE | {"noise": 0.05, "training": training})
    assert table["status"].tolist() == ["diverges", "diverges"]
    assert np.isinf(table["limit_error"]).all()
    assert np.isfinite(table["generalization_error"][0])
    (note,) = (one for one in table.notes if "grows without bound" in one)
    rate, eta = float(note.removesuffix(" on.").rpartition(" ")[2]), np.arange(1.0, 501) ** -1.5
    assert rate * np.sum(eta / (2 - 2 * rate * eta)) == pytest.approx(1, rel=1e-4)


def test_sgd_ends_on_its_floor() -> None:
    training = {"method": "sgd", "steps": [10**9, "inf"], "learning_rate": 0.3, "batch": 2}
    for features in ({}, {"features": {"width": 30}}):
        error = predict(FINITE | features | {"noise": 0.05, "training": training})["generalization_error"]
        assert error[0] == pytest.approx(error[1], rel=1e-10)


@pytest.mark.parametrize("nodes", [24, 28])
def test_the_contour_is_a_filter(nodes: int) -> None:
    time = np.array([1.0, 1e6])
    found = contour.of_time(time)
    rows = slice(2) if nodes == 28 else slice(2, None)
    x = np.logspace(-3, 1, 9) / time[:, None]
    node, weight = found.node[rows, :, None], found.weight[rows, :, None]
    left = 2 * np.real(np.sum(weight * node / (x[:, None, :] + node), axis=1))
    assert left == pytest.approx(np.exp(-x * time[:, None]), abs=3e-14)


def test_small_errors_are_told() -> None:
    spec = FINITE | {"samples": "inf", "features": {"width": 1000}}
    table = predict(spec | {"training": {"method": "flow", "time": [1e3, 1e8]}})
    assert table["status"].tolist() == ["ok", "underflow"]
    assert table["generalization_error"][1] < 1e-12


def test_steps_longer_than_the_largest_curvature_allows_are_told() -> None:
    """Three samples have a curvature far above the largest eigenvalue."""
    training = {"training": {"method": "gd", "steps": [3, 100], "learning_rate": 0.95}}
    few, many = (predict(POWER_LAW | training | {"samples": P}) for P in (3, 1000))
    assert few["status"].tolist() == ["step too long"] * 2
    assert np.isnan(few["generalization_error"]).all()
    assert many["status"].tolist() == ["ok", "ok"]


BAD = [
    ({"training": {"method": "flow", "time": 10}}, "missing key 'samples'"),
    ({"samples": 9, "training": {"method": "flow", "time": 0}}, "must be a number > 0 or inf"),
    ({"samples": 9, "training": {"method": "gd", "steps": 1.5, "learning_rate": 0.1}}, "an integer >= 1"),
    ({"samples": 9, "training": {"method": "gd", "steps": 9, "learning_rate": 1.0}}, "must be below 1"),
    ({"samples": 9, "training": {"method": "sgd", "steps": 9, "learning_rate": 0.1, "batch": 1}}, "fresh samples"),
    ({"ridge": 1, "training": {"method": "sgd", "steps": 9, "learning_rate": 0.1, "batch": 1}}, "must be 0"),
    ({"samples": 9, "ridge": "optimal", "training": {"method": "flow", "time": 1}}, "ridge beside training"),
    ({"samples": 9, "ensemble": {"members": 2}, "training": {"method": "flow", "time": 1}}, "ensemble beside training"),
    ({"samples": 9}, "missing key 'ridge'"),
]


@pytest.mark.parametrize(("keys", "sentence"), BAD)
def test_what_cannot_be_is_refused(keys: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SpecError, match=sentence):
        load(POWER_LAW | keys)


def test_the_renormalization_flow_is_about_the_ridge_solution() -> None:
    with pytest.raises(UsageError, match="how long the weights are trained"):
        flow(FINITE | {"samples": [10, 20], "training": {"method": "flow", "time": 1}})


@pytest.mark.parametrize("command", [exponents, regimes, simulate])
def test_other_commands_need_times_that_are_given(command: Any) -> None:
    with pytest.raises(UsageError, match="predict finds the optimal time"):
        command(FINITE | {"samples": [10, 20], "training": {"method": "flow", "time": "optimal"}})


@pytest.mark.parametrize("command", [decompose, exponents, simulate])
def test_other_commands_know_no_shift_over_time(command: Any) -> None:
    test = {"spectrum": {"kind": "power_law", "alpha": 1.3, "modes": 500}}
    with pytest.raises(UsageError, match="test distribution"):
        command(FINITE | {"samples": [10, 20], "test": test, "training": {"method": "flow", "time": [1, 2]}})


@pytest.mark.long
def test_random_specs_against_another_contour(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    for _ in range(60):
        alpha, r = rng.uniform(1.05, 4), rng.uniform(0.2, 1.5)
        P, N = np.rint(10 ** rng.uniform(1, 6, 2))
        width = [None, P, N][rng.integers(3)]
        features = {} if width is None else {"features": {"width": width}}
        training = {"training": {"method": "flow", "time": sorted(10 ** rng.uniform(0, 8, 5))}}
        modes = [1000, 30000, "inf"][rng.integers(3)]
        spec = spec_of(alpha, r, modes, [0, 0.1][rng.integers(2)], samples=P, **training, **features)
        first = predict(spec)
        with monkeypatch.context() as patch:
            patch.setattr(contour, "_NODES", (34, 32))
            second = predict(spec)
        ok = (first["status"] == "ok") & (second["status"] == "ok")
        assert np.all((first["status"] == "ok") | (first["status"] == "underflow"))
        for column in ("generalization_error", "train_error"):
            both = ok & ~np.isnan(first[column]) & ~np.isnan(second[column])
            assert first[column][both] == pytest.approx(second[column][both], rel=2e-8), (spec, column)

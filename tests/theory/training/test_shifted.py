"""Test distributions and single modes over training time: against a reference, limits, sums and Monte Carlo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scalecalc import SpecError, UsageError, modes, predict
from scalecalc.arrays import Floats
from tests.reference.mp_training import FlowReference
from tests.theory.training.test_training import FINITE, MATRICES, POWER_LAW
from tests.theory.training.test_training import KNOWN as ERRORS

INF = np.inf
PARTS = ("shifted_bias2", "shifted_features", "shifted_samples")
SHIFTED = ("shifted_error", *PARTS)
HEAVY = {"spectrum": {"kind": "power_law", "alpha": 1.2, "modes": "inf"}}
TIMES = {"training": {"method": "flow", "time": [0.01, 1, 30, 1e3]}}

# alpha, r, D, P, N, noise, ridge, time; alpha' and decay of the powers; parts by tests/reference/mp_training
KNOWN = [
    (
        (1.5, 0.4, 40, 20, 30, 0.1, 0.01, 50.0, 1.2, 2.0),
        (0.0758636720333763946, 0.0675249080356592025, 0.147311418497362939),
    ),
    (
        (1.2, 1.0, 40, 30, 30, 0.1, 0.0, 10000.0, 1.4, 2.5),
        (0.0789648668076442754, 0.00753892024462313382, 0.517673882450055841),
    ),
    (
        (2.0, 0.8, 40, 200, 100, 0.0, 0.0, 200.0, 1.0, 3.0),
        (0.00409019517674567175, 0.0106098261247633461, 0.000496314090019126053),
    ),
    ((3.0, 1.45, 40, 20, INF, 0.0, 0.0, 30000.0, 2.5, 5.0), (0.0231573261692983951, 0.0, 2.20542936353792075e-7)),
]


def spec_of(alpha: float, r: float, D: int, P: float, N: float, noise: float, ridge: float, time: float) -> Any:
    spec = {"spectrum": {"kind": "power_law", "alpha": alpha, "modes": D}, "target": {"kind": "power_law", "r": r}}
    features = {} if np.isinf(N) else {"features": {"width": N}}
    training = {"training": {"method": "flow", "time": time}}
    return spec | {"noise": noise, "ridge": ridge, "samples": P} | features | training


def elsewhere(alpha: float, decay: float, D: float) -> dict[str, Any]:
    target = {"kind": "power_law", "decay": decay}
    return {"test": {"spectrum": {"kind": "power_law", "alpha": alpha, "modes": D}, "target": target}}


@pytest.mark.parametrize(("point", "parts"), KNOWN)
def test_parts_agree_with_a_reference_of_many_digits(point: Any, parts: Any) -> None:
    *training, alpha, decay = point
    table = predict(spec_of(*training) | elsewhere(alpha, decay, point[2]))
    assert [table[name][0] for name in PARTS] == pytest.approx(parts, rel=1e-11)
    assert table["shifted_error"] == pytest.approx([sum(parts)], rel=1e-11)


@pytest.mark.long
def test_the_reference_gives_its_known_values() -> None:
    """That of errors and that of parts, at the same point."""
    (alpha, r, D, P, N, noise, ridge, time, other, decay), parts = KNOWN[0]
    point, error, train = ERRORS[0]
    assert point == (alpha, r, D, P, N, noise, ridge, time)
    k = np.arange(1.0, D + 1)
    reference = FlowReference((k**-alpha).tolist(), (k ** -(1 + 2 * alpha * r)).tolist(), P, N, noise, ridge)
    found = reference.shifted(time, (k**-other).tolist(), (k**-decay).tolist())
    assert [float(one) for one in found] == pytest.approx(parts, rel=1e-14)
    assert [float(one) for one in reference.errors(time)] == pytest.approx([error, train], rel=1e-14)


@pytest.mark.parametrize("samples", [100, "inf"])
@pytest.mark.parametrize("name", MATRICES)
def test_the_distribution_of_training_gives_its_error(name: str, samples: Any) -> None:
    """At all times, whether the weights are those of training or said again."""
    spec = MATRICES[name] | TIMES | {"noise": 0.01, "ridge": 1e-4, "samples": samples}
    for test in ({"target": spec["target"]}, {"target": spec["target"], "spectrum": spec["spectrum"]}):
        if name != "tanh" or "spectrum" not in test:  # the noise of an activation depends on the inputs
            table = predict(spec | {"test": test})
            assert table["shifted_error"] == pytest.approx(table["generalization_error"], rel=1e-11)


@pytest.mark.parametrize("name", [name for name in MATRICES if name != "tanh"])
def test_late_is_the_ridge_solution(name: str) -> None:
    modes_ = MATRICES[name]["spectrum"]["modes"]  # type: ignore[index]
    spec = MATRICES[name] | elsewhere(1.3, 1.7, modes_) | {"noise": 0.01, "ridge": 1e-3, "samples": 100}
    ridge = predict(spec)
    table = predict(spec | {"training": {"method": "flow", "time": [1e5, "inf"]}})
    for column in SHIFTED:
        assert table[column] == pytest.approx(np.repeat(ridge[column], 2), rel=1e-11), column


def test_the_limits_of_samples_width_and_steps() -> None:
    training, test = {"training": {"method": "flow", "time": 100}}, {"test": HEAVY, "noise": 0.01}
    spec = POWER_LAW | test | training
    many, all_ = (predict(spec | {"samples": P, "features": {"width": 100}}) for P in (1e13, "inf"))
    wide, none = (predict(spec | {"samples": 100} | more) for more in ({"features": {"width": 1e14}}, {}))
    steps = {"training": {"method": "gd", "steps": int(1e10), "learning_rate": 1e-8}}
    slow = predict(POWER_LAW | test | steps | {"samples": 100})
    k = np.arange(1.0, 501)
    alone = predict(FINITE | training | {"samples": "inf", "test": {"spectrum": FINITE["spectrum"] | {"alpha": 1.2}}})
    for one, other in ((many, all_), (wide, none)):
        assert one["shifted_error"] == pytest.approx(other["shifted_error"], rel=1e-9)
    assert slow["shifted_error"] == pytest.approx(none["shifted_error"], rel=1e-7)
    assert alone["shifted_error"] == pytest.approx([np.sum(k**-1.9 * np.exp(-200 * k**-1.5))], rel=1e-12)


@pytest.mark.parametrize("samples", [100, "inf"])
@pytest.mark.parametrize("features", [{}, {"width": 60}, {"width": 200, "weights": "orthogonal"}], ids=str)
def test_errors_of_all_modes_add_up(features: dict[str, Any], samples: Any) -> None:
    spec = FINITE | {"noise": 0.05, "samples": samples, "ridge": 1e-4} | ({"features": features} if features else {})
    every = {"training": {"method": "flow", "time": [0.1, 10, 1e7, "inf"]}}
    table, ridge = (modes(spec | more, ranks=range(1, 501)) for more in (every, {}))
    errors = table["mode_error"].reshape(4, 500)
    assert errors.sum(axis=1) == pytest.approx(predict(spec | every)["generalization_error"], rel=1e-11)
    for name in ("learnability", "mode_error"):
        assert table[name].reshape(4, 500)[2:] == pytest.approx(np.tile(ridge[name], (2, 1)), rel=1e-11)


def test_modes_of_levels_and_of_the_whole_distribution() -> None:
    """The error of a level is that of all its modes; without samples each mode relaxes by itself."""
    levels = {"kind": "levels", "values": [1, 0.1, 0], "multiplicities": [2, 30, 4]}
    target = {"kind": "levels", "powers": [0.3, 0.02, 0.01]}
    spec = {"spectrum": levels, "target": target, "noise": 0.1, "samples": 20, **TIMES}
    errors = modes(spec)["mode_error"].reshape(4, 3).sum(axis=1)
    assert errors == pytest.approx(predict(spec)["generalization_error"], rel=1e-11)
    time, k = np.array([[1e-9], [10.0]]), np.array([1.0, 20.0, 400.0])
    training = {"method": "flow", "time": time.ravel().tolist()}
    table = modes(FINITE | {"samples": "inf", "training": training}, ranks=k)
    assert table["learnability"] == pytest.approx(-np.expm1(-time * k**-1.5).ravel(), rel=1e-13)
    assert table["mode_error"] == pytest.approx((k**-2.2 * np.exp(-2 * time * k**-1.5)).ravel(), rel=1e-13)


def test_what_is_exponentially_small_is_right_or_says_so() -> None:
    """Where even the last modes are learned, nodes stand for sums to a part of the whole, not of what is left."""
    times, k = np.array([1e3, 2e4, 1e5, 2e5, 1e6]), np.arange(1.0, 501)
    exact = np.sum(k**-2.2 * np.exp(-2 * times[:, None] * k**-1.5), axis=1)
    spec = FINITE | {"samples": "inf", "training": {"method": "flow", "time": times.tolist()}}
    table = predict(spec | {"test": {"target": FINITE["target"]}})
    fine = table["status"] == "ok"
    assert fine.tolist() == [True, True, False, False, False]
    assert table["generalization_error"][fine] == pytest.approx(exact[fine], rel=1e-8)
    shifted = table["shifted_error"]
    assert shifted[fine] == pytest.approx(exact[fine], rel=1e-8)
    assert np.isnan(shifted[~fine]).all()


SGD = {"method": "sgd", "steps": 9, "learning_rate": 0.1, "batch": 1}


def test_what_is_not_known_is_refused() -> None:
    with pytest.raises(SpecError, match=r"test with training.method sgd, must be left out"):
        predict(POWER_LAW | {"training": SGD, "test": HEAVY})
    with pytest.raises(UsageError, match=r"modes does not know what training.method sgd learns"):
        modes(POWER_LAW | {"training": SGD})


# --- Monte Carlo: flow on drawn data by eigenvectors, the only average that is taken in closed form is over test inputs

D, P, TIME = 150, 60, (1.0, 10.0, 100.0)
ETA, TEST_ETA = np.arange(1.0, D + 1) ** -1.2, np.arange(1.0, D + 1) ** -0.9
WEIGHTS, TEST_WEIGHTS = np.arange(1.0, D + 1) ** -0.5, np.arange(1.0, D + 1) ** -0.45
Draw = Callable[[np.random.Generator], Floats]


def white(rng: np.random.Generator, rows: int = D, width: int = 80) -> Floats:
    return rng.standard_normal((rows, width)) / np.sqrt(width)


def orthogonal(rng: np.random.Generator) -> Floats:
    return np.linalg.qr(rng.standard_normal((D, 80)))[0] * np.sqrt(D / 80)


FEATURES: dict[str, tuple[Draw, dict[str, Any]]] = {
    "none": (lambda _: np.eye(D), {}),
    "white": (white, {"width": 80}),
    "narrow": (lambda rng: white(rng, width=40), {"width": 40}),
    "noise": (white, {"width": 80, "noise": 0.02}),
    "orthogonal": (orthogonal, {"width": 80, "weights": "orthogonal"}),
    "orthogonal, noise": (orthogonal, {"width": 80, "weights": "orthogonal", "noise": 0.02}),
    "structured": (
        lambda rng: white(rng) * np.arange(1.0, 81) ** -0.25,
        {"width": 80, "weights": {"kind": "power_law", "decay": 0.5}},
    ),
    "layers": (lambda rng: white(rng, width=120) @ white(rng, 120), {"layers": [{"width": 120}, {"width": 80}]}),
}


def trained(draw: Draw, blur: float, noise: float, rng: np.random.Generator) -> Floats:
    """For each time: the error on the test distribution, and in modes 1, 10 and 41 to 60."""
    F = draw(rng)
    inputs = rng.standard_normal((P, D)) * np.sqrt(ETA)
    features = inputs @ F + np.sqrt(blur) * rng.standard_normal((P, F.shape[1]))
    labels = inputs @ WEIGHTS + np.sqrt(noise) * rng.standard_normal(P)
    h, U = np.linalg.eigh(features @ features.T / P)
    found = []
    for time in TIME:
        filtered = np.where(h > 1e-12, -np.expm1(-h * time) / np.where(h > 1e-12, h, 1.0), time)
        v = features.T @ (U @ (filtered * (U.T @ labels))) / P
        each = ETA * (WEIGHTS - F @ v) ** 2
        shifted = float(TEST_ETA @ (TEST_WEIGHTS - F @ v) ** 2 + blur * v @ v)
        found.append([shifted, each[0], each[9], each[40:60].sum()])
    return np.array(found)


@pytest.mark.long
@pytest.mark.parametrize("name", FEATURES)
def test_drawn_regressions(name: str) -> None:
    """Within four standard errors and the 1/N of finite sizes."""
    draw, features = FEATURES[name]
    rng = np.random.default_rng(11)
    draws = np.array([trained(draw, features.get("noise", 0.0), 0.05, rng) for _ in range(300)])
    spec = spec_of(1.2, 1.0, D, P, INF, 0.05, 0.0, 1.0) | {"target": {"kind": "power_law", "decay": 2.2}}
    spec |= {"training": {"method": "flow", "time": list(TIME)}} | ({"features": features} if features else {})
    shifted = predict(spec | elsewhere(0.9, 1.8, D))["shifted_error"]
    single = modes(spec, ranks=[1, 10, *range(41, 61)])["mode_error"].reshape(3, 22)
    want = np.stack([shifted, single[:, 0], single[:, 1], single[:, 2:].sum(axis=1)], axis=1)
    off = np.abs(draws.mean(axis=0) - want) - 4 * draws.std(axis=0) / np.sqrt(len(draws))
    assert (off <= 2 / 80 * want).all(), off / want

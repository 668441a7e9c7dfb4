"""Early stopping: never beaten by a scan of times, and the known constants of power laws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scalecalc import SpecError, load, predict

INF = np.inf
STOP = {"training": {"method": "flow", "time": "optimal"}}


def power_law(alpha: float, r: float, modes: float = INF, **more: Any) -> dict[str, Any]:
    spectrum = {"kind": "power_law", "alpha": alpha, "modes": modes}
    return {"spectrum": spectrum, "target": {"kind": "power_law", "r": r}, **more}


def scanned(spec: dict[str, Any], points: int = 200) -> None:
    """No time of a dense scan is better than the optimal one, and the range around it is right."""
    best = predict(spec | STOP)
    assert best["status"].tolist() == ["ok"]
    time, least = float(best["time"][0]), float(best["test_error"][0])
    low, high = float(best["time_low"][0]), float(best["time_high"][0])
    assert low <= time <= high
    ends = [one for one in (low, high) if np.isfinite(one)]
    centre = time if np.isfinite(time) else low if np.isfinite(low) else 1e3
    times = [*np.geomspace(centre * 1e-6, centre * 1e8, points), *np.geomspace(centre / 2, centre * 2, 20), *ends]
    scan = predict(spec | {"training": {"method": "flow", "time": times}})
    fine = scan["status"] == "ok"
    assert fine.any()
    assert np.all(scan["test_error"][fine] >= least * (1 - 1e-10))
    assert scan["limit_error"][0] + spec.get("noise", 0) >= least * (1 - 1e-10)
    if least > 0 and ends:
        assert scan["test_error"][-len(ends) :] == pytest.approx(np.full(len(ends), 1.01 * least), rel=1e-8)


STEPS = {"kind": "levels", "values": [1, 1e-3, 1e-6], "multiplicities": [10, 300, 3000]}
SPECS = {
    "noise": power_law(1.5, 0.4, noise=0.1, samples=1000),
    "no noise": power_law(1.5, 0.4, noise=0.0, samples=300),
    "smooth": power_law(1.5, 1.5, noise=1e-4, samples=1e4),
    "threshold": power_law(1.2, 0.5, noise=0.1, samples=100, features={"width": 100}),
    "near the threshold": power_law(1.2, 0.5, noise=0.01, samples=100, features={"width": 104}),
    "weight decay": power_law(1.5, 0.5, noise=0.1, samples=1000, ridge=1e-3),
    "P = D": power_law(1.5, 0.5, 100, noise=0.1, samples=100),
    "P > D": power_law(1.5, 0.5, 100, noise=0.1, samples=150),
    "loud": power_law(1.5, 0.5, noise=10, samples=10),
    "levels": {
        "spectrum": STEPS,
        "target": {"kind": "levels", "powers": [0.1, 3e-4, 1e-5]},
        "noise": 0.02,
        "samples": 400,
    },
    "levels with width": {
        "spectrum": STEPS,
        "target": {"kind": "levels", "powers": [0.1, 3e-4, 1e-5]},
        "noise": 0.02,
        "samples": 330,
        "features": {"width": 300, "noise": 1e-8},
    },
    "tanh": power_law(1.2, 0.5, noise=0.1, samples=100, features={"width": 60, "activation": "tanh"}),
}


@pytest.mark.parametrize("name", SPECS)
def test_no_time_of_a_scan_is_better(name: str) -> None:
    scanned(SPECS[name], 50)


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@given(
    alpha=st.floats(1.05, 3),
    r=st.floats(0.2, 1.5),
    modes=st.sampled_from([300, 3000, INF]),
    noise=st.sampled_from([0.0, 1e-6, 1e-2, 1.0]),
    ridge=st.sampled_from([0.0, 1e-4]),
    samples=st.integers(10, 100_000),
    width=st.sampled_from([None, "P", 20, 1000]),
)
def test_no_time_of_any_scan_is_better(width: Any, samples: int, **given: Any) -> None:
    features = {} if width is None else {"features": {"width": samples if width == "P" else width}}
    scanned(power_law(given.pop("alpha"), given.pop("r"), given.pop("modes"), samples=samples, **given, **features))


@pytest.mark.parametrize(("r", "ratio", "product"), [(0.4, 0.9598, 0.586), (0.8, 0.715, 0.377)])
def test_constants_of_power_laws(r: float, ratio: float, product: float) -> None:
    """For many samples the errors and the times of stopping follow laws, the ridges too; alpha = 1.5."""
    spec = power_law(1.5, r, noise=1, samples=1e12)
    stop, ridge = predict(spec | STOP), predict(spec | {"ridge": "optimal"})
    assert stop["generalization_error"] / ridge["generalization_error"] == pytest.approx([ratio], rel=2e-3)
    assert stop["time"] * ridge["ridge"] == pytest.approx([product], rel=3e-3)


def test_infinitely_many_samples_need_no_stop() -> None:
    for features in ({}, {"features": {"width": 50}}):
        table = predict(power_law(1.5, 0.4, noise=0.1, samples="inf", **features) | STOP)
        assert table["time"].tolist() == table["time_high"].tolist() == [INF]
        assert "At 1 point stopping never helps." in table.notes


def test_rows_do_not_depend_on_each_other() -> None:
    spec = power_law(1.5, 0.4, noise=[0.01, 0.1], samples=[30, 300], features={"width": [40, 100]})
    table = predict(spec | STOP)
    for row in (0, 3, 6):
        alone = {name: float(table[name][row]) for name in ("samples", "noise", "width")}
        single = predict(
            spec | STOP | {"samples": alone["samples"], "noise": alone["noise"], "features": {"width": alone["width"]}}
        )
        assert single["time"] == pytest.approx(table["time"][[row]], rel=1e-9)
        assert single["test_error"] == pytest.approx(table["test_error"][[row]], rel=1e-12)
    (note,) = (one for one in table.notes if "early stopping" in one)
    assert " to " in note


def test_optimal_steps_are_refused_with_advice() -> None:
    training = {"method": "gd", "steps": "optimal", "learning_rate": 0.1}
    with pytest.raises(SpecError, match="method: flow with time: optimal"):
        load(power_law(1.5, 0.4, samples=10, training=training))

"""Laws of trained weights: against the exact errors far out, and the general rule written down once more."""

from __future__ import annotations

from math import gamma
from typing import Any

import numpy as np
import pytest

from scalecalc import exponents, phase, predict, regimes
from scalecalc.errors import UsageError

ALPHA, TOTAL = 1.5, "generalization_error"


def spec_of(r: float, training: dict[str, Any], alpha: float = ALPHA, **more: Any) -> dict[str, Any]:
    return {
        "spectrum": {"kind": "power_law", "alpha": alpha, "scale": 2.0, "modes": "inf"},
        "target": {"kind": "power_law", "r": r, "scale": 3.0},
        "training": training,
    } | more


def flow(time: Any) -> dict[str, Any]:
    return {"method": "flow", "time": time}


def row(table: Any, term: str) -> dict[str, Any]:
    place = list(table["term"]).index(term)
    return {name: table[name][place] for name in table}


def rule(alpha: float, r: float, grows: float, q: float, noise: bool) -> np.ndarray[Any, Any]:
    """The exponents in P of all that adds up to the error, for t = P^grows and N = P^q."""
    m = min(1.0, grows / alpha, q)
    missed = [2 * alpha * m * min(r, 1)]
    if m == grows / alpha and r > 1:
        missed = [2 * grows * r, 2 + 2 * grows * (1 - 1 / alpha), 1 + grows * (2 - 1 / alpha)]
    return np.sort([*missed, (2 * alpha * min(r, 0.5) - 1) * m + q, *([1 - m] if noise else [])])


def drawn() -> list[tuple[float, float, float, float, bool]]:
    """Problems away from the kinks of the rule, whose second exponent is not near the first."""
    rng, found = np.random.default_rng(7), []
    while len(found) < 8:
        alpha, r, grows, q = rng.uniform([1.2, 0.3, 0.3, 0.3], [2.5, 1.6, 2.5, 1.8])
        order, noise = np.sort([1.0, grows / alpha, q]), bool(len(found) % 2)
        known = rule(alpha, r, grows, q, noise)
        if order[1] - order[0] > 0.25 and known[1] - known[0] > 0.3 and abs(r - 0.5) > 0.1 and abs(r - 1) > 0.15:
            found.append((alpha, r, grows, q, noise))
    return found


def test_the_general_rule_far_out() -> None:
    off = []
    for alpha, r, grows, q, noise in drawn():
        more = {"samples": [1e8, 1e9], "noise": 0.5 * noise, "features": {"width": f"P^{q:.15g}"}}
        spec = spec_of(r, flow(f"P^{grows:.15g}"), alpha, **more)
        told = row(exponents(spec), TOTAL)
        assert told["exponent"] == pytest.approx(rule(alpha, r, grows, q, noise)[0], abs=1e-9)
        assert told["estimate"] == pytest.approx(told["local_exponent"], abs=0.1)
        off.append(abs(told["estimate"] - told["exponent"]))
    assert np.median(off) < 0.005


@pytest.mark.parametrize("r", [0.4, 1.3])  # at r = 1 nothing saturates
def test_the_error_of_infinitely_many_samples(r: float) -> None:
    table = exponents(spec_of(r, flow({"from": 1e4, "to": 1e6, "points": 5}), samples="inf"))
    told = row(table, TOTAL)
    assert told["exponent"] == pytest.approx(2 * r, abs=1e-12)
    assert told["amplitude"] == pytest.approx(3 * gamma(2 * r) / ALPHA * 4 ** (-2 * r), rel=1e-12)
    assert told["local_exponent"] == pytest.approx(2 * r, abs=1e-8)
    assert row(table, "training")["dominant"]


def test_amplitudes_of_what_the_samples_add() -> None:
    """At P -> infinity before the time, where only what is in 1/P is left, to the next order in the time."""
    time, samples = 1e6, 1e16
    laws = exponents(spec_of(0.7, flow("P^0.5"), samples=[1e4, 1e5], noise=1.0))
    noise = row(laws, "label noise")["amplitude"] * time ** (1 / ALPHA) / samples
    without, with_noise = (
        predict(spec_of(0.7, flow(time), samples=samples, noise=noise))[TOTAL][0] for noise in (0.0, 1e3)
    )
    assert (with_noise - without) / 1e3 == pytest.approx(noise, rel=1e-3)
    smooth = spec_of(1.6, flow("P^0.9"), samples=[1e8, 1e9])
    assert row(exponents(smooth), "data")["exponent"] == pytest.approx(1 + 0.9 * (2 - 1 / ALPHA), abs=1e-9)
    at = spec_of(1.6, flow("P^0.9"), samples=[1e10])
    law = row(exponents(smooth), "data")
    error = predict(at)[TOTAL][0]
    assert law["amplitude"] * 1e10 ** -law["exponent"] == pytest.approx(error, rel=0.02)


def test_time_without_end_is_the_ridge_solution() -> None:
    spec = spec_of(0.6, flow({"from": 10, "to": 1e6, "points": 5}), samples=30, noise=0.1, features={"width": 80})
    told = row(exponents(spec), TOTAL)
    assert told["exponent"] == 0
    assert told["amplitude"] == pytest.approx(predict(spec)["limit_error"][0], rel=1e-10)


@pytest.mark.parametrize("width", [200, "inf"])
def test_noise_floor_of_one_pass_sgd(width: Any) -> None:
    training = {"method": "sgd", "steps": {"from": 100, "to": 1e8, "points": 4}, "learning_rate": 0.1, "batch": 2}
    spec = spec_of(0.8, training, noise=0.1, features={"width": width})
    told = row(exponents(spec), TOTAL)
    assert told["exponent"] == 0
    assert told["amplitude"] == pytest.approx(predict(spec)["limit_error"][0], rel=1e-8)
    assert "noise floor" in told["regime"]
    with pytest.raises(UsageError, match="fresh samples"):
        exponents(spec, along="samples")


def test_what_has_no_law_has_its_slope() -> None:
    spec = spec_of(0.8, flow([10, 20, 40]), samples=50) | {
        "spectrum": {"kind": "isotropic", "modes": 100},
        "target": {"kind": "isotropic"},
    }
    told = row(exponents(spec), TOTAL)
    assert np.isnan(told["exponent"])
    assert np.isfinite(told["local_exponent"])


def test_map_of_time_and_width() -> None:
    spec = spec_of(1.3, flow("P"), samples=[10, 20], noise=0.1, features={"width": "P"})
    found = phase(spec, "training.time.P=0.05:2.95:12", "features.width.P=0.07:2:11")
    for grows, q, exponent in zip(found["training.time.P"], found["features.width.P"], found["exponent"], strict=True):
        assert exponent == pytest.approx(rule(ALPHA, 1.3, grows, q, True)[0], abs=1e-9)
    lines = phase(spec, "training.time.P=0.05:2.95", "features.width.P=0.07:2", boundaries=True)
    assert "training limited" in set(lines["from_regime"]) | set(lines["to_regime"])


def test_stretches_of_the_training_time() -> None:
    """The local exponents in the middle of wide stretches are those of the law, and stretches join."""
    spec = spec_of(0.4, flow({"from": 1, "to": 1e14, "points": 5}), samples=1e6)
    found = regimes(spec)
    assert found["regime"].tolist() == ["training limited", "signal limited"]
    assert found["exponent"] == pytest.approx(found["local_exponent"], abs=0.01)
    assert found["start"][1] == found["stop"][0]
    law = 3 * gamma(0.8) / ALPHA * (4 * found["stop"][0]) ** -0.8
    assert law == pytest.approx(predict(spec)["limit_error"][0], rel=1e-3)
    noisy = regimes(spec | {"noise": 0.1})
    assert noisy["term"].tolist() == ["training", "label noise", "label noise"]
    assert noisy["exponent"] == pytest.approx([0.8, -1 / ALPHA, 0])
    with pytest.raises(UsageError, match="along time or steps"):
        regimes(spec | {"samples": [10, 20]}, along="samples")

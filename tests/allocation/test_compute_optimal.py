"""The compute-optimal frontier of training on fresh samples: its exponents by rule, and where exact errors put it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scalecalc import UsageError, optimize, predict
from scalecalc.table import Table

SGD = {"method": "sgd", "steps": 100, "learning_rate": 0.2, "batch": 4}
FLOW = {"method": "flow", "time": 100}
PHASES = [
    pytest.param(1.5, 0.4, 2 * 1.5 * 0.4 / 2.5, 1 / 2.5, marks=pytest.mark.long),
    pytest.param(2.5, 0.7, 3.5 / 4.5, 0.8 / 1.8, marks=pytest.mark.long),
    (1.5, 1.0, 1 - 1 / 3, 0.5),
]


def spec(alpha: float, r: float, training: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {
        "spectrum": {"kind": "power_law", "alpha": alpha, "modes": "inf"},
        "target": {"kind": "power_law", "r": r},
        "features": {"width": 100},
        "training": training,
    }
    return given | ({"samples": "inf"} if training["method"] == "flow" else {}) | more


def best(given: dict[str, Any], budget: Any, cost: str = "N * n * B") -> Table:
    over = "width,time" if given["training"]["method"] == "flow" else "width,steps"
    return optimize(given, over, cost, budget)


@pytest.mark.parametrize(("alpha", "r", "exponent", "power"), PHASES)
def test_phases_of_one_pass_sgd(alpha: float, r: float, exponent: float, power: float) -> None:
    found = best(spec(alpha, r, SGD), "1e12:1e14:2")
    assert found["exponent"] == pytest.approx(exponent, abs=1e-9)
    assert found["exponent_width"] == pytest.approx(power, abs=1e-9)
    assert found["exponent_steps"] == pytest.approx(1 - power, abs=1e-9)
    assert found["local_exponent"] == pytest.approx(exponent, abs=0.005)
    fitted = -np.diff(np.log(found["generalization_error"])) / np.log(100)
    assert fitted == pytest.approx([exponent], abs=0.005)
    assert (found["width"] * found["steps"] * 4 <= found["budget"]).all()
    assert (found["half_width"] > 1).all()
    assert (found["double_width"] > 1).all()


def test_an_easy_target_by_flow_is_in_phase_two() -> None:
    found = best(spec(1.5, 1.0, FLOW), "1e12", "N * t")
    assert found["exponent"] == pytest.approx([3 / 4], abs=1e-9)
    assert found["local_exponent"] == pytest.approx([3 / 4], abs=0.005)


@pytest.mark.long
def test_other_costs() -> None:
    # E ~ n^-0.6 ... by E_pp = E_inf: t = N^alpha, and N^2 t = C
    found = best(spec(1.5, 0.4, SGD), "1e14", "N^2 * n")
    assert found["exponent"] == pytest.approx([1.2 / 3.5], abs=1e-9)
    assert found["exponent_width"] == pytest.approx([1 / 3.5], abs=1e-9)


def test_label_noise_leaves_a_floor() -> None:
    found = best(spec(1.5, 0.4, SGD, noise=0.1), "1e6")
    assert found["exponent"].tolist() == [0.0]
    assert any("floor" in note for note in found.notes)


def test_what_cannot_be_free() -> None:
    with pytest.raises(UsageError, match="no samples to allocate"):
        optimize(spec(1.5, 0.4, SGD), "samples,steps", "n", "1e6")


def test_errors_that_grow_without_bound_are_infinite() -> None:
    given = spec(1.5, 0.4, SGD | {"learning_rate": 0.9, "batch": 1, "steps": 1_000_000})
    table = predict(given)
    assert table["generalization_error"].tolist() == [np.inf]
    assert table["status"].tolist() == ["diverges"]

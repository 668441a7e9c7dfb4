"""Exponential spectra, spheres, and modes too small to list: regressions that are drawn agree with the theory."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scalecalc import simulate
from scalecalc.simulation.table import failures
from scalecalc.spec import load
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.truncate import simulated, sufficient

LEVELS = {"kind": "levels", "values": [2, 0.5, 0.01], "multiplicities": [3, 17, 40]}
TARGET = {"kind": "levels", "powers": [1, 0.1, 0.01]}
UNRESOLVED = {"spectrum": LEVELS | {"unresolved": {"trace": 3.0, "power": 0.4}}, "target": TARGET}
SLOW = {"kind": "exponential", "rate": 0.05, "modes": "inf"}
CASES: dict[str, dict[str, Any]] = {
    "unresolved": UNRESOLVED,
    "unresolved without ridge": UNRESOLVED | {"ridge": 0},
    "unresolved and features": UNRESOLVED | {"features": {"width": 120}},
    "unresolved and orthogonal": UNRESOLVED | {"features": {"width": 50, "weights": "orthogonal"}},
    "unresolved and correlated": UNRESOLVED | {"correlation": {"kind": "ar1", "rho": 0.5}},
    "exponential": {"spectrum": SLOW, "target": {"kind": "power_law", "decay": 2}},
    "exponential and features": {
        "spectrum": SLOW,
        "target": {"kind": "exponential", "rate": 0.08},
        "features": {"width": 120},
    },
    "sphere": {
        "spectrum": {"kind": "sphere", "dimension": 10, "kernel": {"kind": "relu", "tangent": True}},
        "target": {"kind": "sphere", "powers": [0.2, 1, 0.5]},
    },
}


@pytest.mark.parametrize("case", CASES)
def test_drawn_regressions_agree(case: str) -> None:
    spec = {"noise": 0.1, "ridge": 1e-2, "samples": [60, 200], **CASES[case]}
    table = simulate(spec, draws=40, jobs=1)
    assert failures(table, 4) == []
    rows = np.flatnonzero(table["quantity"] == "test_error")
    apart = np.abs(table["mean"][rows] / table["theory"][rows] - 1)
    assert np.all(apart < 0.05)  # and so would see an unresolved part that is forgotten


def test_without_its_unresolved_modes_a_spectrum_is_another() -> None:
    """The check above has teeth: the theory of the listed modes alone is far from the whole."""
    points = Points(np.array([60.0, 200.0]), (), np.full(2, 1e-2), np.full(2, 0.1))
    with_them = load(UNRESOLVED | {"ridge": 1e-2, "samples": 60}).task
    without = load({"spectrum": LEVELS, "target": TARGET, "ridge": 1e-2, "samples": 60}).task
    apart = evaluate(with_them, points).errors.test_error / evaluate(without, points).errors.test_error
    assert np.all(np.abs(apart - 1) > 0.2)


def test_all_listed_modes_are_drawn_and_the_others_stand_beside_them() -> None:
    task = load(UNRESOLVED | {"ridge": 1e-2, "samples": 60}).task
    points = Points(np.array([60.0]), (), np.array([1e-2]), np.array([0.1]))
    found = sufficient(task, points)
    assert found is not None
    assert (len(found.eigenvalue), found.tail, found.tail_power) == (60, 3.0, 0.4)
    got, want = (evaluate(one, points).errors.test_error for one in (simulated(found), task))
    np.testing.assert_allclose(got, want, rtol=1e-13)


def test_the_power_of_modes_beyond_doubles_is_not_lost() -> None:
    spec = {
        "spectrum": {"kind": "exponential", "rate": 50, "modes": "inf"},
        "target": {"kind": "exponential", "rate": 0.2},
        "ridge": 1e-3,
        "samples": 20,
    }
    points = Points(np.array([20.0]), (), np.array([1e-3]), np.array([0.0]))
    task = load(spec).task
    found = sufficient(task, points)
    assert found is not None
    assert found.power.sum() + found.tail_power == pytest.approx(task.total_power, rel=1e-14)
    assert evaluate(simulated(found), points).errors.bias2 == pytest.approx(evaluate(task, points).errors.bias2)

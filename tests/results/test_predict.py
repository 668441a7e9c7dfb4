"""What predict and decompose say beyond the errors: gap, S-transforms, cross-validation, the optimal ridge, notes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import scalecalc
from tests.theory.support import apart

BASE: dict[str, Any] = {
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": "inf"},
    "target": {"kind": "power_law", "r": 0.7},
    "noise": 0.02,
    "ridge": 1e-4,
    "samples": [10, 100, 1000],
}


def predict(**changes: object) -> scalecalc.Table:
    return scalecalc.predict({**BASE, **changes})


def test_the_gap_is_the_square_of_the_s_transform() -> None:
    table = predict(features={"width": 300})
    assert apart(table["test_train_ratio"], table["test_error"] / table["train_error"]) <= 1e-13
    assert apart(table["test_train_ratio"], table["s_samples"] ** 2) <= 1e-13
    assert apart(table["kappa1"], table["ridge"] * table["s_samples"]) <= 1e-13
    assert apart(table["kappa2"], table["kappa1"] * table["s_features"]) <= 1e-12


def test_every_stage_has_its_s_transform() -> None:
    layers = [{"width": 900}, {"width": 300, "weights": {"kind": "power_law", "decay": 0.6}}]
    table = predict(features={"layers": layers, "noise": 1e-3})
    stages = ("s_samples", "s_noise", "s_layer_2", "s_layer_1")
    product = np.prod([table[name] for name in stages], axis=0)
    assert apart(table["ridge"] * product, table["kappa2"]) <= 1e-12
    assert table.names[:4] == ("samples", "width_1", "width_2", "ridge")
    assert table.names[-1] == "status"
    white = predict(features={"width": 900})["s_features"]
    assert np.all(table["s_layer_1"] < white)  # less gets through to the first of two layers


def test_ridge_regression_has_one_stage() -> None:
    assert [name for name in predict().names if name.startswith("s_")] == ["s_samples"]


def test_cross_validation_of_correlated_samples() -> None:
    table = predict(correlation={"kind": "ar1", "rho": 0.8})
    assert apart(table["corr_gcv"], table["test_error"]) <= 1e-13
    assert np.all(table["gcv"] < 0.8 * table["test_error"])  # naive cross-validation is far too hopeful
    assert "gcv" not in predict().names


def test_nothing_is_estimated_from_interpolated_samples() -> None:
    table = predict(correlation={"kind": "ar1", "rho": 0.8}, ridge=0)
    assert np.isnan(table["corr_gcv"]).all()
    assert np.isinf(table["test_train_ratio"]).all()


def test_the_optimal_ridge_of_an_isotropic_problem() -> None:
    spec = {
        "spectrum": {"kind": "isotropic", "modes": 200},
        "target": {"kind": "isotropic", "total": 2.0},
        "noise": [0.1, 0.5],
        "ridge": "optimal",
        "samples": [50, 150, 400],
    }
    table = scalecalc.predict(spec)
    assert apart(table["ridge"], table["noise"] * 200 / (2.0 * table["samples"])) <= 1e-12
    assert np.all((table["ridge_low"] < table["ridge"]) & (table["ridge"] < table["ridge_high"]))


def test_an_optimum_at_zero_is_said() -> None:
    table = predict(ridge="optimal", noise=0, samples=[2, 10])
    assert table["ridge"].tolist() == [0, 0]
    assert any("At 2 points the optimal ridge is 0" in note for note in table.notes)


def test_the_optimum_depends_on_the_members() -> None:
    ensemble = {"members": [1, 4, "inf"], "draws": "samples"}
    table = predict(ridge="optimal", ensemble=ensemble, samples=100)
    assert np.all(np.diff(table["ridge"]) < 0)  # averaging does what a ridge does
    assert table["members"].tolist() == [1, 4, np.inf]
    assert any("one member" in note for note in table.notes)


def test_decompose_divides_the_terms_among_the_members() -> None:
    spec = {**BASE, "features": {"width": 300}, "ensemble": {"members": [1, 5], "draws": "features"}}
    table = scalecalc.decompose(spec)
    one, five = table["members"] == 1, table["members"] == 5
    for term in ("var_features", "var_samples_features", "var_samples_features_noise"):
        assert apart(table[term][one], 5 * table[term][five]) <= 1e-13
    for term in ("bias2", "var_samples", "var_samples_noise"):
        assert apart(table[term][one], table[term][five]) <= 1e-13


@pytest.mark.parametrize(("alpha", "noted"), [(1.2, True), (0.2, False)])
def test_activations_need_many_effective_dimensions(alpha: float, noted: bool) -> None:
    spectrum = {"kind": "power_law", "alpha": alpha, "modes": 3000}
    table = predict(spectrum=spectrum, features={"width": 100, "activation": "relu"})
    assert any("Gaussian equivalence" in note for note in table.notes) == noted

"""The table of flow: the ridge from stage to stage, and the error with it."""

from __future__ import annotations

from typing import Any

import numpy as np

import scalecalc
from tests.theory.support import apart

SPEC: dict[str, Any] = {
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": "inf"},
    "target": {"kind": "power_law", "r": 0.7},
    "noise": 0.02,
    "ridge": 1e-4,
    "samples": [10, 100, 5000],
    "features": {"layers": [{"width": 900}, {"width": 300, "weights": "orthogonal"}], "noise": 1e-3},
}
STAGES = ["ridge", "samples", "feature noise", "layer 2", "layer 1"]


def test_one_row_per_point_and_stage() -> None:
    table = scalecalc.flow(SPEC)
    assert table["stage"].tolist() == STAGES * 3
    assert table["samples"].tolist() == np.repeat([10, 100, 5000], 5).tolist()
    assert table["size"][1:5].tolist() == [10, 300, 300, 900]


def test_each_stage_multiplies_the_ridge() -> None:
    table = scalecalc.flow(SPEC)
    kappa = table["kappa"].reshape(3, 5)
    assert apart(kappa[:, 1:], kappa[:, :-1] * table["s_transform"].reshape(3, 5)[:, 1:]) <= 1e-12
    predicted = scalecalc.predict(SPEC)
    assert apart(kappa[:, 0], 1e-4) == 0
    assert apart(kappa[:, 1], predicted["kappa1"]) <= 1e-14
    assert apart(kappa[:, -1], predicted["kappa2"]) <= 1e-14
    assert apart(table["df1"].reshape(3, 5)[:, 1], predicted["df1"]) <= 1e-12


def test_each_stage_multiplies_the_error() -> None:
    factors = scalecalc.flow(SPEC)["error_factor"].reshape(3, 5)
    before = scalecalc.decompose(SPEC)["bias2"] * factors[:, 2:].prod(axis=1)
    assert apart((before + 0.02) * factors[:, 1], scalecalc.predict(SPEC)["test_error"]) <= 1e-12


def test_limits_are_named() -> None:
    plain = {key: value for key, value in SPEC.items() if key != "features"}
    wide = scalecalc.flow({**plain, "ridge": 0, "features": {"width": 1e7}})
    near = wide["limit"].reshape(3, 3)[0].tolist()
    assert near == ["ridgeless", "the samples are used up", "infinitely wide"]
    narrow = scalecalc.flow({**plain, "ridge": 0, "samples": 1e6, "features": {"width": 50}})
    assert narrow["limit"].tolist() == ["ridgeless", "infinitely many samples", "the width is a bottleneck"]
    assert scalecalc.flow({**plain, "ridge": 1e6})["limit"][0] == "nothing learned"


def test_an_ensemble_shows_one_member() -> None:
    ensemble = {"members": 3, "draws": "features"}
    table = scalecalc.flow({**SPEC, "ensemble": ensemble})
    assert "members" not in table.names
    assert any("one member" in note for note in table.notes)
    assert apart(table["error_factor"][1:5], scalecalc.flow(SPEC)["error_factor"][1:5]) == 0


def test_the_optimal_ridge_flows() -> None:
    table = scalecalc.flow({**SPEC, "ridge": "optimal"})
    best = scalecalc.predict({**SPEC, "ridge": "optimal"})["ridge"]
    assert apart(table["kappa"].reshape(3, 5)[:, 0], best) == 0

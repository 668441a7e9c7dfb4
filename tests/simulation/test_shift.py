"""Measured errors on a shifted test distribution against the theory, for every kind of random matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import scalecalc

COUNTS = [1, 1, 2, 20, 60, 40]
BASE: dict[str, Any] = {
    "spectrum": {"kind": "levels", "values": [3.0, 2.0, 1.0, 0.5, 0.1, 0.03], "multiplicities": COUNTS},
    "target": {"kind": "levels", "weights": [1, 0.5, 0.7, 0.3, 0.2, 0.1]},
    "noise": 0.1,
    "ridge": 0.02,
    "samples": 60,
    "test": {
        "spectrum": {"kind": "levels", "values": [0.5, 3.0, 0.2, 0.4, 0.3, 0.05], "multiplicities": COUNTS},
        "target": {"kind": "levels", "weights": [0.1, 1.5, 0.2, 0.3, 0.6, 0]},
    },
}
STRUCTURED = {"width": 90, "weights": {"kind": "power_law", "decay": 0.5}}
CORRELATED = {"kind": "ar1", "rho": 0.6}
MODELS: dict[str, dict[str, Any]] = {
    "ridge regression": {},
    "few features": {"features": {"width": 40}},
    "many features": {"features": {"width": 100}},
    "orthogonal features": {"features": {"width": 90, "weights": "orthogonal"}},
    "layers": {"features": {"layers": [{"width": 110}, STRUCTURED]}},
    "noise": {"features": {"width": 100, "noise": 0.02}},
    "noise of orthogonal features": {"features": {"width": 100, "weights": "orthogonal", "noise": 0.02}},
    "noise of layers": {"features": {"layers": [{"width": 100}, {"width": 90}], "noise": 0.02}},
    "correlated samples": {"correlation": CORRELATED},
    "correlated samples with features": {"correlation": CORRELATED, "features": {"width": 100}},
    "average over features": {"features": {"width": 60}, "ensemble": {"members": 3, "draws": "features"}},
    "average over bags": {"ensemble": {"members": 3, "draws": "samples", "overlap": 0.5}},
    "average over both": {
        "features": {"width": 60},
        "ensemble": {"members": 3, "draws": "both", "overlap": 0.5},
    },
    "average over samples with features": {
        "features": {"width": 60},
        "ensemble": {"members": 3, "draws": "samples", "overlap": 0.3},
    },
}
SHIFTED = ["shifted_error", "shifted_bias2", "shifted_features", "shifted_samples"]


def check(name: str, draws: int, precise: float) -> None:
    spec = {**BASE, **MODELS[name]}
    table = scalecalc.simulate(spec, draws=draws, seed=5)
    at = np.isin(table["quantity"].astype(str), SHIFTED)
    assert table["quantity"][at].tolist() == SHIFTED
    told = scalecalc.predict(spec)
    assert table["theory"][at].tolist() == [told[quantity][0] for quantity in SHIFTED]
    assert np.all(np.abs(table["z_score"][at]) <= 4)
    assert np.all(table["stderr"][at] <= precise * table["theory"][at][0])


@pytest.mark.parametrize("name", ["many features"])
def test_measured_errors_are_those_of_the_theory(name: str) -> None:
    check(name, 16, 0.05)


@pytest.mark.long
@pytest.mark.parametrize("name", MODELS)
def test_measured_errors_of_every_model_are_those_of_the_theory(name: str) -> None:
    check(name, 120, 0.015)


def test_without_a_shift_nothing_is_said_of_one() -> None:
    table = scalecalc.simulate({key: value for key, value in BASE.items() if key != "test"}, draws=2)
    assert not set(SHIFTED) & set(table["quantity"].tolist())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {
                "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": "inf"},
                "target": {"kind": "power_law", "r": 0.4},
                "test": {"target": {"kind": "power_law", "r": 0.6}},
            },
            "drawn mode by mode",
        ),
        (
            {"features": {"width": 20, "activation": "relu"}, "test": {"target": BASE["test"]["target"]}},
            "with an activation",
        ),
    ],
)
def test_what_cannot_be_drawn(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(scalecalc.UsageError, match=words):
        scalecalc.simulate({**BASE, **changes}, draws=2)

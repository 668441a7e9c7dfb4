"""The JSON Schema: valid draft-07, accepts what is valid, refuses what it can know to be wrong."""

from __future__ import annotations

import json
from math import inf
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scalecalc.reading.text.compose import compose
from scalecalc.reading.text.source import Source
from scalecalc.spec import load
from scalecalc.spec.schema import json_schema

SPECS = Path(__file__).parents[2] / "specs"
SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

SPECTRA: list[dict[str, Any]] = [
    {"kind": "power_law", "alpha": 1.5, "modes": "inf"},
    {"kind": "power_law", "alpha": 1.5, "modes": inf, "scale": 2},
    {"kind": "power_law", "alpha": 0.5, "modes": 1e30},
]
SWEEPS: list[Any] = [
    3, 2.5, [1, 2.5], {"from": 1, "to": 10, "points": 3}, {"from": 1, "to": 9.5, "per_decade": 2.5},
    {"from": 1, "to": 10, "points": 3.0, "spacing": "linear"},
]  # fmt: skip
WEIGHTS: list[Any] = ["gaussian", "orthogonal", {"kind": "power_law", "decay": 0.5}]
ACTIVATIONS: list[Any] = ["tanh", "relu", "erf", {"mu1": 0.5, "mustar2": 0}]


def spec(**changes: Any) -> dict[str, Any]:
    return {
        "spectrum": SPECTRA[0],
        "target": {"kind": "power_law", "r": 0.4},
        "ridge": 0,
        "samples": 10,
    } | changes


def test_it_is_a_draft_07_schema() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"].startswith("http://json-schema.org/draft-07/")


def test_the_file_beside_the_specs_is_up_to_date() -> None:
    assert (SPECS / "scalecalc.schema.json").read_text() == json.dumps(SCHEMA, indent=2) + "\n"


@pytest.mark.parametrize("path", sorted(SPECS.glob("*.yaml")), ids=lambda path: path.name)
def test_it_accepts_the_worked_specs(path: Path) -> None:
    assert path.read_text().startswith("# yaml-language-server: $schema=./scalecalc.schema.json\n")
    VALIDATOR.validate(compose(Source(path.name, path.read_text()))[0].data())
    VALIDATOR.validate(load(path).resolved)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "x"},
        *({"spectrum": spectrum, "target": {"kind": "power_law", "decay": 2}} for spectrum in SPECTRA),
        *({name: sweep} for name in ("samples", "ridge", "noise") for sweep in SWEEPS),
        *({"features": {"width": width}} for width in [*SWEEPS, "inf", inf, [1, "Infinity"], "0.5 * P^-1"]),
        *({"ridge": law} for law in ("P", "1e-3 * P^-1", "P^(-1)", "1e-3")),
        {"samples": ["inf", inf]},
        {"features": {"width": 5, "weights": "gaussian"}},
        *({"features": {"width": 5, "weights": weights}} for weights in WEIGHTS),
        {"features": {"layers": [{"width": 5, "weights": weights} for weights in WEIGHTS]}},
        {"features": {"layers": [{"width": [9, 8]}, {"width": "P"}, {"width": 5.0}], "noise": 0.1}},
        *({"features": {"width": 5, "activation": activation}} for activation in ACTIVATIONS),
        {"correlation": {"kind": "ar1", "rho": -0.5}},
        {"correlation": {"kind": "power_law", "decay": 2}},
        *({"ensemble": {"members": members}} for members in (1, 2.5, [1, "inf"], {"from": 1, "to": 9, "points": 3})),
        {"ensemble": {"members": 2, "draws": "samples", "overlap": 1}},
        {"ridge": "optimal"},
        {"spectrum": {"kind": "levels", "values": [1], "multiplicities": [1e60]}, "target": {"kind": "isotropic"}},
        {"spectrum": {"kind": "isotropic", "modes": 5.0}, "target": {"kind": "levels", "weights": [0]}},
    ],
    ids=str,
)
def test_it_accepts_what_load_accepts(changes: dict[str, Any]) -> None:
    load(spec(**changes))
    VALIDATOR.validate(spec(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"rigde": 1},
        {"spectrum": SPECTRA[0] | {"aplha": 1}},
        {"spectrum": {"kind": "power"}},
        {"spectrum": SPECTRA[0] | {"alpha": -1}},
        {"spectrum": SPECTRA[0] | {"modes": "many"}},
        {"target": {"kind": "power_law"}},
        {"target": {"kind": "power_law", "r": 1, "decay": 2}},
        {"ridge": -1},
        {"ridge": "optimum"},
        {"ridge": [1, "optimal"]},
        {"noise": "optimal"},
        {"ridge": None},
        {"noise": [True]},
        {"samples": []},
        {"samples": "P^2"},
        {"samples": {"from": 1, "to": 2}},
        {"features": {}},
        {"features": {"width": 5, "weights": "orthonormal"}},
        {"features": {"weights": "orthogonal"}},
        {"features": {"width": 5, "weights": {"kind": "power_law"}}},
        {"features": {"width": 5, "weights": {"kind": "file"}}},
        {"features": {"width": 5, "layers": [{"width": 5}]}},
        {"features": {"weights": "gaussian", "layers": [{"width": 5}]}},
        {"features": {"layers": []}},
        {"features": {"layers": [{}]}},
        {"features": {"layers": [{"width": 5, "noise": 1}]}},
        {"features": {"width": 5, "noise": 1, "activation": "tanh"}},
        {"features": {"width": 5, "noise": -1}},
        {"features": {"width": 5, "activation": "tahn"}},
        {"features": {"width": 5, "activation": {"mu1": 0, "mustar2": 1}}},
        {"features": {"width": 5, "activation": {"mu1": 1}}},
        {"correlation": {"kind": "ar1", "rho": 1}},
        {"correlation": {"kind": "ar1", "rho": -1}},
        {"correlation": {"kind": "power_law", "decay": 0}},
        {"ensemble": {}},
        {"ensemble": {"members": 0}},
        {"ensemble": {"members": "P"}},
        {"ensemble": {"members": 2, "draws": "all"}},
        {"ensemble": {"members": 2, "overlap": 1.5}},
        {"features": None},
    ],
    ids=str,
)
def test_it_refuses_what_it_can_know_to_be_wrong(changes: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(spec(**changes))


def test_it_knows_weights_and_correlations_from_files() -> None:
    rows = {"kind": "file", "path": "rows.csv", "column": "variance"}
    for features in ({"weights": rows}, {"width": 5, "weights": rows}, {"layers": [{"width": 5}, {"weights": rows}]}):
        VALIDATOR.validate(spec(features=features))
    VALIDATOR.validate(spec(correlation={"kind": "file", "path": "k.npy"}))


def test_every_key_is_described() -> None:
    models = [SCHEMA, *SCHEMA["$defs"].values()]
    for model in models:
        for key, value in model["properties"].items():
            assert key in ("kind", "method") or value.get("description"), key

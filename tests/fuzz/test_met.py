"""Specs that were met by the long run and came out wrong: exceptions, nan as a number, seconds for one point."""

from __future__ import annotations

import time
from math import inf
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz import output_rules, properties
from tests.fuzz.running import run
from tests.strategies.case import Case, npy
from tests.strategies.specs import Drawn

_SECONDS = 3  # of processor time, where it should be hundredths

_ISOTROPIC = {"kind": "isotropic", "modes": 10}
_ENDLESS = {"kind": "power_law", "alpha": 2, "modes": inf}
_TARGET = {"kind": "isotropic"}
_SWEEP = {"from": 1, "to": 1e12, "points": 5}
_WIDE = {"kind": "levels", "values": [0.008, 1e-16, 1e-102, 1e-200], "multiplicities": [10, 10, 9, 11]}
_RELU = {"width": 1, "activation": "relu"}


def _spec(spectrum: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {"spectrum": spectrum, "target": _TARGET, "noise": 0, "ridge": 0, "samples": 1, **others}


def _measured(rows: list[float], **others: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
    features = {"weights": {"kind": "file", "path": "rows.npy"}}
    return _spec({"kind": "isotropic", "modes": 1e16}, features=features, **others), {"rows.npy": npy(rows)}


_POINTS: dict[str, tuple[dict[str, Any], dict[str, bytes]]] = {
    "a square overflows": (_spec(_ENDLESS | {"scale": 1e200}, target=_TARGET, features=_RELU), {}),
    "a square underflows": (_spec(_ISOTROPIC | {"scale": 1e-307}, features=_RELU), {}),
    "tanh of large numbers": (_spec(_ISOTROPIC | {"scale": 1e300}, features={"width": 1, "activation": "tanh"}), {}),
    "erf of far levels": (
        _spec({"kind": "levels", "values": [1.36e291, 58, 1]}, features={"width": 1, "activation": "erf"}),
        {},
    ),
    "no higher moments": (
        _spec(_ISOTROPIC, samples=[1, 5, 20], features={"width": 5, "activation": {"mu1": 1, "mustar2": 0}}),
        {},
    ),
    "a noise that overflows": (
        _spec(
            _ISOTROPIC | {"scale": 5e-169},
            noise=1.7e308,
            samples=[1, 3, 20],
            features={"width": [5, 20], "weights": {"kind": "power_law", "decay": 0.5}, "noise": 12},
        ),
        {},
    ),
    "a slope that overflows": (
        _spec(
            _ISOTROPIC,
            noise=1e150,
            samples=[1, 3, 20],
            features={"width": [5, 20], "activation": {"mu1": 9e88, "mustar2": 5e-324}},
        ),
        {},
    ),
    "terms whose sum overflows": (
        _spec(
            _ISOTROPIC,
            target={"kind": "file", "path": "v.npy", "column_is": "power"},
            ridge=1,
            features={"width": [2, 10]},
        ),
        {"v.npy": npy([1, 1.7e308, 1.76e259, *[1.0] * 7])},
    ),
    "a subnormal row": _measured([1, 1e-320], ridge=1, samples=8),
    "rows far apart": _measured(
        [0.701, 1, 3.25e249, 1e-200, 1, 1, 2, 3],
        ridge=0.0625,
        samples=[8, 21.6],
        ensemble={"members": 2, "draws": "both"},
    ),
    "a ridge beyond everything": (
        _spec(
            _WIDE,
            ridge=1e307,
            samples=4,
            correlation={"kind": "ar1", "rho": 1e-8},
            features={"width": [10, 117], "weights": {"kind": "power_law", "decay": 0.587}},
        ),
        {},
    ),
    "a subnormal ridge": (
        _spec(_WIDE, ridge=1e-308, samples=[4, 5, 6, 7], correlation={"kind": "ar1", "rho": 0}),
        {},
    ),
    "a target that cannot be learned": (
        _spec(
            {"kind": "levels", "values": [0.0043, 0]},
            target={"kind": "levels", "powers": [0, 0.11]},
            noise=[0, 1],
            ridge=0.01,
        ),
        {},
    ),
}


@pytest.mark.parametrize("name", _POINTS)
def test_points(name: str, tmp_path: Path) -> None:
    spec, files = _POINTS[name]
    before = time.process_time()
    properties.extreme_numbers(Drawn(spec, files), tmp_path)
    assert time.process_time() - before < _SECONDS


def test_a_target_that_cannot_be_learned_is_no_underflow(tmp_path: Path) -> None:
    spec, files = _POINTS["a target that cannot be learned"]
    properties.ordinary_numbers(Drawn(spec, files, 2), tmp_path)


_SOURCE = {"kind": "power_law", "r": 1}
_LINES: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "fewer than one sample": (
        ("exponents",),
        _spec(
            {"kind": "levels", "values": [2, 1e-12]},
            target={"kind": "levels", "weights": [1e-3, 1.7e308]},
            correlation={"kind": "ar1", "rho": 0.5},
        ),
    ),
    "from one sample on": (
        ("regimes",),
        _spec(_ISOTROPIC, noise=0.1, ridge=1e-3, samples=[1, 3], correlation={"kind": "power_law", "decay": 5}),
    ),
    "a series that hardly changes": (
        ("regimes",),
        _spec(
            {"kind": "power_law", "alpha": 10, "modes": inf, "scale": 1e-300},
            target=_SOURCE,
            noise=0.1,
            ridge=1e-3,
            samples=_SWEEP,
            correlation={"kind": "ar1", "rho": 0.9999},
        ),
    ),
    "a subnormal scale": (
        ("regimes", "--plot"),
        _spec(_ENDLESS | {"scale": 1e-320}, target=_SOURCE, noise=0.1, ridge="optimal", samples=_SWEEP),
    ),
}


@pytest.mark.parametrize("name", _LINES)
def test_command_lines(name: str, tmp_path: Path) -> None:
    (command, *options), spec = _LINES[name]
    Case(spec).write(tmp_path)
    output_rules.follows_the_rules(run(tmp_path, command, "spec.yaml", *options), tmp_path, "spec.yaml")

"""Specs made of what data say."""

from __future__ import annotations

from math import inf
from pathlib import Path

import numpy as np
import pytest

import scalecalc
from scalecalc.empirical.levels import Levels, fitted_levels
from scalecalc.empirical.population.law import Law
from scalecalc.empirical.spec_file import Origin, Spec, levels_spec, power_law_spec
from scalecalc.output.formats.yaml_ import dumped
from tests.empirical.test_levels import FEW, KAPPA, curves

ORIGIN = Origin("Spectrum of données: a\tb", 500, 1e-3, {"data": "500 samples, kernel gaussian:3", "fit": "[misfit] 9"})


def read(spec: Spec, folder: Path) -> Path:
    path = folder / "spec.yaml"
    path.write_text(dumped(spec), encoding="utf-8")
    return path


def fitted(name: str) -> Levels:
    measured, trace = curves(*FEW[name])
    return fitted_levels(measured, trace)


@pytest.mark.parametrize("name", FEW)
def test_levels_are_read_back_to_the_last_digit(name: str, tmp_path: Path) -> None:
    found = fitted(name)
    spec = levels_spec(found, ORIGIN)
    path = read(spec, tmp_path)
    scalecalc.load(path)
    given = {key: value for key, value in spec.items() if not key.startswith("x-")}
    assert scalecalc.predict(path)["test_error"].tolist() == scalecalc.predict(given)["test_error"].tolist()
    assert spec["spectrum"]["values"] == found.values.tolist()
    assert spec["x-about"]["tail"].startswith("There are no modes" if found.unresolved_trace == 0 else "0.")


def test_levels_say_where_they_are_a_guess() -> None:
    """The smallest kappa, and T + sigma^2 there: which part of it is noise, nothing tells."""
    measured, _ = curves(*FEW["rest"])
    said = levels_spec(fitted("rest"), ORIGIN)["x-about"]["noise"]
    assert f"below kappa {KAPPA[0]:.3g} come to {measured.unlearned[0]:.3g}" in said


def test_predict_finds_the_measured_curves(tmp_path: Path) -> None:
    """df1 = z(kappa) at the kappa that predict finds, and the training error tells T + sigma^2."""
    found = fitted("rest")
    measured, _ = curves(*FEW["rest"])
    ridges = (KAPPA * (1 - measured.df1 / 500))[measured.df1 < 450]
    overrides = ["samples=500", f"ridge={ridges.tolist()}"]
    table = scalecalc.predict(read(levels_spec(found, ORIGIN), tmp_path), overrides)
    kappa = KAPPA[measured.df1 < 450]
    assert table["kappa2"] == pytest.approx(kappa, rel=1e-6)
    assert table["df1"] == pytest.approx(measured.df1[measured.df1 < 450], rel=1e-6)


def test_without_targets_every_direction_matters_alike(tmp_path: Path) -> None:
    spec = levels_spec(fitted("no target"), ORIGIN)
    assert spec["target"]["powers"] == spec["spectrum"]["values"]
    assert "no targets" in spec["x-about"]["target"]
    law = power_law_spec(Law(1.5, 2.0, inf), ORIGIN)
    assert (law["target"]["decay"], law["target"]["scale"]) == (1.5, 2.0)
    for one in (spec, law):
        scalecalc.load(read(one, tmp_path))


@pytest.mark.parametrize("modes", [64.0, np.inf])
def test_a_power_law_is_that_of_the_theory(modes: float, tmp_path: Path) -> None:
    path = read(power_law_spec(Law(1.3, 0.7, modes, 0.45, 0.2, 0.01), ORIGIN), tmp_path)
    wanted = {
        "spectrum": {"kind": "power_law", "alpha": 1.3, "scale": 0.7, "modes": modes},
        "target": {"kind": "power_law", "r": 0.45, "scale": 0.2},
        "noise": 0.01,
        "ridge": 1e-3,
        "samples": {"from": 10, "to": 2000, "per_decade": 10},
    }
    assert scalecalc.predict(path)["test_error"].tolist() == scalecalc.predict(wanted)["test_error"].tolist()

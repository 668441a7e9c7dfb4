"""The worked specs, scaled to sizes that are drawn in seconds, pass `--check 4`, and do not with 5 % more or less."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import scalecalc
from scalecalc.simulation.table import deviations, failures

SPECS = Path(__file__).parents[2] / "specs"
_LAYERS = (
    "features.layers=[{width: 250, weights: {kind: power_law, decay: 0.7}}, {width: 250},"
    " {width: 250, weights: orthogonal}]"
)
_UNRESOLVED = ["spectrum.unresolved={trace: 1, power: 0.1}", "noise=0.1"]
SCALED = {  # what is scaled, and the draws that it takes
    "quickstart": (["samples=120", "ridge=1e-3"], 60),
    "double_descent": (["samples=[125,312]"], 60),
    "feature_variance": (["samples=150", "features.width=450"], 120),
    "measured_spectrum": (["samples=100"], 60),
    "multiple_descent": (["samples=160", "spectrum.multiplicities=[10,50,1000]"], 120),
    "power_law_ridge": (["samples=200", "ridge=1e-2"], 300),
    "source_exponent": (["samples=120", "ridge=1e-3", "noise=0.01"], 100),
    "ridge_law": (["samples=150"], 60),
    "width_law": (["samples=150"], 80),
    "correlated_samples": (["samples=100"], 40),
    "deep_features": (["samples=100", "ridge=1e-5", _LAYERS], 60),
    "ensemble": (["samples=120", "features.width=120", "ensemble.members=[1,4]"], 40),
    "exponential_spectrum": (["samples=250", "spectrum.rate=0.03", "target.rate=0.08", *_UNRESOLVED], 100),
    "kernel_on_sphere": (["samples=150", "spectrum.dimension=20", "ridge=1e-2"], 60),
    "relu_features": (["samples=120", "features.width=300", "spectrum.modes=800"], 120),
}


LONG = {
    *("feature_variance", "deep_features", "relu_features", "source_exponent", "power_law_ridge"),
    *("ensemble", "multiple_descent", "exponential_spectrum"),
}


def test_every_worked_spec_is_here() -> None:
    assert set(SCALED) == {path.stem for path in SPECS.glob("*.yaml")}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long) if name in LONG else name for name in SCALED]
)
def test_worked_spec(name: str) -> None:
    overrides, draws = SCALED[name]
    result = scalecalc.simulate(SPECS / f"{name}.yaml", draws, overrides)
    assert failures(result, 4) == []
    rows = np.flatnonzero(result["quantity"] == "test_error")
    theory, mean, stderr, allowance = (result[column][rows] for column in ("theory", "mean", "stderr", "tolerance"))
    for factor in (1.05, 1 / 1.05):
        assert np.abs(deviations(mean, factor * theory, stderr, allowance, theory)).min() > 4

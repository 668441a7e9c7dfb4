"""The gallery of the paper against regressions: each spec, scaled to what is drawn in seconds, passes `--check 4`.

What is scaled is listed: sweeps to one point, spectra and widths to some hundreds, noise of the features so that
tau = N sigma_xi^2 stays, and ridges that are too small for so few samples.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import scalecalc
from scalecalc.simulation.table import deviations, failures

SPECS = Path(__file__).parents[2] / "specs" / "paper"
MODES, LEVELS = "spectrum.modes=600", "spectrum.multiplicities=[10,50,1000]"
SCALED = {
    "01_colored_wishart": [MODES, "samples=200", "ridge=[1e-3,0.1]"],
    "01_deep_wishart": [MODES, "samples=100", "features.width=200", "ridge=[0.1,10]"],
    "01_white_wishart": [MODES, "samples=200", "ridge=[0.01,1]"],
    "02_unstructured_lr": ["samples=[125,500]"],
    "03_capacity": [MODES, "samples=150", "ridge=1e-3"],
    "03_source": [MODES, "samples=150"],
    "04_multiple_descent": [LEVELS, "samples=160"],
    "05_venn_features": ["samples=120"],
    "05_venn_ridge": [],
    "06_unstructured_lrf": ["samples=[60,300]"],
    "07_variance_dominated": [MODES, "samples=100", "features.width=300"],
    "08_variance_ridge_dominated": [MODES, "samples=150", "features.width=400"],
    "09_noise_mitigated": [MODES, "samples=150", "features.width=400", "ridge=1e-3"],
    "10_deep_variance": [MODES, "samples=100", "features.layers=[{width: 300}, {width: 300}]"],
    "11_structured_weights": [MODES, "samples=80", "features.width=400"],
    "12_phase_diagram": ["samples=80", "features.width=250"],
    "12_phase_diagram_structured": ["samples=80", "features.width=250"],
    "13_unstructured_nlrf": ["samples=[60,300]"],
    "14_nonlinear_transition": [MODES, "samples=100", "features.width=400", "features.noise=4e-6"],
    "15_additive_noise_dominated": [MODES, "samples=100", "features.width=400", "features.noise=1.5625e-2"],
    "16_feature_noise_and_variance": [MODES, "samples=100", "features.width=400", "features.noise=2.5e-3"],
    "17_noise_mitigated_by_features": [MODES, "samples=100", "features.width=400", "features.noise=2.5e-5"],
}
DRAWS = 60


def test_the_whole_gallery_is_here() -> None:
    assert set(SCALED) == {path.stem for path in SPECS.glob("*.yaml")}


@pytest.mark.long
@pytest.mark.parametrize("name", SCALED)
def test_gallery(name: str) -> None:
    result = scalecalc.simulate(SPECS / f"{name}.yaml", DRAWS, SCALED[name])
    assert failures(result, 4) == []
    rows = np.flatnonzero(result["quantity"] == "df1")
    theory, mean, stderr, allowance = (result[column][rows] for column in ("theory", "mean", "stderr", "tolerance"))
    for factor in (1.05, 1 / 1.05):
        assert np.abs(deviations(mean, factor * theory, stderr, allowance, theory)).min() > 4

"""What the theory may be off by at finite size: measured where it is largest, and falling like 1/n."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import scalecalc
from scalecalc.table import Table

DRAWS = 150


def levels(times: int, **more: Any) -> dict[str, Any]:
    """Two levels of 10 `times` modes, and as many samples and features in proportion, at the same theory."""
    return {
        "spectrum": {"kind": "levels", "values": [1, 0.1], "multiplicities": [10 * times, 10 * times]},
        "target": {"kind": "levels", "weights": [0.04 / times, 0.16 / times]},
        "noise": 0.1,
        "ridge": 0.01,
        "samples": 30 * times,
        **more,
    }


def shift(result: Table, name: str) -> tuple[float, float, float]:
    """Relative shift of a mean against the theory, its standard error, and its allowance."""
    (place,) = np.flatnonzero(result["quantity"] == name)
    theory = result["theory"][place]
    values = (result["mean"][place] - theory, result["stderr"][place], result["tolerance"][place])
    return values[0] / theory, values[1] / theory, values[2] / theory


SMALL = {
    "over- and underdetermined": levels(1, samples=[10, 15, 40]),
    "many ridges": levels(2, ridge=[1e-4, 1e-2, 1]),
    "ridgeless features": levels(2, ridge=0, features={"width": 40}, samples=[20, 30, 60]),
    "orthogonal features": levels(2, features={"width": 20, "weights": "orthogonal"}, ridge=1e-3),
    "a power law": levels(
        1,
        spectrum={"kind": "power_law", "alpha": 1.5, "modes": "inf"},
        target={"kind": "power_law", "r": 0.8},
        ridge=[0, 1e-3],
        samples=[15, 40],
    ),
}


@pytest.mark.parametrize("name", SMALL)
def test_small_problems_stay_within_the_allowance(name: str) -> None:
    result = scalecalc.simulate(SMALL[name], DRAWS)
    assert np.nanmax(np.abs(result["z_score"])) <= 4


def test_the_shift_falls_like_the_inverse_size() -> None:
    """In the part of the error that fluctuates least, and with it the allowance."""
    found = [
        shift(scalecalc.simulate(levels(times, features={"width": 40 * times}), DRAWS), "var_samples_features_noise")
        for times in (1, 2)
    ]
    (small, error, allowed), (large, other_error, other_allowed) = found
    assert small > 5 * error
    assert small - 2 * large == pytest.approx(0, abs=4 * np.hypot(error, 2 * other_error))
    assert allowed == pytest.approx(2 * other_allowed, rel=1e-6)

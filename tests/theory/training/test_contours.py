"""Gradient flow over all sizes, spectra and times, against contours of more nodes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scalecalc import predict
from scalecalc.theory.training import contour

_QUICK = 4


def any_spec(seed: int) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    alpha, modes = random.uniform(1.05, 4), random.choice([1e3, 1e5, np.inf])
    samples, width = (round(10 ** random.uniform(1, 6)) for _ in range(2))
    spec = {
        "spectrum": {"kind": "power_law", "alpha": alpha, "modes": float(modes)},
        "target": {"kind": "power_law", "r": random.uniform(0.2, 1.5)},
        "noise": float(random.choice([0, 1e-4, 0.1])),
        "samples": samples,
        "training": {"method": "flow", "time": (10 ** random.uniform(-1, 8, 5)).tolist()},
    }
    kind = random.integers(3)
    return spec | ({"features": {"width": [width, samples][kind - 1]}} if kind else {})


@pytest.mark.parametrize("seed", [pytest.param(n, marks=[] if n < _QUICK else pytest.mark.long) for n in range(60)])
def test_more_nodes_give_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = any_spec(seed)
    table = predict(spec)
    assert set(table["status"]) <= {"ok", "underflow"}
    # Truncation falls by 3.9^8. Rounding grows, so that even more nodes would be less exact.
    monkeypatch.setattr(contour, "_NODES", (36, 32))
    fine = predict(spec)
    good = table["status"] == "ok"
    for name in ("generalization_error", "train_error"):
        one, other = table[name][good], fine[name][good]
        known = np.isfinite(one) & np.isfinite(other)
        assert one[known] == pytest.approx(other[known], rel=1e-8)
    assert np.isfinite(table["generalization_error"]).all()

"""The terms of late errors: against exact errors after long training."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scalecalc import predict
from scalecalc.theory.leading import Leading
from scalecalc.theory.rates.population import EARLY_WIDTH, EXACT, WIDTH, GradientNoise, of_minibatches, population
from scalecalc.theory.rates.term import Term, total
from scalecalc.theory.spectra.power_law import PowerLaw

INF = np.inf
SCALE, POWER_SCALE = 2.0, 3.0
TIMES = np.geomspace(1, 1.1, 2)
RATE, BATCH = 0.1, 2


def task_of(alpha: float, r: float) -> PowerLaw:
    return PowerLaw(alpha, SCALE, INF, 1 + 2 * alpha * r, POWER_SCALE)


def errors_of(alpha: float, r: float, width: float, noise: float = 0.0, **training: Any) -> Any:
    spec: dict[str, Any] = {
        "spectrum": {"kind": "power_law", "alpha": alpha, "scale": SCALE, "modes": "inf"},
        "target": {"kind": "power_law", "r": r, "scale": POWER_SCALE},
        "noise": noise,
        "training": training,
    }
    spec |= {"features": {"width": width}} if np.isfinite(width) else {}
    spec |= {} if training["method"] == "sgd" else {"samples": "inf"}
    return predict(spec)["generalization_error"]


def sums_of(
    alpha: float, r: float, width: float, times: Any, noise: float = 0.0, gradient: GradientNoise = EXACT
) -> Any:
    terms = population(task_of(alpha, r), noise, gradient)
    assert terms is not None
    return np.array([_sum(terms, {"width": Leading(width), "time": Leading(t)}) for t in times])


def _sum(terms: tuple[Term, ...], path: dict[str, Leading]) -> float:
    """With the larger of the two terms of the width, since one becomes the other."""
    sizes = {one.name: one.law(path).amplitude for one in terms}
    return max(sizes.pop(WIDTH), sizes.pop(EARLY_WIDTH, 0.0)) + sum(sizes.values())


@pytest.mark.parametrize(
    ("alpha", "r", "width", "time", "off"),
    [
        (1.5, 0.4, INF, 1e6, 1e-12),
        (2.0, 1.3, INF, 1e5, 1e-12),  # does not saturate
        (1.5, 0.3, 1e6, INF, 5e-3),
        (1.5, 0.8, 1e4, INF, 1e-3),
        (1.5, 1.2, 1e4, INF, 1e-4),
        (1.5, 0.8, 1e11, 1e10, 2e-2),
        (1.3, 0.9, 1e11, 1e9, 2e-2),
    ],
)
def test_terms_of_flow(alpha: float, r: float, width: float, time: float, off: float) -> None:
    times = time * TIMES
    errors = errors_of(alpha, r, width, method="flow", time=times.tolist() if np.isfinite(time) else time)
    found = sums_of(alpha, r, width, times)[: len(errors)]
    assert found == pytest.approx(errors, rel=off)
    if len(errors) > 1:
        assert np.diff(np.log(found)) / np.diff(np.log(times)) == pytest.approx(
            np.diff(np.log(errors)) / np.diff(np.log(times)), abs=0.003
        )


def test_the_end_of_narrow_features_has_a_logarithm_at_one_half() -> None:
    widths = np.array([1e12, 1e13])
    errors = [float(errors_of(1.5, 0.5, width, method="flow", time=INF)[0]) for width in widths]
    terms = population(task_of(1.5, 0.5), 0.0)
    assert terms is not None
    law = total(terms, {"time": Leading(INF), "width": Leading(1.0, 1.0)})
    assert (law.order, law.logs) == pytest.approx((-1.5, 1.0))
    per_decade = np.diff(errors * widths**1.5) / np.diff(np.log(widths))  # which leaves the constant behind log N out
    assert per_decade == pytest.approx([law.amplitude], rel=1e-3)


@pytest.mark.parametrize(
    ("r", "width", "noise", "off"),
    [(0.4, INF, 0.0, 2e-3), (0.9, INF, 0.0, 1e-3), (0.9, 1e10, 0.0, 2e-2), (0.9, 1e4, 0.1, 1e-4), (0.3, 30, 0.0, 0.2)],
)
def test_terms_of_one_pass_sgd(r: float, width: float, noise: float, off: float) -> None:
    steps = np.rint(1e9 * TIMES)
    errors = errors_of(1.5, r, width, noise, method="sgd", steps=steps.tolist(), learning_rate=RATE, batch=BATCH)
    gradient = of_minibatches(task_of(1.5, r), RATE, BATCH)
    assert gradient is not None
    found = sums_of(1.5, r, width, RATE * steps, noise, gradient)
    assert found == pytest.approx(errors, rel=off)
    assert np.diff(np.log(found)) / np.log(1.1) == pytest.approx(np.diff(np.log(errors)) / np.log(1.1), abs=0.003)


def test_what_has_no_law() -> None:
    assert population(PowerLaw(0.8, 1.0, 100, 2.0, 1.0), 0.0) is None
    assert of_minibatches(task_of(1.5, 0.4), 0.9, BATCH) is None  # diverges
    assert of_minibatches(task_of(1.5, 0.4), 0.45, 1) is None


def test_laws_follow_paths() -> None:
    term = Term("width, early", 2.0, {"width": -1.0, "time": -0.5})
    assert term.law({"width": Leading(10.0), "time": Leading(4.0, 1.0)}) == Leading(0.1, -0.5)
    assert term.law({"time": Leading(4.0, 1.0)}).amplitude == 0

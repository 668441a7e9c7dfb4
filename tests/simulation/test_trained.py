"""Measured errors over training time against the theory, and the closed form of gradient descent against its steps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import scalecalc
from scalecalc.simulation.fit.regression import Features
from scalecalc.simulation.fit.trained import fits
from scalecalc.theory.methods.gradient_descent import GradientDescent

BASE: dict[str, Any] = {
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": 120},
    "target": {"kind": "power_law", "r": 0.4},
    "noise": 0.1,
}
FLOW = {"method": "flow", "time": [3, 30, 300]}
SGD = {"method": "sgd", "steps": [10, 60], "learning_rate": 0.2}
MODELS: dict[str, dict[str, Any]] = {
    "flow, few features": {"samples": 60, "features": {"width": 30}, "training": FLOW},
    "flow, many features, weight decay": {"samples": 30, "features": {"width": 60}, "training": FLOW, "ridge": 0.01},
    "flow, no features": {"samples": 40, "training": FLOW},
    "flow, all samples": {"samples": "inf", "features": {"width": 30}, "training": FLOW},
    "descent": {"samples": 40, "training": {"method": "gd", "steps": [3, 100], "learning_rate": 0.3}},
    "sgd, one sample": {"features": {"width": 30}, "training": SGD | {"batch": 1}},
    "sgd, eight samples": {"features": {"width": 30}, "training": SGD | {"batch": 8}},
    "sgd, no features": {"training": SGD | {"batch": 2}},
}


@pytest.mark.parametrize("name", MODELS)
def test_measured_errors_are_those_of_the_theory(name: str) -> None:
    table = scalecalc.simulate(BASE | MODELS[name], draws=60)
    assert np.abs(table["z_score"]).max() < 4
    assert {"generalization_error", "test_error"} <= set(table["quantity"])


@pytest.mark.parametrize(("samples", "width", "shift"), [(12, 7, 0.0), (7, 12, 0.0), (7, 12, 0.3), (12, 7, 0.3)])
def test_descent_in_closed_form_is_descent_step_by_step(samples: int, width: int, shift: float) -> None:
    rng = np.random.default_rng(1)
    a, y = rng.standard_normal((1, samples, width)), rng.standard_normal((1, samples, 2))
    method = GradientDescent(method="gd", steps=40.0, learning_rate=0.1)
    (fit,) = fits(Features(a, min(samples, width), shift), y, method, (0.2,), (40.0,))
    kernel, coefficients = a[0] @ a[0].T + shift * np.eye(samples), np.zeros((samples, 2))
    for _ in range(40):
        coefficients += 0.1 * ((y[0] - kernel @ coefficients) / samples - 0.2 * coefficients)
    np.testing.assert_allclose(fit.weights[0], a[0].T @ coefficients, rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(fit.residual[0], y[0] - kernel @ coefficients, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"samples": 20, "training": {"method": "flow", "time": "inf"}}, "training without end"),
        ({"features": {"width": 20, "activation": "relu"}, "training": SGD | {"batch": 1}}, "linear features only"),
    ],
)
def test_what_cannot_be_drawn(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(scalecalc.UsageError, match=words):
        scalecalc.simulate(BASE | changes, draws=2)

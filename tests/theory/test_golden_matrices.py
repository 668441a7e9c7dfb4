"""The solver against the independent high-precision reference, for every random matrix, ensemble and correlation."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from scalecalc.theory.matrices.design import Correlation, Design, Ensemble, Nonlinearity, Weights
from scalecalc.theory.modes.tasks import Modes
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import evaluate
from tests.kinds import (
    GAUSSIAN,
    ORTHOGONAL,
    AdditiveNoise,
    activation,
    ar1,
    measured_correlation,
    measured_rows,
    moments,
    power_correlation,
    power_rows,
)
from tests.theory.support import apart, column
from tests.theory.test_golden import task_of

TABLE = json.loads((Path(__file__).parents[1] / "reference" / "golden_matrices.json").read_text(encoding="utf-8"))
ACCURACY = 1e-10


def floats(texts: list[str]) -> np.ndarray:
    return np.array([float(text) for text in texts])


def entries(how: dict) -> Modes:
    """A list of values with multiplicities, as the rows of a layer and the samples' eigenvalues are given."""
    values = floats(how["values"])
    return Modes(values, floats(how["multiplicities"]), np.zeros_like(values))


def weights_of(layer: dict) -> Weights:
    how = layer["weights"]
    if how == "gaussian":
        return GAUSSIAN
    if how == "orthogonal":
        return ORTHOGONAL
    return power_rows(float(how["decay"])) if how["kind"] == "power_law" else measured_rows(entries(how))


def nonlinearity_of(case: dict) -> Nonlinearity | None:
    if "feature_noise" in case:
        return AdditiveNoise(float(case["feature_noise"]))
    how = case.get("activation")
    if isinstance(how, dict):
        return moments(float(how["mu1"]), float(how["mustar2"]))
    return None if how is None else activation(how)


def correlation_of(how: dict | None) -> Correlation | None:
    if how is None:
        return None
    if how["kind"] == "ar1":
        return ar1(float(how["rho"]))
    return power_correlation(float(how["decay"])) if how["kind"] == "power_law" else measured_correlation(entries(how))


def design_of(case: dict) -> Design:
    how = case.get("ensemble")
    ensemble = None if how is None else Ensemble(how["draws"], float(how["overlap"]))
    weights = tuple(weights_of(layer) for layer in case["layers"])
    return Design(weights, nonlinearity_of(case), correlation_of(case.get("correlation")), ensemble)


def point_of(case: dict, ridge: float) -> Points:
    return Points(
        np.array([float(case["samples"])]),
        tuple(np.array([float(layer["width"])]) for layer in case["layers"]),
        np.array([ridge]),
        np.array([float(case["noise"])]),
        np.array([float(case["ensemble"]["members"])]) if "ensemble" in case else None,
    )


def answer(case: dict, ridge: float) -> dict[str, float]:
    """The outputs the table has, from the package."""
    result = evaluate(task_of(case), point_of(case, ridge), design_of(case))
    assert result.status[0] in ("ok", "diverges")
    return {name: float(column(result, name)[0]) for name in case["outputs"] if name != "ridge"}


@pytest.mark.parametrize("case", TABLE["points"], ids=[case["id"] for case in TABLE["points"]])
def test_agrees_with_the_reference(case: dict) -> None:
    got = answer(case, float(case["ridge"]))
    want = {name: float(text) for name, text in case["outputs"].items()}
    assert {name: (got[name], want[name]) for name in want if apart(got[name], want[name]) > ACCURACY} == {}


@pytest.mark.parametrize("case", TABLE["optimal"], ids=[case["id"] for case in TABLE["optimal"]])
def test_best_ridge_of_the_reference(case: dict) -> None:
    """All outputs at the best ridge, and a larger error on either side of it."""
    want = {name: float(text) for name, text in case["outputs"].items()}
    ridge = want.pop("ridge")
    got = answer(case, ridge)
    assert {name: (got[name], want[name]) for name in want if apart(got[name], want[name]) > ACCURACY} == {}
    for factor in (0.99, 1.01):
        assert answer(case, factor * ridge)["generalization_error"] > got["generalization_error"]

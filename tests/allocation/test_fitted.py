"""The best allocation by fits: closed forms, dense searches, damaged files."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import scalecalc
from scalecalc.errors import ScalecalcError

E, A, B, a, b = 1.69, 406.4, 410.7, 0.34, 0.28  # Hoffmann et al., arXiv:2203.15556, approach 3
OVER, COST = "params,tokens", "6 * params * tokens"


def _content(**more: Any) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    values = {"floor": E, "amplitude_params": A, "amplitude_tokens": B, "exponent_params": a, "exponent_tokens": b}
    draws = {name: (value * np.exp(0.01 * rng.standard_normal(200))).tolist() for name, value in values.items()}
    return {
        "fit": 1,
        "law": "additive",
        "y": "loss",
        "x": ["params", "tokens"],
        "domain": {"params": [1e7, 1e10], "tokens": [1e9, 1e12]},
        "parameters": values,
        "draws": draws,
    } | more


def test_the_closed_form_of_one_product() -> None:
    budget = np.geomspace(1e18, 1e26, 5)
    found = scalecalc.optimize(_content(), OVER, COST, budget)
    g = (a * A / (b * B)) ** (1 / (a + b))
    params, tokens = g * (budget / 6) ** (b / (a + b)), (budget / 6) ** (a / (a + b)) / g
    assert found["params"] == pytest.approx(params, rel=1e-11)
    assert found["tokens"] == pytest.approx(tokens, rel=1e-11)
    assert found["loss"] == pytest.approx(E + A * params**-a + B * tokens**-b, rel=1e-12)
    for name in ("exponent", "local_exponent"):
        assert found[name] == pytest.approx(a * b / (a + b), rel=1e-12)
    for name, power in (("params", b / (a + b)), ("tokens", a / (a + b))):
        assert found[f"exponent_{name}"] == pytest.approx(power, rel=1e-12)
        assert found[f"local_exponent_{name}"] == pytest.approx(power, rel=1e-12)
    for factor, name in ((0.5, "half_params"), (2.0, "double_params")):
        off = E + A * (factor * params) ** -a + B * (tokens / factor) ** -b
        assert found[name] == pytest.approx(off / found["loss"], rel=1e-12)
    for name in ("params", "tokens", "loss"):
        assert (found[f"{name}_low"] < found[name]).all()
        assert (found[f"{name}_high"] > found[name]).all()


@pytest.mark.parametrize(
    ("cost", "most"), [("params * tokens + 1e9 * params^1.5", {}), ("params^2 + tokens", {}), (COST, {"tokens": 1e10})]
)
def test_as_a_dense_search(cost: str, most: dict[str, float]) -> None:
    budget = 1e21
    found = scalecalc.optimize(_content(), OVER, cost, budget, max=most)
    params = np.append(np.geomspace(1e4, 1e13, 400_001), 1e21 / 6 / 1e10)  # the kink at the limit
    with np.errstate(all="ignore"):
        if cost.startswith("params *"):
            tokens = (budget - 1e9 * params**1.5) / params
        else:
            tokens = budget - params**2 if "2" in cost else budget / 6 / params
    tokens = np.where(tokens > 0, np.minimum(tokens, most.get("tokens", np.inf)), np.nan)
    least = np.nanmin(E + A * params**-a + B * tokens**-b)
    assert found["loss"][0] == pytest.approx(least, rel=1e-9)
    assert found["loss"][0] <= least * (1 + 1e-12)
    assert found["constraint"].tolist() == ["tokens" if most else "budget"]


def test_slopes_are_those_of_the_allocation() -> None:
    h = 1e-4
    cost = "params * tokens + 1e9 * params^1.5"
    below, here, above = (scalecalc.optimize(_content(), OVER, cost, 1e20 * np.exp(step)) for step in (-h, 0.0, h))
    for name in ("params", "tokens"):
        slope = np.log(above[name] / below[name]) / (2 * h)
        assert here[f"local_exponent_{name}"] == pytest.approx(slope, rel=1e-6)
    assert here["local_exponent"] == pytest.approx(
        np.log((below["loss"] - E) / (above["loss"] - E)) / (2 * h), rel=1e-6
    )


def test_intervals_are_percentiles_of_the_draws() -> None:
    content = _content()
    found = scalecalc.optimize(content, OVER, COST, 1e22)
    names = tuple(content["parameters"])
    floor, first, second, p, q = (np.array(content["draws"][name]) for name in names)
    params = (p * first / (q * second)) ** (1 / (p + q)) * (1e22 / 6) ** (q / (p + q))
    expected = np.quantile(params, (0.025, 0.975), method="inverted_cdf")
    assert [found["params_low"][0], found["params_high"][0]] == pytest.approx(expected, rel=1e-10)
    loss = floor + first * params**-p + second * (1e22 / 6 / params) ** -q
    expected = np.quantile(loss, (0.025, 0.975), method="inverted_cdf")
    assert [found["loss_low"][0], found["loss_high"][0]] == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"fit": 2}, "version of the fit is 2"),
        ({"law": "cubic"}, "law is 'cubic'"),
        ({"x": "params"}, "x must be a list"),
        ({"domain": {"params": [1, 2]}}, "domain has no tokens"),
        ({"domain": {"params": [2, 1], "tokens": [1, 2]}}, "least and the largest"),
        ({"parameters": {"floor": 1}}, "parameters has no amplitude_params"),
        ({"draws": {"floor": [1, 2]}}, "draws has no amplitude_params"),
        ({"draws": 3}, "draws has no floor"),
        ({"parameters": _content()["parameters"] | {"floor": "high"}}, "must be 5 numbers"),
        ({"law": "power", "parameters": {"floor": 1}}, "parameters has no amplitude"),
    ],
)
def test_damaged_fits_are_refused_with_a_sentence(more: dict[str, Any], said: str) -> None:
    with pytest.raises(ScalecalcError, match=re.escape(said)):
        scalecalc.optimize(_content(**more), OVER, COST, 1e20)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"over": "params"}, "must name all columns of the fit"),
        ({"cost": "params"}, "does not grow with tokens"),
        ({"cost": "N * tokens"}, "no 'N' here"),
        ({"budget": None, "target_error": 2}, "are for specs"),
        ({"overrides": ["noise=1"]}, "these are for specs"),
    ],
)
def test_misuse_is_a_sentence(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ScalecalcError, match=said):
        scalecalc.optimize(_content(), **({"over": OVER, "cost": COST, "budget": 1e20} | options))


def test_a_product_of_powers_has_no_best_allocation_at_the_cost_of_a_product() -> None:
    values = {"floor": 1.0, "amplitude": 3.0, "exponent_params": 0.3, "exponent_tokens": 0.2}
    content = _content(law="power", parameters=values, draws={name: [value] for name, value in values.items()})
    with pytest.raises(ScalecalcError, match="no best allocation"):
        scalecalc.optimize(content, OVER, COST, 1e20)

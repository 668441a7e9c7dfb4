"""Laws against exact errors at X = 1e60: powers of logarithms, amplitudes, and what is said of limits out of reach."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest

import scalecalc
from scalecalc import Table
from scalecalc.theory.risk.errors import TERMS
from tests.results.support import Spec, power_law_spec

spec = partial(power_law_spec, samples={"from": 10, "to": 1e4, "points": 4}, noise=0.1)


def rows(a: float, width: Any = "P^2") -> Spec:
    return {"width": width, "weights": {"kind": "power_law", "decay": a}}


SPECS: dict[str, Spec] = {
    "plain": spec(r=0.4),
    "tie of the features": spec(r=0.5, width="P^2"),
    "tie of the bias": spec(r=1.0, width="P^1.5"),
    "near a tie": spec(r=0.5 + 1e-9, width="P^2"),
    "narrow": spec(r=0.5, width="P^0.6"),
    "ridge law": spec(r=1.0, width="P^1.5", ridge="P^-1"),
    "rows of 1/2": spec(r=0.5) | {"features": rows(0.5)},
    "rows of 1/2, two logarithms": spec(r=1.0, ridge="P^-1") | {"features": rows(0.5)},
    "rows of 1": spec(r=0.8) | {"features": rows(1.0)},
    "rows of 1, wide": spec(r=0.8, samples=100) | {"features": rows(1.0, [1e2, 1e4])},
    "rows of 1, ridge law": spec(r=0.8, ridge="P^-1") | {"features": rows(1.0)},
    "along ridge": spec(r=0.5, samples=[1e3], ridge=[1e-9, 1e-3]),
    "optimal": spec(r=0.8, ridge="optimal"),
}


def rows_of(table: Table) -> dict[str, dict[str, Any]]:
    return {str(term): {name: table[name][i] for name in table.names} for i, term in enumerate(table["term"])}


def at(one: Spec, x: float) -> dict[str, float]:
    """The exact terms at X = x."""
    if "features" in one and isinstance(one["features"]["width"], list):
        one = one | {"features": one["features"] | {"width": x}}
    elif isinstance(one["ridge"], list):
        one = one | {"ridge": 1 / x}
    else:
        one = one | {"samples": x}
    table = scalecalc.decompose(one)
    assert table["status"][0] == "ok"
    return {term: float(table[term][0]) for term in TERMS}


def ratios(one: Spec, x: float) -> dict[str, float]:
    """Value over law, term by term."""
    exact, table = at(one, x), rows_of(scalecalc.exponents(one))
    found = {}
    for term, row in table.items():
        if term in TERMS and np.isfinite(row["exponent"]):
            law = row["amplitude"] * x ** -row["exponent"] * np.log(x) ** row["log_power"]
            found[term] = exact[term] / law
    return found


@pytest.mark.parametrize("name", sorted(SPECS))
def test_amplitudes_at_1e60_or_said_to_be_out_of_reach(name: str) -> None:
    one = SPECS[name]
    told = " ".join(note for note in scalecalc.exponents(one).notes if note.startswith("The limit is not reached"))
    for term, ratio in ratios(one, 1e60).items():
        assert (f"{term} is {ratio:.3g}" in told) == (abs(ratio - 1) > 0.02), (term, ratio)


@pytest.mark.parametrize("name", sorted(set(SPECS) - {"near a tie"}))
def test_powers_of_logarithms(name: str) -> None:
    """Value over law tends to 1 like 1/log X at the slowest, from 1e15 to 1e60: another power would be 4 times off."""
    near, far = ratios(SPECS[name], 1e15), ratios(SPECS[name], 1e60)
    for term, ratio in far.items():
        assert abs(np.log(ratio)) < max(0.75 * abs(np.log(near[term])), 0.02), (term, near[term], ratio)


def test_each_term_has_its_own_power() -> None:
    table = rows_of(scalecalc.exponents(SPECS["rows of 1/2"]))
    powers = {term: table[term]["log_power"] for term in TERMS}
    assert powers == {
        "bias2": 0,
        "var_features": 2,
        "var_samples": 0,
        "var_samples_features": 2,
        "var_samples_noise": 0,
        "var_samples_features_noise": 1,
    }
    assert table["var_samples_features_noise"]["amplitude"] == pytest.approx(0.05)


def test_powers_may_be_negative_or_fractions() -> None:
    table = rows_of(scalecalc.exponents(SPECS["rows of 1"]))
    assert table["var_features"]["log_power"] == -1
    assert rows_of(scalecalc.exponents(spec(r=0.8, ridge="P^-3") | {"features": rows(1.0)}))["bias2"][
        "log_power"
    ] == pytest.approx(-2 * 0.8)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (spec(samples=[10, 1e9], noise=1e-3), "at samples = 10 the error"),  # the plateau is not yet there
        (spec(samples=[1e9, 10], noise=1e-3), "at samples = 10 the error"),
        (spec(20, 0.3, samples=[1000], ridge=[1e-9, 1e-3]), "at ridge = 1e-09 the error is 0.0002056, its law 1.899"),
    ],
)
def test_values_far_from_their_laws_are_told(one: Spec, told: str) -> None:
    """At either end of the grid, even where the slope happens to be that of the law."""
    (note,) = [note for note in scalecalc.exponents(one).notes if note.startswith("Not asymptotic")]
    assert told in note


def test_files_carry_the_power_as_a_number() -> None:
    table = scalecalc.exponents(SPECS["tie of the features"])
    assert table["log_power"].dtype == float
    assert table.names.index("log_power") == table.names.index("exponent") + 1

"""Exponents of errors on a test distribution: against slopes of the exact errors, and against laws in closed form."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import scalecalc
from tests.results.test_shift import PARTS, POWER

ROWS = (*PARTS, "shifted_error")


def spec(
    a: float, r: float, a_test: float, ridge: float | None, width: float | None, noise: float = 0.1
) -> dict[str, Any]:
    """Power laws beside each other; ridge and width as powers of P."""
    return {
        "spectrum": {"kind": "power_law", "alpha": a, "modes": "inf"},
        "target": {"kind": "power_law", "r": r},
        "noise": noise,
        "ridge": 0 if ridge is None else {"P": -ridge},
        "samples": [1e14, 1e16],
        **({} if width is None else {"features": {"width": {"P": width}}}),
        "test": {"spectrum": {"kind": "power_law", "alpha": a_test, "modes": "inf", "scale": 1.3}},
    }


def of_rows(table: scalecalc.Table, column: str) -> dict[str, float]:
    """The column by term, of the rows on the test distribution."""
    found = dict(zip(table["term"].tolist(), table[column].tolist(), strict=True))
    return {name: found[name] for name in ROWS}


def by_rule(a: float, r: float, a_test: float, ridge: float, width: float) -> dict[str, float]:
    """The exponents by counting powers: m is how many modes are learned, as a power of P."""
    m, own = min(1.0, ridge / a, width), r + (a_test - a) / (2 * a)
    features = (2 * a * min(r, 0.5) - 1) * m + width
    signal = min(2 * a * m * min(r, 1.0), features)
    error = min(signal, 1 - m, 0.0)  # E_g + sigma^2, with a noise that stays
    found = {
        "shifted_bias2": 2 * a * m * min(own, 1.0),
        "shifted_features": features + m * (min(a_test, 2 * a + 1) - a),
        "shifted_samples": 1 - m + m * (min(a_test, a + 1) - a) + error,
    }
    return found | {"shifted_error": min(found.values())}


DRAWN = [  # alpha, r, alpha at test, ridge P^-l, width P^q, away from all ties
    (1.5, 0.3, 1.3, 2.4, 1.4),
    (1.8, 0.8, 3.2, 0.9, 1.3),
    (2.3, 1.3, 5.9, 3.2, 0.7),
]


@pytest.mark.parametrize("drawn", DRAWN)
def test_exponents_are_those_of_counting_powers(drawn: tuple[float, ...]) -> None:
    """Laws by the rule, and slopes of the exact errors near them."""
    table = scalecalc.exponents(spec(*drawn))
    laws, local, wanted = of_rows(table, "exponent"), of_rows(table, "local_exponent"), by_rule(*drawn)
    for name in ROWS:
        assert laws[name] == pytest.approx(wanted[name], abs=1e-9)
        assert local[name] == pytest.approx(wanted[name], abs=0.005)


@pytest.mark.long
def test_exponents_and_amplitudes_of_random_laws() -> None:
    """Away from ties, exact errors at P = 1e16 have the slopes and the heights of their laws."""
    rng = np.random.default_rng(5)
    seen = 0
    while seen < 20:
        a, r, a_test = rng.uniform(1.2, 2.5), rng.uniform(0.2, 1.4), rng.uniform(1.15, 5.0)
        ridge, width = rng.uniform(0.5, 3.0), rng.uniform(0.6, 1.5)
        own = r + (a_test - a) / (2 * a)
        bounds = sorted([1.0, ridge / a, width])
        kinks = [r - 0.5, r - 1, own - 1, own, a_test - a - 1, a_test - 2 * a - 1, bounds[1] - bounds[0]]
        rule = by_rule(a, r, a_test, ridge, width)
        if min(map(abs, kinks)) < 0.15 or own < 0 or np.diff(sorted(rule.values())[1:])[0] < 0.25:
            continue
        seen += 1
        table = scalecalc.exponents(spec(a, r, a_test, ridge, width))
        laws, local = of_rows(table, "exponent"), of_rows(table, "local_exponent")
        assert laws["shifted_error"] == pytest.approx(rule["shifted_error"], abs=1e-9)
        assert local["shifted_error"] == pytest.approx(laws["shifted_error"], abs=0.005)
        for name in ROWS:
            assert laws[name] == pytest.approx(rule[name], abs=1e-9)


def test_a_plateau_of_noise_grows_on_a_heavier_tail() -> None:
    """Ridgeless: bias P^(-2 alpha r'), and P^(alpha - alpha') times the plateau, which a note says."""
    given = POWER | {"ridge": 0, "test": {"spectrum": {"kind": "power_law", "alpha": 1.2, "modes": "inf"}}}
    table = scalecalc.exponents(given)
    laws = of_rows(table, "exponent")
    assert laws["shifted_bias2"] == pytest.approx(2 * 1.5 * (0.4 - 0.1), abs=1e-12)
    assert laws["shifted_samples"] == laws["shifted_error"] == pytest.approx(-0.3, abs=1e-12)
    assert any("shifted_samples grows" in note for note in table.notes)
    assert any("E' may grow" in note for note in scalecalc.predict(given).notes)


@pytest.mark.parametrize("a_test", [1.2, 2.0, 3.5])
def test_amplitudes_are_reached(a_test: float) -> None:
    """At P = 1e16, the exact errors over their laws are 1."""
    given = spec(1.5, 0.4, a_test, None, 0.8)
    table, exact = scalecalc.exponents(given), scalecalc.predict(given)
    laws, heights = of_rows(table, "exponent"), of_rows(table, "amplitude")
    for name in ROWS:
        assert exact[name][1] / (heights[name] * 1e16 ** -laws[name]) == pytest.approx(1, abs=0.02)


def test_the_distribution_of_training_has_its_laws() -> None:
    """Said again as that of test, with a target too."""
    given = POWER | {"ridge": {"P": -1.0}, "features": {"width": {"P": 0.7}}}
    table = scalecalc.exponents(given | {"test": {key: POWER[key] for key in ("spectrum", "target")}})
    training = dict(zip(table["term"].tolist(), table["amplitude"].tolist(), strict=True))
    test = of_rows(table, "amplitude")
    assert test["shifted_bias2"] == pytest.approx(training["bias2"], rel=1e-12)
    assert test["shifted_features"] == pytest.approx(training["var_features"], rel=1e-12)
    assert test["shifted_error"] == pytest.approx(training["generalization_error"], rel=1e-12)


def test_another_target_leaves_a_constant() -> None:
    """What the target has become cannot be learned from what it was: sum eta (w' - w)^2 stays."""
    given = POWER | {"test": {"target": {"kind": "power_law", "r": 0.8}}, "ridge": 0}
    laws = of_rows(scalecalc.exponents(given), "amplitude")
    k = np.arange(1.0, 2e6)
    change = np.sum((k ** -((1 + 3 * 0.8) / 2) - k ** -((1 + 3 * 0.4) / 2)) ** 2) + 2e6**-1.2 / 1.2
    assert laws["shifted_bias2"] == pytest.approx(change, rel=1e-6)


def test_without_a_law_local_exponents_are_still_there() -> None:
    """Levels: columns of laws are empty, with a note, and slopes are those of the errors."""
    given = {
        "spectrum": {"kind": "levels", "values": [3.0, 1.0], "multiplicities": [5, 50]},
        "target": {"kind": "levels", "powers": [1.0, 0.5]},
        "noise": 0.1,
        "ridge": 0.2,
        "samples": [20, 40],
        "test": {"spectrum": {"kind": "levels", "values": [1.0, 3.0], "multiplicities": [5, 50]}},
    }
    table = scalecalc.exponents(given)
    assert all(np.isnan(value) for value in of_rows(table, "exponent").values())
    exact = scalecalc.predict(given | {"samples": [39, 41]})["shifted_error"]
    slope = -np.log(exact[1] / exact[0]) / np.log(41 / 39)
    assert of_rows(table, "local_exponent")["shifted_error"] == pytest.approx(slope, rel=2e-3)


def test_optimal_ridge_moves_with_the_samples() -> None:
    """The error at test is not the least at the optimal ridge; its slope is that of the errors there."""
    given = POWER | {"ridge": "optimal", "test": {"spectrum": {"kind": "power_law", "alpha": 2.0, "modes": "inf"}}}
    local = of_rows(scalecalc.exponents(given | {"samples": [999, 1000]}), "local_exponent")["shifted_error"]
    exact = scalecalc.predict(given | {"samples": [998, 1002]})["shifted_error"]
    assert local == pytest.approx(-np.log(exact[1] / exact[0]) / np.log(1002 / 998), rel=1e-4)

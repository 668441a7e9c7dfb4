"""exponents and regimes for layers, structured weights, noisy features, averages, correlated samples, best ridges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import scalecalc
from scalecalc import Table, UsageError
from scalecalc.results.trajectories import rates_at, trajectories, with_ridge
from scalecalc.theory.risk.errors import TERMS
from tests.results.support import Spec, power_law_spec

TOTAL = "generalization_error"
SWEEP = {"from": 10, "to": 1e4, "points": 7}


def spec(features: Any = None, samples: Any = SWEEP, **rest: Any) -> Spec:
    more = {} if features is None else {"features": features}
    return power_law_spec(1.7, 0.8, samples=samples, **more, **rest)


def whole(table: Table, block: int = 0) -> dict[str, Any]:
    index = np.flatnonzero(table["term"] == TOTAL)[block]
    return {name: table[name][index] for name in table.names}


def told(table: Table, *words: str) -> bool:
    return any(all(word in note for word in words) for note in table.notes)


def layers(*widths: Any) -> Spec:
    return {"layers": [{"width": width} for width in widths]}


# --- trajectories


def test_held_widths_of_layers_are_columns() -> None:
    table = scalecalc.exponents(spec(layers([50, 500], [60, 600])))
    assert table.names[:2] == ("width_1", "width_2")
    assert table["width_1"][:: 7 * 1].tolist() == [50, 500, 50, 500]
    assert table["width_2"][::7].tolist() == [60, 60, 600, 600]


def test_along_the_last_swept_width() -> None:
    table = scalecalc.exponents(spec(layers([50, 500], [60, 600], 70), samples=20), "width")
    assert table.names[0] == "width_1"
    assert told(table, "width_2", "width_1 held")
    assert table.notes[0].startswith("Asymptotic laws as N₂ →")


def test_along_the_only_swept_width() -> None:
    (trajectory,) = trajectories(scalecalc.load(spec(layers([50, 500], 60), samples=20)), "width")
    assert trajectory.along == "width_1"
    assert [(w.amplitude, w.order) for w in trajectory.path.widths] == [(1, 1), (60, 0)]
    assert trajectory.x.tolist() == [50, 500]


def test_laws_in_n_follow_the_last_layer() -> None:
    (trajectory,) = trajectories(scalecalc.load(spec(layers("2 * P", "3 * P^0.5"), ridge="N^-1")), None)
    assert (trajectory.path.ridge.amplitude, trajectory.path.ridge.order) == (pytest.approx(1 / 3), pytest.approx(-0.5))


def test_members_are_held() -> None:
    table = scalecalc.exponents(spec({"width": 500}, ensemble={"members": [1, 4], "draws": "features"}))
    assert table.names[0] == "members"
    assert table["members"][::7].tolist() == [1, 4]
    one, four = (table["amplitude"][np.flatnonzero(table["term"] == "var_features")[block]] for block in (0, 1))
    assert four == pytest.approx(one / 4)


# --- the optimal ridge


def test_the_optimal_ridge_has_a_law() -> None:
    table = scalecalc.exponents(spec(ridge="optimal", noise=0.1))
    assert whole(table)["exponent"] == pytest.approx(2 * 1.7 * 0.8 / (1 + 2 * 1.7 * 0.8))
    assert told(table, "Optimal ridge λ* ~", f"P^{-1.7 / (1 + 2 * 1.7 * 0.8):.4g}")


def test_the_numbers_are_those_at_the_optimum() -> None:
    study = scalecalc.load(spec(ridge="optimal", noise=0.1))
    (trajectory,) = trajectories(study, None)
    points = with_ridge(study, trajectory, trajectory.points)
    assert points.ridge.tolist() == pytest.approx(scalecalc.predict(spec(ridge="optimal", noise=0.1))["ridge"].tolist())
    table = scalecalc.exponents(spec(ridge="optimal", noise=0.1))
    fixed = scalecalc.exponents(spec(ridge=float(points.ridge[-1]), noise=0.1))
    # E is stationary in the ridge, so its slope does not depend on how the ridge moves; those of the terms do.
    assert whole(table)["local_exponent"] == pytest.approx(whole(fixed)["local_exponent"], abs=1e-5)
    slope = rates_at(study, trajectory, 1e4).ridge
    assert slope == pytest.approx(-1.7 / (1 + 2 * 1.7 * 0.8), abs=0.05)


def test_without_noise_no_ridge_will_do() -> None:
    table = scalecalc.exponents(spec(ridge="optimal"))
    assert whole(table)["exponent"] == pytest.approx(2 * 1.7 * 0.8)
    assert told(table, "without noise", "no ridge")


def test_an_optimal_ridge_is_no_sweep() -> None:
    with pytest.raises(UsageError, match="optimal at every point"):
        scalecalc.exponents(spec(ridge="optimal", noise=0.1), "ridge")


def test_regimes_under_the_optimal_ridge() -> None:
    table = scalecalc.regimes(spec(ridge="optimal", noise=0.1, samples={"from": 100, "to": 1e4, "points": 3}))
    assert set(table["regime"]) <= {"ridge limited", "noise mitigated by ridge", "signal limited", "noise limited"}
    assert np.isnan(table["exponent"]).all()
    assert told(table, "by the exact errors")
    assert np.isfinite(table["local_exponent"]).all()


# --- structured weights


def structured(width: Any, decay: float) -> Spec:
    return {"width": width, "weights": {"kind": "power_law", "decay": decay}}


def test_both_exponents_of_structured_weights() -> None:
    """The exact one in the column, and in a note the published one and where each rules."""
    table = scalecalc.exponents(spec(structured({"from": 100, "to": 1e9, "points": 8}, 0.7), samples=10))
    row = table["exponent"][np.flatnonzero(table["term"] == "var_features")[0]]
    assert row == pytest.approx(0.6)
    assert table["local_exponent"][np.flatnonzero(table["term"] == "var_features")[0]] == pytest.approx(0.6, abs=0.02)
    assert told(table, "N^-2(1-a) = N^-0.6", "N^-(1-a)/a = N^-0.4286", "published", "here N^-0.6 rules")
    other = scalecalc.exponents(spec(structured("P^1.2", 0.7)))
    assert told(other, "here N^-0.4286 rules")


def test_the_knee_is_a_crossover() -> None:
    features = structured({"from": 1e3, "to": 1e14, "points": 8}, 0.8)
    table = scalecalc.regimes(power_law_spec(1.7, 1.5, samples=100, features=features))
    exponents = table["exponent"][table["regime"] == "feature variance"]
    assert exponents.tolist() == [pytest.approx(0.25), pytest.approx(0.4)]


@pytest.mark.parametrize(("decay", "said"), [(0.3, False), (1.5, True)])
def test_steep_weights_are_said_to_be_of_no_use(decay: float, said: bool) -> None:
    assert told(scalecalc.exponents(spec(structured(1000, decay))), "does not lower the variance") == said


# --- what has no law


def test_correlated_samples() -> None:
    table = scalecalc.exponents(spec(correlation={"kind": "ar1", "rho": 0.5}, samples=[10, 30, 100]))
    assert np.isnan(table["exponent"]).all()
    assert told(table, "Correlated samples", "leave every exponent")
    assert whole(table)["local_exponent"] == pytest.approx(2 * 1.7 * 0.8, abs=0.1)
    assert np.isfinite(whole(table)["estimate"])


# --- windows


def test_the_window_of_layers_and_averages() -> None:
    samples = {"from": 10, "to": 1e7, "points": 9}
    features = {"layers": [{"width": 1e5}, {"width": 1e5}]}
    deep = scalecalc.regimes(spec(features, samples=samples))
    assert told(deep, "feature variance rules N_v^", "min N_l")
    assert told(deep, "1/N_v = Σ 1/N_l")
    average = scalecalc.regimes(spec({"width": 1e5}, samples=samples, ensemble={"members": 5, "draws": "both"}))
    assert told(average, "feature variance rules (N·K)^")


def test_noisy_features() -> None:
    samples = {"from": 10, "to": 1e4, "points": 7}
    table = scalecalc.regimes(spec({"width": 1e5, "activation": "relu"}, samples=samples, noise=0.1))
    assert "noise mitigated by feature noise" in table["regime"].tolist()


@pytest.mark.parametrize(
    "one",
    [
        spec(layers(100, "P")),
        spec({"width": "P^0.7", "weights": "orthogonal"}),
        spec({"width": "P^1.3", "activation": "tanh"}, ridge="P^-1"),
        spec({"width": 100, "noise": 1e-3}),
        spec(structured("P^0.7", 1.0)),
        spec(structured("P^1.7", 0.5)),
        spec({"width": 200}, ensemble={"members": 5, "draws": "samples", "overlap": 0.3}),
    ],
    ids=["layers", "orthogonal", "tanh", "noise", "decay 1", "decay 1/2", "bags"],
)
def test_tables_of_every_kind(one: Spec) -> None:
    table = scalecalc.exponents(one)
    assert table["term"].tolist() == [*TERMS, TOTAL]
    assert np.isfinite(whole(table)["exponent"])
    assert len(scalecalc.regimes(one)["regime"]) >= 1

"""The terms of the error over training time: against static terms, limits, and regressions on random data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scalecalc import UsageError, decompose, load, predict
from scalecalc.spec import Study
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.solver.stages import stages
from scalecalc.theory.training.pairs import pairs, sums
from scalecalc.theory.training.states import follow
from scalecalc.theory.training.terms import of_pairs
from tests.theory.montecarlo import Problem, decomposed
from tests.theory.training.test_training import FINITE, MATRICES, POWER_LAW

TIMES = [1e-3, 1, 30, 1000, 1e5, "inf"]


def flow(*times: Any) -> dict[str, Any]:
    return {"training": {"method": "flow", "time": list(times)}}


@pytest.mark.parametrize("name", MATRICES)
def test_terms_add_up_and_end_as_those_of_the_ridge_solution(name: str) -> None:
    spec = MATRICES[name] | {"noise": 0.01, "ridge": 1e-3, "samples": 100}
    table, static = decompose(spec | flow(*TIMES)), decompose(spec)
    assert set(table["status"]) == {"ok"}
    total = predict(spec | flow(*TIMES))["generalization_error"]
    assert table["generalization_error"] == pytest.approx(total, rel=1e-15)
    assert np.sum([table[term] for term in TERMS], axis=0) == pytest.approx(total, rel=1e-11)
    for term in TERMS:
        assert table[term][-2:] == pytest.approx(np.repeat(static[term], 2), rel=1e-11), term
        assert np.all(table[term] >= 0), term


@pytest.mark.parametrize("name", MATRICES)
def test_two_equal_ridges_have_the_static_terms(name: str) -> None:
    spec = MATRICES[name] | {"noise": 0.01, "ridge": [1e-4, 0.3], "samples": 100}
    study, static = load(spec), decompose(spec)
    assert isinstance(study, Study)
    (points,) = study.grid.blocks(9)
    setting = stages(study.task, points, study.design)
    with np.errstate(all="ignore"):
        states = follow(study.task, setting, setting.ridge[:, None].astype(complex))
        given = sums(states, states)
        found = of_pairs(given, pairs(states, states, given), setting, points.noise, states.nodes.null_power)
    for term, values in found.items():
        assert values[:, 0, 0].real == pytest.approx(static[term], rel=1e-12), term


def test_infinite_samples_and_widths_are_limits() -> None:
    spec = POWER_LAW | flow(3, 300) | {"noise": 0.01}
    narrow, few = {"features": {"width": 100}}, {"samples": 100}
    pairs_ = [
        (narrow | {"samples": 1e13}, narrow | {"samples": "inf"}),
        (few | {"features": {"width": 1e14}}, few),
        ({"samples": 1e14}, {"samples": "inf"}),
    ]
    for near, limit in pairs_:
        one, other = decompose(spec | near), decompose(spec | limit)
        for term in TERMS:
            assert one[term] == pytest.approx(other[term], rel=1e-9, abs=1e-10), (limit, term)


def test_descent_with_short_steps_is_flow_and_few_steps_add_up() -> None:
    spec = POWER_LAW | {"noise": 0.01, "samples": 100, "features": {"width": 200}}
    one = decompose(spec | flow(100))
    other = decompose(spec | {"training": {"method": "gd", "steps": int(1e10), "learning_rate": 1e-8}})
    for term in TERMS:
        assert other[term] == pytest.approx(one[term], rel=1e-7), term
    few = decompose(spec | {"training": {"method": "gd", "steps": [1, 7, 8, 40], "learning_rate": 0.1}})
    assert np.sum([few[term] for term in TERMS], axis=0) == pytest.approx(few["generalization_error"], rel=1e-11)


def test_power_that_is_never_learned_is_bias() -> None:
    spectrum = {"kind": "levels", "values": [1, 0.1], "multiplicities": [30, 60]}
    spec = {"spectrum": spectrum, "target": {"kind": "levels", "powers": [0.1, 0.1]}, "samples": 50}
    spec |= {"noise": 0.01, "features": {"width": 40}} | flow(1, 20, "inf")
    spec["spectrum"] = spectrum | {"values": [1, 0.1, 0], "multiplicities": [30, 60, 10]}
    spec["target"] = {"kind": "levels", "powers": [0.1, 0.1, 0.5]}
    table = decompose(spec)
    assert np.sum([table[term] for term in TERMS], axis=0) == pytest.approx(table["generalization_error"], rel=1e-12)


def test_terms_that_have_died_out_are_told() -> None:
    spec = FINITE | {"samples": 2000, "noise": 0.05} | flow(1e3, 1e7)
    table = decompose(spec)
    assert table["status"].tolist() == ["ok", "ok"]
    assert table["bias2"][0] > 0
    assert table["bias2"][1] == 0
    assert any(note.startswith("bias2 is 0") for note in table.notes)
    silent = decompose(spec | {"samples": "inf"})
    assert silent["status"].tolist() == ["ok", "underflow"]
    assert silent["bias2"][1] == 0


def test_one_pass_sgd_is_refused() -> None:
    with pytest.raises(UsageError, match=r"does not know the terms of training\.method sgd"):
        decompose(FINITE | {"training": {"method": "sgd", "steps": 9, "learning_rate": 0.1, "batch": 1}})


# samples, width, ridge, decay of the features' variances, time, for modes that are all there once
CROSSED = [
    (20, 15, 0.0, 0.0, 5.0),
    (15, 25, 0.0, 0.0, 60.0),
    (20, 20, 0.02, 0.0, 60.0),
    (20, 15, 0.0, 0.7, 30.0),
]


@pytest.mark.long
@pytest.mark.parametrize(("samples", "width", "ridge", "decay", "time"), CROSSED)
def test_each_term_of_regressions_on_crossed_data_and_features(
    samples: int, width: int, ridge: float, decay: float, time: float
) -> None:
    """What finite sizes add halves when the whole problem is doubled, at the same theory."""
    weights = {"kind": "power_law", "decay": decay} if decay else "gaussian"
    features = {"features": {"width": width, "weights": weights}}
    target = {"kind": "power_law", "r": 0.25}
    spectrum = {"kind": "power_law", "alpha": 1.2, "modes": 30}
    spec = {"spectrum": spectrum, "target": target, "samples": samples, "ridge": ridge, "noise": 0.3}
    table, rank = decompose(spec | features | flow(time)), np.arange(1.0, 31)
    off: dict[int, dict[str, tuple[float, float]]] = {}
    for times in (2, 4) if not decay else (1,):
        eta, weight = np.repeat(rank**-1.2, times), np.repeat(rank**-0.4, times) / times
        problem = Problem(eta, weight, samples * times, width * times, ridge, 0.3, time, decay)
        terms = decomposed(problem, 4, 240 // times, seed=times)
        off[times] = {
            name: (float(draws.mean() / want - 1), float(draws.std() / np.sqrt(draws.size) / want))
            for name, draws in terms.items()
            for want in table[name].tolist()
        }
    for times, found in off.items():
        for name, (excess, error) in found.items():
            assert abs(excess) <= 3 * error + 2.5 / (samples * times), (times, name, excess, error)

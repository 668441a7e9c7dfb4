"""The error on a test distribution other than that of training, as `predict` gives it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given

import scalecalc
from tests.fuzz.settings import cases
from tests.strategies.case import npy
from tests.strategies.specs import Drawn, specs, steep_specs
from tests.theory.support import apart

POWER: dict[str, Any] = {
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": "inf"},
    "target": {"kind": "power_law", "r": 0.4},
    "noise": 0.01,
    "ridge": 1e-6,
    "samples": [100, 1000],
}
ETA = [3.0, 2.0, 1.0, 0.5]
LEVELS: dict[str, Any] = {
    "spectrum": {"kind": "levels", "values": ETA},
    "target": {"kind": "levels", "weights": [1.0, 0.5, 2.0, 0.3]},
    "noise": 0.1,
    "ridge": 0.2,
    "samples": 3,
    "features": {"width": 5},
}
OTHER = [0.5, 3.0, 0.1, 2.0]
OTHER_WEIGHTS = [0.2, 1.0, 0.0, 0.7]
PARTS = ("shifted_bias2", "shifted_features", "shifted_samples")


def same_as_training(case: Drawn, folder: Path) -> None:
    """A test distribution that is that of training, said again in part or in whole."""
    study = scalecalc.load(case.write(folder))
    trained, terms = scalecalc.predict(study), scalecalc.decompose(study)
    known = np.isin(trained["status"].astype(str), ["ok", "diverges"])
    parts = {key: case.spec[key] for key in ("spectrum", "target")}
    for keys in (["spectrum"], ["target"], ["spectrum", "target"]):
        said = case.with_(test={key: parts[key] for key in keys})
        try:
            table = scalecalc.predict(said.write(folder))
        except scalecalc.SpecError as error:
            assume("one by one" not in str(error) and "features.activation" not in str(error))
            raise
        assert apart(table["shifted_error"][known], trained["generalization_error"][known]) <= 1e-12
        assert apart(table["shifted_bias2"][known], terms["bias2"][known]) <= 1e-12
        assert apart(table["shifted_features"][known], terms["var_features"][known]) <= 1e-12
        assert np.isnan(table["shifted_error"][~known]).all()


@cases(8)
@given(case=specs(most=2))
def test_the_distribution_of_training_gives_its_error(case: Drawn, tmp_path: Path) -> None:
    same_as_training(case, tmp_path)


@pytest.mark.long
@cases(150)
@given(case=specs())
def test_the_distribution_of_training_gives_its_error_whatever_the_spec(case: Drawn, tmp_path: Path) -> None:
    same_as_training(case, tmp_path)


@pytest.mark.long
@cases(80)
@given(case=steep_specs())
def test_the_distribution_of_training_gives_its_error_for_steep_spectra(case: Drawn, tmp_path: Path) -> None:
    same_as_training(case, tmp_path)


def by_hand(test: list[float], weights: list[float]) -> tuple[float, float, float]:
    """The three parts for LEVELS, as they are written in the theory."""
    told = scalecalc.predict(LEVELS)
    eta, eta2 = np.array(ETA), np.array(test)
    w, w2 = np.sqrt(LEVELS["target"]["weights"]), np.sqrt(weights)
    k, P, N = told["kappa2"][0], 3, 5
    z, q = (eta / (eta + k)).sum(), (eta**2 / (eta + k) ** 2).sum()
    z2, q2 = (eta2 / (eta + k)).sum(), (eta * eta2 / (eta + k) ** 2).sum()
    d = (N - z) / (N - q)
    T_B = (k * eta**2 * w**2 / (eta + k) ** 2).sum()
    bias = (eta2 * (w2 - w + k * w / (eta + k)) ** 2).sum()
    gamma = (z2 - (z2 - q2) * d) / P
    return bias, (1 - d) * T_B * (z2 - q2) / (z - q), gamma * told["test_error"][0]


@pytest.mark.parametrize("spectrum", [None, OTHER])
@pytest.mark.parametrize("weights", [None, OTHER_WEIGHTS])
def test_levels_mode_by_mode(spectrum: list[float] | None, weights: list[float] | None) -> None:
    test: dict[str, Any] = {}
    if spectrum is not None:
        test["spectrum"] = {"kind": "levels", "values": spectrum}
    if weights is not None:
        test["target"] = {"kind": "levels", "weights": weights}
    if not test:
        return
    table = scalecalc.predict({**LEVELS, "test": test})
    want = by_hand(spectrum or ETA, weights or LEVELS["target"]["weights"])
    for name, value in zip(PARTS, want, strict=True):
        assert table[name][0] == pytest.approx(value, rel=1e-13)
    assert table["shifted_error"][0] == pytest.approx(sum(want), rel=1e-13)


def test_rows_of_files_go_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Training in no order: the rows of the test are sorted with it."""
    mixed = [2, 0, 3, 1]
    for name, values in {
        "eta": ETA, "w": LEVELS["target"]["weights"], "eta2": OTHER, "w2": OTHER_WEIGHTS
    }.items():  # fmt: skip
        (tmp_path / f"{name}.npy").write_bytes(npy([values[row] for row in mixed]))
    monkeypatch.chdir(tmp_path)

    def side(eta: str, w: str) -> dict[str, Any]:
        weights = {"kind": "file", "path": w, "column_is": "weight"}
        return {"spectrum": {"kind": "file", "path": eta}, "target": weights}

    table = scalecalc.predict({**LEVELS, **side("eta.npy", "w.npy"), "test": side("eta2.npy", "w2.npy")})
    for name, value in zip(PARTS, by_hand(OTHER, OTHER_WEIGHTS), strict=True):
        assert table[name][0] == pytest.approx(value, rel=1e-13)


def test_levels_may_be_cut_otherwise_at_test() -> None:
    """Three modes of one level in training, in two levels at test, are three modes."""
    one = {**LEVELS, "spectrum": {"kind": "levels", "values": [2, 1], "multiplicities": [1, 3]}}
    one["target"] = {"kind": "levels", "weights": [1.0, 0.5]}
    test = {"spectrum": {"kind": "levels", "values": [1, 3], "multiplicities": [2, 2]}}
    apart_ = {**one, "spectrum": {"kind": "levels", "values": [2, 1, 1, 1]}, "test": {}}
    apart_["target"] = {"kind": "levels", "weights": [1.0, 0.5, 0.5, 0.5]}
    apart_["test"] = {"spectrum": {"kind": "levels", "values": [1, 1, 3, 3]}}
    got, want = scalecalc.predict({**one, "test": test}), scalecalc.predict(apart_)
    assert apart(got["shifted_error"], want["shifted_error"]) <= 1e-13


def test_a_law_is_the_same_as_its_modes() -> None:
    law = {**POWER, "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": 300}, "samples": [20, 200]}
    other = {"kind": "power_law", "alpha": 0.7, "modes": 300}
    eta = np.arange(1.0, 301) ** -0.7
    listed = {"kind": "levels", "values": eta.tolist()}
    for target in ({}, {"target": {"kind": "power_law", "decay": 1.3}}):
        got = scalecalc.predict({**law, "test": {"spectrum": other, **target}})
        want = scalecalc.predict({**law, "test": {"spectrum": listed, **target}})
        assert apart(got["shifted_error"], want["shifted_error"]) <= 1e-13


ANSWERS: list[tuple[dict[str, Any], tuple[float, float, float]]] = [
    (
        {
            "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": "inf"},
            "target": {"kind": "power_law", "r": 0.4},
            "noise": 0.01,
            "ridge": 1e-06,
            "samples": 1000,
            "test": {"spectrum": {"kind": "power_law", "alpha": 1.2, "modes": "inf"}},
        },
        (0.003918789978916472, 0.0, 0.02689955943663348),
    ),
    (
        {
            "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": "inf"},
            "target": {"kind": "power_law", "r": 0.4},
            "noise": 0.01,
            "ridge": 1e-06,
            "samples": 500,
            "features": {"width": 1000},
            "test": {"spectrum": {"kind": "power_law", "alpha": 2.0, "modes": "inf"}},
        },
        (8.014058302527627e-05, 5.31041617736396e-05, 0.0016466497073878183),
    ),
    (
        {
            "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": "inf"},
            "target": {"kind": "power_law", "r": 1.2},
            "noise": 0,
            "ridge": 0.0001,
            "samples": 10000,
            "features": {"width": 1000},
            "test": {"spectrum": {"kind": "power_law", "alpha": 1.3, "modes": "inf"}},
        },
        (1.841398318162736e-07, 0.0008056853270537152, 2.4605552576802145e-05),
    ),
    (
        {
            "spectrum": {"kind": "power_law", "alpha": 2, "modes": "inf"},
            "target": {"kind": "power_law", "r": 0.5},
            "noise": 0.1,
            "ridge": 0,
            "samples": 100,
            "features": {"width": 1000},
            "test": {"spectrum": {"kind": "power_law", "alpha": 1.5, "modes": "inf"}},
        },
        (0.001085188037558248, 0.0009284827392494185, 0.6927013926276148),
    ),
    (
        {
            "spectrum": {"kind": "power_law", "alpha": 1.3, "modes": 200},
            "target": {"kind": "power_law", "r": 0.6},
            "noise": 0.1,
            "ridge": 0.001,
            "samples": 60,
            "features": {"width": 120},
            "test": {"spectrum": {"kind": "isotropic", "modes": 200}},
        },
        (0.4272676561079621, 2.955886559794892, 20.07013734111386),
    ),
]


@pytest.mark.parametrize(("spec", "parts"), ANSWERS)
def test_known_answers(spec: dict[str, Any], parts: tuple[float, float, float]) -> None:
    """By an independent computation with 40 digits, mode sums by zeta functions and quadrature."""
    table = scalecalc.predict(spec)
    for name, value in zip(PARTS, parts, strict=True):
        assert table[name][0] == pytest.approx(value, rel=1e-12, abs=0)


def test_unresolved_modes_may_grow_at_test() -> None:
    """They add to the noise that no one learns, and to what one takes for noise of the inputs."""
    one = {**LEVELS, "spectrum": {"kind": "levels", "values": ETA, "unresolved": {"trace": 0.1, "power": 0.2}}}
    more = {"kind": "levels", "values": ETA, "unresolved": {"trace": 0.3, "power": 0.6}}
    before, after = scalecalc.predict(one), scalecalc.predict({**one, "test": {"spectrum": more}})
    assert after["shifted_bias2"][0] - scalecalc.decompose(one)["bias2"][0] == pytest.approx(0.4, rel=1e-12)
    assert after["shifted_samples"][0] > 0
    assert after["shifted_error"][0] > before["generalization_error"][0]


def test_what_no_shift_changes() -> None:
    test = {"spectrum": {"kind": "power_law", "alpha": 1.2, "modes": "inf"}}
    plain, shifted = scalecalc.predict(POWER), scalecalc.predict({**POWER, "test": test})
    for name in plain.names:
        assert np.array_equal(plain[name], shifted[name])
    assert "shifted_error" not in plain.names


def test_limits() -> None:
    test = {"spectrum": {"kind": "power_law", "alpha": 1.2, "modes": "inf"}}
    nothing = scalecalc.predict({**POWER, "test": test, "ridge": 1e300})
    mean = {**POWER, "test": {**test, "target": {"kind": "power_law", "decay": 1.9}}}
    assert nothing["status"].tolist() == ["out of range"] * 2 or nothing["shifted_samples"][0] < 1e-200
    endless = scalecalc.predict({**mean, "samples": "inf"})
    assert endless["shifted_samples"][0] == 0
    peak = scalecalc.predict({**POWER, "test": test, "ridge": 0, "samples": 100, "features": {"width": 100}})
    assert (peak["status"][0], peak["shifted_error"][0]) == ("diverges", np.inf)
    exact = scalecalc.predict({**LEVELS, "features": None, "noise": 0, "ridge": 0, "samples": 9, "test": {
        "spectrum": {"kind": "levels", "values": OTHER}}})  # fmt: skip
    assert exact["shifted_error"][0] == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"test": {}}, "got nothing, must have a spectrum or a target"),
        ({"test": {"spectrum": {"kind": "levels", "values": [1, 2, 3]}}}, "got 3 modes, must be 4"),
        ({"test": {"target": {"kind": "levels", "weights": [1]}}}, "got 1, must be 4"),
        ({"test": {"spectrum": {"kind": "power_law", "alpha": 2, "modes": "inf"}}}, "got inf modes, must be 4"),
        ({"test": {"spectrums": 1}}, "did you mean"),
        (
            {"test": {"spectrum": {"kind": "levels", "values": OTHER}}, "features": {"width": 5, "activation": "relu"}},
            "must be left out",
        ),
        (
            {"spectrum": {"kind": "levels", "values": [*ETA[:3], 0]}, "target": {"kind": "levels", "powers": [1] * 4},
             "test": {"spectrum": {"kind": "levels", "values": OTHER}}},
            "must be beside a test.target",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_test(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(scalecalc.SpecError, match=words):
        scalecalc.predict({**LEVELS, **changes})


def test_endless_tests_need_laws_with_sums() -> None:
    steep, steep_target = {"kind": "power_law", "alpha": 4, "modes": "inf"}, {"target": {"kind": "power_law", "r": 0.1}}
    with pytest.raises(scalecalc.SpecError, match="has no sum"):
        scalecalc.predict({**POWER, **steep_target, "spectrum": steep, "test": {"spectrum": {**steep, "alpha": 1.1}}})
    with pytest.raises(scalecalc.SpecError, match="must be of kind power_law or exponential"):
        scalecalc.predict({**POWER, "test": {"spectrum": {"kind": "levels", "values": [1, 2]}}})


@pytest.mark.parametrize("command", ["decompose", "regimes"])
def test_commands_that_know_no_shift_say_so(command: str) -> None:
    one = {**POWER, "test": {"target": {"kind": "power_law", "r": 0.6}}}
    with pytest.raises(scalecalc.UsageError, match=f"{command} knows no test distribution"):
        getattr(scalecalc, command)(one)

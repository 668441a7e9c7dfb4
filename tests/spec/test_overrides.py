"""Overrides KEY=YAML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scalecalc.errors import Problem, SpecError
from scalecalc.spec import load

Problems = Callable[..., tuple[Problem, ...]]

SPEC: dict[str, Any] = {
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": "inf"},
    "target": {"kind": "power_law", "r": 0.4},
    "ridge": 1e-6,
    "samples": [10, 100],
}


def resolved(*overrides: str) -> dict[str, Any]:
    return load(SPEC, overrides).resolved


def test_values_are_read_by_the_rules_of_yaml() -> None:
    assert resolved("ridge=1e-4")["ridge"] == 1e-4
    assert resolved("ridge=0.5 * P^-1")["ridge"] == "0.5 * P^-1"
    assert resolved("samples=[1, inf]")["samples"] == [1, "inf"]
    assert resolved("samples={from: 10, to: 1e3, points: 3}")["samples"]["to"] == 1000
    assert resolved("title=a=b")["title"] == "a=b"
    assert resolved(" spectrum . alpha = 2")["spectrum"]["alpha"] == 2


def test_mappings_on_the_way_are_made() -> None:
    assert resolved("features.width=500")["features"]["width"] == 500


LAYERS: dict[str, Any] = {"layers": [{"width": 5}, {"width": 4, "weights": {"kind": "power_law", "decay": 0.5}}]}


def layers(*overrides: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = load(SPEC | {"features": LAYERS}, overrides).resolved["features"]["layers"]
    return found


def test_whole_numbers_are_positions_in_lists() -> None:
    assert resolved("samples.1=50")["samples"] == [10, 50]
    assert layers("features.layers.0.width=500")[0]["width"] == 500
    assert layers("features.layers.1.weights.decay=0.7")[1]["weights"]["decay"] == 0.7
    assert layers("features.layers.0.weights=orthogonal")[0] == {"width": 5, "weights": "orthogonal"}
    assert layers("features.layers.01={width: 2}")[1] == {"width": 2, "weights": "gaussian"}
    assert layers("features.layers.0=null") == layers()[1:]
    assert resolved("features.width=5", "features.weights={kind: power_law, decay: 1}", "features.weights.decay=0.7")[
        "features"
    ] == {"width": 5, "weights": {"kind": "power_law", "decay": 0.7}}


@pytest.mark.parametrize(
    ("option", "column", "length", "words"),
    [
        ("features.layers.2.width=5", 17, 1, "features.layers is a list of 2, got '2' for a position in it, must be"),
        ("features.layers.-1.width=5", 17, 2, "got '-1' for a position in it, must be a position from 0 to 1"),
        ("features.layers.first=5", 17, 5, "got 'first' for a position"),
        ("features.layers.١=5", 17, 1, "got '١' for a position"),
        (f"features.layers.{'9' * 5000}=5", 17, 5000, "a list of 2"),
        ("features.layers.1.widht=5", 19, 5, "unknown key 'widht' in features.layers[1], did you mean 'width'?"),
        ("features.layers.1.width=-5", 25, 2, "features.layers[1].width is the number of random features N, got -5"),
        ("features.layers.1.width.from=5", 25, 4, "features.layers[1].width is not a mapping"),
        ("features.layers.0=5", 19, 1, "features.layers[0] is a layer of random features, got 5"),
        ("samples.0=0", 11, 1, "samples[0] is the number of training samples"),
        ("spectrum.values.0=1", 10, 6, "unknown key 'values'"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_problems_of_positions_point_into_the_option(option: str, column: int, length: int, words: str) -> None:
    with pytest.raises(SpecError) as caught:
        load(SPEC | {"features": LAYERS}, [option])
    problem = caught.value.problems[0]
    assert (problem.line, problem.column) == (1, column)
    assert problem.length == min(length, 500 - column + 1)
    assert words in problem.message


def test_nothing_is_in_an_empty_list() -> None:
    with pytest.raises(
        SpecError, match=r"features.layers is a list of 0, got '0' for a position in it, must be set as a"
    ):
        load(SPEC | {"features": {"layers": []}}, ["features.layers.0.width=5"])


def test_the_last_one_wins() -> None:
    assert resolved("ridge=1", "noise=3", "ridge=2")["ridge"] == 2


def test_null_takes_a_key_out() -> None:
    assert resolved("target.r=null", "target.decay=2")["target"]["decay"] == 2
    assert "features" not in resolved("features.width=5", "features=null")


def test_the_spec_given_is_left_alone() -> None:
    before = repr(SPEC)
    load(SPEC, ["spectrum.alpha=3"])
    assert repr(SPEC) == before


@pytest.mark.parametrize(
    ("option", "column", "length", "words"),
    [
        ("spectrum.alpha=-1", 16, 2, "got -1"),
        ("spectrum.aplha=2", 10, 5, "unknown key 'aplha' in spectrum, did you mean 'alpha'?"),
        ("steps=5", 1, 5, "unknown key 'steps' in the spec, did you mean 'training.steps'?"),
        ("spectrm.alpha=2", 1, 7, "unknown key 'spectrm' in the spec, did you mean 'spectrum'?"),
        ("ridge=P^x", 9, 1, "expected a number after ^"),
        ("ridge=[1", 7, 1, "not valid YAML"),
        ("ridge=", 7, 1, "no value"),
        ("ridge", 1, 5, "KEY=YAML"),
        ("=3", 1, 2, "KEY=YAML"),
        ("a..b=3", 1, 6, "KEY=YAML"),
        ("ridge.from=3", 7, 4, "ridge is not a mapping"),
        ("ridge=!x 3", 7, 4, "tag"),
        ("ridge={from: 1, from: 2, to: 3, points: 2}", 17, 4, "duplicate key 'from'"),
        ("samples={from: 10, to: 1, points: 3}", 24, 1, "must be from < to"),
        ("ridge=\udcff", 7, 1, "'\\udcff'"),
        ("ridge=" + "[" * 5000, 28, 1, "nested"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_problems_point_into_the_option(option: str, column: int, length: int, words: str) -> None:
    with pytest.raises(SpecError) as caught:
        load(SPEC, [option])
    problem = caught.value.problems[0]
    assert (problem.line, problem.column, problem.length) == (1, column, length)
    assert problem.file.startswith(f"override {option[:5]}")
    assert problem.source.startswith(option[:5])
    assert words in problem.message
    assert problem.message.isprintable()
    assert problem.file.isprintable()


def test_problems_of_file_and_options_come_together_the_file_first(problems: Problems) -> None:
    text = "spectrum: {kind: isotropic, modes: 5}\ntarget: {kind: isotropic}\nridge: -1\nsamples: 10\n"
    found = problems(text, "nose=1", "samples=0", "x")
    assert [(p.file, p.line, p.column) for p in found] == [
        ("spec.yaml", 3, 8),
        ("override nose=1", 1, 1),
        ("override samples=0", 1, 9),
        ("override x", 1, 1),
    ]


def test_a_bad_value_in_the_file_does_not_matter_when_it_is_overridden(problems: Problems) -> None:
    text = "spectrum: {kind: isotropic, modes: 5}\ntarget: {kind: isotropic}\nridge: -1\nsamples: 10\n"
    assert problems(text, "ridge=0") == ()

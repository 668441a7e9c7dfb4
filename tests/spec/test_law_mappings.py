"""Laws as mappings, whose exponents are keys like any other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scalecalc.errors import Problem, SpecError
from scalecalc.law import Law
from scalecalc.output.formats.yaml_ import dumped
from scalecalc.reading.fields.laws import parse_law
from scalecalc.reading.text.compose import compose
from scalecalc.reading.text.source import Source
from scalecalc.spec import load
from scalecalc.spec.schema import json_schema
from scalecalc.theory.grid import Axis

Problems = Callable[..., tuple[Problem, ...]]

SPEC: dict[str, Any] = {
    "spectrum": {"kind": "isotropic", "modes": 5},
    "target": {"kind": "isotropic"},
    "ridge": 1,
    "samples": 10,
    "features": {"width": 4},
}
TEXT = "spectrum: {kind: isotropic, modes: 5}\ntarget: {kind: isotropic}\nsamples: 10\n"
VALIDATOR = jsonschema.Draft7Validator(json_schema())


def axis(name: str, said: Any, *overrides: str) -> Axis:
    grid = load(SPEC | ({"features": {"width": said}} if name == "width" else {name: said}), overrides).grid
    return grid.widths[0] if name == "width" else getattr(grid, name)


@pytest.mark.parametrize("name", ["ridge", "noise"])
@pytest.mark.parametrize(
    ("said", "law"),
    [
        ({"times": 0.5, "P": -1.5, "N": 0.2}, Law(0.5, -1.5, 0.2)),
        ({"P": -1.5}, Law(1.0, -1.5)),
        ({"N": -1}, Law(1.0, 0.0, -1.0)),
        ({"times": 3}, Law(3.0)),
        ({"times": 0, "P": 0}, Law(0.0)),
    ],
)
def test_a_mapping_is_a_law(name: str, said: dict[str, float], law: Law) -> None:
    assert axis(name, said).law == law


def test_a_width_is_a_law_in_samples() -> None:
    assert axis("width", {"times": 2, "P": 0.5}).law == Law(2.0, 0.5)
    spec = SPEC | {"features": {"layers": [{"width": {"P": 1}}, {"width": {"times": 3}}]}}
    assert [width.law for width in load(spec).grid.widths] == [Law(1.0, 1.0), Law(3.0)]


_NUMBERS = st.floats(0, 1e3).map(lambda value: round(value, 6))
_EXPONENTS = st.floats(-3, 3).map(lambda value: round(value, 6))


@settings(deadline=None)
@given(_NUMBERS, _EXPONENTS, _EXPONENTS, _EXPONENTS, st.sampled_from(["P", "N"]))
def test_a_text_and_its_mapping_mean_the_same(times: float, P: float, N: float, new: float, key: str) -> None:
    """Also when one of its exponents is set; and what is shown is read again."""
    text, mapping = f"{times} * P^{P} * N^{N}", {"times": times, "P": P, "N": N}
    assert parse_law(str(parse_law(text))) == axis("ridge", text).law == axis("ridge", mapping).law
    after = load(SPEC | {"ridge": mapping | {key: new}}).grid.ridge.law
    for written in (text, mapping):
        study = load(SPEC | {"ridge": written}, [f"ridge.{key}={new!r}"])
        assert study.grid.ridge.law == after
        again: Any = compose(Source("again", dumped(study.resolved)))[0].data()
        assert load(again).grid.ridge.law == after
        VALIDATOR.validate(again)


@pytest.mark.parametrize(
    ("name", "said", "option", "law"),
    [
        ("ridge", 0.5, "ridge.P=-2", Law(0.5, -2.0)),
        ("noise", "P^-1", "noise.N=-1", Law(1.0, -1.0, -1.0)),
        ("ridge", "2 * P^-1 * N", "ridge.N=null", Law(2.0, -1.0)),
        ("ridge", "2 * P^-1", "ridge.times=3", Law(3.0, -1.0)),
        ("width", 4, "features.width.P=0.5", Law(4.0, 0.5)),
        ("width", "3 * P", "features.width.P=0.5", Law(3.0, 0.5)),
        ("noise", {"P": -1}, "noise.P=-2", Law(1.0, -2.0)),
    ],
)
def test_exponents_are_keys(name: str, said: Any, option: str, law: Law) -> None:
    assert axis(name, said, option).law == law


def test_exponents_of_a_layer_are_keys() -> None:
    spec = SPEC | {"features": {"layers": [{"width": 5}, {"width": "2 * P"}]}}
    widths = load(spec, ["features.layers.0.width.P=1", "features.layers.1.width.P=0.5"]).grid.widths
    assert [width.law for width in widths] == [Law(5.0, 1.0), Law(2.0, 0.5)]


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        (
            "ridge: {times: -1, P: x, N: 2000}",
            16,
            "ridge.times is the factor of the law, got -1, must be a number >= 0",
        ),
        ("ridge: {p: -1}", 9, "unknown key 'p' in ridge, did you mean 'P'? Allowed: times, P, N"),
        ("ridge: {times: 1, tims: 2}", 19, "unknown key 'tims' in ridge, did you mean 'times'?"),
        ("ridge: {P: x}", 12, "ridge.P is the exponent of P in the law, got 'x', must be a number from -1000 to 1000"),
        ("ridge: {P: -1001}", 12, "got -1001"),
        ("ridge: {N: ~}", 12, "ridge.N is the exponent of N"),
        ("ridge: {P: -1, N: 0.5}", 16, "ridge is a law in N, got 1 * P^-1 * N^0.5 in a spec without features"),
        ("ridge: {from: 1, P: 2}", 18, "unknown key 'P' in ridge. Allowed: from, to, points, per_decade, spacing"),
        ("ridge: {P: 900}", 8, "ridge is a law, got 1 * P^900 = inf at samples = 10"),
        ("ridge: 1\nfeatures: {width: {N: 1}}", 20, "unknown key 'N' in features.width. Allowed: times, P"),
        (
            "ridge: 1\nfeatures: {width: {P: 1}, weights: orthogonal}",
            19,
            "got 1 * P^1 = 10 at samples = 10, must be at",
        ),
    ],
)
def test_problems_point_into_the_mapping(line: str, column: int, words: str, problems: Problems) -> None:
    found = [problem for problem in problems(TEXT + line + "\n") if words in problem.message]
    assert [problem.column for problem in found] == [column]


@pytest.mark.parametrize(
    ("said", "option", "column", "words"),
    [
        ("optimal", "ridge.P=1", 7, "ridge is not a mapping, got the key 'P' in it"),
        ("P^", "ridge.P=1", 7, "ridge is not a mapping"),
        (1, "ridge.P=x", 9, "ridge.P is the exponent of P in the law, got 'x'"),
        (1, "ridge.p=1", 7, "ridge is not a mapping"),
        ([1, 2], "ridge.P=1", 7, "ridge is a list of 2, got 'P' for a position"),
        ({"from": 1, "to": 2, "points": 3}, "ridge.P=1", 7, "unknown key 'P' in ridge"),
        (1, "samples.P=1", 9, "samples is not a mapping"),
    ],
)
def test_problems_point_into_the_option(said: Any, option: str, column: int, words: str) -> None:
    with pytest.raises(SpecError) as caught:
        load(SPEC | {"ridge": said}, [option])
    assert [problem.column for problem in caught.value.problems if words in problem.message] == [column]


@pytest.mark.parametrize("said", [{}, {"times": -1}, {"P": "x"}, {"P": None}, {"Q": 1}, {"P": 1, "from": 1}], ids=str)
def test_the_schema_refuses_what_is_no_law(said: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(SPEC | {"ridge": said})
    with pytest.raises(SpecError):
        load(SPEC | {"ridge": said})


def test_the_schema_knows_what_a_width_may_follow() -> None:
    assert VALIDATOR.is_valid(SPEC | {"features": {"width": {"P": 1}}})
    assert not VALIDATOR.is_valid(SPEC | {"features": {"width": {"N": 1}}})
    assert not VALIDATOR.is_valid(SPEC | {"samples": {"P": 1}})
    assert VALIDATOR.is_valid(SPEC | {"x-anything": {"P": "x"}})

"""Merge keys, and the place for anchors at the top."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scalecalc.errors import Problem, SpecError
from scalecalc.reading.text.compose import compose
from scalecalc.reading.text.source import Source
from scalecalc.spec import load

Problems = Callable[..., tuple[Problem, ...]]

REST = "target: {kind: power_law, r: 0.4}\nridge: 1e-3\nsamples: 10\n"
MERGED = """\
x-law: &law {kind: power_law, alpha: 1.5}
x-long: &long {alpha: 1.2, scale: 3, modes: inf}
spectrum:
  <<: [*law, *long]
"""
SPEC: dict[str, Any] = {
    "spectrum": {"kind": "isotropic", "modes": 5},
    "target": {"kind": "isotropic"},
    "ridge": 1,
    "samples": 10,
}


def data(text: str) -> Any:
    node, problems = compose(Source("spec.yaml", text))
    assert not problems
    return node.data()


def resolved(text: str, *overrides: str, tmp_path: Any) -> dict[str, Any]:
    (tmp_path / "spec.yaml").write_text(text)
    return load(tmp_path / "spec.yaml", overrides).resolved


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x {b: 1}\nc:\n  <<: *x\n", {"b": 1}),
        ("a: &x {b: 1}\nc: {<<: *x, b: 2}\n", {"b": 2}),
        ("a: &x {b: 1}\nc: {b: 2, <<: *x}\n", {"b": 2}),
        ("a: &x {b: 1, d: 3}\nc: {<<: [*x, {b: 2, e: 4}]}\n", {"b": 1, "d": 3, "e": 4}),
        ("a: &x {b: 1}\nx: &y {<<: *x, d: 2}\nc: {<<: *y}\n", {"b": 1, "d": 2}),
        ("c: {<<: {b: 1}}\n", {"b": 1}),
        ("c: {<<: [], b: 1}\n", {"b": 1}),
        ("a: &x {b: {d: 1}}\nc: {<<: *x, b: {e: 2}}\n", {"b": {"e": 2}}),
    ],
)
def test_entries_of_its_own_come_first_then_those_of_the_earlier_mapping(text: str, expected: object) -> None:
    assert data(text)["c"] == expected
    assert yaml.safe_load(text)["c"] == expected


_VALUES = st.recursive(st.integers(0, 9), lambda inner: st.dictionaries(st.sampled_from("pqrs"), inner, max_size=3))
_BASES = st.lists(st.dictionaries(st.sampled_from("pqrs"), _VALUES, max_size=3), max_size=3)


@settings(deadline=None)
@given(_BASES, st.dictionaries(st.sampled_from("pqrs"), _VALUES, max_size=3))
def test_any_merge_is_that_of_yaml(bases: list[Any], own: dict[str, Any]) -> None:
    anchors = "".join(f"x{i}: &x{i} {base}\n" for i, base in enumerate(bases))
    names = ", ".join(f"*x{i}" for i in range(len(bases)))
    text = f"{anchors}c: {{<<: [{names}], {str(own)[1:]}\n"
    assert data(text) == yaml.safe_load(text)


def test_in_quotes_it_is_a_key_like_any_other() -> None:
    assert data("c: {'<<': {b: 1}}") == {"c": {"<<": {"b": 1}}}


@pytest.mark.parametrize(
    ("value", "given"),
    [
        ("5", "got 5"),
        ("", "got nothing"),
        ("text", "got 'text'"),
        ("[{b: 1}, 5]", "got 5"),
        ("[[{b: 1}]]", "got a list"),
    ],
)
def test_what_is_no_mapping_is_not_merged(value: str, given: str) -> None:
    root, problems = compose(Source("spec.yaml", f"c:\n  d: 1\n  <<: {value}\n"))
    assert [(p.line, p.column, p.length) for p in problems] == [(3, 3, 2)]
    assert problems[0].message == (
        f"<< merges mappings into this one, {given}, must be a mapping such as *name, or a list of them"
    )
    assert root.data() == {"c": {"d": 1, **({"b": 1} if value.startswith("[{") else {})}}


def test_a_merge_key_stands_once() -> None:
    _, problems = compose(Source("spec.yaml", "c: {<<: {b: 1}, <<: {d: 1}}"))
    assert [problem.message for problem in problems] == ["duplicate key '<<', first given on line 1"]


def test_specs_are_put_together_from_anchors(tmp_path: Any) -> None:
    plain = "spectrum: {kind: power_law, alpha: 1.5, scale: 3, modes: inf}\n" + REST
    assert resolved(MERGED + REST, tmp_path=tmp_path) == resolved(plain, tmp_path=tmp_path)


def test_whole_specs_are_merged(tmp_path: Any) -> None:
    task = "spectrum: {kind: isotropic, modes: 5}, target: {kind: isotropic}"
    text = f"x-base: &base {{{task}, samples: 10, ridge: 1}}\n"
    found = resolved(text + "<<: *base\nridge: 2\n", tmp_path=tmp_path)
    assert (found["ridge"], found["samples"]) == (2, 10)


def test_problems_are_where_the_merged_entry_is_written(problems: Problems) -> None:
    text = MERGED.replace("alpha: 1.5", "alpha: -1, aplha: 1") + REST
    assert [(p.line, p.column) for p in problems(text)] == [(1, 38), (1, 42)]
    assert [(p.line, p.column) for p in problems(text, "spectrum.alpha=2")] == [(1, 42)]
    missing = MERGED.replace(", modes: inf", "") + REST
    (problem,) = problems(missing)
    assert (problem.line, problem.column, problem.message[:21]) == (3, 1, "missing key 'modes' i")


def test_options_change_the_merged_mapping_and_not_the_anchor(tmp_path: Any) -> None:
    text = "spectrum: {kind: power_law, alpha: 1.5, modes: inf}\ntarget: {kind: power_law, r: 0.4}\nridge: 1e-3\n"
    sweeps = "samples: &range {from: 10, to: 1e3, points: 3}\nfeatures: {width: {<<: *range, to: 1e4}}\n"
    found = resolved(text + sweeps, "features.width.points=5", tmp_path=tmp_path)
    assert found["samples"] == {"from": 10, "to": 1000, "points": 3, "spacing": "log"}
    assert found["features"]["width"] == {"from": 10, "to": 10000, "points": 5, "spacing": "log"}


# --- keys that are ignored


def test_keys_for_anchors_are_no_part_of_the_spec(tmp_path: Any) -> None:
    extra = {"x-note": "tuesday", "x-": [1], "x-made": date(2024, 1, 1), "x-file": {"kind": "file", "path": "none.csv"}}
    study = load(SPEC | extra)
    assert study.resolved == load(SPEC).resolved
    assert study.data_files == ()


def test_they_are_for_the_top_only(problems: Problems) -> None:
    (problem,) = problems("spectrum: {kind: isotropic, modes: 5, x-note: 1}\ntarget: {kind: isotropic}\n" + REST[34:])
    assert "unknown key 'x-note' in spectrum" in problem.message


def test_they_must_be_sound_yaml_all_the_same(problems: Problems) -> None:
    assert [p.message for p in problems("x-a: !t {b: 1, b: 2}\n" + MERGED + REST)] == [
        "YAML tag '!t', must be left out: a spec has no tags",
        "duplicate key 'b', first given on line 1",
    ]


def test_an_option_cannot_change_an_anchor_that_is_in_place(problems: Problems) -> None:
    for option, length in (("x-law.alpha=2", 5), ("x-law=null", 5)):
        (problem,) = problems(MERGED + REST, option)
        assert (problem.file, problem.column, problem.length) == (f"override {option}", 1, length)
        assert "must be set where it is used, such as spectrum.alpha=2" in problem.message
    assert problems(MERGED + REST, "x-note=1", "x-other.deep=2") == ()


def test_a_chain_of_aliases_is_no_way_around_the_depth(problems: Problems) -> None:
    chain = "".join(f"x-{i}: &x{i} {{<<: *x{i - 1}, k: *x{i - 1}}}\n" for i in range(1, 40))
    with pytest.raises(SpecError, match="nested more than 20 deep"):
        compose(Source("spec.yaml", "x-0: &x0 {}\n" + chain))

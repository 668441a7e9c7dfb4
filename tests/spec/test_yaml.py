"""YAML as specs take it: the scalars of YAML 1.2, places, and everything that is refused."""

from __future__ import annotations

from math import inf, isnan

import pytest

from scalecalc.errors import SpecError
from scalecalc.reading.text.compose import compose
from scalecalc.reading.text.scalars import out_of_range, resolve
from scalecalc.reading.text.source import NODE_LIMIT, Node, Source


def read(text: str) -> Node:
    node, problems = compose(Source("spec.yaml", text))
    assert not problems
    return node


def fatal(text: str) -> tuple[int, int, str]:
    """Line, column and message of the problem that ends reading."""
    with pytest.raises(SpecError) as caught:
        compose(Source("spec.yaml", text))
    problem = caught.value.problems[-1]
    return problem.line, problem.column, problem.message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-6", 1e-6),
        ("1e21", 1e21),
        ("5.76e23", 5.76e23),
        ("-1E+3", -1000.0),
        (".5", 0.5),
        ("1.", 1.0),
        ("+12", 12),
        ("010", 10),
        ("0x1F", 31),
        ("0o17", 15),
        (".inf", inf),
        ("-.INF", -inf),
        ("true", True),
        ("False", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("2024-01-01", "2024-01-01"),
        ("inf", "inf"),
        ("e5", "e5"),
        (".", "."),
        ("9007199254740993", 9007199254740992.0),
        ("1e400", "1e400"),
        ("9" * 5000, "9" * 5000),
        ("1e-400", "1e-400"),
        ("0e-400", 0.0),
        ("0x" + "F" * 400, "0x" + "F" * 400),
    ],
)
def test_scalars_follow_the_yaml_1_2_core_schema(text: str, value: object) -> None:
    result = resolve(text)
    assert result == value
    assert type(result) is type(value)


def test_nan_is_a_number_that_is_none() -> None:
    value = resolve(".nan")
    assert isinstance(value, float)
    assert isnan(value)


@pytest.mark.parametrize(
    ("text", "expected"), [("1e400", True), ("-1e400", True), ("1e-400", True), ("0.0e9", False), ("x", False)]
)
def test_numbers_beyond_doubles_are_told_from_zero_and_infinity(text: str, expected: bool) -> None:
    assert out_of_range(text) is expected


def test_quotes_make_text_of_anything() -> None:
    assert read("""{a: '1e-6', b: "true", c: '', 1: x, 'd': ~}""").data() == {
        "a": "1e-6",
        "b": "true",
        "c": "",
        "1": "x",
        "d": None,
    }


def test_json_is_yaml_tabs_and_escapes_included() -> None:
    assert read('{\n\t"a": 1.0,\n\t"b": [1,\t"x\\/\\u03bb"]\n}').data() == {"a": 1.0, "b": [1, "x/λ"]}


def test_places_count_characters_from_one() -> None:
    root = read("títle: 😀 x\nb:\n  c: [1, -22]\n")
    assert isinstance(root.value, dict)
    assert (root.value["títle"].place.line, root.value["títle"].place.column) == (1, 8)
    inner = root.value["b"].child("c")
    assert inner is not None
    entry = inner.child(1)
    assert entry is not None
    assert (entry.place.line, entry.place.column, entry.place.length) == (3, 10, 3)
    assert root.keys["b"].line == 2


def test_aliases_repeat_a_value() -> None:
    assert read("a: &x [1, 2]\nb: *x\n").data() == {"a": [1, 2], "b": [1, 2]}


BOMB = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)
)
CHAIN = "a0: &a0 [1]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 1000))
MERGE_BOMB = "x0: &x0 {" + ", ".join(f"k{i}: 1" for i in range(20)) + "}\n" + "".join(
    f"x{i}: &x{i} {{<<: *x{i - 1}, " + ", ".join(f"k{k}: *x{i - 1}" for k in range(20)) + "}\n" for i in range(1, 9)
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "empty"),
        ("# only a comment\n", 1, 1, "empty"),
        ("a: 1\n---\nb: 2\n", 2, 1, "second YAML document"),
        ("a: [1, 2\nb: 3\n", 1, 4, "'[' opens here"),
        ("a: 'x\n", 1, 4, "a quote opens here"),
        ("a: b: c\n", 1, 5, "mapping values are not allowed"),
        ("a:\n\tb: 1\n", 2, 1, "tab"),
        ("a: @x\n", 1, 4, "cannot begin a value"),
        ("a: *x\n", 1, 4, "'*x' has no anchor"),
        ("a: &x [*x]\n", 1, 8, "inside the value it repeats"),
        ("a: &x {b: 1, <<: *x}\n", 1, 18, "'*x' stands inside the value it repeats"),
        ("a: &x {b: {<<: [*x]}}\n", 1, 17, "inside the value it repeats"),
        (CHAIN, 20, 12, "nested more than 20 deep, no spec needs that (aliases written out)"),
        (MERGE_BOMB, 5, 14, f"more than {NODE_LIMIT} values"),
        ("? [a]\n: 1\n", 1, 3, "list or mapping as a key"),
        ("a: 1\nb: x\x00y\n", 2, 5, "'\\x00'"),
        ("a: \ud800\n", 1, 4, "'\\ud800'"),
        ("%YAML 3.0\n---\na: 1\n", 1, 1, "incompatible YAML document"),
        ("[" * 100_000, 1, 22, "nested"),
        ("- " * 100_000, 1, 43, "nested"),
        ("{a: " * 1000, 1, 82, "nested"),
        (BOMB, 6, 10, f"more than {NODE_LIMIT} values"),
        ("[" + "1," * NODE_LIMIT + "1]", 1, 2 * NODE_LIMIT + 2, f"more than {NODE_LIMIT} values"),
    ],
    ids=lambda value: repr(value)[:25],
)
def test_what_is_no_spec_at_all_is_refused_where_it_stands(text: str, line: int, column: int, words: str) -> None:
    assert fatal(text)[:2] == (line, column)
    assert words in fatal(text)[2]


def test_duplicate_keys_and_tags_leave_a_tree_and_are_all_reported() -> None:
    root, problems = compose(Source("spec.yaml", "a: 1\na: 2\nb: !!python/object:os.system x\nc: !x [1]\n"))
    assert root.data() == {"a": 1, "b": "x", "c": [1]}
    assert [(p.line, p.column, p.length) for p in problems] == [(2, 1, 1), (3, 4, 27), (4, 4, 4)]
    assert problems[0].message == "duplicate key 'a', first given on line 1"
    assert "tag" in problems[1].message


def test_without_libyaml_the_answers_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml

    text = "a: {b: [1e-6, no], c: 'x'}\nd: !t 1\n"
    fast, slow_problems = compose(Source("spec.yaml", text))
    monkeypatch.setattr("scalecalc.reading.text.compose._LOADER", yaml.SafeLoader)
    slow, fast_problems = compose(Source("spec.yaml", text))
    assert slow.data() == fast.data()
    assert [p.message for p in slow_problems] == [p.message for p in fast_problems]

"""Reading a spec as a whole: sources, the resolved spec, the Python API."""

from __future__ import annotations

import io
import sys
from decimal import Decimal
from math import inf, nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scalecalc.errors import DataError, ScalecalcError, SpecError, UsageError
from scalecalc.spec import Study, load

SPEC: dict[str, Any] = {
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": inf},
    "target": {"kind": "power_law", "r": 0.4},
    "ridge": 1e-6,
    "samples": [10, 100],
}
TEXT = """\
title: Ein Titel
spectrum: {kind: power_law, alpha: 1.5, modes: inf}
target: {kind: power_law, r: 0.4}
ridge: 0.5 * P^-1
samples: {from: 10, to: 1e6, points: 31}
features: {width: 1e3}
"""
RANDOM = """\
spectrum: {kind: isotropic, modes: 50}
target: {kind: isotropic}
ridge: optimal
samples: [10, 20]
features: {layers: [{width: 9}, {width: P^0.5, weights: orthogonal}, {width: 3, weights: {kind: power_law, decay: 1}}]}
ensemble: {members: [1, 10], draws: both, overlap: 0.5}
"""


def test_a_path_standard_input_and_a_dict_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(TEXT)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    studies = [load(path), load("-"), load(yaml.safe_load(TEXT.replace("1e6", "1.0e+6").replace("1e3", "1000")))]
    assert [study.title for study in studies] == ["Ein Titel"] * 3
    assert len({repr(study.resolved) for study in studies}) == 1
    assert len({repr(study.task) for study in studies}) == 1


def test_problems_of_standard_input_are_located(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"ridge: [")))
    with pytest.raises(SpecError) as caught:
        load("-")
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.column) == ("<stdin>", 1, 8)


def test_standard_input_may_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(DataError, match="closed"):
        load("-")


def test_the_resolved_spec_has_the_defaults_in_place() -> None:
    assert load(SPEC).resolved == {
        "spectrum": {"kind": "power_law", "alpha": 1.5, "scale": 1, "modes": "inf"},
        "target": {"kind": "power_law", "r": 0.4, "scale": 1, "normalize": "none"},
        "noise": 0,
        "ridge": 1e-6,
        "samples": [10, 100],
    }


def test_the_resolved_spec_says_what_the_random_matrices_are() -> None:
    stack = {"layers": [{"width": 5}, {"width": 3, "weights": "orthogonal"}]}
    resolved = load(
        SPEC | {"ridge": "optimal", "features": stack, "ensemble": {"members": 3, "draws": "both"}}
    ).resolved
    assert resolved["ridge"] == "optimal"
    assert resolved["features"] == {
        "layers": [{"width": 5, "weights": "gaussian"}, {"width": 3, "weights": "orthogonal"}]
    }
    assert resolved["ensemble"] == {"members": 3, "draws": "both", "overlap": 0}
    assert load(SPEC | {"features": {"width": 5}}).resolved["features"] == {"width": 5, "weights": "gaussian"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ridge": -1}, "ridge is the ridge lambda .*, got -1, must be"),
        ({"ridge": nan}, "got nan"),
        ({"ridge": True}, "got true"),
        ({"ridge": 10**400}, "1e400"),
        ({"ridge": Decimal(1)}, "ridge is a Decimal, must be a number, text, list or mapping"),
        ({"ridge": [1, b"x"]}, r"ridge\[1\] is a bytes"),
        ({"samples": {1, 2}}, "samples is a set"),
        ({"samples": np.array([[1.0, 2.0]])}, r"samples\[0\] is .* got a list"),
        ({1: 2}, "key '1' in the spec is not text"),
        ({"rigde": 1}, "unknown key 'rigde' in the spec, did you mean 'ridge'"),
        ({"title": "\ud800"}, "a line of text"),
        ({"samples": range(10**6)}, "more than 200000 values"),
    ],
)
def test_problems_of_dicts_have_no_place_but_a_path(changes: dict[Any, Any], words: str) -> None:
    with pytest.raises(SpecError, match=words) as caught:
        load(SPEC | changes)
    assert {problem.line for problem in caught.value.problems} == {0}


def test_what_contains_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(SpecError, match="nested too deep"):
        load(SPEC | {"samples": loop})


def test_none_in_a_dict_is_a_key_left_out() -> None:
    assert load(SPEC | {"features": None, "title": None}).resolved == load(SPEC).resolved


def test_numpy_numbers_and_large_integers_are_numbers() -> None:
    spectrum = {"kind": "levels", "values": np.array([2.0, 1.0]), "multiplicities": (np.int64(3), 10**60)}
    resolved = load(SPEC | {"spectrum": spectrum, "target": {"kind": "isotropic"}}).resolved
    assert resolved["spectrum"]["multiplicities"] == [3, 1e60]


@pytest.mark.parametrize("source", [None, 3, [1]])
def test_other_sources_are_refused(source: Any) -> None:
    with pytest.raises(UsageError, match="a spec is a path"):
        load(source)


# --- the resolved spec means the same

positive = st.floats(1e-6, 1e6)
counts = st.one_of(st.integers(1, 10**15), st.floats(1, 1e60), st.sampled_from(["inf", inf]))
whole = st.integers(1, 1000)


def ranges(ends: st.SearchStrategy[float]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        lambda start, factor, size, spacing: {"from": start, "to": start * factor, **size, **spacing},
        ends,
        st.floats(1.5, 1e6),
        st.one_of(
            st.fixed_dictionaries({"points": st.integers(2, 20)}),
            st.fixed_dictionaries({"per_decade": st.floats(0.1, 5)}),
        ),
        st.sampled_from([{}, {"spacing": "log"}]),
    )


exponents = st.floats(-3, 3).map(lambda x: round(x, 3))
strengths = st.one_of(
    st.floats(0, 1e6),
    st.lists(st.floats(0, 1e6), min_size=1, max_size=4),
    ranges(positive),
    exponents.map(lambda x: f"0.5 * P^{x}"),
)
power_spectra = st.fixed_dictionaries(
    {"kind": st.just("power_law"), "alpha": st.floats(1.01, 6), "modes": st.one_of(whole, st.just("inf"))},
    optional={"scale": positive},
)
power_targets = st.one_of(
    st.fixed_dictionaries({"kind": st.just("power_law"), "r": st.floats(0.01, 3)}, optional={"scale": positive}),
    st.fixed_dictionaries(
        {"kind": st.just("power_law"), "decay": st.floats(1.01, 9)},
        optional={"normalize": st.sampled_from(["none", "power"])},
    ),
)
levels = st.lists(st.tuples(positive, whole, st.floats(0, 10)), min_size=1, max_size=5).map(
    lambda rows: (
        {
            "kind": "levels",
            "values": sorted((row[0] for row in rows), reverse=True),
            "multiplicities": [row[1] for row in rows],
        },
        {"kind": "levels", "weights": [row[2] for row in rows]},
    )
)
isotropic = st.tuples(
    st.fixed_dictionaries({"kind": st.just("isotropic"), "modes": whole}, optional={"scale": positive}),
    st.fixed_dictionaries({"kind": st.just("isotropic")}, optional={"total": positive}),
)
specs = st.builds(
    lambda task, rest: {"spectrum": task[0], "target": task[1], **rest},
    st.one_of(st.tuples(power_spectra, power_targets), levels, isotropic),
    st.fixed_dictionaries(
        {
            "samples": st.one_of(
                st.integers(1, 10**9), st.lists(st.floats(1, 1e6), min_size=1), ranges(positive.map(lambda x: x + 1))
            ),
            "ridge": strengths,
        },
        optional={
            "noise": strengths,
            "title": st.text(st.characters(categories=["L", "N"]), max_size=9),
            "features": st.fixed_dictionaries({"width": st.one_of(counts, ranges(st.floats(1, 100)))}),
        },
    ),
)

weights = st.one_of(
    st.sampled_from(["gaussian", "orthogonal"]),
    st.fixed_dictionaries({"kind": st.just("power_law"), "decay": st.floats(0, 3)}),
)
# widths that go down, as orthogonal layers need, and no wider than any of these spectra
stacks = st.lists(weights, min_size=1, max_size=3).map(
    lambda kinds: [{"width": 10 - i, "weights": kind} for i, kind in enumerate(kinds)]
)
nonlinearities = st.one_of(
    st.fixed_dictionaries({}, optional={"noise": st.floats(0, 3)}),
    st.fixed_dictionaries(
        {"activation": st.fixed_dictionaries({"mu1": st.floats(0.1, 1), "mustar2": st.floats(0, 1)})}
    ),
)
features = st.one_of(
    stacks.map(lambda layers: {"layers": layers}),
    stacks.map(lambda layers: layers[0]),
    nonlinearities.map(lambda rest: {"width": [3, 9], "weights": "orthogonal", **rest}),
    nonlinearities.map(lambda rest: {"layers": [{"width": "P^0.5"}, {"width": 5}], **rest}),
)
ensembles = st.one_of(
    st.fixed_dictionaries({"members": counts}),
    st.fixed_dictionaries(
        {"members": ranges(st.floats(1, 9)), "draws": st.just("samples")}, optional={"overlap": st.floats(0, 1)}
    ),
)
correlations = st.one_of(
    st.fixed_dictionaries({"kind": st.just("ar1"), "rho": st.floats(-0.9, 0.9)}),
    st.fixed_dictionaries({"kind": st.just("power_law"), "decay": st.floats(0.1, 3)}),
)
random_matrices = st.one_of(
    st.fixed_dictionaries({}, optional={"features": features, "ensemble": ensembles}),
    st.fixed_dictionaries({"correlation": correlations}, optional={"features": stacks.map(lambda one: one[0])}),
)
designed = st.builds(
    lambda ridge, matrices: {
        "spectrum": {"kind": "isotropic", "modes": 20},
        "target": {"kind": "isotropic"},
        "samples": [4, 9],
        "ridge": ridge,
        **matrices,
    },
    st.one_of(strengths, st.just("optimal")),
    random_matrices,
)


def same(one: Study, other: Study) -> None:
    assert one.resolved == other.resolved
    assert repr(one.task) == repr(other.task)
    assert one.design == other.design
    assert (one.title, one.notes, len(one.grid)) == (other.title, other.notes, len(other.grid))
    for mine, theirs in zip(one.grid.blocks(50), other.grid.blocks(50), strict=True):
        assert repr(mine) == repr(theirs)


@settings(deadline=None)  # other processes may take the machine
@given(st.one_of(specs, designed))
def test_the_resolved_spec_means_the_same_also_as_yaml(spec: dict[str, Any]) -> None:
    study = load(spec)
    same(study, load(study.resolved))
    text = yaml.safe_dump(study.resolved, allow_unicode=True)
    stdin, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(text.encode()))
    try:
        same(study, load("-"))
    finally:
        sys.stdin = stdin


# --- nothing makes it stumble

junk = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just(10**400),
        st.sampled_from(["inf", "P^2", "power_law", "isotropic", "levels", "file", "x.csv", "x.npy", "optimal"]),
        st.sampled_from(["gaussian", "orthogonal", "tanh", "ar1", "features", "samples", "both"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from([
                "kind", "alpha", "modes", "from", "to", "points", "values", "path", "width", "zz", "layers", "weights",
                "decay", "noise", "activation", "mu1", "mustar2", "members", "draws", "overlap", "rho",
            ]),
            inner, max_size=4,
        ),
    ),
    max_leaves=8,
)  # fmt: skip


def survives(source: Any) -> None:
    """Loads, or raises an error meant for people."""
    try:
        load(source)
    except SpecError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.message.isprintable()
            assert 0 <= problem.column <= len(problem.source) + 1
    except ScalecalcError:
        pass


@settings(deadline=None)  # other processes may take the machine
@given(
    st.dictionaries(
        st.sampled_from(["spectrum", "target", "ridge", "noise", "samples", "features", "correlation", "ensemble"]),
        junk,
    )
)
def test_no_dict_is_too_strange(changes: dict[str, Any]) -> None:
    survives(SPEC | changes)


@settings(deadline=None)  # other processes may take the machine
@given(data=st.data())
def test_no_text_is_too_strange(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    text = data.draw(st.sampled_from([TEXT, RANDOM]))
    cut = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(cut, min(len(text), cut + 20)))
    patch = data.draw(st.one_of(st.binary(max_size=8), st.sampled_from([b"*a", b"&a ", b"!t ", b"\t", b": ", b"- "])))
    path = tmp_path_factory.getbasetemp() / "strange.yaml"
    path.write_bytes(text[:cut].encode() + patch + text[end:].encode())
    survives(path)

"""The Python API: the same verbs, on paths, dicts and studies."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scalecalc
from scalecalc.commands import COMMANDS
from scalecalc.commands.base import TableCommand
from scalecalc.coordinates import COORDINATES

SPEC: dict[str, Any] = {
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": float("inf")},
    "target": {"kind": "power_law", "r": 0.4},
    "samples": [10, 100, 1000],
    "ridge": 1e-3,
}


def test_public_names() -> None:
    assert sorted(scalecalc.__all__) == scalecalc.__all__
    for name in scalecalc.__all__:
        assert getattr(scalecalc, name).__doc__, name
    assert set(scalecalc.__all__) <= set(dir(scalecalc))


def test_unknown_names() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'emulate'"):
        scalecalc.emulate  # noqa: B018


def test_paths_dicts_and_studies_are_the_same(folder: Path) -> None:
    by_path = scalecalc.predict("spec.yaml")
    for same in (folder / "spec.yaml", scalecalc.load("spec.yaml")):
        table = scalecalc.predict(same)
        assert all(np.array_equal(table[name], by_path[name]) for name in by_path.names)


def test_columns_are_arrays() -> None:
    table = scalecalc.predict(SPEC)
    assert table["test_error"].dtype == np.float64
    assert table["samples"].tolist() == [10, 100, 1000]
    assert table["status"].tolist() == ["ok"] * 3


def test_overrides() -> None:
    assert scalecalc.predict(SPEC, ["samples=7"])["samples"].tolist() == [7]


def test_blocks_make_one_table() -> None:
    spec = {**SPEC, "samples": {"from": 1, "to": 50000, "points": 50000, "spacing": "linear"}}
    table = scalecalc.predict(spec)
    assert len(table) == 50000
    assert np.array_equal(table["samples"], np.arange(1.0, 50001.0))


def test_problems_of_a_dict() -> None:
    with pytest.raises(scalecalc.SpecError) as caught:
        scalecalc.decompose({**SPEC, "noise": -1, "ridg": 1})
    assert len(caught.value.problems) == 2
    assert caught.value.problems[0].line == 0


def test_check(folder: Path) -> None:
    assert len(scalecalc.check("spec.yaml", SPEC)) == 0
    table = scalecalc.check("spec.yaml", "bad.yaml")
    assert table.names == ("file", "line", "column", "message")
    assert len(table) >= 2
    assert set(table["file"]) == {"bad.yaml"}


def test_other_verbs() -> None:
    assert "generalization_error" in scalecalc.exponents(SPEC)["term"].tolist()
    assert scalecalc.exponents(SPEC, along="samples").names[0] == "term"
    assert len(scalecalc.regimes(SPEC)) >= 1
    assert scalecalc.schema()["type"] == "object"


@pytest.mark.parametrize("name", [name for name in COMMANDS if COMMANDS[name].tabular])
def test_every_column_of_a_command_is_among_its_columns(name: str, folder: Path) -> None:
    """With the same meaning; the coordinates come before them, and layers are numbered."""
    command = COMMANDS[name]
    assert issubclass(command, TableCommand)
    known = {column.name: column for column in command.columns()}
    runs = {"P": np.arange(1, 11), "loss": 1 + 1 / np.arange(1, 11)}
    features = np.random.default_rng(0).standard_normal((60, 5))
    spec = {**SPEC, "features": {"width": 30, "noise": 0.1}}
    asked: dict[str, tuple[Any, ...]] = {"check": ("bad.yaml",), "fit": (runs, "P", "loss")}
    given = asked.get(name, (features, features[:, 0]) if command.source == "data" else (spec,))
    options: Any = {
        "simulate": {"draws": 2},
        "phase": {"x": "ridge=0.1,1", "y": "noise=0,1"},
        "forecast": {"to": 100},
        "optimize": {"over": "samples,width", "cost": "N * P", "budget": 1e4},
    }.get(name, {})
    found = {column.name: column for column in getattr(scalecalc, name)(*given, **options).columns}
    others = found.keys() - known.keys()
    assert others <= {one.name for one in COORDINATES}
    assert all(found[one] == known[one] for one in found.keys() - others)


def test_an_editor_sees_every_command() -> None:
    """What type checkers read in the package is what COMMANDS has."""
    tree = ast.parse(Path(scalecalc.__file__).read_text(encoding="utf-8"))
    (checking,) = [node for node in tree.body if isinstance(node, ast.If)]
    named = {alias.asname for node in checking.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert named == set(scalecalc.__all__)
    assert set(COMMANDS) <= named


def test_a_name_is_the_function_even_when_its_module_is_loaded() -> None:
    assert all(callable(getattr(scalecalc, name)) for name in COMMANDS)

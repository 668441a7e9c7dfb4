"""`vary`: from what a spec, an option or Python says to a study for each combination of values."""

from __future__ import annotations

from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scalecalc.data.opened import Folder
from scalecalc.errors import SpecError, UsageError
from scalecalc.law import Law
from scalecalc.spec import Studies, Study, load

SPEC: dict[str, Any] = {
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": inf},
    "target": {"kind": "power_law", "r": 0.4},
    "ridge": 1e-6,
    "samples": [10, 100],
}
LAYERS = {"layers": [{"width": 5}, {"width": 3}]}
Values = list[tuple[float, ...]]


def varied(*options: str, vary: Any = None, **changes: Any) -> Studies:
    study = load(SPEC | changes | ({"vary": vary} if vary else {}), vary=options)
    assert isinstance(study, Studies)
    return study


def values(*options: str, vary: Any = None, **changes: Any) -> Values:
    return [case.values for case in varied(*options, vary=vary, **changes).cases]


def problem(*options: str, vary: Any = None, overrides: Any = (), **changes: Any) -> Any:
    with pytest.raises(SpecError) as raised:
        load(SPEC | changes | ({"vary": vary} if vary is not None else {}), overrides, vary=options)
    (one,) = raised.value.problems
    return one


@pytest.mark.parametrize(
    ("option", "said", "expected"),
    [
        ("spectrum.alpha=1.2", 1.2, [1.2]),
        ("spectrum.alpha=1.2,1.5, 2", [1.2, 1.5, 2], [1.2, 1.5, 2]),
        ("spectrum.alpha=[1.2, 2]", [1.2, 2], [1.2, 2]),
        ("spectrum.alpha=2,2,3", [2, 2, 3], [2, 3]),
        ("target.scale=1:100:3", {"from": 1, "to": 100, "points": 3}, [1, 10, 100]),
        ("ridge.P=-2:0:5", {"from": -2, "to": 0, "points": 5, "spacing": "linear"}, [-2, -1.5, -1, -0.5, 0]),
        ("ridge.P=1:2:3", {"from": 1, "to": 2, "points": 3, "spacing": "linear"}, [1, 1.5, 2]),
        ("noise=0:1:3", {"from": 0, "to": 1, "points": 3, "spacing": "linear"}, [0, 0.5, 1]),
        ("target.r={from: 0.2, to: 1, points: 2}", {"from": 0.2, "to": 1, "points": 2}, [0.2, 1]),
        ("spectrum.modes=10:1000:4", {"from": 10, "to": 1000, "points": 4}, [10, 46, 215, 1000]),
        ("spectrum.modes=100,inf", [100, "inf"], [100, inf]),
        ("samples.1=2:3:7", {"from": 2, "to": 3, "points": 7}, [2, 3]),
    ],
)
def test_a_range_of_an_option_is_what_a_spec_says_at_length(option: str, said: Any, expected: list[float]) -> None:
    key = option.partition("=")[0]
    assert values(option) == [(value,) for value in expected]
    assert values(vary={key: said}) == [(value,) for value in expected]
    assert [case.values for case in load(SPEC, vary={key: said}).cases] == [(value,) for value in expected]


def test_a_range_has_41_points_if_it_does_not_say() -> None:
    assert [one for (one,) in values("target.r=0.1:1")] == pytest.approx(np.geomspace(0.1, 1, 41).tolist())


def test_arrays_are_lists() -> None:
    assert [case.values for case in load(SPEC, vary={"target.r": np.array([0.25, 0.5])}).cases] == [(0.25,), (0.5,)]


def test_the_first_key_is_the_outermost_loop() -> None:
    study = varied("target.r=0.2,0.3", vary={"spectrum.alpha": [1.2, 2]})
    assert [case.values for case in study.cases] == [(1.2, 0.2), (1.2, 0.3), (2, 0.2), (2, 0.3)]
    assert [(case.study.task.alpha, case.study.task.decay) for case in study.cases] == [
        (alpha, 2 * alpha * r + 1) for alpha, r in ((1.2, 0.2), (1.2, 0.3), (2, 0.2), (2, 0.3))
    ]
    assert study.rows == 8
    assert all(case.study.among == 4 for case in study.cases)


def test_an_option_takes_the_place_of_what_the_spec_varies() -> None:
    assert values("spectrum.alpha=3", vary={"spectrum.alpha": [1.2, 2], "target.r": 0.5}) == [(3, 0.5)]


@pytest.mark.parametrize("ridge", ["1e-3 * P^-1", 1e-3, {"times": 1e-3, "P": 2}])
def test_a_law_in_any_form_has_its_exponents(ridge: Any) -> None:
    study = varied("ridge.P=-1,0.5", ridge=ridge)
    assert [case.study.grid.ridge.law for case in study.cases] == [Law(1e-3, -1), Law(1e-3, 0.5)]


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        (["spectrum.alpha", "target.r"], ["alpha", "r"]),
        (["spectrum.scale", "target.scale"], ["spectrum.scale", "target.scale"]),
        (["ridge.P", "features.layers.0.width.P"], ["ridge.P", "features.layers.0.width.P"]),
        (["ridge"], ["ridge"]),
        (["noise", "features.noise"], ["noise", "features.noise"]),
        (["features.noise"], ["features.noise"]),  # noise is the column of another quantity
        (["features.layers.0.width"], ["width"]),
        (["samples.0"], ["samples.0"]),
    ],
)
def test_a_variable_has_the_last_name_of_its_key_if_nothing_else_has(keys: list[str], names: list[str]) -> None:
    study = varied(*(f"{key}=2,3" for key in keys), features=LAYERS)
    assert [one.name for one in study.variables] == names


def test_a_variable_knows_what_it_is() -> None:
    study = varied("target.decay=2", "spectrum.values.1=0.5", spectrum={"kind": "levels", "values": [1, 1]},
                   target={"kind": "power_law"})  # fmt: skip
    assert [one.doc for one in study.variables] == [
        "the decay exponent of the target power v_k (instead of r)",
        "the eigenvalue of a level",
    ]


@pytest.mark.parametrize("option", ["spectrum.alpha=1.2:2:3", "ridge.P=-1,0", "samples.0=2", "target.r=0.1"])
def test_the_resolved_spec_means_the_same(option: str) -> None:
    study = varied(option)
    again = load(study.resolved)
    assert [case.values for case in again.cases] == [case.values for case in study.cases]
    assert [case.study.resolved for case in again.cases] == [case.study.resolved for case in study.cases]
    assert again.resolved == study.resolved
    assert again.variables == study.variables


def test_what_differs_from_case_to_case_is_not_there_for_all() -> None:
    with pytest.raises(UsageError, match=r"varies spectrum\.alpha: each study in `cases` has a grid of its own"):
        varied("spectrum.alpha=1.2").grid  # noqa: B018
    with pytest.raises(AttributeError):
        varied("spectrum.alpha=1.2").zz  # noqa: B018


def test_nothing_to_vary_is_a_study_like_any_other() -> None:
    study = load(SPEC | {"vary": {}})
    assert isinstance(study, Study)
    assert study.cases[0].study is study
    assert "vary" not in study.resolved


def test_data_files_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.csv").write_text("3\n2\n1\n")
    opened: list[str] = []
    original = Folder.columns

    def counted(self: Folder, path: str, names: list[str]) -> Any:
        opened.extend([path] if path not in self._tables else [])
        return original(self, path, names)

    monkeypatch.setattr(Folder, "columns", counted)
    spec = SPEC | {"spectrum": {"kind": "file", "path": "s.csv"}, "target": {"kind": "power_law", "decay": 2}}
    study = load(spec, vary=["noise=0,1,2"])
    assert opened == ["s.csv"]
    assert study.data_files == (Path("s.csv"),)


@pytest.mark.parametrize(
    ("option", "column", "length", "words"),
    [
        ("spectrum.alpha=0.5,2", 16, 3, "got 0.5, must be > 1 when modes is inf"),
        ("spectrum.alpha=0.5,2", 16, 3, "(where spectrum.alpha = 0.5)"),
        ("target.normalize=1", 18, 1, "target.normalize"),
        ("target.normalize=[none]", 19, 4, "got 'none', must be a number"),
        ("target.r=x", 10, 1, "must be a number, a list of them, or a range"),
        ("spectrum.alpa=2", 10, 4, "did you mean 'alpha'?"),
        ("samples.7=2", 9, 1, "a list of 2, got '7'"),
        ("spectrum.alpha=2:1", 18, 1, "a range that goes up"),
        ("spectrum.alpha=", 16, 1, "got nothing"),
        ("spectrum.alpha", 1, 14, "must be KEY=RANGE"),
        ("x-a.b=1", 1, 5, "is no number of the spec"),
        ("vary.a=1", 1, 6, "is no number of the spec"),
        ("spectrum=1", 10, 1, "must be a mapping"),
    ],
)
def test_problems_point_into_the_option(option: str, column: int, length: int, words: str) -> None:
    found = problem(option)
    assert words in found.message
    assert found.file == f"vary {option}"
    assert (found.line, found.column, found.length) == (1, column, length)


def test_a_problem_of_all_cases_is_said_once_and_without_them() -> None:
    assert "where" not in problem("target.r=0.2,0.3", noise=-1).message


def test_a_problem_of_some_cases_says_in_how_many_more() -> None:
    message = problem("spectrum.alpha=1,2", "target.r=0.2,0.3,0.6").message
    assert message.endswith("(where spectrum.alpha = 1, target.r = 0.2, and 2 other cases)")


def test_a_range_of_the_spec_says_its_spacing() -> None:
    assert "spacing linear" in problem(vary={"ridge.P": {"from": -2, "to": 0, "points": 3}}).message


def test_setting_what_is_varied_is_refused() -> None:
    found = problem(vary={"spectrum.alpha": [1.2, 2]}, overrides=["spectrum.alpha=3"])
    assert found.message.startswith("spectrum.alpha is varied, so setting it changes nothing")
    assert (found.file, found.column, found.length) == ("override spectrum.alpha=3", 1, 14)


@pytest.mark.parametrize("vary", [3, [1], "x", {"": 1}, {"a..b": 1}, {"title": 1}, {"ridge.x": 2}])
def test_nothing_but_a_mapping_of_keys_to_numbers(vary: Any) -> None:
    assert problem(vary=vary).message


def test_all_rows_count() -> None:
    with pytest.raises(SpecError, match="the grids of all 3 combinations have 6 rows, must be at most 5 rows in all"):
        load(SPEC, max_points=5, vary=["noise=0,1,2"])
    with pytest.raises(SpecError, match="vary has 1000000 combinations of its values, must be at most 1000 rows"):
        load(SPEC, max_points=1000, vary=["noise=1:2:1000", "target.r=0.1:1:1000"])

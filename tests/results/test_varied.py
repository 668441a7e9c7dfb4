"""A varied run is the single runs one after the other, with what is varied in front."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import scalecalc
from scalecalc import simulate
from scalecalc.commands.predict import Predict
from scalecalc.errors import SpecError, UsageError
from scalecalc.results.varied import told
from scalecalc.table import Table
from tests.results.support import power_law_spec
from tests.strategies.specs import Drawn, specs
from tests.strategies.varying import varying

COMMANDS = {
    "predict": scalecalc.predict,
    "decompose": scalecalc.decompose,
    "flow": scalecalc.flow,
    "exponents": scalecalc.exponents,
    "regimes": scalecalc.regimes,
}
Answer = Callable[..., Table]
SPEC = power_law_spec(samples=[10, 30, 100], width=50, noise=0.1, modes=1e4)


def singly(answer: Answer, spec: Any, vary: dict[str, list[float]]) -> list[tuple[tuple[float, ...], Table]]:
    """The values of each combination, and what is answered for it alone."""
    return [
        (values, answer(spec, overrides=[f"{key}={value!r}" for key, value in zip(vary, values, strict=True)]))
        for values in product(*vary.values())
    ]


def same(column: np.ndarray[Any, Any], parts: list[np.ndarray[Any, Any]]) -> bool:
    expected = np.concatenate(parts)
    if column.dtype.kind == "f":
        return np.array_equal(column, expected, equal_nan=True)
    return column.tolist() == expected.tolist()


def compare(whole: Table, alone: list[tuple[tuple[float, ...], Table]]) -> None:
    shared = [name for name in alone[0][1].names if all(name in one for _, one in alone)]
    assert all(same(whole[name], [one[name] for _, one in alone]) for name in shared)
    lengths = [len(one) for _, one in alone]
    for place, name in enumerate(whole.names[: len(alone[0][0])]):
        assert whole[name].tolist() == np.repeat([values[place] for values, _ in alone], lengths).tolist()


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(
    "vary",
    [
        {"target.r": [0.3, 0.6], "ridge.P": [-1.0, -0.5]},
        {"features.width": [20.0, 200.0]},
        {"features.noise": [0.0, 0.5]},
        {"samples.2": [50.0, 500.0]},
    ],
    ids=str,
)
def test_every_command(name: str, vary: dict[str, list[float]]) -> None:
    answer: Answer = COMMANDS[name]
    compare(answer(SPEC, vary=vary), singly(answer, SPEC, vary))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(case=specs(most=2), data=st.data())
def test_any_spec(case: Drawn, data: st.DataObject, tmp_path: Path) -> None:
    """The same numbers, or a refusal where one of the single runs is refused."""
    vary = data.draw(varying(case.spec))
    path = case.write(tmp_path)
    name = data.draw(st.sampled_from(["predict", "decompose", "flow"]))
    answer: Answer = COMMANDS[name]
    try:
        alone = singly(answer, path, vary)
    except SpecError:
        with pytest.raises(SpecError):
            answer(path, vary=vary)
        return
    compare(answer(path, vary=vary), alone)


def test_simulations() -> None:
    vary = {"spectrum.alpha": [1.2, 2.0], "spectrum.modes": [30.0, 40.0]}
    spec = SPEC | {"samples": [20]}

    def answer(one: Any, **more: Any) -> Table:
        return simulate(one, 3, **more)

    compare(answer(spec, vary=vary), singly(answer, spec, vary))


def test_simulations_keep_a_checkpoint_for_each_case(tmp_path: Path) -> None:
    spec, vary = SPEC | {"samples": 20, "ridge": 1e-2}, {"spectrum.modes": [30, 40]}
    first = simulate(spec, 2, vary=vary, checkpoint=tmp_path / "draws.jsonl")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["draws-1.jsonl", "draws-2.jsonl"]
    again = simulate(spec, 2, vary=vary, checkpoint=tmp_path / "draws.jsonl")
    assert first["mean"].tolist() == again["mean"].tolist()


@pytest.mark.parametrize(
    ("vary", "names"),
    [
        ({"spectrum.alpha": [1.2, 2]}, ["alpha", "samples", "width", "ridge", "noise"]),
        ({"ridge": [0, 1]}, ["ridge", "samples", "width", "noise"]),
        ({"noise": [0, 1], "features.noise": [1, 2]}, ["noise", "features.noise", "samples", "width", "ridge"]),
        ({"ridge.P": [0, 1], "features.width": [7, 9]}, ["P", "width", "samples", "ridge", "noise"]),
    ],
    ids=str,
)
def test_what_is_varied_comes_first_and_nothing_stands_twice(vary: dict[str, Any], names: list[str]) -> None:
    table = scalecalc.predict(SPEC, vary=vary)
    assert list(table.names[: len(names)]) == names
    assert len(set(table.names)) == len(table.names)
    assert all(column.coordinate and column.doc for column in table.columns[: len(names)])


def test_cases_with_columns_that_others_lack() -> None:
    table = scalecalc.predict(SPEC, vary={"features.noise": [0, 0.5]})
    assert np.isnan(table["s_noise"]).tolist() == [True] * 3 + [False] * 3
    held = scalecalc.exponents(
        power_law_spec(samples=[10, 100], width={"from": 1, "to": 2, "points": 2}),
        vary={"features.width.from": [1, 1.6]},
    )
    assert set(held["width"].tolist()) == {1, 2}


def test_notes_of_all_cases_are_said_once_and_others_with_where_they_hold() -> None:
    both = ("a = 1", ("always", "sometimes")), ("a = 2", ("always",)), ("a = 3", ("always", "sometimes", "once"))
    assert told(both) == ("always", "a = 1, and 1 other case: sometimes", "a = 3: once")
    table = scalecalc.exponents(SPEC, vary={"target.r": [0.5, 0.8]})
    assert sum("Asymptotic laws as P → ∞" in note for note in table.notes) == 1
    assert any(note.startswith("r = 0.5: ") for note in table.notes)


# --- pictures


def curves(picture: Any) -> set[str]:
    return {one.case for one in picture.series}


def test_curves_are_named_by_what_is_varied() -> None:
    study = scalecalc.load(SPEC | {"ridge": [0, 1e-3]}, vary={"spectrum.alpha": [1.2, 2]})
    sketch = Predict().sketch(study)
    for block in Predict().rows(study):
        sketch.see(block)
    picture, train = sketch.pictures()
    assert train.y.meaning == "train error"
    assert curves(picture) == {f"alpha = {alpha}, λ = {ridge}" for alpha in ("1.2", "2") for ridge in ("0", "1e-3")}
    series = [one for one in picture.series if one.case == "alpha = 2, λ = 0" and one.name == "test error"]
    alone = scalecalc.predict(SPEC, ["spectrum.alpha=2", "ridge=[0, 1e-3]"])
    assert [one.marked[1].tolist() for one in series] == [alone["test_error"][alone["ridge"] == 0].tolist()]


@pytest.mark.parametrize("name", ["decompose", "exponents", "regimes", "flow"])
def test_panels_are_named_by_what_is_varied(name: str) -> None:
    pytest.importorskip("matplotlib")
    axes = COMMANDS[name](SPEC, vary={"spectrum.alpha": [1.2, 2]}).plot()
    texts = {text.get_text() for one in axes.figure.axes for text in one.texts} | {
        one.get_title(loc) for one in axes.figure.axes for loc in ("left", "center", "right")
    }
    assert any("1.2" in text for text in texts)
    assert len(axes.figure.axes) >= 2


def test_too_many_curves() -> None:
    with pytest.raises(
        UsageError, match=r"at most 8 combinations .* the spec has 9; hold what is varied at fewer values"
    ):
        scalecalc.predict(SPEC, vary={"spectrum.alpha": np.linspace(1.2, 2, 9)}).plot()


def test_pictures_follow_what_the_table_follows() -> None:
    """Along the ridge of a law in N, which is the width of the last of two layers."""
    spec = SPEC | {
        "features": {"layers": [{"width": 400}, {"width": [10, 30, 100]}]},
        "samples": 50,
        "ridge": "N^-1",
    }
    table = scalecalc.regimes(spec, "ridge")
    assert len(table)
    pytest.importorskip("matplotlib")
    assert table.plot().get_xlabel()
    assert inf not in table["start"]

"""What is explored, without a screen: numbers that are turned, the command line and the file that say the same."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from scalecalc import SpecError, Table, UsageError, decompose, load, predict, regimes
from scalecalc.commands.explore import views
from scalecalc.explorer.knobs import Knob, knobs
from scalecalc.explorer.readout import Reader
from scalecalc.explorer.saved import save
from scalecalc.explorer.state import State, begun

SPECS = Path(__file__).parents[2] / "specs"
WORKED = sorted(path.name for path in SPECS.glob("*.yaml"))
SPEC = """\
# a comment that is kept
spectrum: {kind: power_law, alpha: 1.5, modes: inf}
target:
  kind: power_law
  r: 0.4   # the source
noise: 0.01
ridge: P^-0.5
samples: {from: 10, to: 1e4, points: 7}
features: {width: 300}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "spec with blanks.yaml"
    path.write_text(SPEC)
    return path


def start(path: Path, *overrides: str) -> State:
    return begun(str(path), load(path, overrides), overrides, 10**6)


def knob(state: State, key: str) -> Knob:
    return next(one for one in knobs(state.study.resolved) if one.key == key)


def turn(state: State, key: str, steps: int, *, coarse: bool = False) -> State:
    return state.put(key, knob(state, key).turned(steps, coarse=coarse))


def by_command_line(state: State, answer: Callable[..., Table]) -> Table:
    """What the command line answers that the explorer shows."""
    program, _, name, *options = shlex.split(state.command(("predict",)))
    assert program == "scalecalc"
    return answer(name, [value for option, value in zip(options[::2], options[1::2], strict=True) if option == "--set"])


def turned(spec: Path) -> State:
    state = turn(start(spec, "noise=0.5"), "spectrum.alpha", 3)
    state = turn(turn(turn(state, "features.width", -2), "ridge.P", 1), "features.weights", 1)
    return state.put("samples.to", "1e5").put("features.activation", "tanh").put("noise", "0.2")


@pytest.mark.parametrize("answer", [predict, decompose])
def test_the_command_line_gives_what_is_seen(spec: Path, answer: Callable[..., Table]) -> None:
    state = turned(spec)
    seen, said = answer(state.study), by_command_line(state, answer)
    assert seen.names == said.names
    assert all(np.array_equal(seen[name], said[name]) for name in seen.names)


def test_so_does_the_file(spec: Path, tmp_path: Path) -> None:
    state, path = turned(spec), tmp_path / "saved.yaml"
    save(state, path)
    seen, said = predict(state.study), predict(path)
    assert all(np.array_equal(seen[name], said[name]) for name in seen.names)


def test_the_file_keeps_comments_where_values_are_changed(spec: Path, tmp_path: Path) -> None:
    path = tmp_path / "saved.yaml"
    save(turn(turn(turn(start(spec), "target.r", 2), "noise", 10), "samples.to", 1), path)
    wanted = SPEC.replace("r: 0.4", "r: 0.5").replace("noise: 0.01", "noise: 0.1").replace("1e4", "13000")
    assert path.read_text() == wanted


def test_a_file_that_exists_is_never_written_over_unasked(spec: Path) -> None:
    with pytest.raises(UsageError, match="exists"):
        save(start(spec), spec)
    assert spec.read_text() == SPEC
    save(start(spec).put("noise", "2"), spec, replace=True)
    assert load(spec).resolved["noise"] == 2


def test_a_data_file_is_found_from_another_folder(tmp_path: Path) -> None:
    state = turn(start(SPECS / "measured_spectrum.yaml"), "noise", 1)
    save(state, tmp_path / "saved.yaml")
    assert load(tmp_path / "saved.yaml").resolved == state.study.resolved


def test_a_data_file_is_never_written_over(tmp_path: Path) -> None:
    for name in ("measured_spectrum.yaml", "measured_spectrum.csv"):
        (tmp_path / name).write_bytes((SPECS / name).read_bytes())
    state, data = start(tmp_path / "measured_spectrum.yaml"), tmp_path / "measured_spectrum.csv"
    before = data.read_bytes()
    with pytest.raises(UsageError, match="the spec reads"):
        save(state, data, replace=True)
    assert data.read_bytes() == before


def test_turning_back_leaves_nothing_to_say(spec: Path) -> None:
    state = turn(turn(start(spec), "target.r", 1), "target.r", -1)
    assert state.overrides == ()
    assert state.study.resolved == start(spec).study.resolved


def test_what_is_put_over_a_mapping_replaces_what_was_put_inside(spec: Path) -> None:
    state = start(spec).put("ridge.P", "-1").put("ridge", "1e-3").put("ridge", "0.5")
    assert state.overrides == ("ridge=0.5",)
    assert state.put("ridge", "P^-0.5").overrides == ()
    with pytest.raises(SpecError, match="spectrum"):
        state.put("spectrum", "")


def test_a_wrong_value_is_refused_as_check_does(spec: Path) -> None:
    with pytest.raises(SpecError) as said:
        load(spec, ["spectrum.alpha=0.5"])
    with pytest.raises(SpecError) as refused:
        start(spec).put("spectrum.alpha", "0.5")
    assert str(refused.value) == str(said.value)


def test_what_is_varied_is_shown_at_its_first_values(spec: Path) -> None:
    read = load(spec, vary=["spectrum.alpha=1.2,1.5", "noise=0,1"])
    state = begun(str(spec), read, (), 10**6)
    seen, said = predict(state.study), by_command_line(state, predict)
    assert all(np.array_equal(seen[name], said[name]) for name in seen.names)
    assert "first case" in state.notes[0]
    with pytest.raises(UsageError, match="one case"):
        state.put("vary", "{target.r: [0.2, 0.3]}")


@pytest.mark.parametrize("name", WORKED)
def test_every_number_of_every_worked_spec_can_be_turned(name: str) -> None:
    """Every number and word is a knob; its step is a spec that holds, or is refused with a sentence."""
    state = start(SPECS / name)
    found = [
        one for one in knobs(state.study.resolved) if one.number is not None and isinstance(one.value, float | int)
    ]
    assert {"noise"} <= {one.key for one in found}
    for one in found[:: 1 + len(found) // 4]:
        try:
            after = state.put(one.key, one.turned(1))
        except SpecError as error:
            assert "must be" in str(error)
        else:
            assert knob(after, one.key).value != one.value


@pytest.mark.parametrize(
    ("key", "text", "up", "down", "far"),
    [
        ("noise", "0.01", "0.013", "0.0079", "0.1"),
        ("noise", "0.011", "0.013", "0.01", "0.1"),
        ("noise", "0", "1e-6", "0", "1e-6"),
        ("target.r", "0.42", "0.45", "0.4", "0.5"),
        ("spectrum.alpha", "1.5", "1.55", "1.45", "2"),
        ("features.width", "1", "2", "1", "10"),
        ("features.width", "300", "320", "250", "2500"),
        ("spectrum.modes", "300", "320", "250", "2500"),
    ],
)
def test_steps(spec: Path, key: str, text: str, up: str, down: str, far: str) -> None:
    one = knob(start(spec).put(key, text), key)
    assert (one.turned(1), one.turned(-1), one.turned(1, coarse=True)) == (up, down, far)


def test_words_turn_round(spec: Path) -> None:
    state = start(spec)
    assert knob(state, "features.activation").text == "-"
    for word in ("tanh", "relu", "erf", "-"):
        state = turn(state, "features.activation", 1)
        assert knob(state, "features.activation").text == word


def test_the_readout_is_the_row_of_the_table(spec: Path) -> None:
    state = turned(spec)
    reader = Reader(state.study)
    row = 3
    table, terms = predict(state.study), decompose(state.study)
    assert reader.values[row] == table[reader.name][row]
    line = reader.errors(reader.values[row])
    assert f"test {table['test_error'][row]:.6g}" in line
    largest = max((one for one in terms.names if one.startswith(("bias", "var"))), key=lambda one: terms[one][row])
    share = terms[largest][row] / terms["generalization_error"][row]
    assert line[-1].endswith(f"{share:.0%}")


def test_every_view_says_what_its_command_answers(spec: Path) -> None:
    study = start(spec).study
    for view in views():
        assert view.pictures(study, 80)


def test_a_curve_for_few_columns_has_few_points_and_all_marks_and_thresholds(spec: Path) -> None:
    study = start(spec).study
    coarse, fine = (views()[0].pictures(study, columns)[0].series[0] for columns in (50, 10**6))
    assert 2 * coarse.x.size < fine.x.size
    assert np.allclose(coarse.marked, fine.marked, rtol=1e-12, atol=0)
    assert 300 in coarse.x  # P = N


def test_what_rules_is_that_of_the_table(spec: Path) -> None:
    reader, table = Reader(start(spec).study), regimes(spec)
    inside = np.sqrt(table["start"][0] * table["stop"][0])
    assert reader.ruling(inside)[-1] == f"regime: {table['regime'][0]}"


def test_nothing_rules_along_what_is_not_followed(spec: Path) -> None:
    reader = Reader(start(spec, "samples=100", "ridge=1e-3", "noise=[0.1, 0.2]").study)
    assert reader.name == "noise"
    assert reader.ruling(0.1) == []


def test_words_that_would_be_refused_are_not_offered(spec: Path) -> None:
    keys = [one.key for one in knobs(start(spec).put("features", "{layers: [{width: 9}]}").study.resolved)]
    assert "features.weights" not in keys
    assert "features.activation" in keys

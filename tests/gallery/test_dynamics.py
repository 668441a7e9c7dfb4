"""The specs of specs/dynamics: they are valid, their commands run, and what they say of their numbers is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scalecalc
from scalecalc.cli.main import main
from scalecalc.reading.text.compose import compose
from scalecalc.reading.text.source import Source
from tests.gallery.pages import SPECS
from tests.gallery.test_specs import COMMAND, VALIDATOR

FOLDER = SPECS / "dynamics"
each = pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)


@each
def test_the_schema_accepts_it(path: Path) -> None:
    assert path.read_text().startswith("# yaml-language-server: $schema=../scalecalc.schema.json\n")
    VALIDATOR.validate(compose(Source(path.name, path.read_text()))[0].data())


@each
def test_the_commands_of_its_comment_run(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(FOLDER)
    commands = COMMAND.findall(path.read_text())
    assert commands
    for command in commands:
        if command.startswith("optimize"):
            command = re.sub("1e8:1e14:4", "1e5", command)  # the frontiers have tests of their own
        assert main([*shlex.split(command), *([] if "--plot" in command else ["--csv"])]) == 0, command
    assert not re.search("error|warning", capsys.readouterr().err)


def slope(table: scalecalc.Table, column: str, first: int) -> float:
    """dlog/dlog P between a point and the next."""
    return float(np.diff(np.log(table[column]))[first] / np.diff(np.log(table["samples"]))[first])


def test_the_error_on_a_heavier_tail_grows() -> None:
    path = FOLDER / "out_of_distribution.yaml"
    table = scalecalc.predict(path)
    assert slope(table, "shifted_error", -1) == pytest.approx(0.3, abs=0.003)
    assert slope(table, "shifted_bias2", -1) == pytest.approx(-0.9, abs=0.001)
    assert abs(slope(table, "test_error", -1)) < 0.001
    lighter = scalecalc.predict(path, ["test.spectrum.alpha=2"])
    assert slope(lighter, "shifted_error", -1) == pytest.approx(-0.5, abs=0.01)


def test_each_degree_has_a_peak_of_its_own() -> None:
    path = FOLDER / "degrees_on_a_sphere.yaml"
    table = scalecalc.modes(path, ranks=[1, 2, 3])
    assert table["multiplicity"][:3].tolist() == [40, 819, 11440]
    errors, samples = table["mode_error"].reshape(-1, 3), table["samples"][::3]
    for error, count in zip(errors.T, (41, 860, 12300), strict=True):
        peaks = samples[1:-1][(error[1:-1] > error[:-2]) & (error[1:-1] > error[2:])]
        assert np.any(np.abs(np.log(peaks / count)) < 0.3)
    best = scalecalc.modes(path, ["ridge=optimal"], ranks=[0, 1, 2, 3])["mode_error"].reshape(-1, 4)
    assert np.all(np.diff(best[:, 1:], axis=0) < 0)


def errors(name: str, *changes: str) -> list[dict[str, Any]]:
    """What predict says of a worked spec, the columns for each value that it varies."""
    table = scalecalc.predict(FOLDER / f"{name}.yaml", changes)
    first = next(iter(table))
    return [{column: table[column][table[first] == value] for column in table} for value in dict.fromkeys(table[first])]


def test_stopping_in_time_is_better_than_the_best_ridge() -> None:
    """By 4, 26 and 63 %; at 100 times as many samples that of the smooth target by a factor of 4."""
    for samples, left in ((1e3, (0.96, 0.74, 0.37)), (1e5, (0.96, 0.72, 0.26))):
        changes = [f"samples={samples}"]
        stopped = [float(one["generalization_error"].min()) for one in errors("early_stopping_and_ridge", *changes)]
        path = FOLDER / "early_stopping_and_ridge.yaml"
        ridge = scalecalc.predict(path, [*changes, "training=null", "ridge=optimal"])["generalization_error"]
        assert stopped / ridge == pytest.approx(left, abs=0.006)


def test_noise_floors_are_proportional_to_learning_rates_and_their_curves_cross() -> None:
    slow, *_, fast = errors("sgd_noise_floor", "training.steps=[10,1e6]")
    assert fast["generalization_error"][0] < slow["generalization_error"][0]
    assert fast["generalization_error"][-1] > slow["generalization_error"][-1]
    floors = [float(one["gradient_noise"][0]) for one in errors("sgd_noise_floor", "training.steps=inf")]
    assert floors[1] / floors[0] == pytest.approx(3, rel=0.05)
    larger = errors("sgd_noise_floor", "training.steps=inf", "training.batch=10")
    assert floors[0] / larger[0]["gradient_noise"][0] == pytest.approx(10, rel=0.05)


def test_steps_and_flow_agree_late() -> None:
    *_, longest = errors("gradient_descent", "training.steps=1000")
    flow = scalecalc.predict(FOLDER / "gradient_descent.yaml", ["vary=null", "training={method: flow, time: 900}"])
    assert longest["generalization_error"] == pytest.approx(flow["generalization_error"], rel=2e-4)


def test_training_is_limited_by_time_width_and_samples() -> None:
    narrow, wide, infinite = errors("feature_training")
    falls = np.diff(np.log(infinite["generalization_error"])) / np.diff(np.log(infinite["time"]))
    assert falls[6:9] == pytest.approx(np.full(3, -0.8), abs=0.02)
    for one in (narrow, wide, infinite):
        assert one["generalization_error"][-1] == pytest.approx(one["limit_error"][-1], rel=1e-9)
    assert narrow["limit_error"][0] > wide["limit_error"][0] > infinite["limit_error"][0]
    few = errors("feature_training", "samples=300")
    assert few[0]["generalization_error"].min() < 0.9 * few[0]["limit_error"][0]
    noisy = errors("feature_training", "noise=0.01")
    assert noisy[2]["generalization_error"].min() < 0.9 * noisy[2]["limit_error"][0]

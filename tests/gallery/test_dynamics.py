"""The specs of specs/dynamics: they are valid, their commands run, and what they say of their numbers is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

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

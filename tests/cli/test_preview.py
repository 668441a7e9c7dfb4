"""--show-spec and --dry-run print what would be done, and do nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import InProcess, Program


def test_the_shown_spec_gives_the_same_result(program: Program) -> None:
    arguments = ("--set", "ridge=0.5 * P^-1.5", "--set", "target.scale=2")
    shown = program("predict", "spec.yaml", *arguments, "--show-spec")
    assert (shown.status, shown.err) == (0, "")
    assert program("predict", "-", stdin=shown.out).out == program("predict", "spec.yaml", *arguments).out


def test_a_shown_spec_shows_itself(program: Program) -> None:
    shown = program("predict", "spec.yaml", "--show-spec").out
    assert program("predict", "-", "--show-spec", stdin=shown).out == shown


def test_dry_run(run: InProcess, folder: Path) -> None:
    result = run("predict", "spec.yaml", "-n", "-o", "x.csv")
    assert (result.status, result.err) == (0, "")
    assert result.out.splitlines() == [
        "task:     Random features on a power-law task",
        "samples:  7 values from 10 to 10000",
        "width:    300",
        "ridge:    1e-06",
        "noise:    0.01",
        "points:   7",
        "time:     less than a second",
        "output:   csv to x.csv",
    ]
    assert not (folder / "x.csv").exists()


def test_dry_run_names_laws_and_files_in_the_way(run: InProcess, folder: Path) -> None:
    (folder / "x.csv").write_text("old")
    arguments = ("--set", "ridge=0.5 * P^-1.5 * N^0.2", "-o", "x.csv", "--dry-run")
    lines = run("predict", "spec.yaml", *arguments).out.splitlines()
    assert "ridge:    0.5 * P^-1.5 * N^0.2" in lines
    assert "output:   csv to x.csv, which exists and would be replaced" in lines
    assert (folder / "x.csv").read_text() == "old"


@pytest.mark.parametrize("option", ["--show-spec", "--dry-run"])
def test_a_bad_spec_is_refused(option: str, run: InProcess) -> None:
    result = run("predict", "bad.yaml", option)
    assert (result.status, result.out) == (2, "")

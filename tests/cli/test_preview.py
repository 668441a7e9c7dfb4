"""--show-spec and --dry-run print what would be done, and do nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import InProcess


def test_the_shown_spec_gives_the_same_result(run: InProcess) -> None:
    arguments = ("--set", "ridge=0.5 * P^-1.5", "--set", "target.scale=2")
    shown = run("predict", "spec.yaml", *arguments, "--show-spec")
    assert (shown.status, shown.err) == (0, "")
    assert run("predict", "-", stdin=shown.out).out == run("predict", "spec.yaml", *arguments).out


def test_a_shown_spec_shows_itself(run: InProcess) -> None:
    shown = run("predict", "spec.yaml", "--show-spec").out
    assert run("predict", "-", "--show-spec", stdin=shown).out == shown


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


def test_dry_run_of_layers_an_ensemble_and_the_optimal_ridge(run: InProcess) -> None:
    changes = ("features={layers: [{width: P^0.5}, {width: 9}]}", "ensemble={members: [1, 2, inf]}", "ridge=optimal")
    result = run("predict", "spec.yaml", "-n", *(part for change in changes for part in ("--set", change)))
    assert (result.status, result.err) == (0, "")
    assert result.out.splitlines()[1:7] == [
        "samples:  7 values from 10 to 10000",
        "width_1:  1 * P^0.5",
        "width_2:  9",
        "ridge:    the one of least test error at every point",
        "noise:    0.01",
        "members:  3 values from 1 to inf",
    ]


def test_a_shown_spec_of_random_matrices_shows_itself(run: InProcess) -> None:
    changes = (
        "features={layers: [{width: 9}, {width: P^0.5, weights: {kind: power_law, decay: 1}}], noise: 0.1}",
        "ensemble={members: [1, 2, inf], draws: both}",
        "ridge=optimal",
    )
    shown = run("predict", "spec.yaml", "--show-spec", *(part for change in changes for part in ("--set", change)))
    assert (shown.status, shown.err) == (0, "")
    assert run("predict", "-", "--show-spec", stdin=shown.out).out == shown.out


@pytest.mark.parametrize("option", ["--show-spec", "--dry-run"])
def test_a_bad_spec_is_refused(option: str, run: InProcess) -> None:
    result = run("predict", "bad.yaml", option)
    assert (result.status, result.out) == (2, "")

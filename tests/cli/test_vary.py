"""`--vary` on the command line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import InProcess


def rows(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out)))


@pytest.mark.parametrize("command", ["predict", "decompose", "exponents", "regimes", "flow"])
def test_the_outermost_loop_is_a_leading_column(command: str, run: InProcess) -> None:
    done = run(command, "spec.yaml", "--csv", "--vary", "target.r=0.3,0.6")
    assert (done.status, done.err) == (0, "")
    found = rows(done.out)
    assert next(iter(found[0])) == "r"
    assert [row["r"] for row in found] == sorted(row["r"] for row in found)
    assert {row["r"] for row in found} == {"0.3", "0.6"}


def test_the_resolved_spec_does_the_same(run: InProcess) -> None:
    options = ("--vary", "ridge.P=-2:0:3", "--vary", "spectrum.alpha=1.2,2")
    shown = run("predict", "spec.yaml", "--show-spec", *options)
    assert shown.status == 0
    Path("again.yaml").write_text(shown.out, encoding="utf-8")
    first, again = run("predict", "spec.yaml", "--csv", *options), run("predict", "again.yaml", "--csv")
    assert first.out == again.out
    assert len(rows(again.out)) == 3 * 2 * 7


def test_the_plan_has_all_loops_and_rows(run: InProcess) -> None:
    out = run("predict", "spec.yaml", "-n", "--vary", "ridge.P=-2:0:3").out
    assert "P:        3 values from -2 to 0\n" in out
    assert "ridge:    1e-06 * P^-2 in the first case, 1e-06 in the last\n" in out
    assert "points:   21\n" in out


def test_problems_name_the_option_and_the_value(run: InProcess) -> None:
    for command in ("check", "predict"):
        done = run(command, "spec.yaml", "--vary", "spectrum.alpha=0.5,2", "--errors", "concise")
        assert done.status != 0
        assert "--vary spectrum.alpha=0.5,2:1:16: error: spectrum.alpha" in done.err
        assert "(where spectrum.alpha = 0.5)" in done.err


def test_the_limit_on_points_counts_all_cases(run: InProcess) -> None:
    done = run("predict", "spec.yaml", "--vary", "spectrum.alpha=1.2,2", "--max-points", "13")
    assert done.status == 2
    assert "the grids of all 2 combinations have 14 rows" in done.err


def test_simulate(run: InProcess) -> None:
    done = run(
        "simulate", "spec.yaml", "--csv", "--draws", "2", "--set", "samples=10", "--vary", "spectrum.modes=20,30"
    )
    assert done.status == 0
    assert {row["modes"] for row in rows(done.out)} == {"20", "30"}
    planned = run("simulate", "spec.yaml", "-n", "--set", "samples=10", "--vary", "spectrum.modes=20,30")
    assert "of 2 sizes" in planned.out


def test_curves_are_labelled(run: InProcess) -> None:
    out = run("predict", "spec.yaml", "--plot", "--color", "never", "--vary", "spectrum.alpha=1.2,2").out
    assert "alpha = 1.2" in out
    assert "alpha = 2" in out

"""The command `optimize`: its tables, its notes, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

import scalecalc
from tests.cli.conftest import InProcess

BASIC = ("optimize", "spec.yaml", "--over", "samples,width", "--cost", "N * P")
HEADER = (
    "budget,samples,width,generalization_error,local_exponent,exponent,half_samples,double_samples,half_width,"
    "double_width,exponent_samples,local_exponent_samples,exponent_width,local_exponent_width,constraint,status"
)


def test_one_row_for_each_budget(run: InProcess) -> None:
    result = run(*BASIC, "--budget", "300,3e3", "--csv")
    assert (result.status, result.err) == (0, "")
    assert result.out.splitlines()[0] == HEADER
    table = scalecalc.optimize("spec.yaml", ["samples", "width"], "N * P", [300, 3e3])
    rows = list(csv.DictReader(io.StringIO(result.out)))
    assert [float(row["generalization_error"]) for row in rows] == table["generalization_error"].tolist()
    for row in rows:  # predict says the same
        overrides = [f"samples={row['samples']}", f"features.width={row['width']}"]
        (there,) = scalecalc.predict("spec.yaml", overrides)["generalization_error"].tolist()
        assert float(row["generalization_error"]) == pytest.approx(there, rel=1e-13)


def test_the_best_ridge_is_a_column(run: InProcess) -> None:
    result = run(
        "optimize", "spec.yaml", "--over", "samples,width,ridge", "--cost", "6*N*P", "--budget", "1e3", "--json"
    )
    (row,) = json.loads(result.out)["rows"]
    overrides = [f"samples={row['samples']}", f"features.width={row['width']}"]
    best = scalecalc.predict("spec.yaml", [*overrides, "ridge=optimal"])
    assert row["ridge"] == pytest.approx(best["ridge"][0], rel=1e-9)
    assert row["half_ridge"] > 1
    assert row["double_ridge"] > 1
    assert row["local_exponent_ridge"] < 0


def test_a_target_is_reached_at_the_least_cost(run: InProcess) -> None:
    result = run(*BASIC, "--target-error", "0.7", "--csv")
    (row,) = csv.DictReader(io.StringIO(result.out))
    assert float(row["generalization_error"]) <= 0.7
    assert float(row["budget"]) == float(row["samples"]) * float(row["width"])


def test_to_halve(run: InProcess) -> None:
    result = run("optimize", "spec.yaml", "--set", "samples=100", "--to-halve", "--csv")
    assert result.out.splitlines()[0] == "quantity,now,needed,factor"
    for row in csv.DictReader(io.StringIO(result.out)):
        assert float(row["factor"]) == float(row["needed"]) / float(row["now"])


@pytest.mark.usefixtures("folder")
def test_notes_name_limits() -> None:
    table = scalecalc.optimize("spec.yaml", "samples,width", "N * P", "1e4:1e8:3", max={"width": 300})
    assert table["constraint"].tolist()[-1] == "width"
    assert any("limit of width binds" in note for note in table.notes)
    assert np.isnan(table["exponent"]).all()


def test_what_is_varied_comes_first(run: InProcess) -> None:
    result = run(*BASIC, "--budget", "300", "--vary", "noise=0,0.1", "--csv")
    assert [row["noise"] for row in csv.DictReader(io.StringIO(result.out))] == ["0", "0.1"]


def test_pictures_of_frontier_allocation_and_profiles(run: InProcess, folder: Path) -> None:
    result = run(*BASIC, "--budget", "1e3:1e5:2", "--plot", "--color", "never")
    assert result.status == 0
    for part in ("frontier", "allocation", "at the same budget", "minimum"):
        assert part in result.out
    assert run(*BASIC, "--budget", "1e4", "--plot").status == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--over", "samples,width", "--cost", "N*P"), "one of budget"),
        (("--over", "samples,width", "--budget", "1e4"), "needs cost"),
        (("--cost", "N*P", "--budget", "1e4"), "needs over"),
        (("--over", "samples,width", "--cost", "N*P", "--budget", "0.5"), "pays for nothing"),
        (("--over", "samples,wdth", "--cost", "N*P", "--budget", "1e4"), "did you mean 'width'"),
        (("--over", "samples,width", "--cost", "P", "--budget", "1e4"), "does not grow with width"),
        (("--over", "samples,width", "--cost", "N/P", "--budget", "1e4"), "falls where samples grows"),
        (("--over", "samples,width", "--cost", "N*Q", "--budget", "1e4"), "no 'Q' here"),
        (("--over", "samples,width", "--cost", "N*P", "--budget", "-3"), "must be a number > 0"),
        (("--over", "samples,width", "--cost", "N*P", "--budget", "inf"), "must be a number > 0"),
        (("--over", "samples,width", "--cost", "N*P", "--budget", "9", "--max", "P=3"), "not in over"),
        (("--over", "samples,width", "--cost", "N*P", "--budget", "9", "--max", "samples"), "NAME=VALUE"),
        (("--over", "samples,width", "--cost", "N*P", "--target-error", "1e-300"), "no budget reaches it"),
        (("--over", "ridge", "--cost", "N*P", "--budget", "9"), "nothing that a budget could pay for"),
        (("--over", "width", "--cost", "N*P", "--budget", "1e9"), "samples has 7 values"),
        (("--to-halve",), "samples"),
        (("--to-halve", "--cost", "N"), "takes no cost"),
    ],
)
def test_misuse_is_a_sentence(options: tuple[str, ...], said: str, run: InProcess) -> None:
    result = run("optimize", "spec.yaml", *options)
    assert result.status == 2
    assert said in result.err
    assert "Traceback" not in result.err


OVER = ("--over", "params,tokens", "--cost", "6 * params * tokens")


@pytest.mark.parametrize("bootstraps", [0, 40])
def test_from_a_table_to_a_budget(run: InProcess, bootstraps: int) -> None:
    rng = np.random.default_rng(1)
    params, tokens = (one.ravel() for one in np.meshgrid(np.geomspace(1e7, 1e10, 6), np.geomspace(1e9, 1e12, 6)))
    loss = (1.7 + 400 * params**-0.34 + 410 * tokens**-0.28) * np.exp(0.003 * rng.standard_normal(36))
    table = {"params": params, "tokens": tokens, "loss": loss}
    scalecalc.fit(table, ["params", "tokens"], "loss", bootstraps=bootstraps, write_fit="fit.yaml")
    result = run("optimize", "fit.yaml", *OVER, "--budget", "1e20,1e26", "--json")
    assert result.status == 0
    assert "outside the rows" in result.out
    found = scalecalc.optimize("fit.yaml", "params,tokens", OVER[-1], [1e20])
    assert found["params_low"][0] < found["params"][0] < found["params_high"][0]
    said = run("optimize", "fit.yaml", *OVER, "--budget", "1", "--set", "noise=1")
    assert said.status == 2
    assert "is a fit" in said.err

"""`crossval` on the command line: its files, what it refuses, its pictures."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.legend import Legend

import scalecalc
from tests.cli.conftest import InProcess

TABLE = ["crossval", "x.npy", "--target", "y.npy"]


@pytest.fixture
def data(folder: Path) -> Path:
    random = np.random.default_rng(0)
    x = random.standard_normal((50, 6))
    np.save(folder / "x.npy", x[:40])
    np.save(folder / "y.npy", x[:40, :2] + 0.1 * random.standard_normal((40, 2)))
    np.save(folder / "x2.npy", x[40:])
    np.save(folder / "y2.npy", x[40:, :2])
    np.save(folder / "narrow.npy", x[40:, :5])
    return folder


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_columns_are_those_of_the_interface(data: Path, run: InProcess) -> None:
    found = run(*TABLE, "--ridge", "1e-3:1:3")
    assert found.status == 0
    names = "ridge,train_error,df1,kappa,gcv,loo,loo_stderr,spread,status"
    assert found.out.splitlines()[0] == names
    held = run(*TABLE, "--ridge", "0,0.1", "--folds", "5", "--per-target")
    assert held.out.splitlines()[0] == "target," + names.replace("spread", "held_out,held_out_stderr,spread")
    assert [row["ridge"] for row in rows(held.out)] == ["0", "0.1", "0", "0.1"]


def test_held_out_files_are_read_as_the_data(data: Path, run: InProcess) -> None:
    found = run(*TABLE, "--ridge", "0.1", "--held-out", "x2.npy", "--held-out-target", "y2.npy")
    x, y = np.load("x.npy"), np.load("y.npy")
    weights = np.linalg.solve(x.T @ x + 4 * np.eye(6), x.T @ y)
    missed = np.load("y2.npy") - np.load("x2.npy") @ weights
    assert float(rows(found.out)[0]["held_out"]) == pytest.approx((missed**2).sum(axis=1).mean())
    same = run(*TABLE, "--ridge", "0.1", "--held-out", "x2.npy", "--held-out-target", "y2.npy", "--csv", "-o", "y2.npy")
    assert same.status == 2
    assert "y2.npy, a file that the run reads" in same.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--ridge=-1"], "--ridge"),
        (["--ridge", "P^-1"], "must be numbers here"),
        (["--ridge", "optimal"], "must be numbers here"),
        (["--ridge", "inf"], "--ridge"),
        (["--folds", "1"], "folds 1: must be at least 2"),
        (["--folds", "41"], "folds 41: must be at most 40"),
        (["--held-out", "1.5"], "held_out 1.5: a fraction must be > 0 and < 1"),
        (["--held-out", "0"], "held_out 0: a fraction must be > 0 and < 1"),
        (["--held-out", "0.99"], "leaves 1 to learn from"),
        (["--held-out", "0.5", "--folds", "4"], "give one of them"),
        (["--held-out", "narrow.npy", "--held-out-target", "y2.npy"], "5 features"),
        (["--held-out", "missing.npy", "--held-out-target", "y2.npy"], "missing.npy"),
        (["--held-out-target", "y2.npy"], "which are missing"),
        (["--correlation", "ar1:1"], "RHO must be a number > -1 and < 1"),
        (["--correlation", "ar1:x"], "RHO must be a number > -1 and < 1"),
        (["--correlation", "power_law"], "correlation power_law: must be ar1"),
        (["--correlation", "ar1", "--folds", "4"], "time series are not held out at random"),
        (["--correlation", "ar1", "--held-out", "0.2"], "time series are not held out at random"),
        (["--seed=-1"], "seed -1: must be >= 0"),
        (["--memory", "1kB"], "memory"),
    ],
)
def test_misuse_is_told_in_a_sentence(data: Path, run: InProcess, options: list[str], said: str) -> None:
    found = run(*TABLE, *options)
    assert found.status == 2
    assert said in found.err
    assert found.out == ""


def test_too_many_samples_are_refused_before_anything_is_computed(data: Path, run: InProcess) -> None:
    np.save("many.npy", np.random.default_rng(0).random((10_001, 2)))
    np.save("targets.npy", np.arange(10_001.0))
    found = run("crossval", "many.npy", "--target", "targets.npy", "--kernel", "gaussian:1")
    assert found.status == 2
    assert "at most 10,000" in found.err
    assert "drawn at random" in found.err


def test_nothing_to_learn_from(data: Path, run: InProcess) -> None:
    np.save("same.npy", np.ones((40, 40)))
    found = run("crossval", "same.npy", "--target", "y.npy", "--kernel", "precomputed", "--center")
    assert found.status == 2
    assert "there is nothing to learn from" in found.err


def test_rows_without_digits_end_in_status_1(data: Path, run: InProcess) -> None:
    x = np.load("x.npy")
    np.save("k.npy", x @ x.T)
    found = run("crossval", "k.npy", "--target", "y.npy", "--kernel", "precomputed", "--ridge", "0,0.1")
    assert found.status == 1
    assert [row["status"] for row in rows(found.out)] == ["ill-conditioned", "ok"]
    assert rows(found.out)[0]["loo"] == ""


def test_the_lowest_are_marked(data: Path, run: InProcess) -> None:
    found = run(*TABLE, "--ridge", "1e-3,1", "--format", "table")
    assert "marks the lowest error of its kind" in found.out
    assert "scikit-learn's alpha is λ n = 40 λ" in " ".join(found.out.split())


def pictures(**options: Any) -> Any:
    random = np.random.default_rng(0)
    x = random.standard_normal((30, 4))
    return scalecalc.crossval(x, random.standard_normal((30, 10)), **options).plot().figure.axes


def test_pictures_show_every_error_and_its_lowest() -> None:
    (axes,) = pictures(ridge="1e-3:10:9", folds=3)
    (legend,) = axes.figure.findobj(Legend)
    shown = [text.get_text().strip() for text in legend.get_texts()]
    assert shown == ["leave-one-out", "GCV", "held out", "training", "lowest"]
    assert 3 in [len(line.get_xdata()) for line in axes.get_lines()]  # of leave-one-out, GCV and held out


def test_pictures_of_targets_are_spread_over_panels() -> None:
    panels = pictures(ridge="0:10:9", per_target=True)
    assert len(panels) == 2
    assert [len(legend.get_texts()) for legend in panels[0].figure.findobj(Legend)] == [7, 7]  # five targets each


def test_a_picture_needs_several_ridges() -> None:
    with pytest.raises(scalecalc.UsageError, match="several ridges"):
        pictures(ridge=0.1)


def test_progress_is_counted(data: Path, run: InProcess) -> None:
    told = run(*TABLE, "--folds", "4", "--dry-run")
    assert "memory:" in told.out
    from scalecalc.commands.crossval import Crossval
    from scalecalc.empirical.load import load

    question, seen = Crossval(folds=4), list[int]()
    question.tell = seen.append
    given = load("x.npy", "y.npy")
    list(question.rows(given))
    assert seen == [1, 2, 3, 4, 5, 6]
    assert question.total(given) == 6

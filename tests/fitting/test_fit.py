"""`scalecalc.fit`: what determines a law and what does not, intervals, and what the notes say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import yaml

import scalecalc
from scalecalc.arrays import Floats
from scalecalc.commands.fit import Fit
from scalecalc.fitting.runs import opened
from tests.fitting.support import CHINCHILLA, as_dict, runs, sizes, surface

SHIPPED = Path(__file__).parents[2] / "specs" / "runs.csv"


def fit(table: Any, **options: Any) -> scalecalc.Table:
    return scalecalc.fit(table, **({"x": ["N", "D"], "y": "loss", "bootstraps": 200} | options))


def said(table: scalecalc.Table) -> str:
    return " ".join(table.notes)


def designs(noise: float) -> dict[str, tuple[Floats, Floats]]:
    N, D = sizes(40)
    generator = np.random.default_rng(5)
    return {
        "D = 20 N": (N, 20 * N),
        "two N": (np.where(generator.random(40) < 0.5, 1e8, 1e9), D),
        "two D": (N, np.where(generator.random(40) < 0.5, 1e10, 1e11)),
        "one D": (N, np.full(40, 1e10)),
        "four rows": (N[:4], D[:4]),
    }


def noisy(N: Floats, D: Floats, noise: float, seed: int = 3) -> dict[str, Floats]:
    generator = np.random.default_rng(seed)
    return {"N": N, "D": D, "loss": surface(N, D) * np.exp(noise * generator.normal(size=len(N)))}


@pytest.mark.parametrize("bootstraps", [0, 100])
@pytest.mark.parametrize("noise", [0.0, 0.01])
@pytest.mark.parametrize("name", designs(0.0))
def test_what_is_not_determined_is_refused(name: str, noise: float, bootstraps: int) -> None:
    with pytest.raises(scalecalc.DataError) as caught:
        fit(noisy(*designs(noise)[name], noise), bootstraps=bootstraps)
    told = {
        "D = 20 N": "D follows from N",
        "two N": "N has only 2 distinct values",
        "two D": "D has only 2 distinct values",
        "one D": "D is 1e+10 in all 40 rows",
        "four rows": "4 rows for 5 parameters",
    }
    assert told[name] in str(caught.value)
    assert "easure" in str(caught.value)


@pytest.mark.parametrize("nudge", [0.0, 1e-15, -1e-15])
def test_the_run_that_is_named_is_off_the_line_whatever_the_rounding(nudge: float) -> None:
    line, _ = designs(0.0)["D = 20 N"]
    with pytest.raises(scalecalc.DataError) as caught:
        fit(noisy(line, 20 * line * (1 + nudge), 0.0), bootstraps=0)
    named = re.search(r"such as N=(\S+), D=([^ ,]+)", str(caught.value))
    assert named is not None
    assert not 1 / 30 < float(named[2]) / (20 * float(named[1])) < 30
    assert "amplitude_N, amplitude_D, exponent_N, exponent_D" in str(caught.value)


@pytest.mark.parametrize("bootstraps", [0, 60])
def test_one_isoflop_is_weak_and_its_intervals_are_wide(bootstraps: int) -> None:
    N, _ = sizes(40)
    table = fit(noisy(N, 1e21 / 6 / N, 0.01), bootstraps=bootstraps)
    assert sum(note.startswith("weak: hardly told from") for note in table["note"]) >= 2
    assert "a run at N=" in said(table)
    width = as_dict(table, "high")["floor"] - as_dict(table, "low")["floor"]
    assert width > 0.5


@pytest.mark.parametrize("bootstraps", [0, 100])
def test_as_many_rows_as_parameters_give_no_interval(bootstraps: int) -> None:
    table = fit(noisy(*sizes(5), 0.01), bootstraps=bootstraps)
    assert np.isnan(table["low"]).all()
    assert "measure more runs" in said(table)


def test_a_held_parameter_makes_up_for_a_size() -> None:
    """With two N only their difference is known, which with the exponent gives the amplitude."""
    N, D = designs(0.0)["two N"]
    table = fit(noisy(N, D, 0.0), hold={"exponent_N": 0.3473})
    assert as_dict(table) == pytest.approx(CHINCHILLA, rel=1e-8)
    assert as_dict(table, "note")["exponent_N"] == "held"
    assert np.isnan(as_dict(table, "stderr")["exponent_N"])


@pytest.mark.parametrize("name", CHINCHILLA)
def test_every_parameter_may_be_held_for_raw_columns(name: str) -> None:
    table = fit(noisy(*sizes(60), 0.0), hold={name: CHINCHILLA[name]}, bootstraps=0)
    assert as_dict(table) == pytest.approx(CHINCHILLA, rel=1e-8)


def test_the_same_seed_gives_the_same_digits() -> None:
    first, again, other = (fit(runs(), seed=seed) for seed in (0, 0, 1))
    assert np.array_equal(first["low"], again["low"])
    assert not np.array_equal(first["low"], other["low"])
    assert np.array_equal(first["estimate"], other["estimate"])


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """12 tables of 60 rows, 5 parameters: of 60 intervals of 95 % at least 51 hold it. The benchmark says more."""
    held = 0
    for seed in range(12):
        table = fit(runs(60, seed=100 + seed), bootstraps=60)
        truth = np.array([CHINCHILLA[name] for name in table["parameter"]])
        held += int(((table["low"] <= truth) & (truth <= table["high"])).sum())
    assert held >= 51


def test_an_error_shared_by_a_size_needs_groups() -> None:
    N, D = sizes(245)
    N = N[np.arange(245) % 35]
    shared = 0.02 * np.random.default_rng(1).normal(size=35)[np.arange(245) % 35]
    table = {"N": N, "D": D, "loss": surface(N, D) * np.exp(shared)}
    alone, grouped = fit(table), fit(table, group="N")
    width = as_dict(grouped, "stderr")["exponent_N"] / as_dict(alone, "stderr")["exponent_N"]
    assert width > 1.5
    assert "245 rows share 35 values of N" in said(alone)
    assert "percentiles of 200 fits of resampled 35 groups" in said(grouped)


def test_errors_to_first_order_are_near_the_resamples() -> None:
    for loss in ("huber", "squares"):
        table = noisy(*sizes(100), 0.01)
        quick, slow = (as_dict(fit(table, loss=loss, bootstraps=count), "stderr") for count in (0, 200))
        assert all(0.5 < quick[name] / slow[name] < 2 for name in CHINCHILLA)


def test_a_group_that_decides_is_named() -> None:
    N, D = sizes(60)
    table: dict[str, Any] = noisy(N, D, 0.002)
    run = np.array([f"r{i % 12}" for i in range(60)])
    table["loss"] = np.where((run == "r7") & (N > 1e8), table["loss"] * 1.08, table["loss"])
    notes = said(fit(table | {"run": run}, group="run", loss="squares"))
    assert "Without run r7 (5 rows)" in notes


def test_the_largest_runs_are_foretold() -> None:
    notes = said(fit(noisy(*sizes(80), 0.0), held_out=0.25))
    assert "fitted to the 60 smaller runs" in notes
    assert "off by 0.00% (root mean square) for the 20 largest" in notes
    assert "Roll-out over rising size" in notes


def test_what_limits_and_what_twice_as_much_brings() -> None:
    N, D = np.meshgrid(np.geomspace(1e7, 1e9, 6), np.geomspace(1e9, 1e11, 6))
    table = {"N": N.ravel(), "D": D.ravel(), "loss": surface(N.ravel(), D.ravel())}
    now, more_N, more_D = (surface(np.array(a), np.array(b)) for a, b in ((1e9, 1e11), (2e9, 1e11), (1e9, 2e11)))
    notes = said(fit(table))
    assert f"loss is {now:.4g} by the law" in notes
    assert f"twice the N would take off {1 - more_N / now:.2%}" in notes
    assert f"twice the D would take off {1 - more_D / now:.2%}" in notes
    assert "What limits most there is N" in notes


def test_predictions_have_a_joint_interval() -> None:
    points = [{"N": 1e9, "D": 1e10}, "N=7e10,D=1e13"]
    table = fit(runs(120), predict=points, bootstraps=100)
    assert table.names == ("N", "D", "prediction", "low", "high")
    wanted = surface(table["N"], table["D"])
    assert table["prediction"] == pytest.approx(wanted, rel=0.02)
    assert np.all((table["low"] < table["prediction"]) & (table["prediction"] < table["high"]))
    parameters = fit(runs(120), bootstraps=100)
    apart = surface(table["N"], table["D"], **{name: as_dict(parameters, "high")[name] for name in ("floor",)})
    assert table["high"][0] < apart[0]  # the parameters move together
    assert "N=7e+10 is" in said(table)
    assert "times the largest that was measured" in said(table)


def test_an_asymmetric_penalty_moves_the_curve_towards_the_best_runs() -> None:
    table = noisy(*sizes(100), 0.02)
    below, even, above = (
        fit(table, asymmetry=factor, predict="N=1e9,D=1e10", bootstraps=0)["prediction"][0] for factor in (0.1, 1, 10)
    )
    assert below < even < above


def test_a_fit_for_each_part() -> None:
    one, other = runs(60), noisy(*designs(0.0)["two N"], 0.01)
    table: dict[str, Any] = {name: np.concatenate([one[name], other[name]]) for name in one}
    table["set"] = ["good"] * 60 + ["poor"] * 40
    found = fit(table, by="set")
    assert found["set"].tolist() == ["good"] * 5 + ["poor"]
    assert "do not determine" in found["note"][-1]
    assert found["estimate"][:5] == pytest.approx(fit(table, where={"set": "good"})["estimate"], rel=1e-12)
    with pytest.raises(scalecalc.DataError, match="the 40 rows of poor do not determine"):
        fit(table, where=["set=poor"], by="set")


def test_rows_are_chosen_by_text_and_number() -> None:
    table = pd.read_csv(SHIPPED, comment="#")
    asked = {"x": "tokens", "where": ["params=1e8", "params=1e9", "tokens=5e8", "tokens=2e9", "tokens=1e10"]}
    found = scalecalc.fit(SHIPPED, y="loss", bootstraps=0, **asked)
    some = table[table.params.isin([1e8, 1e9]) & (table.tokens < 2e10)]
    assert found["estimate"] == pytest.approx(
        scalecalc.fit(some, "tokens", "loss", bootstraps=0)["estimate"], rel=1e-12
    )


def test_a_table_may_be_a_path_a_dict_or_a_data_frame() -> None:
    frame = pd.read_csv(SHIPPED, comment="#")
    columns = {name: frame[name].to_numpy() for name in frame}
    given = [SHIPPED, str(SHIPPED), frame, pl.DataFrame(columns), columns]
    found = [scalecalc.fit(one, ["params", "tokens"], "loss", bootstraps=0)["estimate"] for one in given]
    assert all(np.array_equal(one, found[0]) for one in found)


def test_the_shipped_table_gives_the_law_that_made_it() -> None:
    table = scalecalc.fit(SHIPPED, ["params", "tokens"], "loss")
    wanted = [1.7, 300, 900, 0.34, 0.35]
    assert np.all((table["low"] < wanted) & (wanted < table["high"]))


@pytest.mark.parametrize("bootstraps", [0, 60])
def test_a_fit_is_written(bootstraps: int, tmp_path: Path) -> None:
    path = tmp_path / "fit.yaml"
    table = fit(runs(), write_fit=path, bootstraps=bootstraps, hold={"exponent_D": 0.37})
    read = yaml.safe_load(path.read_text())
    assert read["law"] == "additive"
    assert read["x"] == ["N", "D"]
    assert read["held"] == ["exponent_D"]
    assert read["parameters"] == pytest.approx(as_dict(table), rel=1e-15)
    if bootstraps:
        assert {len(draws) for draws in read["draws"].values()} == {60}
        low = [np.percentile(read["draws"][name], 2.5) for name in ("floor", "exponent_N")]
        assert low == pytest.approx([as_dict(table, "low")[name] for name in ("floor", "exponent_N")], rel=1e-6)
    else:
        errors = np.sqrt(np.diag(read["covariance"]["matrix"]))
        assert errors[0] == pytest.approx(table["stderr"][0], rel=1e-6)
        assert read["covariance"]["log"] == [False, True, True, False, False]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "x": ({"x": ["N", "DD"]}, "no column 'DD', did you mean 'D'"),
    "y": ({"y": "los"}, "did you mean 'loss'"),
    "twice": ({"x": ["N", "N"]}, "N is given twice"),
    "no x": ({"x": []}, "fit takes an x"),
    "group": ({"group": "rum"}, "did you mean 'run'"),
    "groups of one": ({"group": "D"}, "every group of D has one row"),
    "one group": ({"group": "one"}, "all rows have the same one"),
    "where": ({"where": ["run=r99"]}, "no row has run r99; there are 'r0'"),
    "where no pair": ({"where": ["run"]}, "must be NAME=VALUE"),
    "law": ({"law": "cubic"}, "law must be one of additive, power, broken, theory"),
    "loss": ({"loss": "l1"}, "loss must be one of squares, huber"),
    "delta": ({"delta": 0.0}, "delta must be a number > 0"),
    "asymmetry": ({"asymmetry": -1.0}, "asymmetry must be a number > 0"),
    "bootstraps": ({"bootstraps": 5}, "bootstraps must be 0 or at least 20"),
    "hold": ({"hold": {"flor": 1}}, "no parameter 'flor', did you mean 'floor'"),
    "hold beyond": ({"hold": {"exponent_N": -1}}, "beyond its bounds"),
    "hold text": ({"hold": ["floor=x"]}, "floor must be a number, got 'x'"),
    "hold twice": ({"hold": ["floor=1", "floor=2"]}, "floor is given twice"),
    "hold above": ({"hold": {"floor": 100.0}}, "the curve is above all losses"),
    "hold far beyond": ({"hold": {"floor": 1e300}}, "beyond its bounds"),
    "hold all": ({"hold": CHINCHILLA}, "nothing to fit"),
    "held out": ({"held_out": 1.5}, "held_out is a fraction"),
    "held out too many": ({"held_out": 0.99}, "rows are left to fit"),
    "predict": ({"predict": "N=1"}, "predict: D is missing"),
    "predict other": ({"predict": {"N": 1, "D": 1, "E": 1}}, "no x 'E'"),
    "predict negative": ({"predict": {"N": 1, "D": -1}}, "D must be > 0"),
    "write and by": ({"write_fit": "fit.yaml", "by": "run"}, "do not go together"),
    "broken": ({"law": "broken"}, "the law broken takes one column x"),
    "theory": ({"law": "theory"}, "has no x 'N'"),
    "text": ({"y": "run"}, "run has 'r0' in row 0"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_asked_is_a_sentence(name: str) -> None:
    options, sentence = REFUSED[name]
    table: dict[str, Any] = runs(40)
    table |= {"run": [f"r{i % 8}" for i in range(40)], "one": ["a"] * 40}
    with pytest.raises(scalecalc.ScalecalcError) as caught:
        fit(table, **options)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("wrong", [0.0, -1.0, np.nan, np.inf, None, "a"])
@pytest.mark.parametrize("column", ["N", "loss"])
def test_entries_that_are_no_numbers_above_0(column: str, wrong: Any) -> None:
    table: dict[str, Any] = runs(40)
    table[column] = [*table[column][:-1].tolist(), wrong]
    with pytest.raises(scalecalc.DataError, match=f"{column} has .* in row 39"):
        fit(table)


def test_tables_that_hold_no_runs(tmp_path: Path) -> None:
    path = tmp_path / "header.csv"
    path.write_text("N,D,loss\n")
    with pytest.raises(scalecalc.DataError, match="the table has no rows below its header"):
        fit(path)
    path.write_text("N,D,loss\n1,2,3\n")
    with pytest.raises(scalecalc.DataError, match="N is 1 in the only row"):
        fit(path)
    np.save(tmp_path / "runs.npy", np.ones((10, 3)))
    with pytest.raises(scalecalc.UsageError, match="the table has no columns with names"):
        fit(tmp_path / "runs.npy")


def test_columns_of_different_length() -> None:
    with pytest.raises(scalecalc.DataError, match="equally long"):
        fit({"N": [1, 2], "D": [1, 2, 3], "loss": [1, 2]})
    with pytest.raises(scalecalc.UsageError, match="a table is a path, a dict of arrays"):
        fit(3)


def test_an_amplitude_that_carries_the_curve_has_an_effect() -> None:
    """However large the derivative by another may be, as with an exponent that is held at a large value."""
    table = fit(runs(), hold={"floor": 0.0, "exponent_N": 9.9}, bootstraps=0)
    notes = as_dict(table, "note")
    assert notes["amplitude_D"] == notes["exponent_D"] == ""


def test_a_loss_that_does_not_fall_is_said() -> None:
    x = np.arange(1.0, 11)
    table = fit({"x": x, "loss": x}, x="x")
    assert "loss does not fall with x" in said(table)
    table = fit(dict(runs()))
    assert "does not fall" not in said(table)


def test_a_shape_at_its_bound_has_no_narrow_interval() -> None:
    x = np.geomspace(10, 1e5, 30)
    y = np.where(x < 1e3, x**-0.2, 1e3**0.3 * x**-0.5) * np.exp(0.02 * np.random.default_rng(1).normal(size=30))
    table = fit({"x": x, "loss": y}, x="x", law="broken", bootstraps=0)
    assert "at its bound" in as_dict(table, "note")["sharpness"]
    assert np.isnan([as_dict(table, name)["sharpness"] for name in ("stderr", "low", "high")]).all()


def test_pictures_hold_all_rows_and_the_interval() -> None:
    table = runs(40) | {"part": np.arange(40) % 2}
    table["N"] = np.where(table["part"] == 1, 100, 1) * table["N"]
    question = Fit(x=["N"], y="loss", by="part", bootstraps=20, where=[], hold=[], predict=[])
    sketch = question.sketch(given := opened(table))
    sketch.see(question.table(given))
    pictures = sketch.pictures()
    assert len(pictures) == 4
    for law, residuals in (pictures[:2], pictures[2:]):
        assert [one.role for one in law.series] == ["curve", "points"] == [one.role for one in residuals.series]
        curve, points = law.series
        assert curve.band is not None and (curve.band[0] <= curve.y).all() and (curve.y <= curve.band[1]).all()
        assert len(points.x) == 20 and curve.x[0] < points.x[0] and points.x[-1] < curve.x[-1]
        assert residuals.series[0].x == pytest.approx(curve.x[[0, -1]])  # so that panels share their axis

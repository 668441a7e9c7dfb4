"""Pictures of results: the numbers are those of the tables, and what cannot be drawn is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import scalecalc
from scalecalc.blocks import rows
from scalecalc.commands.decompose.picture import DecomposeSketch
from scalecalc.commands.exponents.picture import ExponentsSketch
from scalecalc.commands.flow.picture import FlowSketch
from scalecalc.commands.pictures.sweeps import MOST_POINTS, number, picked, sweep
from scalecalc.commands.predict.picture import PredictSketch
from scalecalc.commands.regimes.picture import RegimesSketch
from scalecalc.errors import UsageError
from scalecalc.figures.picture import Picture, Series, Sketch, legend, looks
from scalecalc.results import points
from scalecalc.results.exponents import exponents
from scalecalc.spec import Study
from scalecalc.table import Column, Table
from scalecalc.theory.risk.errors import TERMS
from tests.results.support import power_law_spec

SAMPLES = {"from": 10, "to": 1e5, "points": 9}


def study(samples: Any = SAMPLES, **rest: Any) -> Study:
    return scalecalc.load(power_law_spec(samples=samples, **rest))


def drawn(sketch: Sketch, table: Table, block: int = 7) -> tuple[Picture, ...]:
    """The pictures of a table that comes in small blocks."""
    for start in range(0, len(table), block):
        sketch.see(rows(table, start, start + block))
    return sketch.pictures()


def predicted(problem: Study) -> Picture:
    (picture,) = drawn(PredictSketch(problem), scalecalc.predict(problem))
    return picture


def decomposed(problem: Study, *, stacked: bool = False) -> tuple[Picture, ...]:
    return drawn(DecomposeSketch(problem, stacked=stacked), scalecalc.decompose(problem))


def whole(sketch: Sketch, table: Table) -> tuple[Picture, ...]:
    sketch.see(table)
    return sketch.pictures()


def named(picture: Picture, name: str) -> Series:
    (found,) = [one for one in picture.series if one.name == name]
    return found


# --- predict


def test_predict_on_another_test_distribution() -> None:
    problem = study(noise=0.1, test={"target": {"kind": "power_law", "r": 1}})
    one = named(predicted(problem), "shifted error")
    assert np.array_equal(one.y, scalecalc.predict(problem)["shifted_error"])
    assert all(one.name != "shifted error" for one in predicted(study(noise=0.1)).series)


def test_predict_along_samples() -> None:
    problem = study(noise=0.1, ridge=1e-4)
    table = scalecalc.predict(problem)
    picture = predicted(problem)
    assert (picture.x.meaning, picture.x.symbol, picture.x.log) == ("samples", "P", True)
    for name in ("test_error", "train_error", "generalization_error"):
        one = named(picture, name.replace("_", " "))
        assert np.array_equal(one.x, table["samples"])
        assert np.array_equal(one.y, table[name])


def test_without_noise_there_is_no_generalization_error_apart() -> None:
    assert [one.name for one in predicted(study(ridge=1e-4)).series] == ["test error", "train error"]


def test_a_train_error_of_zero_is_said_not_drawn() -> None:
    picture = predicted(study())
    assert [one.name for one in picture.series] == ["test error"]
    assert any("train error is 0" in note for note in picture.notes)


def test_each_combination_is_a_case() -> None:
    problem = study(ridge=[1e-2, 1e-4], noise=[0.1, 1.0], width=100)
    table = scalecalc.predict(problem)
    picture = predicted(problem)
    for noise in (0.1, 1.0):
        for ridge in (1e-2, 1e-4):
            case = f"λ = {number(ridge)}, σ² = {number(noise)}"
            (one,) = [one for one in picture.series if one.case == case and one.name == "test error"]
            own = (table["ridge"] == ridge) & (table["noise"] == noise)
            assert np.array_equal(one.y, table["test_error"][own])
    assert len(legend(picture)) == 4 + 3
    assert len(set(looks(picture))) == len(picture.series)


@pytest.mark.parametrize(
    ("spec", "along", "count"),
    [
        ({"samples": 100, "ridge": [1e-4, 1e-3, 1e-2]}, "ridge", 3),
        ({"samples": 100, "width": [10, 20, 40, 80]}, "width", 4),
        ({"samples": 100, "noise": [0.1, 0.2]}, "noise", 2),
        ({"samples": [100, 10, 1000], "width": "P^0.5", "ridge": "P^-1"}, "samples", 3),
    ],
)
def test_the_axis_is_what_is_swept(spec: dict[str, Any], along: str, count: int) -> None:
    picture = predicted(study(**spec))
    assert picture.x.meaning == along
    x = picture.series[0].x
    assert len(x) == count
    assert (np.diff(x) > 0).all()


def test_nothing_is_swept() -> None:
    with pytest.raises(UsageError, match="needs a sweep"):
        PredictSketch(study(100))


def test_too_many_combinations() -> None:
    with pytest.raises(UsageError, match=r"at most 8 combinations .* has 9; hold ridge, for example ridge=1"):
        PredictSketch(study(ridge=list(range(1, 10))))
    PredictSketch(study(ridge=list(range(1, 9))))


@pytest.mark.parametrize(
    ("ridge", "log", "drawn_not"),
    [
        ([0, 0.1, 0.2, 0.3], False, 0),
        ([0, 1e-8, 1e-4, 1], True, 1),
        ([0.1, 0.2, 0.3], False, 0),
        ([0.1, 0.2, 0.4], True, 0),
        ([0, 0.1, 0.2, 0.5, 1], False, 0),
    ],
)
def test_the_scale_of_a_sweep(ridge: list[float], log: bool, drawn_not: int) -> None:
    picture = predicted(study(samples=100, ridge=ridge))
    assert picture.x.log == log
    assert sum("has no place on the axis" in note for note in picture.notes) == drawn_not


def test_infinite_samples_have_no_place() -> None:
    picture = predicted(study(samples=[10, 100, float("inf")], ridge=1e-3))
    assert any("P = inf has no place" in note for note in picture.notes)


def test_a_divergence_is_a_mark_and_a_hole() -> None:
    isotropic = {"spectrum": {"kind": "isotropic", "modes": 100}, "target": {"kind": "isotropic"}, "ridge": 0}
    problem = scalecalc.load(isotropic | {"samples": [50, 100, 200], "noise": 0.1})
    picture = predicted(problem)
    assert picture.divergences == (100.0,)
    assert np.isinf(named(picture, "test error").y[1])


def test_the_axis_does_not_follow_a_tiny_train_error() -> None:
    picture = predicted(study(ridge=1e-12))
    assert picture.y.start == pytest.approx(1e-4 * named(picture, "test error").y.min())
    assert predicted(study(ridge=1e-2)).y.start is None


# --- long sweeps


def test_long_sweeps_are_thinned_while_they_pass_by() -> None:
    problem = study(samples={"from": 10, "to": 1e6, "points": 20_000}, ridge=[1e-3, 1e-4])
    sketch = PredictSketch(problem)
    count = 0
    for block in points.predict(problem):
        sketch.see(block)
        count += len(block)
    (picture,) = sketch.pictures()
    assert count > 20_000
    table = scalecalc.predict(problem)
    for one in picture.series:
        assert MOST_POINTS * 0.7 < len(one.x) <= MOST_POINTS
        assert (one.x[0], one.x[-1]) == (10, 1e6)
    half = table["ridge"] == 1e-4
    (one,) = [one for one in picture.series if one.case == "λ = 1e-4" and one.name == "test error"]
    by_x = dict(zip(table["samples"][half].tolist(), table["test_error"][half].tolist(), strict=True))
    assert [by_x[x] for x in one.x.tolist()] == one.y.tolist()


@pytest.mark.parametrize("log", [True, False])
def test_picked_points_are_even_and_include_the_ends(log: bool) -> None:
    values = np.linspace(1, 1e6, 100_001)
    chosen = values[picked(values, log, 100)]
    assert chosen.size <= 100
    assert (chosen[0], chosen[-1]) == (1, 1e6)
    steps = np.diff(np.log10(chosen) if log else chosen)
    assert steps.max() < (1.5 if log else 0.011e6)
    assert picked(values[:50], log, 100).all()


# --- decompose


def test_terms_and_their_sum() -> None:
    problem = study(noise=0.1, ridge=1e-3, width=200)
    (picture,) = decomposed(problem)
    total, *terms = picture.series
    assert total.role == "total"
    assert len(terms) == 6
    assert np.sum([one.y for one in terms], axis=0) == pytest.approx(total.y, rel=1e-12)
    assert picture.y.log


def test_terms_that_are_zero_are_left_away() -> None:
    (picture,) = decomposed(study(noise=0.1, ridge=1e-3))
    assert [one.symbol for one in picture.series] == ["E_g", "Bias²", "Var_X", "Var_Xε"]


def test_stacked_terms_end_at_the_sum() -> None:
    (picture,) = decomposed(study(noise=0.1, ridge=1e-3, width=200), stacked=True)
    areas = [one for one in picture.series if one.role == "area"]
    (total,) = [one for one in picture.series if one.role == "total"]
    assert np.sum([one.y for one in areas], axis=0) == pytest.approx(total.y, rel=1e-12)
    assert not picture.y.log


def test_one_picture_for_each_combination() -> None:
    pictures = decomposed(study(ridge=[1e-1, 1e-3], noise=0.5))
    assert [picture.subtitle for picture in pictures] == ["λ = 0.1", "λ = 1e-3"]
    assert {picture.x for picture in pictures} == {pictures[0].x}
    with pytest.raises(UsageError, match="at most 6 combinations"):
        DecomposeSketch(study(ridge=list(range(1, 8))))


# --- exponents


@pytest.mark.parametrize("along", ["samples", "width", "ridge"])
def test_lines_have_the_slopes_of_the_table(along: str) -> None:
    problem = study(ridge="P^-0.7", width="P^0.9", noise=0.1)
    table = scalecalc.exponents(problem, along)  # type: ignore[arg-type]
    (picture,) = whole(ExponentsSketch(problem, along), table)  # type: ignore[arg-type]
    row = len(TERMS)
    sign = 1 if along == "ridge" else -1
    for role, column in (("fit", "estimate"), ("law", "exponent")):
        (line,) = [one for one in picture.series if one.role == role]
        slope = np.diff(np.log(line.y))[0] / np.diff(np.log(line.x))[0]
        assert slope == pytest.approx(sign * table[column][row], rel=1e-9)
    law = next(one for one in picture.series if one.role == "law")
    assert law.y == pytest.approx(table["amplitude"][row] * law.x ** (sign * table["exponent"][row]), rel=1e-12)


def test_a_constant_law_has_the_power_zero() -> None:
    problem = study(width=100, ridge=1e-5)  # more samples no longer help
    (picture,) = whole(ExponentsSketch(problem), scalecalc.exponents(problem))
    (law,) = [one for one in picture.series if one.role == "law"]
    assert law.name.endswith(" P^0")


def test_the_fitted_line_is_that_of_least_squares() -> None:
    problem = study(noise=0.1, ridge=1e-5)
    (picture,) = whole(ExponentsSketch(problem), scalecalc.exponents(problem))
    points = named(picture, "generalization error")
    slope, height = np.polyfit(np.log(points.x), np.log(points.y), 1)
    fit = next(one for one in picture.series if one.role == "fit")
    assert np.log(fit.y) == pytest.approx(height + slope * np.log(fit.x), abs=1e-9)


def test_a_law_with_a_logarithm_is_not_drawn_as_a_line() -> None:
    problem = study(r=0.5, ridge="P^-1", width=1000)
    for along_problem in (problem, study(r=1.0, ridge="P^-1.5")):
        table = exponents(along_problem)
        (picture,) = whole(ExponentsSketch(along_problem), table)
        logarithmic = bool(table["log_power"][-1])
        assert logarithmic != any(one.role == "law" for one in picture.series)
        assert logarithmic == any("logarithm and is not drawn" in note for note in picture.notes)


def test_along_what_is_not_swept() -> None:
    with pytest.raises(UsageError, match="along ridge needs a sweep"):
        ExponentsSketch(study(ridge=1e-3), "ridge")
    with pytest.raises(UsageError, match="along width needs random features"):
        RegimesSketch(study(), "width")


def test_along_a_quantity_that_follows_another() -> None:
    problem = study(ridge="0.5 * P^-1")
    table = scalecalc.exponents(problem, "ridge")
    (picture,) = whole(ExponentsSketch(problem, "ridge"), table)
    points = named(picture, "generalization error")
    assert (picture.x.meaning, picture.x.log) == ("ridge", True)
    assert (np.diff(points.x) > 0).all()
    assert points.x == pytest.approx(np.sort(0.5 / scalecalc.predict(problem)["samples"]))


# --- regimes


def regimes_of(problem: Study, along: Any = None) -> Iterator[tuple[Picture, Table]]:
    table = scalecalc.regimes(problem, along)
    for picture in whole(RegimesSketch(problem, along), table):
        yield picture, table


def test_bands_are_the_stretches() -> None:
    ((picture, table),) = regimes_of(study(r=1.2, width=1e4))
    assert [band.start for band in picture.bands] == table["start"].tolist()
    assert [band.stop for band in picture.bands] == table["stop"].tolist()
    assert [band.label for band in picture.bands] == table["regime"].tolist()


@pytest.mark.parametrize("along", ["samples", "ridge"])
def test_guides_have_the_exponents_and_lie_above_the_curve(along: str) -> None:
    swept = {"from": 1e-9, "to": 1, "points": 30}
    problem = study(noise=0.01, ridge=1e-6) if along == "samples" else study(samples=1e4, noise=0.01, ridge=swept)
    ((picture, table),) = regimes_of(problem)
    (curve,) = picture.series
    slopes = {round(float(value), 6) for value in table["exponent"] * (1 if along == "ridge" else -1)}
    assert picture.guides
    for guide in picture.guides:
        (a, b), (high, low) = guide.x, guide.y
        slope = np.log(low / high) / np.log(b / a)
        assert round(float(slope), 6) + 0.0 in slopes
        u = np.linspace(np.log(a), np.log(b), 50)
        heights = np.log(high) + slope * (u - np.log(a))
        assert (heights > np.interp(u, np.log(curve.x), np.log(curve.y))).all()


def test_each_combination_has_its_bands() -> None:
    for picture, table in regimes_of(study(ridge=[1e-2, 1e-5, 1e-8])):
        own = [f"λ = {number(value)}" == picture.subtitle for value in table["ridge"].tolist()]
        assert [band.stop for band in picture.bands] == table["stop"][own].tolist()


def test_a_spectrum_without_laws_has_no_guides() -> None:
    levels = {
        "spectrum": {"kind": "levels", "values": [1, 1e-3], "multiplicities": [10, 1000]},
        "target": {"kind": "levels", "weights": [1, 1]},
        "samples": {"from": 1, "to": 3000, "points": 20},
        "ridge": 1e-6,
    }
    ((picture, _),) = regimes_of(scalecalc.load(levels))
    assert picture.bands
    assert not picture.guides


# --- flow


def test_flow_has_a_curve_for_each_stage() -> None:
    problem = study(ridge=[1e-2, 1e-4], width=100)
    points = scalecalc.predict(problem)
    stages = {"ridge": points["ridge"], "samples": points["kappa1"], "layer 1": points["kappa2"]}
    values = {name: np.repeat(points[name], 3) for name in ("samples", "width", "ridge", "noise")}
    values["stage"] = np.tile(np.array(list(stages), dtype=object), len(points))
    values["kappa"] = np.stack(list(stages.values()), axis=1).ravel()
    table = Table(tuple(Column(name, "") for name in values), values)
    pictures = drawn(FlowSketch(problem), table, block=6)
    assert [picture.subtitle for picture in pictures] == ["λ = 0.01", "λ = 1e-4"]
    for picture, ridge in zip(pictures, (1e-2, 1e-4), strict=True):
        own = points["ridge"] == ridge
        assert [one.name for one in picture.series] == ["ridge", "after samples", "after layer 1"]
        assert np.array_equal(named(picture, "after layer 1").y, points["kappa2"][own])


# --- small things


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1000.0, "1000"),
        (0.25, "0.25"),
        (0.05, "0.05"),
        (2.5e-3, "2.5e-3"),
        (1e-4, "1e-4"),
        (0.0, "0"),
        (123456.0, "123456"),
        (1e10, "1e10"),
        (np.inf, "inf"),
    ],
)
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text


def test_layers_have_axes_of_their_own() -> None:
    problem = study(width=[10, 20])
    grid = replace(problem.grid, widths=(problem.grid.widths[0], problem.grid.widths[0]))
    found = sweep(replace(problem, grid=grid), "width_2", 100)
    assert (found.x.meaning, found.x.symbol) == ("width 2", "N₂")
    assert found.held == ["width_1", "samples"]
    assert len(found.cases) == 18

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
from scalecalc.commands.pictures.curves import curves
from scalecalc.commands.pictures.places import places
from scalecalc.commands.pictures.sweeps import number, picked, sweep
from scalecalc.commands.predict.picture import PredictSketch
from scalecalc.commands.regimes.picture import RegimesSketch
from scalecalc.errors import UsageError
from scalecalc.figures.picture import Picture, Series, Sketch, legend, looks
from scalecalc.figures.view import USUAL, viewed
from scalecalc.results import points
from scalecalc.results.exponents import exponents
from scalecalc.spec import Study
from scalecalc.table import Table
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


def predicted(problem: Study, *wanted: str) -> tuple[Picture, ...]:
    return PredictSketch(problem, wanted or None).pictures()


def decomposed(problem: Study, *wanted: str, **how: bool) -> tuple[Picture, ...]:
    return DecomposeSketch(problem, wanted or None, **how).pictures()


def whole(sketch: Sketch, table: Table) -> tuple[Picture, ...]:
    sketch.see(table)
    return sketch.pictures()


def named(picture: Picture, name: str) -> Series:
    (found,) = [one for one in picture.series if one.name == name]
    return found


# --- predict


@pytest.mark.parametrize(
    "spec",
    [
        {"noise": 0.1, "ridge": 1e-4},
        {"noise": 0.1, "ridge": "P^-0.7", "width": 300},
        {"noise": 0.1, "ridge": 1e-9, "width": "P^0.5", "samples": {"from": 100, "to": 1e6, "points": 5}},
        {"noise": 0.1, "ridge": "optimal", "width": 300},
        {"samples": [50, 100, 200], "noise": [0.1, 1.0], "ensemble": {"members": 3, "draws": "features"}, "width": 120},
        {"samples": 100, "ridge": [0, 0.1, 0.2, 0.5], "noise": 0.1},
        {"samples": [10, 30, 100, float("inf")], "ridge": 1e-3},
        {"samples": [10, 30, 100], "correlation": {"kind": "ar1", "rho": 0.5}, "noise": 0.1},
    ],
)
def test_every_drawn_value_is_that_of_predict(spec: dict[str, Any]) -> None:
    """The curve at any x, the marks at the points of the grid."""
    problem = study(**spec)
    table = scalecalc.predict(problem)
    way = sweep(problem, None, 8)
    for curve in curves(problem, way, points.predict, ("test_error",)):
        some = np.flatnonzero(np.isfinite(curve.x))[:: max(curve.x.size // 7, 1)]
        held = [f"{problem.grid.named()[name].key}={value!r}" for name, value in curve.case.items()]
        wanted = curve.x[some].tolist()
        again = scalecalc.predict(problem.resolved, [*held, f"{problem.grid.named()[way.base].key}={wanted}"])
        assert curve.y["test_error"][some] == pytest.approx(again["test_error"], rel=1e-11)
        own = np.all([table[name] == value for name, value in curve.case.items()], axis=0) & np.ones(len(table), bool)
        x, y = curve.grid
        assert np.array_equal(x, table[way.along][own])
        assert y["test_error"] == pytest.approx(table["test_error"][own], rel=1e-11)
        assert curve.on.sum() > 60  # of 91 whole numbers, for the correlated samples


def test_without_noise_there_is_no_generalization_error_apart() -> None:
    (picture,) = predicted(study(ridge=0.1))
    assert [one.name for one in picture.series] == ["test error", "train error"]


def test_a_train_error_of_zero_is_said_not_drawn() -> None:
    (picture,) = predicted(study())
    assert [one.name for one in picture.series] == ["test error"]
    assert any("train error is 0" in note for note in picture.notes)


def test_a_tiny_train_error_has_a_panel_of_its_own() -> None:
    """It neither squeezes the test error nor spends decades on what is as good as 0."""
    test, train = predicted(study(ridge=1e-12))
    assert [one.name for one in test.series] == ["test error"]
    assert [one.name for one in train.series] == ["train error"]
    assert (train.x, train.y.meaning) == (test.x, "train error")
    assert np.isclose(train.y.start or 0.0, 1e-6 * train.series[0].y.max())


def test_each_combination_is_a_case() -> None:
    problem = study(ridge=[1e-2, 1e-4], noise=[0.1, 1.0], width=100)
    table = scalecalc.predict(problem)
    picture, train = predicted(problem)
    for noise in (0.1, 1.0):
        for ridge in (1e-2, 1e-4):
            case = f"λ = {number(ridge)}, σ² = {number(noise)}"
            (one,) = [one for one in picture.series if one.case == case and one.name == "test error"]
            own = (table["ridge"] == ridge) & (table["noise"] == noise)
            assert one.marked[1] == pytest.approx(table["test_error"][own], rel=1e-12)
    assert len(legend(picture)) == 4 + 2
    assert len(set(looks(picture))) == len(picture.series)
    assert len(train.series) == 4


ISOTROPIC = {"spectrum": {"kind": "isotropic", "modes": 100}, "target": {"kind": "isotropic"}, "ridge": 0, "noise": 0.1}


@pytest.mark.parametrize(
    ("more", "infinite"),
    [
        ({"samples": {"from": 10, "to": 1e4, "points": 6}}, {100.0}),
        ({"samples": {"from": 10, "to": 1e4, "points": 6}, "features": {"width": 37}}, {37.0}),
        ({"samples": [10, 99, 1000], "features": {"layers": [{"width": 50}, {"width": 80}]}}, {50.0}),
        ({"samples": {"from": 10, "to": 1000, "points": 6}, "features": {"width": [30, 60]}}, {30.0, 60.0}),
        ({"samples": {"from": 4, "to": 60, "points": 6}, "features": {"width": "2 * P^0.5"}}, {4.0}),
        ({"samples": 50, "features": {"width": {"from": 10, "to": 500, "points": 6}}}, {50.0}),
        ({"samples": {"from": 10, "to": 1e4, "points": 6}, "ridge": 1e-6}, set()),
        ({"samples": {"from": 10, "to": 210, "points": 6, "spacing": "linear"}}, {100.0}),
    ],
)  # fmt: skip
def test_the_error_is_infinite_where_the_theory_says(more: dict[str, Any], infinite: set[float]) -> None:
    """At P = D, P = N or P = N_l exactly, whatever the grid; with a ridge nowhere. The curve has a hole there."""
    problem = scalecalc.load(ISOTROPIC | more)
    picture = predicted(problem)[0]
    assert set(picture.divergences) == infinite
    for one in picture.series:
        assert np.isfinite(one.y[~np.isin(one.x, list(infinite))]).all()


def test_a_peak_at_the_edge_of_a_level_is_seen_between_two_points_of_the_grid() -> None:
    """A grid of two points; the maximum is that of a fine grid of whole P."""
    levels = {
        "spectrum": {"kind": "levels", "values": [1, 1e-8], "multiplicities": [50, 5000]},
        "target": {"kind": "levels", "weights": [1, 1]},
        "ridge": 1e-12,
        "noise": 1.0,
    }
    one = named(predicted(scalecalc.load(levels | {"samples": [5, 500]}))[0], "test error")
    around = scalecalc.predict(levels | {"samples": list(range(40, 70))})["test_error"]
    peak = one.y[(one.x > 40) & (one.x < 70)].max()
    assert peak == pytest.approx(around.max(), rel=0.02)
    assert 50.0 in one.x


def test_columns_pick_the_curves_in_panels_by_unit() -> None:
    problem = study(ridge="P^-0.5", noise=0.1, width=100)
    table = scalecalc.predict(problem)
    wanted = ("samples", "kappa2", "test_error", "ridge", "df1", "s_samples", "s_features")
    panels = predicted(problem, *wanted)
    assert [[one.name for one in panel.series] for panel in panels] == [
        ["test error"], ["kappa2", "ridge"], ["df1"], ["s samples", "s features"],
    ]  # fmt: skip
    assert named(panels[1], "kappa2").marked[1] == pytest.approx(table["kappa2"], rel=1e-12)
    assert named(panels[1], "ridge").marked[1] == pytest.approx(table["ridge"], rel=1e-12)


def test_columns_that_cannot_be_drawn() -> None:
    with pytest.raises(UsageError, match="no column 'kapa2', did you mean 'kappa2'"):
        PredictSketch(study(), ("kapa2",))
    with pytest.raises(UsageError, match="no curve of samples or status"):
        PredictSketch(study(), ("samples", "status"))
    with pytest.raises(UsageError, match="did you mean 'bias2'"):
        DecomposeSketch(study(), ("bias",))


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
    picture = predicted(study(**spec))[0]
    assert picture.x.meaning == along
    x = picture.series[0].x
    assert len(picture.series[0].marked[0]) == count
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
    picture = predicted(study(samples=100, ridge=ridge))[0]
    assert picture.x.log == log
    for scale, told in (("auto", drawn_not), ("linear", 0), ("log", int(0 in ridge))):
        seen = viewed(x_scale=scale).of(picture)
        assert sum(note == "λ = 0 has no place on the axis and is not drawn." for note in seen.notes) == told


def test_infinite_samples_have_no_place() -> None:
    picture = USUAL.of(predicted(study(samples=[10, 100, float("inf")], ridge=1e-3))[0])
    assert any("P = inf has no place" in note for note in picture.notes)


# --- long sweeps


def test_a_long_sweep_has_no_more_places_than_can_be_seen() -> None:
    problem = study(samples={"from": 10, "to": 1e6, "points": 20_000}, ridge=1e-3)
    found = places(problem, sweep(problem, None, 8))
    assert found.values.size < 700
    assert (found.values[0], found.values[-1]) == (10, 1e6)
    assert found.marked.sum() <= 300


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


def test_shares_add_up_to_a_hundred_on_both_sides_of_a_divergence() -> None:
    problem = scalecalc.load(ISOTROPIC | {"samples": [10, 90, 1000], "features": {"width": 30}})
    (picture,) = decomposed(problem, shares=True)
    assert np.sum([one.y for one in picture.series], axis=0) == pytest.approx(100, rel=1e-12)
    assert (picture.divergences, picture.y.start, picture.y.stop) == ((30.0,), 0.0, 100.0)
    x = picture.series[0].x
    assert np.abs(np.log(x / 30)).min() < 2e-3
    assert 30.0 not in x


def test_the_axis_of_layers_ends_where_the_error_goes_to_infinity() -> None:
    (picture,) = decomposed(scalecalc.load(ISOTROPIC | {"samples": [10, 90, 1000]}), stacked=True)
    (total,) = [one for one in picture.series if one.role == "total"]
    assert picture.y.stop is not None
    assert np.median(total.y) < picture.y.stop < total.y[np.isfinite(total.y)].max() / 10


def test_columns_pick_the_terms() -> None:
    (picture,) = decomposed(study(noise=0.1, ridge=1e-3), "bias2", "var_samples")
    assert [(one.name, one.hue) for one in picture.series] == [("squared bias", 0), ("samples", 2)]


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
    x, y = named(picture, "generalization error").marked
    slope, height = np.polyfit(np.log(x), np.log(y), 1)
    fit = next(one for one in picture.series if one.role == "fit")
    assert np.log(fit.y) == pytest.approx(height + slope * np.log(fit.x), abs=1e-9)


@pytest.mark.parametrize("spec", [{"r": 0.5, "ridge": "P^-1", "width": 1000}, {"r": 1.0, "ridge": "P^-1.5"}])
def test_a_law_with_a_logarithm_is_drawn_with_it(spec: dict[str, Any]) -> None:
    problem = study(**spec)
    table = exponents(problem)
    (picture,) = whole(ExponentsSketch(problem), table)
    (law,) = [one for one in picture.series if one.role == "law"]
    amplitude, exponent, power = (float(table[name][-1]) for name in ("amplitude", "exponent", "log_power"))
    assert law.y == pytest.approx(amplitude * law.x**-exponent * np.log(law.x) ** power, rel=1e-12)
    assert (" (log P)^" in law.name) == bool(power)


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
    assert points.marked[0] == pytest.approx(np.sort(0.5 / scalecalc.predict(problem)["samples"]))


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
def test_guides_are_the_laws_over_their_stretches(along: str) -> None:
    """Their exponents are those of the table, and far inside a stretch they are the exact error."""
    swept = {"from": 1e-12, "to": 1, "points": 30}
    problem = (
        study(samples={"from": 10, "to": 1e9, "points": 9}, noise=1e-6, width=1e14)
        if along == "samples"
        else study(samples=float("inf"), noise=0.01, ridge=swept)
    )
    ((picture, table),) = regimes_of(problem)
    slopes = np.array([np.diff(np.log(guide.y))[0] / np.diff(np.log(guide.x))[0] for guide in picture.guides])
    assert picture.guides
    assert np.sort(slopes) == pytest.approx(np.sort(table["exponent"] * (1 if along == "ridge" else -1)), abs=1e-9)
    (curve,) = picture.series
    for guide, slope in zip(picture.guides, slopes, strict=True):
        if " " in guide.label:
            amplitude = float(guide.label.split()[0])
            assert guide.y == pytest.approx([amplitude * x**slope for x in guide.x], rel=6e-3)  # three digits
    x = 1e-8 if along == "ridge" else 1e3
    (guide,) = [one for one in picture.guides if one.x[0] <= x <= one.x[1]]
    law = np.exp(np.interp(np.log(x), np.log(guide.x), np.log(guide.y)))
    assert law == pytest.approx(float(np.exp(np.interp(np.log(x), np.log(curve.x), np.log(curve.y)))), rel=0.05)


def test_guides_meet_where_their_laws_cross() -> None:
    """Without other borders, a stretch ends where the next law becomes the larger one."""
    ((picture, _),) = regimes_of(study(r=1.2, ridge=1e-6, samples={"from": 10, "to": 1e7, "points": 9}))
    first, second = picture.guides
    assert first.x[1] == second.x[0]
    assert first.y[1] == pytest.approx(second.y[0], rel=0.5)


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
    table = scalecalc.predict(problem)
    pictures = FlowSketch(problem).pictures()
    assert [picture.subtitle for picture in pictures] == ["λ = 0.01", "λ = 1e-4"]
    for picture, ridge in zip(pictures, (1e-2, 1e-4), strict=True):
        own = table["ridge"] == ridge
        assert [one.name for one in picture.series] == ["ridge", "after samples", "after features"]
        assert named(picture, "after features").marked[1] == pytest.approx(table["kappa2"][own], rel=1e-12)


def test_the_flow_of_an_ensemble_is_that_of_one_member() -> None:
    problem = study(width=100, ridge=1e-3, ensemble={"members": [1, 2, 4], "draws": "features"})
    assert len(FlowSketch(problem).pictures()) == 1


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


def test_curves_over_steps_have_whole_steps() -> None:
    training = {"method": "gd", "steps": {"from": 1, "to": 1000, "points": 4}, "learning_rate": 0.5}
    (errors, _) = predicted(study(100, training=training))
    (curve,) = errors.series  # without label noise there is one
    assert np.array_equal(curve.x, np.round(curve.x))
    assert np.all(np.diff(curve.y) < 0)


def test_one_pass_sgd_has_no_train_error_to_draw() -> None:
    training = {"method": "sgd", "steps": {"from": 1, "to": 1000, "points": 4}, "learning_rate": 0.1, "batch": 4}
    rest = power_law_spec(samples=None, noise=0.1)
    del rest["samples"], rest["ridge"]  # there is nothing of the kind
    problem = scalecalc.load(rest | {"training": training})
    (errors,) = predicted(problem)
    assert [one.name for one in errors.series] == ["test error", "generalization error"]
    (split,) = predicted(problem, "flow_error", "gradient_noise")
    assert [one.name for one in split.series] == ["flow error", "gradient noise"]

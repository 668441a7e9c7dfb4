"""From sweeps to points: ranges, lists, laws, and their product."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mp

from scalecalc.errors import SpecError
from scalecalc.law import Law
from scalecalc.reading.fields.types import NumberRange
from scalecalc.spec import load
from scalecalc.spec.sweep import range_values
from scalecalc.theory.grid import Grid


def grid(**sweeps: Any) -> Grid:
    base = {
        "spectrum": {"kind": "isotropic", "modes": 5},
        "target": {"kind": "isotropic"},
        "ridge": 0,
        "samples": 10,
    }
    return load(base | sweeps).grid


def linear(start: float, stop: float, points: int) -> dict[str, Any]:
    return {"from": start, "to": stop, "points": points, "spacing": "linear"}


def values(sweep: Any, name: str = "ridge") -> list[float]:
    found = getattr(grid(**{name: sweep}), name).values
    assert found is not None
    return list(found)


def test_numbers_lists_and_arrays_stay_as_they_are() -> None:
    assert values(3) == [3]
    assert values([3, 1, 2.5, 1]) == [3, 1, 2.5, 1]
    assert values((1, 2)) == [1, 2]
    assert values(np.array([1.5, 2.5])) == [1.5, 2.5]
    assert values(np.float64(2.5)) == [2.5]
    assert values([2.5, "inf", inf], "samples") == [2.5, inf, inf]


def test_log_ranges_hit_decades_and_ends_exactly() -> None:
    assert values({"from": 1e-6, "to": 0.1, "points": 6}) == [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1]
    assert values({"from": 1e-3, "to": 1e3, "per_decade": 1}) == [1e-3, 1e-2, 1e-1, 1, 10, 100, 1000]
    assert len(values({"from": 10, "to": 1e6, "per_decade": 6}, "samples")) == 31
    ends = values({"from": 0.3, "to": 7.7, "points": 17})
    assert (ends[0], ends[-1]) == (0.3, 7.7)
    assert values({"from": 2, "to": 3, "per_decade": 1}) == [2, 3]


def test_linear_ranges() -> None:
    assert values(linear(0, 1, 5)) == [0, 0.25, 0.5, 0.75, 1]
    assert values(linear(1, 2, 6)) == [1, 1.2, 1.4, 1.6, 1.8, 2]


@settings(deadline=None)  # other processes may take the machine
@given(st.integers(0, 10**6), st.integers(1, 10**4), st.integers(1, 200), st.integers(0, 9))
def test_linear_ranges_in_decimal_steps_are_the_decimals(first: int, step: int, steps: int, places: int) -> None:
    written = [float(f"{first + step * place}e-{places}") for place in range(steps + 1)]
    assert values(linear(written[0], written[-1], steps + 1)) == written


@settings(deadline=None)
@given(st.integers(1, 9999), st.integers(-30, 20), st.integers(1, 20), st.integers(1, 9))
def test_log_ranges_hit_every_decade_exactly(digits: int, power: int, decades: int, each: int) -> None:
    written = [float(f"{digits}e{power + place}") for place in range(decades + 1)]
    assert values({"from": written[0], "to": written[-1], "points": decades * each + 1})[::each] == written


@settings(deadline=None)
@given(st.floats(1e-300, 1e300), st.floats(1e-300, 1e300), st.integers(2, 40))
def test_ranges_are_the_nearest_doubles_between_their_ends(one: float, other: float, points: int) -> None:
    assume(one != other)
    low, high = sorted((one, other))
    a, b = Fraction(repr(low)), Fraction(repr(high))
    assert values(linear(low, high, points)) == [float(a + (b - a) * i / (points - 1)) for i in range(points)]
    with mp.workdps(40):
        ratio = mp.mpf(repr(high)) / mp.mpf(repr(low))
        exact = [float(mp.mpf(repr(low)) * ratio ** (mp.mpf(i) / (points - 1))) for i in range(1, points - 1)]
    assert values({"from": low, "to": high, "points": points}) == [low, *exact, high]


def test_a_long_range_is_as_exact() -> None:
    found = values({"from": 1e-6, "to": 1e4, "points": 100_001})
    assert found[::10_000] == [float(f"1e{power}") for power in range(-6, 5)]


@settings(deadline=None, max_examples=10)
@given(st.floats(1e-240, 1e240), st.floats(1e-240, 1e240), st.integers(-1, 1), st.randoms(use_true_random=False))
def test_long_ranges_are_as_exact(one: float, other: float, sign: int, some: Random) -> None:
    assume(one != other)
    low, high = sorted((one, other))
    a, b, points = Fraction(repr(low)), Fraction(repr(high)), 2_000
    chosen = some.sample(range(1, points - 1), 40)
    begin = float(sign * low)
    exact = [float(sign * a + (b - sign * a) * place / (points - 1)) for place in chosen]
    assert range_values(NumberRange(**linear(begin, high, points)))[chosen].tolist() == exact
    with mp.workdps(40):
        ratio = mp.mpf(repr(high)) / mp.mpf(repr(low))
        exact = [float(mp.mpf(repr(low)) * ratio ** (mp.mpf(place) / (points - 1))) for place in chosen]
    assert np.array(values({"from": low, "to": high, "points": points}))[chosen].tolist() == exact


def test_numbers_in_the_middle_between_two_doubles_are_rounded_to_even() -> None:
    start = 2.0**53
    assert values(linear(start, start + 2000, 2001)) == [float(int(start) + place) for place in range(2001)]


def test_counts_of_a_range_are_rounded_and_repeats_merged() -> None:
    assert values({"from": 1, "to": 10, "points": 12}, "samples") == [1, 2, 3, 4, 5, 7, 8, 10]
    assert values({"from": 1.4, "to": 3.4, "points": 2}, "samples") == [1, 3]


@settings(deadline=None)  # other processes may take the machine
@given(st.floats(1e-300, 1e299), st.floats(1.001, 1e8), st.integers(2, 200))
def test_ranges_rise_from_end_to_end(start: float, factor: float, points: int) -> None:
    found = values({"from": start, "to": start * factor, "points": points})
    assert (found[0], found[-1], len(found)) == (start, start * factor, points)
    assert np.all(np.diff(found) >= 0)


def test_rows_are_the_product_with_samples_fastest_then_width_ridge_noise() -> None:
    product = grid(samples=[10, 20], features={"width": [3, 4, 5]}, ridge=[0, 1], noise=[0.5, 0.25])
    assert len(product) == 24
    points = product.block(0, 24)
    rows = list(zip(points.samples, points.widths[0], points.ridge, points.noise, strict=True))
    assert rows == [(P, N, L, s) for s in (0.5, 0.25) for L in (0, 1) for N in (3, 4, 5) for P in (10, 20)]


LAYERS = {"layers": [{"width": [3, 4, 5]}, {"width": "2 * P"}, {"width": [6, 7]}]}


def test_rows_with_layers_and_members_are_the_product_with_the_first_width_faster_and_members_slowest() -> None:
    product = grid(samples=[10, 20], features=LAYERS, ridge=[0, 1], noise="P * N", ensemble={"members": [1, inf, 2.5]})
    assert len(product) == 2 * 3 * 1 * 2 * 2 * 3
    points = product.block(0, len(product))
    assert points.members is not None
    rows = list(zip(points.samples, *points.widths, points.ridge, points.noise, points.members, strict=True))
    assert rows == [
        (P, first, 2 * P, last, L, P * last, K)
        for K in (1, inf, 2.5)
        for L in (0, 1)
        for last in (6, 7)
        for first in (3, 4, 5)
        for P in (10, 20)
    ]


def test_laws_in_n_follow_the_number_of_features_whatever_the_layers_before() -> None:
    points = grid(
        samples=[10, 40], features={"layers": [{"width": "P^2"}, {"width": "P^0.5"}]}, ridge="N^-1", noise="P * N"
    ).block(0, 2)
    assert [list(width) for width in points.widths] == [[100, 1600], [3, 6]]
    assert list(points.ridge) == [1 / 3, 1 / 6]
    assert list(points.noise) == [30, 240]


def test_the_optimal_ridge_is_for_others_to_fill_in() -> None:
    product = grid(samples=[10, 20], ridge="optimal", noise=[0, 1])
    assert (product.ridge.optimal, product.ridge.swept, len(product.ridge)) == (True, False, 1)
    assert not product.noise.optimal
    points = product.block(0, 4)
    assert np.isnan(points.ridge).all()
    assert list(points.noise) == [0, 0, 1, 1]
    assert list(product.block(1, 3).samples) == [20, 10]


def test_members_are_counts() -> None:
    for members, expected in [
        (1, [1]),
        ([1, "inf"], [1, inf]),
        ({"from": 1, "to": 10, "points": 3}, [1, 3, 10]),
    ]:
        found = grid(ensemble={"members": members}).members
        assert found is not None
        assert found.values is not None
        assert list(found.values) == expected
    assert grid().members is None
    assert grid().block(0, 1).members is None


def test_without_features_there_is_no_width() -> None:
    points = grid(samples=[10, 20]).block(0, 2)
    assert points.widths == ()
    assert list(points.noise) == [0, 0]


@settings(deadline=None)  # other processes may take the machine
@given(st.integers(1, 30))
def test_blocks_put_together_are_the_grid(size: int) -> None:
    product = grid(
        samples=[10, 20, 30],
        features={"layers": [{"width": "2 * P^0.5"}, {"width": [4, 5]}]},
        ridge=[0, 1, 2],
        noise="P^-1 * N^0.5",
        ensemble={"members": [1, 2]},
    )
    whole = product.block(0, len(product))
    blocks = list(product.blocks(size))
    assert max(map(len, blocks)) <= size
    for name in ("samples", "ridge", "noise", "members"):
        assert np.array_equal(np.concatenate([getattr(b, name) for b in blocks]), getattr(whole, name))
    for layer in (0, 1):
        assert np.array_equal(np.concatenate([b.widths[layer] for b in blocks]), whole.widths[layer])


def test_laws_follow_the_other_coordinates() -> None:
    points = grid(
        samples=[10, 1000, inf], features={"width": "0.5 * P^0.5"}, ridge="1e-3 * P^-1", noise="2 * P^-1 * N^-2"
    ).block(0, 3)
    assert list(points.widths[0]) == [2, 16, inf]
    assert list(points.ridge) == pytest.approx([1e-4, 1e-6, 0], rel=1e-15)
    assert list(points.noise) == pytest.approx([2 / 10 / 4, 2 / 1000 / 256, 0], rel=1e-15)


def test_a_law_at_infinity_that_is_no_number_is_refused() -> None:
    with pytest.raises(SpecError, match="= nan at samples = inf, width = inf"):
        grid(samples=[10, inf], features={"width": "P^0.5"}, noise="P^-1 * N")


def test_a_width_by_law_is_at_least_one() -> None:
    assert list(grid(samples=[1, 4], features={"width": "1e-3 * P"}).block(0, 2).widths[0]) == [1, 1]


def test_an_axis_knows_whether_it_is_swept() -> None:
    product = grid(samples=[10, 20], features={"width": "P"}, noise=[0])
    assert product.samples.swept
    assert not product.widths[0].swept
    assert product.widths[0].law == Law(1.0, 1.0, 0.0)
    assert not product.ridge.swept
    assert not product.noise.swept


def test_the_limit_on_rows_can_be_raised() -> None:
    spec = {
        "spectrum": {"kind": "isotropic", "modes": 5},
        "target": {"kind": "isotropic"},
        "samples": {"from": 1, "to": 1e6, "points": 1001, "spacing": "linear"},
        "ridge": {"from": 1, "to": 2, "points": 1001},
    }
    assert len(load(spec).grid) == 1001**2
    with pytest.raises(SpecError, match=r"1001 samples x 1001 ridge = 1002001 rows.*max_points"):
        load(spec, max_points=1_000_000)
    assert len(load(spec, max_points=1_002_001).grid) == 1_002_001

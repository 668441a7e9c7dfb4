"""Scales: everything has its place, and ticks can be read."""

from __future__ import annotations

from dataclasses import replace
from math import inf, log10, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalecalc.figures.scales import Scale, decade, layers, plain, scales
from tests.figures.pictures import fitted, picture, power, stacked

LOGARITHMIC = st.tuples(st.floats(-300, 290), st.floats(1e-3, 15)).map(lambda a: Scale(a[0], a[0] + a[1], True))
LINEAR = st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6)).map(lambda a: Scale(a[0], a[0] + a[1], False))
MOST = st.integers(2, 12)


@given(LOGARITHMIC, MOST)
def test_ticks_of_a_logarithmic_scale(scale: Scale, most: int) -> None:
    ticks = scale.ticks(most)
    assert len(ticks) <= most
    assert ticks == sorted(set(ticks))
    assert all(-1e-6 <= place <= 1 + 1e-6 for place in scale.unit(np.array(ticks)).tolist())


@given(LINEAR, MOST)
def test_ticks_of_a_linear_scale(scale: Scale, most: int) -> None:
    ticks = scale.ticks(most)
    assert 0 < len(ticks) <= most
    assert len(ticks) < 3 or np.ptp(np.diff(ticks)) < 1e-6 * (scale.high - scale.low)


@given(st.integers(-20, 10), st.integers(3, 20), MOST)
def test_decades_are_marked_at_even_steps(start: int, count: int, most: int) -> None:
    exponents = [decade(tick) for tick in Scale(start, start + count, True).ticks(most)]
    assert None not in exponents
    assert len(exponents) < 3 or len(set(np.diff([power for power in exponents if power is not None]))) == 1


@pytest.mark.parametrize(
    ("low", "high", "most", "ticks"),
    [
        (1, 5, 9, [1e1, 1e2, 1e3, 1e4, 1e5]),
        (0, 10, 6, [1, 1e2, 1e4, 1e6, 1e8, 1e10]),
        (log10(25), log10(2500), 9, [50, 100, 200, 500, 1000, 2000]),
        (log10(0.2), log10(0.7), 9, [0.2, 0.3, 0.5, 0.7]),
        (log10(1.01), log10(1.04), 4, [1.01, 1.02, 1.03, 1.04]),
    ],
)
def test_known_ticks(low: float, high: float, most: int, ticks: list[float]) -> None:
    assert Scale(low, high, True).ticks(most) == pytest.approx(ticks)


def test_places() -> None:
    assert Scale(0, 2, True).unit(np.array([1.0, 10.0, 100.0])) == pytest.approx([0, 0.5, 1])
    assert np.isnan(Scale(0, 2, True).unit(np.array([0.0, -1.0, inf, nan]))).all()
    assert Scale(0, 2, False).unit(np.array([0.0, 1.0])) == pytest.approx([0, 0.5])


def test_straight_lines_do_not_widen_the_picture() -> None:
    whole = fitted()
    without = picture(*(one for one in whole.series if one.role not in ("fit", "law")))
    assert scales(whole) == scales(without)


def test_an_axis_that_begins_above_the_lowest_curve() -> None:
    low = power(-4.0).y.min()
    x, y = scales(picture(power(-1.0), power(-4.0)))
    assert y.unit(low) >= 0
    cut = picture(power(-1.0), power(-4.0), y=replace(picture().y, start=1e-7))
    assert scales(cut)[1].unit(low) < 0 < scales(cut)[1].unit(1e-7)
    assert x == scales(cut)[0]


def test_layers_lie_on_each_other() -> None:
    (low, middle), (same, high) = layers(stacked())
    assert (low.max(), high.min()) == (0, 3)
    assert np.array_equal(middle, same)
    assert scales(stacked())[1].low == 0


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (20000.0, "20000"), (0.005, "0.005"), (3e-7, "3e-7"), (1e12, "1e12")]
)
def test_plain(value: float, text: str) -> None:
    assert plain(value) == text

"""Trajectories: how all quantities move when one grows, with the others held or following their laws."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
import pytest

import scalecalc
from scalecalc import UsageError
from scalecalc.results.trajectories import Trajectory, default_along, trajectories
from scalecalc.theory.leading import Leading
from scalecalc.theory.risk.local import Rates


def spec(width: Any = None, **rest: Any) -> dict[str, Any]:
    features = {} if width is None else {"features": {"width": width}}
    return {
        "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": inf},
        "target": {"kind": "power_law", "r": 0.4},
        "samples": [10, 100, 1000],
        "ridge": 0,
        **features,
        **rest,
    }


def followed(one: dict[str, Any], along: str | None = None) -> list[Trajectory]:
    return list(trajectories(scalecalc.load(one), along))


def only(one: dict[str, Any], along: str | None = None) -> Trajectory:
    (trajectory,) = followed(one, along)
    return trajectory


def near(law: Leading, amplitude: float, order: float) -> bool:
    return (law.amplitude, law.order) == (pytest.approx(amplitude), pytest.approx(order))


def test_numbers_are_held() -> None:
    trajectory = only(spec(width=500, ridge=1e-3, noise=0.1))
    assert near(trajectory.path.samples, 1, 1)
    assert near(trajectory.path.widths[0], 500, 0)
    assert near(trajectory.path.ridge, 1e-3, 0)
    assert near(trajectory.path.noise, 0.1, 0)
    assert trajectory.x.tolist() == [10, 100, 1000]
    assert trajectory.rates == Rates(1.0, (0.0,), 0.0, 0.0)
    assert trajectory.held == {}


def test_laws_are_followed() -> None:
    trajectory = only(spec(width="2 * P^0.5", ridge="3 * P^-1 * N^0.5", noise="N^-1"))
    assert near(trajectory.path.widths[0], 2, 0.5)
    assert near(trajectory.path.ridge, 3 * 2**0.5, -0.75)
    assert near(trajectory.path.noise, 1 / 2, -0.5)
    assert trajectory.rates == Rates(1.0, (0.5,), pytest.approx(-0.75), pytest.approx(-0.5))
    assert trajectory.points.widths[0].tolist() == [6, 20, 63]  # counts are rounded, and the ridge follows them
    assert trajectory.points.ridge.tolist() == pytest.approx(
        (3 / trajectory.x * trajectory.points.widths[0] ** 0.5).tolist()
    )


def test_along_the_width_all_is_told_in_terms_of_the_width() -> None:
    """N = 2 P^0.5, so P = (N/2)^2."""
    trajectory = only(spec(width="2 * P^0.5", ridge="P^-1"), "width")
    assert near(trajectory.path.widths[0], 1, 1)
    assert near(trajectory.path.samples, 1 / 4, 2)
    assert near(trajectory.path.ridge, 4, -2)
    assert trajectory.x.tolist() == [6, 20, 63]


def test_along_the_width_with_the_samples_held() -> None:
    trajectory = only(spec(samples=70, width=[10, 100], ridge="P^-1 * N^-2"), "width")
    assert near(trajectory.path.samples, 70, 0)
    assert near(trajectory.path.ridge, 1 / 70, -2)
    assert trajectory.x.tolist() == [10, 100]


@pytest.mark.parametrize(
    ("ridge", "samples", "width"),
    [("0.5 * P^-2", (0.5**0.5, 0.5), (100, 0)), ("N^-1", (10, 0), (1, 1)), (0.01, (10, 0), (100, 0))],
)
def test_along_the_ridge(ridge: Any, samples: tuple[float, float], width: tuple[float, float]) -> None:
    """X = 1/lambda; a law in P varies the samples, a law in N the width, a number is varied itself."""
    swept = [10, 20] if ridge == "0.5 * P^-2" else 10
    trajectory = only(spec(samples=swept, width=100, ridge=ridge), "ridge")
    assert near(trajectory.path.ridge, 1, -1)
    assert near(trajectory.path.samples, *samples)
    assert near(trajectory.path.widths[0], *width)
    assert trajectory.x.tolist() == pytest.approx((1 / trajectory.points.ridge).tolist())
    assert trajectory.coordinate(trajectory.x[0]) == pytest.approx(trajectory.points.ridge[0])


def test_a_ridge_law_in_a_width_law_varies_the_samples() -> None:
    trajectory = only(spec(width="P^0.5", ridge="N^-1"), "ridge")
    assert near(trajectory.path.samples, 1, 2)
    assert near(trajectory.path.widths[0], 1, 1)


@pytest.mark.parametrize(
    ("one", "along"),
    [
        (spec(width=500, ridge="3 * P^-1 * N^0.5", noise="N^-1"), "samples"),
        (spec(samples=70, width=[10, 100], ridge="P^-1 * N^-2"), "width"),
        (spec(samples=70, width=100, ridge=[1e-3, 1e-5], noise=0.1), "ridge"),
        (spec(ridge="2 * P^-1.5", noise="P^-0.1"), "ridge"),
        (spec(samples=inf, width=[10, 100]), "width"),
    ],
)
def test_the_path_goes_through_the_grid(one: dict[str, Any], along: str) -> None:
    trajectory = only(one, along)
    between = trajectory.points_at(trajectory.x)
    for got, want in [
        (between.samples, trajectory.points.samples),
        *zip(between.widths, trajectory.points.widths, strict=True),
        (between.ridge, trajectory.points.ridge),
        (between.noise, trajectory.points.noise),
    ]:
        assert got.tolist() == pytest.approx(want.tolist())


def test_one_trajectory_for_each_combination_of_the_rest() -> None:
    found = followed(spec(width=[50, 60], ridge=[1e-3, 0], noise=0.1))
    assert [trajectory.held for trajectory in found] == [
        {"width": N, "ridge": lam} for lam in (1e-3, 0.0) for N in (50.0, 60.0)
    ]
    for trajectory in found:
        assert trajectory.points.samples.tolist() == [10, 100, 1000]
        assert set(trajectory.points.widths[0].tolist()) == {trajectory.held["width"]}
        assert set(trajectory.points.ridge.tolist()) == {trajectory.held["ridge"]}
        assert near(trajectory.path.widths[0], trajectory.held["width"], 0)
    assert sum(len(trajectory.points) for trajectory in found) == len(
        scalecalc.load(spec(width=[1, 2], ridge=[0, 1])).grid
    )


def test_zero_and_infinity_stand_still_and_are_no_places() -> None:
    trajectory = only(spec(samples=[10, inf], width=inf, ridge=0))
    assert (trajectory.path.widths[0].amplitude, trajectory.path.ridge.amplitude) == (inf, 0)
    assert trajectory.x.tolist() == [10]
    ridge = only(spec(samples=100, ridge=[1e-2, 1e-4, 0]), "ridge")
    assert ridge.x.tolist() == pytest.approx([1e2, 1e4])


@pytest.mark.parametrize(
    ("changes", "along"),
    [
        ({"samples": 10}, "samples"),
        ({}, "samples"),
        ({"samples": 10, "width": [1, 2]}, "width"),
        ({"samples": 10, "width": "P"}, "samples"),
        ({"samples": 10, "ridge": [1, 2]}, "ridge"),
        ({"samples": 10, "noise": [1, 2]}, "samples"),
        ({"width": [1, 2], "ridge": [1, 2]}, "samples"),
    ],
)
def test_default(changes: dict[str, Any], along: str) -> None:
    study = scalecalc.load(spec(**changes))
    assert default_along(study.grid) == along
    assert {trajectory.along for trajectory in trajectories(study, None)} == {along}


@pytest.mark.parametrize(
    ("one", "along", "message"),
    [
        (spec(), "width", "needs random features"),
        (spec(width="1e6 * P^-1"), "width", "does not grow along the sweep of samples"),
        (spec(width="1e6 * P^-1", ridge="N^-1"), "ridge", "does not fall along the sweep of samples"),
        (spec(ridge="P^2"), "ridge", "does not fall along the sweep of samples"),
        (spec(width=10, ridge="N^2"), "ridge", "does not fall along the sweep of width"),
        (spec(ridge={"from": 1e-6, "to": 1, "points": 20_000}), "samples", "20000 combinations .* at most 10000"),
    ],
)
def test_what_cannot_be_followed(one: dict[str, Any], along: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        followed(one, along)


def test_a_sweep_is_not_lost() -> None:
    """Along the width law all samples are used, though the width is what is asked for."""
    trajectory = only(spec(width="P^0.5", samples={"from": 10, "to": 1e4, "points": 13}), "width")
    assert np.array_equal(trajectory.points.widths[0], trajectory.x)
    assert len(trajectory.points) == 13

"""The best allocation: against dense searches, and by the envelope theorem."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scalecalc.allocation.frontier import best_x, frontier, jumps, off_by, runner_up
from scalecalc.allocation.search import Search
from scalecalc.allocation.targets import budgets_for, to_halve
from scalecalc.arrays import Floats
from scalecalc.errors import UsageError
from tests.allocation.support import search, spec, surface_of

FEATURES = spec(ridge=1e-4)
ENSEMBLE = spec(noise=0.1, ridge=1e-6, ensemble={"members": 2})
STRUCTURED = spec(ridge=1e-4, features={"width": 100, "weights": {"kind": "power_law", "decay": 0.4}})


def _every(budget: int, k: int) -> Floats:
    """All integers whose product is at most the budget, shape (n, k)."""
    if k == 1:
        return np.arange(1.0, budget + 1)[:, None]
    parts = [(first, _every(budget // first, k - 1)) for first in range(1, budget + 1)]
    return np.concatenate([np.column_stack([np.full(len(rest), float(first)), rest]) for first, rest in parts])


def _least(found: Search, counts: Floats) -> float:
    return float(np.nanmin(found.surface.at_counts(counts)))


@pytest.mark.parametrize("given", [FEATURES, spec(), spec(noise=0.0, r=0.4)])
def test_counts_are_the_best_of_all(given: dict[str, Any]) -> None:
    one = search(given)
    budgets = np.array([2.0, 7.0, 60.0, 997.0, 3000.0])
    found, every = frontier(one, budgets), _every(3000, 2)
    errors = one.surface.at_counts(every)
    for budget, error, counts in zip(budgets, found.count_errors, found.counts, strict=True):
        assert error == pytest.approx(errors[every.prod(axis=1) <= budget].min(), rel=1e-13)
        assert counts.prod() <= budget


def test_counts_of_three_are_the_best_of_all() -> None:
    one = search(ENSEMBLE, "samples,width,members", "N * P * K", width=12)
    found, every = frontier(one, np.array([300.0, 1000.0])), _every(1000, 3)
    every = every[every[:, 1] <= 12]
    errors = one.surface.at_counts(every)
    for budget, error in zip((300.0, 1000.0), found.count_errors, strict=True):
        assert error == pytest.approx(errors[every.prod(axis=1) <= budget].min(), rel=1e-13)
    assert found.counts[1, 2] > 1  # else it would say nothing of members


@pytest.mark.parametrize("given", [STRUCTURED, spec(ridge="1e-2 * P^-1")])
def test_counts_of_other_specs(given: dict[str, Any]) -> None:
    one = search(given, cost="N * P + 5 * P")
    every = _every(60, 2)
    every = every[one.terms.cost(every) <= 60]
    assert frontier(one, np.array([60.0])).count_errors[0] == pytest.approx(_least(one, every), rel=1e-13)


def test_one_quantity_takes_the_whole_budget() -> None:
    found = frontier(search(spec(features={"width": 10000}), "samples"), np.array([1e6, 1234567.0]))
    assert found.counts[:, 0].tolist() == [100, 123]
    assert found.rates[:, 0] == pytest.approx(1.0)


# --- slopes


@pytest.mark.parametrize(
    ("given", "over", "cost"),
    [
        (FEATURES, "samples,width", "N * P"),
        (FEATURES, "samples,width,ridge", "N * P + 100 * P"),
        (ENSEMBLE, "samples,width,members", "N * P * K + P^2"),
    ],
)
def test_the_envelope_theorem(given: dict[str, Any], over: str, cost: str) -> None:
    found = frontier(search(given, over, cost), np.array([1e6]))
    terms, x = found.search.terms, found.x
    shares = found.search.surface.slopes(x) / terms.elasticities(x)
    assert shares[x > 1e-6] == pytest.approx(found.local[0], rel=1e-9)  # all sides say the same
    assert (found.rates * terms.elasticities(x)).sum() == pytest.approx(1.0, rel=1e-9)


def test_slopes_are_those_of_the_best_errors() -> None:
    one, h = search(FEATURES), 1e-3
    found = frontier(one, np.array([1e5]))
    moved = [best_x(one, np.log(found.budgets) + step) for step in (-2 * h, -h, h, 2 * h)]
    errors = [np.log(error) for _, error in moved]
    slope = (8 * (errors[2] - errors[1]) - (errors[3] - errors[0])) / (12 * h)
    assert found.local == pytest.approx(-slope, rel=1e-7)
    rates = (8 * (moved[2][0] - moved[1][0]) - (moved[3][0] - moved[0][0])) / (12 * h)
    assert found.rates == pytest.approx(rates, rel=1e-6)


def test_the_optimal_ridge_is_never_beaten() -> None:
    best = frontier(search(FEATURES, "samples,width,ridge"), np.array([1e4]))
    for ridge in (0, 1e-2):
        assert frontier(search(spec(ridge=ridge)), np.array([1e4])).errors >= best.errors * (1 - 1e-12)


# --- valleys


def test_all_valleys_of_double_descent_are_seen() -> None:
    one = search(spec())
    found = frontier(one, np.array([1e5, 1e6]))
    for row, budget in enumerate(found.budgets):
        x = np.linspace(0, np.log(budget), 40001)
        errors = one.errors(np.column_stack([x, np.log(budget) - x]))
        bottoms = np.flatnonzero((errors[1:-1] < errors[:-2]) & (errors[1:-1] < errors[2:])) + 1
        seen = found.valleys.x[found.valleys.budget == row, 0]
        assert len(bottoms) >= 2
        assert np.abs(seen[:, None] - x[bottoms]).min(axis=0).max() < 1e-3
        second = runner_up(found, row)
        assert second is not None
        assert second[1] == pytest.approx(np.sort(errors[bottoms])[1] / found.errors[row], rel=1e-6)
    assert 1e5 < jumps(found)[0] < 1e6


def test_no_jumps_where_one_valley_is_followed() -> None:
    assert jumps(frontier(search(FEATURES, samples=1e4), np.geomspace(1e8, 1e12, 3))) == []


def test_a_budget_is_not_spent_where_more_would_hurt() -> None:
    kernel = {key: value for key, value in spec(noise=100.0).items() if key != "features"}
    one = search(kernel, "samples", "P")  # so much noise that fitting is of no use
    found = frontier(one, np.array([1e3]))
    assert not found.spent[0]
    assert found.local[0] == 0
    assert found.count_errors[0] == pytest.approx(_least(one, _every(1000, 1)), rel=1e-12)


# --- off the optimum, and bounds


def test_limits_bind_from_some_budget_on() -> None:
    found = frontier(search(FEATURES, width=300.0), np.array([1e4, 1e8]))
    assert found.capped[:, 1].tolist() == [False, True]
    assert found.counts[1].tolist() == [333333, 300]
    assert found.rates[1] == pytest.approx([1, 0])


def test_off_by_two_is_another_point_of_the_border() -> None:
    found = frontier(search(FEATURES), np.array([1e6]))
    for factor in (0.5, 2.0):
        x = found.x + np.log(factor) * np.array([1, -1])
        expected = found.search.errors(x) / found.errors
        assert off_by(found, 0, factor) == pytest.approx(expected, rel=1e-9)
        assert off_by(found, 1, 1 / factor) == pytest.approx(expected, rel=1e-9)


def test_off_by_two_of_three_takes_the_best_of_the_rest() -> None:
    found = frontier(search(ENSEMBLE, "samples,width,members", "N * P * K"), np.array([1e5]))
    p = found.x[0, 0] + np.log(2)
    n = np.linspace(0, np.log(1e5) - p, 4001)
    x = np.column_stack([np.full_like(n, p), n, np.log(1e5) - p - n])
    best = found.search.errors(x).min() / found.errors[0]
    assert off_by(found, 0, 2.0)[0] == pytest.approx(best, rel=1e-4)


# --- targets


def test_the_cheapest_way_to_an_error() -> None:
    one = search(FEATURES)
    targets = np.array([0.3, 0.2])
    budgets, every = budgets_for(one, targets), _every(400, 2)
    errors = one.surface.at_counts(every)
    expected = [every.prod(axis=1)[errors <= target].min() for target in targets]
    assert budgets.tolist() == expected


def test_an_error_that_no_budget_reaches() -> None:
    with pytest.raises(UsageError, match="no budget reaches it"):
        budgets_for(search(spec(ridge=0.1)), np.array([1e-9]))


def test_to_halve_the_error() -> None:
    surface = surface_of(spec(ridge=1e-3), "samples")
    found = to_halve(surface, 100.0)
    now, before, there = surface.at_counts(np.array([[100.0], [found.needed - 1], [found.needed]]))
    assert there <= now / 2 < before
    assert np.isinf(to_halve(surface_of(spec(ridge=1e-3), "width"), 1e5).needed)


@pytest.mark.parametrize("budget", [0.5, 0.999])
def test_a_budget_that_pays_for_nothing(budget: float) -> None:
    with pytest.raises(UsageError, match="pays for nothing"):
        frontier(search(FEATURES), np.array([budget]))

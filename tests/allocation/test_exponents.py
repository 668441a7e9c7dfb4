"""Exponents of the frontier, against the rules for one layer of white features, and against numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scalecalc.allocation.frontier import frontier
from tests.allocation.support import law, search, spec


def _master(alpha: float, r: float, noise: bool, p: float, n: float) -> float:
    """The exponent of the ridgeless error with P = C^p, N = C^n (docs/theory.md)."""
    if p <= 0:
        return 0.0
    q = n / p
    m = min(1.0, q)
    signal = min(2 * alpha * m * min(r, 1), (2 * alpha * min(r, 0.5) - 1) * m + q)
    return p * (min(signal, 1 - m) if noise else signal)


def _noiseless(alpha: float, r: float) -> tuple[float, float]:
    top = min(r, 1.0)
    if r < 0.5 or alpha > 2:
        return (alpha * r if r < 0.5 else alpha / 2), 1.0
    return 2 * alpha * top / (2 + alpha * (2 * top - 1)), 1 + alpha * (2 * top - 1)


def _noisy(alpha: float, r: float) -> tuple[float, float]:
    """At the optimal ridge."""
    top = min(r, 1.0)
    if r < 0.5:
        return alpha * r / (1 + alpha * r), 1 / (1 + 2 * alpha * r)
    if alpha > 2:
        return alpha / (alpha + 2), 1 / (1 + alpha)
    return 2 * alpha * top / (2 + 4 * alpha * top - alpha), (1 + alpha * (2 * top - 1)) / (1 + 2 * alpha * top)


CASES = [(1.2, 0.3), (1.5, 0.45), (1.5, 0.8), (1.8, 1.3), (2.6, 0.2), (2.5, 0.7), (3.0, 1.4)]


@pytest.mark.parametrize(("alpha", "r"), CASES)
def test_without_noise(alpha: float, r: float) -> None:
    found = law(spec(alpha, r, noise=0.0))
    exponent, q = _noiseless(alpha, r)
    assert found is not None
    assert found.exponent == pytest.approx(exponent, abs=1e-9)
    assert found.powers == pytest.approx([1 / (1 + q), q / (1 + q)], abs=1e-9)


@pytest.mark.parametrize(("alpha", "r"), CASES)
def test_with_noise_at_the_optimal_ridge(alpha: float, r: float) -> None:
    found = law(spec(alpha, r), "samples,width,ridge")
    exponent, q = _noisy(alpha, r)
    assert found is not None
    assert found.exponent == pytest.approx(exponent, abs=1e-9)
    assert found.powers == pytest.approx([1 / (1 + q), q / (1 + q)], abs=1e-9)
    assert found.ridge < 0


@pytest.mark.parametrize("noise", [0.0, 0.1])
@pytest.mark.parametrize(("cost", "a", "b"), [("P^2*N", 2, 1), ("3 * P * N^1.5", 1, 1.5), ("N^3 * P + P", 1, 3)])
def test_of_other_costs_as_a_dense_search_of_powers(cost: str, a: float, b: float, noise: float) -> None:
    found = law(spec(1.5, 0.8, noise), cost=cost)
    p = np.linspace(0, 1 / a, 20001)
    best = max(_master(1.5, 0.8, noise > 0, x, (1 - a * x) / b) for x in p.tolist())
    assert found is not None
    assert best - 1e-12 <= found.exponent <= best + 2e-4  # the dense search is that fine
    assert found.exponent == pytest.approx(_master(1.5, 0.8, noise > 0, *found.powers), abs=1e-9)


def test_a_tie_is_named() -> None:
    found = law(spec(2.0, 0.8, 0.0))
    assert found is not None
    assert found.exponent == pytest.approx(1.0, abs=1e-9)
    assert np.isnan(found.powers).all()
    assert found.flat is not None
    first, last = found.flat
    assert first == pytest.approx([0.5 / 1.6, 0.5], abs=1e-9)  # q = 1 and q = 1 + alpha (2 r - 1)
    assert last == pytest.approx([0.5, 1 - 0.5 / 1.6], abs=1e-9)


def test_a_held_ridge_leaves_a_floor() -> None:
    found = law(spec(ridge=1e-6))
    assert found is not None
    assert found.exponent == 0


def test_members_do_not_change_the_exponent() -> None:
    found = law(spec(noise=0.0, ensemble={"members": 2}), "samples,width,members", "N * P * K")
    assert found is not None
    assert found.exponent == pytest.approx(_noiseless(1.5, 0.8)[0], abs=1e-9)


def test_none_without_a_power_law() -> None:
    spectrum = {"kind": "exponential", "rate": 0.1, "modes": 1000}
    assert law(spec(spectrum=spectrum, target={"kind": "exponential", "rate": 0.1})) is None


@pytest.mark.parametrize(
    ("given", "over"), [(spec(1.5, 0.4, 0.0), "samples,width"), (spec(1.5, 0.8), "samples,width,ridge")]
)
def test_numbers_come_near_the_laws(given: dict[str, Any], over: str) -> None:
    found, expected = frontier(search(given, over), np.array([1e24])), law(given, over)
    assert expected is not None
    assert found.local == pytest.approx(expected.exponent, abs=2e-3)
    assert found.rates[0] == pytest.approx(expected.powers, abs=0.02)

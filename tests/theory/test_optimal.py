"""The optimal ridge: closed form, first-order condition, global minimum, the ends, and how flat it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalecalc.theory.design import (
    PLAIN,
    AdditiveNoise,
    Autoregressive,
    Design,
    Ensemble,
    Gaussian,
    Orthogonal,
    PowerLawRows,
)
from scalecalc.theory.evaluate import evaluate
from scalecalc.theory.flatness import TOLERANCE
from scalecalc.theory.optimal import at_optimum, optimal_ridge
from scalecalc.theory.points import Floats, Points
from scalecalc.theory.tasks import Modes, Task
from tests.theory.support import apart, examples, levels, points, power_law, written_out

DESIGNS = {
    "ridge": ((), PLAIN),
    "white": ((400.0,), PLAIN),
    "orthogonal": ((400.0,), Design((Orthogonal(),))),
    "structured": ((400.0,), Design((PowerLawRows(0.7),))),
    "layers": ((600.0, 400.0), Design((Gaussian(), PowerLawRows(0.4)))),
    "noise": ((400.0,), Design((Gaussian(),), AdditiveNoise(1e-3))),
    "correlated": ((), Design(correlation=Autoregressive(0.6))),
    "ensemble": ((400.0,), Design((Gaussian(),), ensemble=Ensemble("features", 1.0))),
}


def test_error(task: Task, where: Points, design: Design) -> Floats:
    return evaluate(task, where, design).errors.test_error


test_error.__test__ = False  # type: ignore[attr-defined]  # a helper


def with_members(where: Points, design: Design) -> Points:
    if design.ensemble is None:
        return where
    return Points(where.samples, where.widths, where.ridge, where.noise, np.full(len(where), 3.0))


@given(alpha=st.floats(0.1, 4), noise=st.floats(1e-6, 1e3), total=st.floats(0.01, 100), samples=st.integers(2, 10_000))
@examples(30)
def test_isotropic_prior(alpha: float, noise: float, total: float, samples: int) -> None:
    """E w_k^2 = W/D for any spectrum: lambda* = sigma^2 D/(P W)."""
    modes, rank = 200, np.arange(1.0, 201)
    eta = rank**-alpha
    task = Modes(eta, np.ones(modes), eta * total / modes)
    optimum = optimal_ridge(task, points(samples, noise=noise))
    assert apart(optimum.ridge, noise * modes / (samples * total)) <= 1e-8


@pytest.mark.parametrize("name", DESIGNS)
def test_no_ridge_does_better(name: str) -> None:
    widths, design = DESIGNS[name]
    task = power_law(1.5, 0.7, 1e4)
    where = with_members(points([10, 100, 399, 1000, 1e5], *widths, noise=0.02), design)
    best, optimum = at_optimum(task, where, design)
    lowest = test_error(task, best, design)
    for ridge in [0.0, *np.logspace(-12, 3, 61)]:
        other = with_members(points(where.samples, *widths, ridge=ridge, noise=0.02), design)
        assert np.all(test_error(task, other, design) >= lowest * (1 - 1e-12))
    for end in (optimum.low, optimum.high):
        inside = (end > 0) & np.isfinite(end)
        other = Points(where.samples, where.widths, np.where(inside, end, 1.0), where.noise, where.members)
        excess = test_error(task, other, design) / lowest - 1
        assert np.all(np.abs(excess - TOLERANCE)[inside] <= 1e-9)


def test_the_lower_of_two_minima() -> None:
    """A spectrum of two scales and a target with power in both has two valleys over the ridge, here of equal depth
    for some noise; on either side of it the optimum jumps."""
    task = levels([1.0, 1e-8], [20, 2000], [1e-3, 1.0])
    ridges = np.logspace(-14, 2, 4001)
    for noise in np.logspace(-9, 0, 19):
        best, _ = at_optimum(task, points(500, noise=noise))
        curve = test_error(task, points(500, ridge=ridges, noise=noise), PLAIN)
        assert test_error(task, best, PLAIN)[0] <= curve.min() * (1 + 1e-12)


def test_without_noise_and_with_all_modes_resolved_the_optimum_is_zero() -> None:
    optimum = optimal_ridge(levels([1.0], [50], [0.02]), points([20, 60, 500]))
    assert optimum.ridge.tolist() == [0, 0, 0]
    assert optimum.low.tolist() == [0, 0, 0]


def test_a_target_that_cannot_be_learned_wants_an_infinite_ridge() -> None:
    task = Modes(np.array([1.0]), np.array([50.0]), np.array([0.0]), null_power=1.0)
    best, optimum = at_optimum(task, points([20, 60], noise=0.1))
    assert np.isinf(optimum.ridge).all()
    assert apart(evaluate(task, best).errors.generalization_error, 1.0) <= 1e-15


def test_more_digits_of_the_modes_do_not_matter() -> None:
    """Weighted nodes and the modes one by one have the same optimum."""
    task = power_law(1.3, 0.6, 3000)
    where = points([30, 300, 3000], 500, noise=0.05)
    assert apart(optimal_ridge(task, where).ridge, optimal_ridge(written_out(task), where).ridge) <= 1e-9


def test_no_free_lunch() -> None:
    """At a fixed number of features in all, one predictor is better than the average of several (Ruben et al. 2024)."""
    members = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    n = np.ones(5)
    where = Points(300 * n, (1200 / members,), n, 0.04 * n, members)
    design = Design((Gaussian(),), ensemble=Ensemble("features", 1.0))
    best, _ = at_optimum(power_law(1.5, 0.7), where, design)
    assert np.all(np.diff(test_error(power_law(1.5, 0.7), best, design)) > 0)

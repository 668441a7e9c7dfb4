"""The optimum against an optimizer of scipy, cold starts and resamples."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import minimize

from scalecalc.arrays import Floats
from scalecalc.fitting.losses import LOSSES
from scalecalc.fitting.minimise import minimise, model
from scalecalc.fitting.starts import optimum
from tests.fitting.support import FREE, problem, runs


def table(n: int = 245, seed: int = 0) -> tuple[Floats, Floats]:
    found = runs(n, seed=seed)
    return np.column_stack([found["N"], found["D"]]), found["loss"]


def by_hand(x: Floats, y: Floats, delta: float, above: float) -> float:
    """The least total of Huber's loss, written down anew and minimised by scipy from where the law was drawn."""
    centre = np.log(x).mean(axis=0)

    def total(theta: Floats) -> float:
        e, a, b, alpha, beta = theta
        u = np.log(x) - centre
        r = np.log(np.exp(e) + np.exp(a - alpha * u[:, 0]) + np.exp(b - beta * u[:, 1])) - np.log(y)
        loss = np.where(np.abs(r) <= delta, r * r / 2, delta * (np.abs(r) - delta / 2))
        return float((loss * np.where(r < 0, above, 1)).sum())

    theta = np.array(
        [np.log(1.8172), np.log(477.8) - 0.3473 * centre[0], np.log(2143) - 0.3672 * centre[1], 0.3473, 0.3672]
    )
    for _ in range(4):
        theta = minimize(total, theta, method="Nelder-Mead", options={"maxiter": 1500, "xatol": 1e-9, "fatol": 0}).x
    return total(theta)


@pytest.mark.parametrize("above", [1.0, 0.2])
def test_the_optimum_is_that_of_another_optimizer(above: float) -> None:
    x, y = table(80)
    law, rows, penalty = problem(x, y, above=above)
    best = optimum(law, rows, penalty, FREE, np.zeros(5))
    theirs = by_hand(x, y, 1e-3, above)
    assert best.total[0] <= theirs * (1 + 1e-9)
    assert best.total[0] == pytest.approx(theirs, rel=1e-5)


@pytest.mark.parametrize("loss", LOSSES)
def test_no_cold_start_is_better(loss: str) -> None:
    law, rows, penalty = problem(*table(), loss=loss)
    best = optimum(law, rows, penalty, FREE, np.zeros(5))
    generator = np.random.default_rng(0)
    cold = np.column_stack([generator.uniform(0, 1, (200, 3)), np.exp(generator.uniform(-4, 1, (200, 2)))])
    found = minimise(law, rows, penalty, np.ones((200, len(rows))), cold, FREE)
    assert best.total[0] <= found.total.min() * (1 + 1e-8)
    assert np.sum(found.total <= best.total[0] * (1 + 1e-8)) > 20  # so the best of them is no accident


@pytest.mark.parametrize("loss", LOSSES)
def test_every_resample_is_at_its_optimum(loss: str) -> None:
    """Its gradient is 0 in the units of the parameters, and starting cold finds nothing better."""
    law, rows, penalty = problem(*table(), loss=loss)
    start = optimum(law, rows, penalty, FREE, np.zeros(5)).theta[0]
    weights = np.random.default_rng(0).multinomial(245, np.full(245, 1 / 245), 300).astype(float)
    found = minimise(law, rows, penalty, weights, start, FREE)
    assert found.at_optimum.all()
    there = model(law, rows, penalty, weights, found.theta)
    scale = np.sqrt(np.einsum("bii->bi", there.touching) * found.total[:, None])
    assert np.abs(there.gradient / scale).max() < 1e-6
    cold = np.tile([0.5, 0.3, 0.3, 0.2, 0.6], (300, 1))
    again = minimise(law, rows, penalty, weights, cold, FREE)
    assert np.all(found.total <= again.total * (1 + 1e-8))


def test_a_parameter_at_a_bound_is_at_the_optimum_of_the_rest() -> None:
    """Losses below any floor: the floor is 0, and no smaller total has a floor above it."""
    x, y = table(60)
    y = 1e3 * np.exp(-np.log(x).sum(axis=1) * 0.3)
    law, rows, penalty = problem(x, y, loss="squares")
    best = optimum(law, rows, penalty, FREE, np.zeros(5))
    assert law.at_bound(best.theta[0])[0]
    assert model(law, rows, penalty, np.ones((1, 60)), best.theta).gradient[0, 0] >= 0


@pytest.mark.parametrize("loss", LOSSES)
def test_losses_are_convex_and_touched_from_above(loss: str) -> None:
    one = LOSSES[loss](0.01)
    r = np.linspace(-0.1, 0.1, 401)
    for a, b in combinations(r[::40], 2):
        assert one.value(np.array((a + b) / 2)) <= (one.value(np.array(a)) + one.value(np.array(b))) / 2 + 1e-15
    for at in r[::20]:
        parabola = one.value(np.array(at)) + one.secant(np.array(at)) * (r * r - at * at) / 2
        assert np.all(parabola >= one.value(r) - 1e-15)
    assert np.gradient(one.value(r), r)[1:-1] == pytest.approx(one.slope(r)[1:-1], abs=3e-4)

"""The law of the optimal ridge: the known exponents, stationarity, and the exact optimum far out."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalecalc.theory.laws.asymptotics import asymptotics
from scalecalc.theory.laws.growth import Scaling
from scalecalc.theory.laws.resolution import RIDGE, SAMPLES
from scalecalc.theory.laws.ridge_law import RidgeLaw, optimal_ridge_law
from scalecalc.theory.leading import Leading
from scalecalc.theory.matrices.design import PLAIN, Design, Ensemble
from scalecalc.theory.optimum.optimal import at_optimum
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import evaluate
from tests.kinds import GAUSSIAN, ORTHOGONAL, activation, power_rows
from tests.theory.support import examples, power_law

X = Leading(1.0, 1.0)
NO = Leading(0.0)


def optimum(alpha: float, r: float, path: Scaling, design: Design = PLAIN) -> RidgeLaw:
    found = optimal_ridge_law(power_law(alpha, r), path, design)
    assert found is not None
    return found


def grown(q: float, noise: float = 0.1) -> Scaling:
    return Scaling(X, () if q == inf else (Leading(1.0, q),), NO, Leading(noise))


def exponent(found: RidgeLaw) -> float:
    return -found.laws.errors.generalization_error.order


def close(value: float) -> object:
    return pytest.approx(value, abs=1e-9)


alphas = st.floats(1.1, 3)
sources = st.floats(0.1, 2).filter(lambda r: min(abs(r - 0.5), abs(r - 1)) > 0.03)


@examples(20)
@given(alphas, sources)
def test_ridge_regression(alpha: float, r: float) -> None:
    """lambda* ~ P^-alpha/(1 + 2 alpha rhat), E ~ P^-2 alpha rhat/(1 + 2 alpha rhat), bias and noise in balance."""
    found = optimum(alpha, r, grown(inf))
    rhat = min(r, 1)
    assert -found.ridge.order == close(alpha / (1 + 2 * alpha * rhat))
    assert exponent(found) == close(2 * alpha * rhat / (1 + 2 * alpha * rhat))
    assert found.laws.limits == (RIDGE,)
    # E = b lambda^2rhat + n lambda^-1/alpha is stationary where 2 alpha rhat of the one is the other.
    errors = found.laws.errors
    assert 2 * alpha * rhat * errors.bias2.amplitude == pytest.approx(errors.var_samples_noise.amplitude, rel=1e-6)


@examples(30)
@given(alphas, sources.filter(lambda r: r > 0.5), st.floats(0.1, 1.5))
def test_smooth_targets(alpha: float, r: float, q: float) -> None:
    """From q* on the rate of ridge regression; then the features' variance rules, then the width."""
    rhat = min(r, 1)
    least = (1 + alpha * (2 * rhat - 1)) / (1 + 2 * alpha * rhat)
    if min(abs(q - least), abs(q - 1 / (1 + alpha))) < 0.01:
        return
    found = optimum(alpha, r, grown(q))
    if q > least:
        assert exponent(found) == close(2 * alpha * rhat / (1 + 2 * alpha * rhat))
    elif q > 1 / (1 + alpha):
        assert exponent(found) == close((alpha - 1 + q) / alpha)
        assert -found.ridge.order == close(1 - q)
    else:
        assert exponent(found) == close(alpha * q)
        assert found.laws.limits == ("width 1",)


@examples(14)
@given(alphas, sources.filter(lambda r: r < 0.5), st.floats(0.1, 1.5))
def test_rough_targets(alpha: float, r: float, q: float) -> None:
    least = 1 / (1 + 2 * alpha * r)
    if abs(q - least) < 0.01:
        return
    assert exponent(optimum(alpha, r, grown(q))) == close(2 * alpha * r * min(q, least))


@examples(14)
@given(alphas, sources, st.floats(0.2, 2.5).filter(lambda q: abs(q - 1) > 0.02) | st.just(inf))
def test_without_noise_no_ridge_is_as_good(alpha: float, r: float, q: float) -> None:
    path = grown(q, noise=0.0)
    free = asymptotics(power_law(alpha, r), path)
    assert free is not None
    found = optimum(alpha, r, path)
    assert exponent(found) == close(-free.errors.generalization_error.order)
    best = found.laws.errors.generalization_error.amplitude
    assert best <= free.errors.generalization_error.amplitude * (1 + 1e-9)


def test_without_noise_at_the_threshold_a_ridge_is_needed() -> None:
    """P = N: without ridge the error is infinite; the best ridge ties with both."""
    found = optimum(1.5, 0.3, grown(1.0, noise=0.0))
    assert -found.ridge.order == close(1.5)
    assert set(found.laws.limits) == {SAMPLES, "width 1", RIDGE}


@pytest.mark.parametrize("design", [PLAIN, Design((power_rows(0.7),)), Design((), activation("relu"))])
@pytest.mark.parametrize("factor", [0.3, 3.0])
def test_no_other_ridge_is_better(design: Design, factor: float) -> None:
    task, path = power_law(1.7, 0.8), grown(1.4)
    found = optimum(1.7, 0.8, path, design)
    other = asymptotics(task, Scaling(path.samples, path.widths, found.ridge * Leading(factor), path.noise), design)
    assert other is not None
    least = found.laws.errors.generalization_error
    assert other.errors.generalization_error.order == close(least.order)
    assert other.errors.generalization_error.amplitude > least.amplitude


CASES = {
    "ridge regression": ((), PLAIN),
    "wide": ((1.5,), PLAIN),
    "feature variance": ((0.5,), PLAIN),
    "structured": ((1.4,), Design((power_rows(0.7),))),
    "steep": ((1.4,), Design((power_rows(1.4),))),
    "layers": ((0.9, 0.52), Design((GAUSSIAN, ORTHOGONAL))),
    "relu": ((1.4,), Design((), activation("relu"))),
}


@pytest.mark.parametrize("case", CASES)
def test_the_exact_optimum_tends_to_the_law(case: str) -> None:
    orders, design = CASES[case]
    task, widths = power_law(1.7, 0.8), tuple(Leading(2.0, q) for q in orders)
    found = optimum(1.7, 0.8, Scaling(X, widths, NO, Leading(0.1)), design)
    P = np.array([1e8, 1e12, 1e16] if case == "steep" else [1e12, 1e16, 1e20])  # ridges within range
    points = Points(P, tuple(np.round(2 * P**q) for q in orders), np.zeros(3), np.full(3, 0.1))
    at = at_optimum(task, points, design)
    error = evaluate(task, at, design).errors.generalization_error
    for exact, law in [(at.ridge, found.ridge), (error, found.laws.errors.generalization_error)]:
        off = np.abs(exact / (law.amplitude * P**law.order) - 1)
        assert off[2] < 1e-3 or off[2] < 0.8 * off[1] < 0.8 * off[0], (law, off)


def test_the_best_ridge_at_fixed_samples_tends_to_a_number() -> None:
    """Along the width it is that of ridge regression."""
    found = optimum(1.5, 0.8, Scaling(Leading(50.0), (X,), NO, Leading(0.1)))
    points = Points(np.array([50.0]), (), np.zeros(1), np.array([0.1]))
    best = at_optimum(power_law(1.5, 0.8), points)
    assert found.ridge.order == close(0)
    assert found.ridge.amplitude == pytest.approx(best.ridge[0], rel=1e-5)


def test_an_average_wants_less_ridge() -> None:
    """Members with samples of their own average the noise."""
    design = Design(ensemble=Ensemble("samples", 0.0))
    lonely = optimum(1.5, 0.4, grown(inf))
    many = optimal_ridge_law(power_law(1.5, 0.4), Scaling(X, (), NO, Leading(0.1), Leading(10.0)), design)
    assert many is not None
    assert many.ridge.order == close(lonely.ridge.order)
    assert many.ridge.amplitude < lonely.ridge.amplitude


def test_logarithms_have_no_law() -> None:
    assert optimal_ridge_law(power_law(1.5, 1.0), grown(inf)) is None


def test_noise_that_grows_is_not_worth_learning() -> None:
    path = Scaling(X, (), NO, Leading(0.1, 1.5))
    assert optimal_ridge_law(power_law(1.5, 0.4), path) is None

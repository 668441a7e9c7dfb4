"""Exact local exponents against finite differences of the exact errors, and against known asymptotic exponents."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.risk.local import Rates, local_exponents
from tests.theory.support import INF, column, examples, levels, points, power_law

STEP = 1e-4
STENCIL = STEP * np.array([-2.0, -1, 0, 1, 2])
NAMES = (*TERMS, "generalization_error", "test_error", "train_error", "gamma1")


def along(center: Points, rates: Rates, log_x: np.ndarray) -> Points:
    """The points of a path through a single point; what is 0 or inf stays so."""
    X = np.exp(log_x)
    widths = tuple(N * X**rate for N, rate in zip(center.widths, rates.widths, strict=True))
    return Points(
        center.samples * X**rates.samples, widths, center.ridge * X**rates.ridge, center.noise * X**rates.noise
    )


def differences(task: Task, center: Points, rates: Rates) -> dict[str, float]:
    """-dlog E/dlog X by the five-point rule, nan where E is 0 or infinite on the way."""
    result = evaluate(task, along(center, rates, STENCIL))
    slopes = {}
    for name in NAMES:
        values = column(result, name)
        with np.errstate(all="ignore"):
            a, b, _, d, e = np.log(values)
            slopes[name] = -(a - 8 * b + 8 * d - e) / (12 * STEP) if np.all(values > 0) else np.nan
    return slopes


def assert_slopes(task: Task, center: Points, rates: Rates) -> None:
    exact, approximate = local_exponents(task, center, rates), differences(task, center, rates)
    for name in NAMES:
        got, want = float(exact[name][0]), approximate[name]
        if np.isfinite(want):
            assert abs(got - want) <= 1e-7 * max(1, abs(want)), (name, got, want)


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    if draw(st.booleans()):
        alpha, r = draw(st.floats(1.05, 4)), draw(st.floats(0.1, 2.5))
        return power_law(alpha, r, draw(st.sampled_from([INF, 1e5, 40.0])), scale=draw(st.floats(0.1, 10)))
    number = draw(st.integers(1, 4))
    steps = np.array(draw(st.lists(st.floats(0.1, 4), min_size=number, max_size=number)))
    m = np.array(draw(st.lists(st.integers(1, 300), min_size=number, max_size=number)), float)
    w2 = np.array(draw(st.lists(st.floats(0.01, 10), min_size=number, max_size=number)))
    return levels(10.0 ** -np.cumsum(steps), m, w2)


counts = st.floats(0.5, 5).map(lambda x: 10.0**x)
ridges = st.one_of(st.just(0.0), st.floats(-20, 0).map(lambda x: 10.0**x))
noises = st.one_of(st.just(0.0), st.floats(0.01, 1))
rate = st.one_of(st.just(0.0), st.floats(-1.5, 1.5))


@examples(150)
@given(
    task=tasks(),
    P=counts,
    N=st.one_of(counts, st.none()),
    ridge=ridges,
    noise=noises,
    rates=st.tuples(rate, rate, rate, rate),
)
def test_finite_differences(
    task: Task, P: float, N: float | None, ridge: float, noise: float, rates: tuple[float, float, float, float]
) -> None:
    widths = () if N is None else (N,)
    counts_used = sorted([P, *widths, task.modes])
    # next to a threshold without much ridge there is a peak that may be narrower than the stencil
    assume(ridge > 1e-6 or all(b > 1.01 * a for a, b in pairwise(counts_used)))
    path = Rates(rates[0], () if N is None else (rates[1],), rates[2], rates[3])
    assert_slopes(task, points(P, *widths, ridge=ridge, noise=noise), path)


TASK = power_law(1.6, 0.7)
PATHS = [
    Rates(samples=1, widths=(0.0,)),
    Rates(widths=(1.0,)),
    Rates(widths=(0.0,), ridge=-1),
    Rates(samples=1, widths=(1.0,)),
    Rates(samples=1, widths=(0.6,), ridge=-0.9, noise=-0.2),
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("P", "N"), [(30, 200), (200, 30), (30, INF), (INF, 30)])
@pytest.mark.parametrize("ridge", [0.0, 1e-9, 1e-3])
def test_corners(path: Rates, P: float, N: float, ridge: float) -> None:
    """Ridgeless, kernel limit, population limit."""
    assert_slopes(TASK, points(P, N, ridge=ridge, noise=0.2), path)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("ridge", [1e-3, 1e-2, 0.3])
def test_at_the_interpolation_threshold(path: Rates, ridge: float) -> None:
    """P = N exactly, with ridge."""
    assert_slopes(TASK, points(60, 60, ridge=ridge, noise=0.2), path)


@pytest.mark.parametrize("ridge", [1e-24, 1e-30])
def test_peak_at_small_ridge(ridge: float) -> None:
    """P = N: E_g ~ lambda^(-1/2) while kappa2 stands still."""
    exponents = local_exponents(TASK, points(60, 60, ridge=ridge, noise=0.2), Rates(widths=(0.0,), ridge=1.0))
    assert exponents["generalization_error"][0] == pytest.approx(0.5, rel=1e-9)
    assert exponents["bias2"][0] == pytest.approx(0, abs=1e-9)
    assert exponents["train_error"][0] == pytest.approx(-0.5, rel=1e-9)


@pytest.mark.parametrize(("alpha", "r"), [(1.2, 0.3), (1.5, 0.7), (2.5, 1.6)])
def test_power_laws_far_out(alpha: float, r: float) -> None:
    """Ridgeless kernel regression: B ~ P^(-2 alpha min(r, 1)), and a flat noise plateau."""
    exponents = local_exponents(power_law(alpha, r), points(1e12, noise=0.1), Rates(samples=1.0))
    assert exponents["bias2"][0] == pytest.approx(2 * alpha * min(r, 1), abs=1e-4)
    assert exponents["var_samples_noise"][0] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("P", [10.0, 1000.0, 1e7])
def test_more_samples_than_modes(P: float) -> None:
    """sigma^2 D/(P - D): -dlog/dlog P = P/(P - D); the signal has no slope, being exactly 0."""
    D = 7.0
    task = levels([1, 0.2], [3, 4], [1, 1])
    for widths in ((), (50.0,)):
        path = Rates(1.0, tuple(0.0 for _ in widths))
        exponents = local_exponents(task, points(P, *widths, noise=0.3), path)
        if not widths or widths[0] > D:
            assert exponents["var_samples_noise"][0] == pytest.approx(P / (P - D), rel=1e-12)
        assert np.isnan(exponents["bias2"][0])


def test_terms_that_are_nothing_have_no_slope() -> None:
    exponents = local_exponents(TASK, points(30), Rates(samples=1.0))
    for name in ("var_features", "var_samples_features", "var_samples_noise", "var_samples_features_noise"):
        assert np.isnan(exponents[name][0])
    diverging = local_exponents(TASK, points(60, 60, noise=0.1), Rates(samples=1.0, widths=(0.0,)))
    assert np.isnan(diverging["generalization_error"][0])


def test_many_points_at_once() -> None:
    P = np.geomspace(2, 1e6, 3000)
    path = Rates(1.0, (0.0,))
    together = local_exponents(TASK, points(P, 1000, ridge=1e-8, noise=0.1), path)
    for i in (0, 1500, 2999):
        alone = local_exponents(TASK, points(P[i], 1000, ridge=1e-8, noise=0.1), path)
        for name in NAMES:
            assert together[name].shape == (3000,)
            assert together[name][i] == pytest.approx(alone[name][0], rel=1e-11)

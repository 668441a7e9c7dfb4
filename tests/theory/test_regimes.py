"""Stretches of a sweep: the feature-variance window, crossovers, and the descents of a gapped spectrum."""

from __future__ import annotations

from itertools import groupby, pairwise
from math import exp, gamma, inf, isnan, log, pi, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import zeta

from scalecalc.arrays import Floats
from scalecalc.theory.laws.growth import Scaling
from scalecalc.theory.laws.resolution import MODES, RIDGE, SAMPLES
from scalecalc.theory.leading import Leading
from scalecalc.theory.modes.tasks import Modes
from scalecalc.theory.points import Points
from scalecalc.theory.regimes.names import LEARNED, THRESHOLD, regime_name
from scalecalc.theory.regimes.observed import observed_regimes, observed_stretches
from scalecalc.theory.regimes.stretches import Stretch, law_stretches
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.risk.local import Rates, local_exponents
from scalecalc.theory.spectra.power_law import PowerLaw
from tests.theory.support import answer, examples, levels, points, power_law

TOTAL = "generalization_error"
X = Leading(1.0, 1.0)
NO = Leading(0.0)
FEATURE_TERMS = ("var_features", "var_samples_features")
SIGNAL_TERMS = ("bias2", "var_samples")
SMOOTH = [(1.5, 1.2), (1.5, 0.8), (2.0, 0.7), (1.2, 2.0), (3.0, 0.9)]  # r > 1/2
ROUGH = [(1.5, 0.4), (2.0, 0.2), (1.2, 0.45), (3.0, 0.3)]  # r < 1/2


def C(alpha: float) -> float:  # noqa: N802
    """z ~ C kappa^(-1/alpha)."""
    return pi / alpha / sin(pi / alpha)


def bias_factor(alpha: float, r: float) -> float:
    """B ~ this times kappa^(2 min(r,1))."""
    return gamma(2 * r) * gamma(2 - 2 * r) / alpha if r < 1 else float(zeta(1 + 2 * alpha * (r - 1)))


def along_samples(width: float | None = None, ridge: float | Leading = 0.0, noise: float = 0.0) -> Scaling:
    widths = () if width is None else (Leading(width),)
    return Scaling(X, widths, ridge if isinstance(ridge, Leading) else Leading(ridge), Leading(noise))


def crossovers(stretches: list[Stretch]) -> list[float]:
    return [stretch.stop for stretch in stretches[:-1]]


def regimes(stretches: list[Stretch]) -> list[str]:
    return [stretch.regime for stretch in stretches]


# --- the feature-variance window


def window(task: PowerLaw, N: float) -> Stretch:
    """The one stretch that feature variance rules."""
    stretches = law_stretches(task, along_samples(N), 1, 100 * N)
    (found,) = (stretch for stretch in stretches if stretch.regime == "feature variance")
    return found


@pytest.mark.parametrize(("alpha", "r"), SMOOTH)
def test_the_feature_variance_window(alpha: float, r: float) -> None:
    """It is N^(1/(1 + alpha (2 rhat - 1))) < P < N, and within E ~ P^-(alpha - 1)."""
    task, rhat = power_law(alpha, r), min(r, 1)
    windows = {N: window(task, N) for N in (1e12, 1e16, 1e20)}
    for N, found in windows.items():
        assert found.stop == N
        assert found.term in FEATURE_TERMS
        assert found.exponent == pytest.approx(alpha - 1)
    power = 1 / (1 + alpha * (2 * rhat - 1))
    for (N1, first), (N2, second) in pairwise(windows.items()):
        assert log(second.start / first.start) / log(N2 / N1) == pytest.approx(power, rel=0.03)


@pytest.mark.parametrize(("alpha", "r"), SMOOTH)
@pytest.mark.parametrize("N", [1e4, 1e8])
def test_where_the_window_begins(alpha: float, r: float, N: float) -> None:
    """Where bias and features' variance are equal; for wide models alpha B = T P/N at kappa = (C/P)^alpha."""
    P = window(power_law(alpha, r), N).start
    errors = answer(power_law(alpha, r), P, N)
    signal, features = (sum(errors[term] for term in group) for group in (SIGNAL_TERMS, FEATURE_TERMS))
    assert signal == pytest.approx(features, rel=1e-8)
    kappa = (C(alpha) / P) ** alpha
    by_laws = alpha * bias_factor(alpha, r) * kappa ** (2 * min(r, 1))
    assert by_laws / (kappa * float(zeta(1 + alpha * (2 * r - 1))) * P / N) == pytest.approx(1, abs=0.7)


@pytest.mark.parametrize(("alpha", "r"), SMOOTH)
def test_the_exact_errors_agree_about_the_window(alpha: float, r: float) -> None:
    """A factor of 30 inside each stretch its own terms are the largest, and fall with its exponent."""
    task, N = power_law(alpha, r), 1e10
    found = window(task, N)
    before, inside, last = (answer(task, P, N) for P in (found.start / 30, found.start * 30, N / 30))
    assert sum(before[term] for term in SIGNAL_TERMS) > 3 * sum(before[term] for term in FEATURE_TERMS)
    for errors in (inside, last):
        assert sum(errors[term] for term in FEATURE_TERMS) > 3 * sum(errors[term] for term in SIGNAL_TERMS)
    middle = points(np.sqrt(found.start * found.stop), N)
    local = local_exponents(task, middle, Rates(1.0, (0.0,)))[TOTAL][0]
    assert local == pytest.approx(alpha - 1, abs=0.1)


@pytest.mark.parametrize(("alpha", "r"), ROUGH)
@pytest.mark.parametrize("N", [1e4, 1e8])
def test_a_flank_for_rough_targets(alpha: float, r: float, N: float) -> None:
    """r < 1/2: feature variance is in a fixed proportion to the bias, T P/(N-P) : alpha B = P/(N-P) : alpha (1 - 2r).

    So it is ahead only on the flank of the peak at P = N, from a fixed fraction of N on, however wide the model.
    """
    task, ratio = power_law(alpha, r), alpha * (1 - 2 * r)
    stretches = law_stretches(task, along_samples(N), 1, 100 * N)
    assert regimes(stretches) == ["signal limited, source", "feature variance", "width limited, source"]
    begin, end = crossovers(stretches)
    assert end == N
    if ratio > 0.15:  # nearer to r = 1/2 the proportion is far from fixed
        assert begin == pytest.approx(N * ratio / (1 + ratio), rel=0.1)
    for P in (10.0, N / 1000, N / 30):
        errors = answer(task, P, N)
        assert sum(errors[term] for term in SIGNAL_TERMS) > sum(errors[term] for term in FEATURE_TERMS)


def test_a_wide_model_closes_the_window() -> None:
    """N = P^q with q beyond 1 + alpha (2 rhat - 1): the features cost nothing."""
    task = power_law(1.5, 1.2)
    for q, ruled in [(2.4, True), (2.6, False)]:
        path = Scaling(X, (Leading(1.0, q),), NO, NO)
        last = law_stretches(task, path, 1e3, 1e30)[-1]
        assert (last.regime == "feature variance") == ruled
        assert last.exponent == pytest.approx(1.5 - 1 + q if ruled else 3)


# --- ridge and noise


@pytest.mark.parametrize(("alpha", "r"), [*SMOOTH, *ROUGH])
@pytest.mark.parametrize(("ridge", "scale"), [(1e-6, 1.0), (1e-4, 1.0), (1e-4, 30.0)])
def test_the_ridge_kicks_in(alpha: float, r: float, ridge: float, scale: float) -> None:
    """At P = C (scale/lambda)^(1/alpha), where the samples would resolve as much as the ridge allows."""
    task = power_law(alpha, r, scale=scale)
    before, after = law_stretches(task, along_samples(ridge=ridge), 1, 1e15)
    assert before.regime.startswith("signal limited")
    assert after.regime.startswith("ridge limited")
    assert before.stop == after.start == pytest.approx(C(alpha) * (scale / ridge) ** (1 / alpha), rel=1e-12)
    assert (before.exponent, after.exponent) == (pytest.approx(2 * alpha * min(r, 1)), 0)
    saturated = answer(task, 1e4 * after.start, ridge=ridge)["df1"]
    assert saturated == pytest.approx(after.start, rel=2e-3, abs=1)


@pytest.mark.parametrize(("alpha", "r"), [*SMOOTH, *ROUGH])
def test_the_noise_plateau(alpha: float, r: float) -> None:
    """Ridgeless: where alpha B falls below sigma^2 (alpha - 1)."""
    task, rhat = power_law(alpha, r), min(r, 1)
    for noise in (1e-6, 1e-10):
        before, after = law_stretches(task, along_samples(noise=noise), 1, 1e15)
        assert after.regime == "noise plateau"
        assert (after.term, after.exponent) == ("var_samples_noise", 0)
        errors = answer(task, before.stop, noise=noise)
        assert sum(errors[term] for term in SIGNAL_TERMS) == pytest.approx(errors["var_samples_noise"], rel=1e-8)
        power = 2 * alpha * rhat
        amplitude = alpha * bias_factor(alpha, r) * C(alpha) ** power
        by_laws = (amplitude / (noise * (alpha - 1))) ** (1 / power)
        assert before.stop == pytest.approx(by_laws, rel=0.1, abs=1.5)


@pytest.mark.parametrize(("alpha", "r"), [(1.5, 0.4), (2.0, 0.8), (1.5, 1.4)])
def test_noise_under_a_ridge_law(alpha: float, r: float) -> None:
    """lambda = P^-l: bias and noise cross at P ~ (sigma^2)^(-1/(2 l rhat - 1 + l/alpha))."""
    task, rhat = power_law(alpha, r), min(r, 1)
    l = 0.7 * alpha  # noqa: E741
    cuts = []
    for noise in (1e-10, 1e-14):
        before, after = law_stretches(task, along_samples(ridge=Leading(1.0, -l), noise=noise), 30, 1e30)
        assert before.regime.startswith("ridge limited")
        assert after.regime == "noise mitigated by ridge"
        assert after.exponent == pytest.approx(1 - l / alpha)
        at = before.stop
        errors = answer(task, at, ridge=at**-l, noise=noise)
        assert sum(errors[term] for term in SIGNAL_TERMS) == pytest.approx(errors["var_samples_noise"], rel=1e-8)
        cuts.append(at)
    assert log(cuts[1] / cuts[0]) / log(1e4) == pytest.approx(1 / (2 * l * rhat - 1 + l / alpha), rel=0.02)


def test_too_strong_a_ridge_law_keeps_the_noise_down() -> None:
    """l < alpha/(1 + 2 alpha rhat): the bias stays the largest."""
    task = power_law(1.5, 0.4)
    (only,) = law_stretches(task, along_samples(ridge=Leading(1.0, -0.6), noise=0.01), 1e4, 1e30)
    assert only.regime == "ridge limited, source"


def test_narrow_models_mitigate_noise() -> None:
    """P beyond N: the noise is averaged, sigma^2 N/P, until the width itself is what is left."""
    task = power_law(3.0, 0.4)
    stretches = law_stretches(task, along_samples(1e4, noise=0.1), 10, 1e20)
    assert regimes(stretches)[-3:] == ["noise plateau", "noise mitigated by width", "width limited, source"]
    assert [stretch.exponent for stretch in stretches[-2:]] == [1, 0]
    assert stretches[-2].start == 1e4
    plateau = answer(task, 1e18, 1e4, noise=0.1)[TOTAL]
    assert stretches[-1].start == pytest.approx(0.1 * 1e4 / plateau, rel=1e-2)


# --- thresholds and ridges that learn nothing


def test_at_the_threshold_without_ridge() -> None:
    """N = P: the risk is infinite all along."""
    (only,) = law_stretches(power_law(1.5, 0.7), Scaling(X, (X,), NO, NO), 10, 1e6)
    assert only.regime == THRESHOLD


def test_towards_the_threshold() -> None:
    """N = P = 100: as lambda -> 0 the error grows like lambda^(-1/2)."""
    path = Scaling(Leading(100.0), (Leading(100.0),), X.power(-1), NO)
    assert law_stretches(power_law(1.5, 0.7), path, 1, 1e12)[-1].exponent == pytest.approx(-0.5)


def test_a_growing_ridge_learns_nothing() -> None:
    stretches = law_stretches(power_law(1.5, 0.7), along_samples(ridge=Leading(1.0, 0.5)), 1e3, 1e9)
    assert stretches[-1].regime == "nothing learned"
    assert stretches[-1].exponent == 0


# --- stretches as such


def test_finitely_many_modes_end_the_descent() -> None:
    """Beyond D samples every mode is learned, and only the noise is left to average."""
    task = power_law(1.5, 0.4, modes=1e4)
    *_, last = law_stretches(task, along_samples(ridge=1e-9, noise=0.1), 10, 1e7)
    assert (last.start, last.regime, last.exponent) == (1e4, "noise mitigated by samples", 1)
    middle = points(np.sqrt(last.start * last.stop), ridge=1e-9, noise=0.1)
    assert local_exponents(task, middle, Rates(1.0))[TOTAL][0] == pytest.approx(1, abs=0.1)


counts = st.one_of(st.none(), st.floats(5, 1e8))


@examples(150)
@given(
    st.floats(1.1, 3),
    st.sampled_from([0.2, 0.4, 0.5, 0.7, 1.0, 1.5]),
    counts,
    st.one_of(st.just(0.0), st.floats(1e-12, 1), st.builds(Leading, st.just(1.0), st.floats(-4, -0.1))),
    st.sampled_from([0.0, 1e-6, 0.1]),
    st.sampled_from([inf, 1e3, 1e9]),
    st.floats(1, 100),
    st.floats(2, 1e10),
)
def test_stretches_tile_the_sweep(
    alpha: float,
    r: float,
    width: float | None,
    ridge: float | Leading,
    noise: float,
    modes: float,
    low: float,
    ratio: float,
) -> None:
    stretches = law_stretches(power_law(alpha, r, modes), along_samples(width, ridge, noise), low, low * ratio)
    check_tiles(stretches, low, low * ratio)
    for stretch in stretches:
        if stretch.regime == LEARNED:  # P > D without ridge or noise: no error at all
            assert (ridge, noise, stretch.start >= modes, stretch.term) == (0.0, 0.0, True, "")
        else:
            assert stretch.term in TERMS
            assert not isnan(stretch.exponent)
    if not noise:
        assert not any("noise" in stretch.regime for stretch in stretches)
    if width is None:
        assert not any("feature" in stretch.regime or "width" in stretch.regime for stretch in stretches)


def check_tiles(stretches: list[Stretch], low: float, high: float) -> None:
    """No gap, no overlap, no empty stretch, and no two neighbours that are the same."""
    assert (stretches[0].start, stretches[-1].stop) == (low, high)
    assert all(stretch.start < stretch.stop for stretch in stretches)
    for a, b in pairwise(stretches):
        assert a.stop == b.start
        assert (a.regime, a.term, a.exponent) != (b.regime, b.term, b.exponent)


@examples(40)
@given(
    st.sampled_from([(1.5, 0.3), (2.0, 0.8), (1.4, 1.5)]),
    st.one_of(st.none(), st.just(1e10)),
    st.sampled_from([0.0, 1e-18, 1e-8]),
    st.sampled_from([0.0, 1e-9]),
)
def test_the_largest_term_well_inside(
    law: tuple[float, float], width: float | None, ridge: float, noise: float
) -> None:
    """Where a stretch is wide, the exact errors name the same group of terms in its middle."""
    groups = (SIGNAL_TERMS, FEATURE_TERMS, ("var_samples_noise", "var_samples_features_noise"))
    task = power_law(*law)
    widths = () if width is None else (width,)
    for stretch in law_stretches(task, along_samples(width, ridge, noise), 1e2, 1e16):
        if stretch.stop / stretch.start > 1e4:
            middle = exp((log(stretch.start) + log(stretch.stop)) / 2)
            exact = answer(task, middle, *widths, ridge=ridge, noise=noise)
            (own,) = (group for group in groups if stretch.term in group)
            largest = max(groups, key=lambda group: sum(exact[term] for term in group))
            assert own == largest, stretch


# --- names


@pytest.mark.parametrize(
    ("term", "limits", "source", "name"),
    [
        ("bias2", (SAMPLES,), 0.4, "signal limited, source"),
        ("var_samples", (SAMPLES,), 1.4, "signal limited, capacity"),
        ("bias2", (RIDGE,), 0.99, "ridge limited, source"),
        ("bias2", (RIDGE,), 1.0, "ridge limited, capacity"),
        ("var_features", ("width 1",), 0.4, "width limited, source"),
        ("var_features", ("width 1",), 0.6, "width limited, capacity"),
        ("var_features", (SAMPLES,), 0.7, "feature variance"),
        ("var_features", (RIDGE,), 0.7, "feature variance, ridge limited"),
        ("var_samples_noise", (SAMPLES,), 0.7, "noise plateau"),
        ("var_samples_noise", (RIDGE,), 0.7, "noise mitigated by ridge"),
        ("var_samples_noise", ("width 1",), 0.7, "noise mitigated by width"),
        ("var_samples_noise", (MODES,), 0.7, "noise mitigated by samples"),
        ("bias2", (SAMPLES, RIDGE), 0.4, "signal and ridge limited, source"),
        ("bias2", (SAMPLES,), None, "signal limited"),
        ("bias2", ("width 1", "width 2"), 0.4, "width limited, source"),
    ],
)
def test_names(term: str, limits: tuple[str, ...], source: float | None, name: str) -> None:
    assert regime_name(term, limits, source) == name


@pytest.mark.parametrize(
    ("term", "limits", "order", "name"),
    [
        ("var_samples_noise", (SAMPLES,), 0.0, "noise plateau"),
        ("var_samples_noise", (SAMPLES,), -0.5, "noise limited"),  # label noise that falls with P
        ("var_samples_noise", (SAMPLES,), None, "noise limited"),
        ("var_samples_features_noise", (SAMPLES, "width 1"), 0.25, "noise raised by features"),
        ("var_samples_features_noise", (SAMPLES,), -1.0, "noise limited"),
    ],
)
def test_no_plateau_that_moves(term: str, limits: tuple[str, ...], order: float | None, name: str) -> None:
    assert regime_name(term, limits, 0.7, order) == name


# --- spectra without laws

GAPPED = levels([1, 1e-2, 1e-5], [10, 100, 10_000], [1e-2, 1, 100])
LOW, HIGH = 1.0, 20_000.0


def gapped_points(x: Floats) -> Points:
    return points(x, ridge=1e-8)


@pytest.fixture(scope="module")
def descents() -> list[Stretch]:
    return observed_stretches(GAPPED, gapped_points, Rates(1.0), LOW, HIGH)


def test_every_descent_is_told_apart(descents: list[Stretch]) -> None:
    check_tiles(descents, LOW, HIGH)
    rising = [stretch.regime.endswith(", rising") for stretch in descents]
    assert [up for up, _ in groupby(rising)] == [True, False, True, False]
    assert all(isnan(stretch.exponent) for stretch in descents)
    peaks = [a.stop for a, up, then in zip(descents, rising, rising[1:], strict=False) if up and not then]
    first_peak, second_peak = peaks
    assert 8 < first_peak < 14
    assert 100 < second_peak < 130


def test_turning_points_are_those_of_the_error(descents: list[Stretch]) -> None:
    """Bounds between falling and rising against the extremes on a dense grid."""
    x = np.geomspace(LOW, HIGH, 40_001)
    error = evaluate(GAPPED, gapped_points(x)).errors.generalization_error
    steps = np.sign(np.diff(error))
    turns = np.flatnonzero(steps[1:] != steps[:-1]) + 1
    rising = [stretch.regime.endswith(", rising") for stretch in descents]
    bounds = [a.stop for a, up, then in zip(descents, rising, rising[1:], strict=False) if up != then]
    assert len(bounds) == len(turns) == 3
    for bound, turn in zip(bounds, turns, strict=True):
        assert x[turn - 1] < bound < x[turn + 1]


def test_the_largest_term_in_every_descent(descents: list[Stretch]) -> None:
    for stretch in descents:
        x = np.geomspace(stretch.start, stretch.stop, 12)[1:-1]
        errors = evaluate(GAPPED, gapped_points(x)).errors
        terms = np.array([getattr(errors, term) for term in TERMS])
        assert {TERMS[i] for i in np.argmax(terms, axis=0)} == {stretch.term}


def test_a_bound_is_as_sharp_as_the_numbers(descents: list[Stretch]) -> None:
    bounds = np.array(crossovers(descents))
    labels = [
        [f"{regime}/{term}" for regime, term in observed_regimes(GAPPED, gapped_points(bounds * factor))]
        for factor in (1 - 1e-6, 1 + 1e-6)
    ]
    local = [
        local_exponents(GAPPED, gapped_points(bounds * factor), Rates(1.0))[TOTAL] > 0
        for factor in (1 - 1e-6, 1 + 1e-6)
    ]
    for i in range(bounds.size):
        assert labels[0][i] != labels[1][i] or local[0][i] != local[1][i]


def test_a_single_regime_is_one_stretch() -> None:
    isotropic = levels([1], [1000], [1e-3])
    (only,) = observed_stretches(isotropic, lambda x: points(x, ridge=100.0), Rates(1.0), 30, 1000)
    assert (only.start, only.stop, only.term) == (30, 1000, "bias2")
    assert only.regime == "ridge limited"


def test_the_threshold_has_a_name() -> None:
    isotropic = Modes(np.ones(1), np.full(1, 100.0), np.ones(1))
    assert [regime for regime, _ in observed_regimes(isotropic, points([50, 100, 200], noise=0.1))] == [
        "signal limited",
        "interpolation threshold",
        "noise mitigated by samples",
    ]

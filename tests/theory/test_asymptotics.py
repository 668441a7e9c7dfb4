"""Leading exponents and amplitudes: the master formulas, the phase diagram, closed forms, and the exact errors."""

from __future__ import annotations

from itertools import product
from math import gamma, inf, isnan, pi, sin, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mpmath import zeta

from scalecalc.theory.laws.asymptotics import Asymptotics, asymptotics
from scalecalc.theory.laws.growth import Scaling
from scalecalc.theory.laws.resolution import NOTHING, RIDGE, SAMPLES
from scalecalc.theory.leading import Leading
from scalecalc.theory.numerics.powersum import capacity_constant
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.spectra.power_law import PowerLaw
from tests.theory.support import INF, answer, direct_sums, examples, power_law, written_out

TOTAL = "generalization_error"
SIGNAL, NOISE = TERMS[:4], TERMS[4:]
X = Leading(1.0, 1.0)
NO = Leading(0.0)
ENDLESS = Leading(inf)

alphas = st.floats(1.05, 4)
sources = st.floats(0.05, 2.5).filter(lambda r: min(abs(r - 0.5), abs(r - 1)) > 0.02)
ridge_exponents = st.floats(0.05, 6)
width_exponents = st.floats(0.05, 3).filter(lambda q: abs(q - 1) > 0.01)  # P ~ N without ridge is a peak, not a law


def laws(task: PowerLaw, path: Scaling) -> Asymptotics:
    found = asymptotics(task, path)
    assert found is not None
    return found


def grown(l: float, q: float, noise: float = 0.1, P: Leading = X) -> Scaling:  # noqa: E741
    """lambda = P^-l, N = P^q; without features for q = inf."""
    widths = () if q == inf else (Leading(1.0, q),)
    return Scaling(P, widths, Leading(1.0, -l) if l < inf else NO, Leading(noise))


def exponent(found: Asymptotics, *terms: str) -> float:
    """The exponent of the sum of these terms: the slowest decay among those that are not zero."""
    return min(-law.order for law in (getattr(found.errors, term) for term in terms) if law.amplitude > 0)


def close(value: float) -> object:
    return pytest.approx(value, abs=1e-9)


# --- exponents


@examples(300)
@given(alphas, sources, ridge_exponents, width_exponents | st.just(inf))
def test_master_formulas(alpha: float, r: float, l: float, q: float) -> None:  # noqa: E741
    """E_g ~ P^-g_B + sigma^2 P^-g_V."""
    m = min(1, l / alpha, q)
    found = laws(power_law(alpha, r), grown(l, q))
    bias, fluctuation = 2 * alpha * m * min(r, 1), (2 * alpha * min(r, 0.5) - 1) * m + q
    assert exponent(found, *SIGNAL) == close(min(bias, fluctuation))
    assert exponent(found, *NOISE) == close(1 - m)
    assert exponent(found, TOTAL) == close(min(bias, fluctuation, 1 - m))


@examples(200)
@given(alphas, sources, ridge_exponents, width_exponents)
def test_exponents_of_the_terms(alpha: float, r: float, l: float, q: float) -> None:  # noqa: E741
    m = min(1, l / alpha, q)
    found = laws(power_law(alpha, r), grown(l, q))
    assert exponent(found, "bias2") == close(2 * alpha * m * min(r, 1))
    assert exponent(found, "var_features") == close((2 * alpha * min(r, 0.5) - 1) * m + q)
    assert exponent(found, "var_samples") == close(2 * alpha * m * min(r, 1) + 1 - m)
    assert exponent(found, "var_samples_noise") == close(1 - m)
    assert exponent(found, "var_samples_features_noise") == close((1 - m) + (q - m))


@examples(200)
@given(alphas, sources, ridge_exponents, width_exponents, st.booleans())
def test_phase_diagram(alpha: float, r: float, l: float, q: float, noisy: bool) -> None:  # noqa: E741
    """The smallest exponent of the groups of the phase diagram."""
    found = laws(power_law(alpha, r), grown(l, q, noise=0.1 if noisy else 0.0))
    groups = [
        2 * alpha * min(1, l / alpha) * min(1, r),
        (alpha - 1) * min(1, l / alpha) + q,
        2 * alpha * q * min(0.5, r),
    ]
    if noisy:
        groups.append(1 - min(1, l / alpha, q))
    assert exponent(found, TOTAL) == close(min(groups))


@examples(100)
@given(alphas, sources, ridge_exponents, width_exponents, st.floats(0.01, 10), st.floats(0.01, 10))
def test_amplitudes_do_not_change_exponents(
    alpha: float,
    r: float,
    l: float,  # noqa: E741
    q: float,
    c: float,
    scale: float,
) -> None:
    plain = laws(power_law(alpha, r), grown(l, q))
    path = Scaling(Leading(c, 1.0), (Leading(1 / c, q),), Leading(c, -l), Leading(0.1))
    scaled = laws(power_law(alpha, r, scale=scale, power_scale=1 / scale), path)
    for term in (*TERMS, TOTAL):
        assert getattr(scaled.errors, term).order == close(getattr(plain.errors, term).order)


@examples(100)
@given(alphas, sources, ridge_exponents, width_exponents, st.floats(0.2, 3))
def test_the_pace_along_the_path_does_not_matter(
    alpha: float,
    r: float,
    l: float,  # noqa: E741
    q: float,
    pace: float,
) -> None:
    """The same way in terms of X = P^(1/pace) has the exponents in proportion and the same amplitudes."""
    task, path = power_law(alpha, r), grown(l, q)
    quick = Scaling(*(_quick(value, pace) for value in (path.samples, path.widths, path.ridge, path.noise)))
    for term in (*TERMS, TOTAL):
        one, other = getattr(laws(task, path).errors, term), getattr(laws(task, quick).errors, term)
        assert other.order == close(one.order * pace)
        assert other.amplitude == pytest.approx(one.amplitude, rel=1e-9, abs=0)


def _quick(value: Leading | tuple[Leading, ...], pace: float) -> Leading | tuple[Leading, ...]:
    if isinstance(value, tuple):
        return tuple(_quick(v, pace) for v in value)
    return Leading(value.amplitude, value.order * pace)


@examples(100)
@given(alphas, sources, width_exponents)
def test_what_limits_the_resolution(alpha: float, r: float, q: float) -> None:
    task = power_law(alpha, r)
    assert laws(task, grown(inf, q)).limits == ((SAMPLES,) if q > 1 else ("width 1",))
    assert laws(task, grown(0.9 * alpha * min(q, 1), q)).limits == (RIDGE,)
    assert set(laws(task, grown(alpha, 2)).limits) == {SAMPLES, RIDGE}


# --- amplitudes in closed form


def bias_amplitude(task: PowerLaw) -> float:
    """B/power_scale ~ this times (kappa/scale)^(2 min(r,1))."""
    a, r = task.alpha, task.source
    return gamma(2 * r) * gamma(2 - 2 * r) / a if r < 1 else float(zeta(1 + 2 * a * (r - 1)))


def signal_amplitude(task: PowerLaw) -> float:
    """T/power_scale ~ this times (kappa/scale)^(min(2r,1))."""
    a, r = task.alpha, task.source
    return pi / a / sin(2 * pi * r) if r < 0.5 else float(zeta(1 + a * (2 * r - 1)))


@examples(60)
@given(alphas, sources, st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0.01, 3))
def test_ridgeless_ridge_regression(alpha: float, r: float, scale: float, power: float, noise: float) -> None:
    """E_g = alpha B + sigma^2 (alpha - 1) at kappa = scale (C/P)^alpha."""
    task = power_law(alpha, r, scale=scale, power_scale=power)
    found = laws(task, grown(inf, inf, noise=0.0)).errors
    C = pi / alpha / sin(pi / alpha)
    assert capacity_constant(alpha) == pytest.approx(C)
    B = power * bias_amplitude(task) * C ** (2 * alpha * min(r, 1))
    assert found.bias2.amplitude == pytest.approx(B, rel=1e-9)
    assert found.var_samples.amplitude == pytest.approx((alpha - 1) * B, rel=1e-9)
    assert found.generalization_error.amplitude == pytest.approx(alpha * B, rel=1e-9)
    assert found.train_error.amplitude == 0
    noisy = laws(task, grown(inf, inf, noise=noise)).errors.generalization_error
    assert (noisy.amplitude, noisy.order) == (pytest.approx(noise * (alpha - 1), rel=1e-9), 0)


@examples(60)
@given(alphas, sources, st.floats(0.1, 10))
def test_along_the_width_with_endless_samples(alpha: float, r: float, scale: float) -> None:
    """The width bottleneck: E_g = T at kappa = scale (C/N)^alpha; label noise averages out."""
    task = power_law(alpha, r, scale=scale)
    found = laws(task, Scaling(ENDLESS, (X,), NO, Leading(0.3)))
    total = found.errors.generalization_error
    assert -total.order == close(2 * alpha * min(r, 0.5))
    expected = signal_amplitude(task) * capacity_constant(alpha) ** (alpha * min(2 * r, 1))
    assert total.amplitude == pytest.approx(expected, rel=1e-9)
    assert found.limits == ("width 1",)
    assert all(getattr(found.errors, term).amplitude == 0 for term in ("var_samples", *NOISE))


@examples(60)
@given(alphas, sources, st.floats(0.1, 10))
def test_along_the_ridge_with_endless_samples(alpha: float, r: float, scale: float) -> None:
    """kappa = lambda and nothing fluctuates: E_g = B."""
    task = power_law(alpha, r, scale=scale)
    total = laws(task, Scaling(ENDLESS, (), X.power(-1), Leading(0.3))).errors.generalization_error
    assert -total.order == close(2 * min(r, 1))
    assert total.amplitude == pytest.approx(bias_amplitude(task) * scale ** (-2 * min(r, 1)), rel=1e-9)


def test_feature_variance() -> None:
    """Ridgeless with P << N: Var_F + Var_XF = T P/N."""
    task = power_law(1.5, 0.8)
    found = laws(task, grown(inf, 1.7)).errors
    amplitude = found.var_features.amplitude + found.var_samples_features.amplitude
    T = signal_amplitude(task) * capacity_constant(1.5) ** 1.5
    assert amplitude == pytest.approx(T, rel=1e-12)
    assert found.var_features.order == found.var_samples_features.order == close(1 - 1.5 - 1.7)


# --- logarithms


@pytest.mark.parametrize(("r", "term", "plain"), [(1.0, "bias2", "var_features"), (0.5, "var_features", "bias2")])
@pytest.mark.parametrize("alpha", [1.3, 2.5])
def test_logarithms(r: float, term: str, plain: str, alpha: float) -> None:
    """At r = 1: B ~ kappa^2 log(1/kappa)/alpha; at r = 1/2: T ~ kappa log(1/kappa)/alpha."""
    found = laws(power_law(alpha, r), Scaling(ENDLESS, (X,), NO, NO)).errors
    C = capacity_constant(alpha)
    law = getattr(found, term)
    power = 2 if term == "bias2" else 1
    assert (law.logs, law.order) == (1, close(-alpha * power))
    assert law.amplitude == pytest.approx(C ** (alpha * power))  # log(1/kappa)/alpha ~ log N
    assert getattr(found, plain).logs == 0


@pytest.mark.parametrize("r", [0.3, 0.49, 0.51, 0.8, 0.99, 1.01, 2.0])
def test_no_logarithm_elsewhere(r: float) -> None:
    found = laws(power_law(1.5, r), grown(1.2, 1.4)).errors
    assert all(getattr(found, term).logs == 0 for term in (*TERMS, TOTAL))


# --- exact errors far out

# The exponents are chosen apart: where two nearly tie, no X is far enough out.
POWER_LAWS = [(1.3, 0.2), (2.0, 0.35), (3.0, 0.5), (1.7, 0.7), (1.3, 1.0), (2.0, 1.5), (1.7, 2.2), (1.7, 0.5)]
WIDTHS = {
    "none": (),
    "N inf": (ENDLESS,),
    "N 50": (Leading(50.0),),
    "N P^0.4": (Leading(0.5, 0.4),),
    "N P^0.7": (Leading(2.0, 0.7),),
    "N P/2": (Leading(0.5, 1.0),),
    "N P": (X,),
    "N 2P": (Leading(2.0, 1.0),),
    "N P^1.6": (Leading(1.0, 1.6),),
    "N P^2.2": (Leading(2.0, 2.2),),
}
FAR = np.array([1e18, 1e24, 1e30])


def ridges(alpha: float) -> dict[str, Leading]:
    return {
        "no ridge": NO,
        "ridge 1e-3": Leading(1e-3),
        "ridge P^-.3": Leading(0.1, -0.3),
        "ridge P^-a/2": Leading(1.0, -alpha / 2),
        "ridge P^-a": Leading(0.1, -alpha),
        "ridge P^-1.7a": Leading(1.0, -1.7 * alpha),
        "ridge P^.5": Leading(1.0, 0.5),
    }


def values(law: Leading) -> np.ndarray:
    """A coordinate far out, where X^0 * inf is inf."""
    return law.amplitude * FAR**law.order if 0 < law.amplitude < inf else np.full(FAR.shape, law.amplitude)


def departure(task: PowerLaw, path: Scaling) -> list[str]:
    """What does not tend to its law, in words."""
    found = laws(task, path).errors
    point = Points(values(path.samples), tuple(values(w) for w in path.widths), values(path.ridge), values(path.noise))
    exact = evaluate(task, point)
    if not set(exact.status) <= {"ok", "diverges"}:
        return []  # so small a kappa has no exact errors to compare with
    compared = ((term, getattr(found, term), getattr(exact.errors, term)) for term in (*TERMS, TOTAL))
    return [f"{term}: {law}, exact {error}" for term, law, error in compared if not _tends(error, law)]


def _tends(error: np.ndarray, law: Leading) -> bool:
    """Exactly so for 0 and inf; for a power error/law -> 1; for a power with log X, the slope in log X does."""
    if law.amplitude in (0.0, inf):
        return bool(np.all(error == law.amplitude))
    ratio = error / (law.amplitude * FAR**law.order)
    if law.logs:
        assert law.logs == 1
        ratio = np.diff(ratio) / np.diff(np.log(FAR))
    *_, before, off = np.abs(ratio - 1)
    return bool(off < 1e-3 or off < 0.75 * before)


@pytest.mark.one_in(3)
@pytest.mark.parametrize(("alpha", "r"), POWER_LAWS)
@pytest.mark.parametrize("width", WIDTHS)
def test_exact_errors_tend_to_the_laws(alpha: float, r: float, width: str) -> None:
    task = power_law(alpha, r, scale=2.5 if r > 0.6 else 1.0, power_scale=0.3)
    problems = []
    for (name, ridge), noise in product(ridges(alpha).items(), [Leading(0.2), Leading(0.2, -0.4)]):
        problems += [f"{name}, {text}" for text in departure(task, Scaling(X, WIDTHS[width], ridge, noise))]
    assert not problems


@pytest.mark.one_in(3)
@pytest.mark.parametrize(("alpha", "r"), POWER_LAWS)
@pytest.mark.parametrize("samples", [30.0, inf])
def test_exact_errors_tend_to_the_laws_at_fixed_samples(alpha: float, r: float, samples: float) -> None:
    """Along the width, and along the ridge: as X -> infinity with P finite or infinite."""
    task = power_law(alpha, r, scale=2.5, power_scale=0.3)
    paths = [
        Scaling(Leading(samples), widths, ridge, Leading(0.2))
        for widths, ridge in product([(), (ENDLESS,), (X,), (Leading(50.0),), (Leading(30.0),)], ridges(alpha).values())
    ]
    problems = [f"{path}: {text}" for path in paths for text in departure(task, path)]
    assert not problems


# --- ties


@pytest.mark.parametrize("c", [0.01, 1.0, 30.0])
def test_samples_and_ridge_in_balance(c: float) -> None:
    """lambda = c P^-alpha: lambda = kappa (1 - z/P) leaves z = y P with c (C/y)^-alpha = 1 - y."""
    task = power_law(1.5, 0.4)
    found = laws(task, Scaling(X, (), Leading(c, -1.5), Leading(0.1)))
    far = answer(task, 1e15, ridge=c * 1e15**-1.5)
    y = far["df1"] / 1e15
    assert c * (y / capacity_constant(1.5)) ** 1.5 == pytest.approx(1 - y, rel=1e-4)
    assert set(found.limits) == {SAMPLES, RIDGE}
    assert 0 < found.errors.train_error.amplitude < inf


@pytest.mark.parametrize("r", [0.3, 1.4])
def test_the_optimal_ridge_law_ties_bias_and_noise(r: float) -> None:
    alpha, rhat = 1.5, min(r, 1)
    l = alpha / (1 + 2 * alpha * rhat)  # noqa: E741
    found = laws(power_law(alpha, r), grown(l, inf)).errors
    assert -found.bias2.order == close(2 * l * rhat)
    assert -found.generalization_error.order == close(2 * alpha * rhat / (1 + 2 * alpha * rhat))
    total = found.bias2.amplitude + found.var_samples_noise.amplitude
    assert found.generalization_error.amplitude == pytest.approx(total)


@pytest.mark.parametrize("delta", [-0.05, 0.05])
def test_any_other_ridge_law_is_slower(delta: float) -> None:
    task, best = power_law(1.5, 0.4), 1.5 / 2.2
    optimum = exponent(laws(task, grown(best, inf)), TOTAL)
    assert exponent(laws(task, grown(best + delta, inf)), TOTAL) < optimum - 0.01


# --- along width and ridge, where kappa stays finite


@pytest.mark.parametrize("ridge", [0.0, 0.02])
def test_along_the_width_at_finite_samples(ridge: float) -> None:
    """E_g tends to ridge regression's, what the features add falls like 1/N; ridgeless it is T P/N."""
    task = power_law(1.5, 0.8, modes=2000)
    limit = answer(task, 40, ridge=ridge, noise=0.3)
    found = laws(task, Scaling(Leading(40.0), (X,), Leading(ridge), Leading(0.3))).errors
    total = found.generalization_error
    assert (total.order, total.amplitude) == (0, pytest.approx(limit[TOTAL], rel=1e-12))
    assert found.bias2.amplitude == pytest.approx(limit["bias2"], rel=1e-12)
    for term in ("var_features", "var_samples_features", "var_samples_features_noise"):
        assert getattr(found, term).order == -1
        assert getattr(found, term).amplitude == pytest.approx(
            1e9 * answer(task, 40, 1e9, ridge=ridge, noise=0.3)[term], rel=1e-6
        )
    if not ridge:
        sums = direct_sums(written_out(task), limit["kappa2"])
        features = found.var_features.amplitude + found.var_samples_features.amplitude
        assert features == pytest.approx((sums["B"] + sums["T_B"]) * 40, rel=1e-9)
        assert found.var_samples_features_noise.amplitude == pytest.approx(0.3 * 40, rel=1e-9)


@pytest.mark.parametrize(("P", "N"), [(30.0, None), (30.0, 50.0), (50.0, 30.0), (30.0, 30.5)])
def test_along_the_ridge(P: float, N: float | None) -> None:
    """lambda -> 0 away from the threshold: the ridgeless error, exponent 0."""
    task = power_law(1.5, 0.4)
    widths = () if N is None else (N,)
    found = laws(task, Scaling(Leading(P), tuple(Leading(w) for w in widths), X.power(-1), Leading(0.3)))
    ridgeless = answer(task, P, *widths, noise=0.3)
    for term in (*TERMS, TOTAL):
        law = getattr(found.errors, term)
        if ridgeless[term] or law.amplitude:
            assert law.order == 0, term
            assert law.amplitude == pytest.approx(ridgeless[term], rel=1e-11), term
    assert found.limits == ((SAMPLES,) if N is None or P < N else ("width 1",))


@pytest.mark.parametrize(
    ("P", "N", "ridge", "limit"),
    [
        (X, ENDLESS, 0.02, RIDGE),
        (Leading(40.0), X, 1.0, RIDGE),
        (Leading(40.0), X, 1e-9, SAMPLES),
        (X, Leading(40.0), 1.0, RIDGE),
        (X, Leading(40.0), 1e-9, "width 1"),
    ],
)
def test_what_limits_a_finite_resolution(P: Leading, N: Leading, ridge: float, limit: str) -> None:
    found = laws(power_law(1.5, 0.4), Scaling(P, (N,), Leading(ridge), NO))
    counts = [inf if count.order else count.amplitude for count in (P, N)]
    assert found.limits == (limit,)
    assert found.resolved.amplitude == pytest.approx(answer(power_law(1.5, 0.4), *counts, ridge=ridge)["df1"])
    assert found.resolved.order == 0


@pytest.mark.parametrize(("alpha", "r"), [(1.5, 0.4), (2.0, 1.3), (1.2, 0.5)])
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_along_the_ridge_at_the_peak(alpha: float, r: float, noise: float) -> None:
    """P = N: E_g ~ (T + sigma^2)/2 sqrt(kappa2/lambda)."""
    task = power_law(alpha, r, modes=3000)
    found = laws(task, Scaling(Leading(40.0), (Leading(40.0),), X.power(-1), Leading(noise)))
    kappa = answer(task, 40, 40 * (1 + 1e-13))["kappa2"]
    sums = direct_sums(written_out(task), kappa)
    assert sums["z"] == pytest.approx(40, rel=1e-9)
    total = found.errors.generalization_error
    assert total.order == close(0.5)
    assert total.amplitude == pytest.approx((sums["B"] + sums["T_B"] + noise) / 2 * sqrt(kappa), rel=1e-8)
    assert set(found.limits) == {SAMPLES, "width 1"}
    near = answer(task, 40, 40, ridge=1e-16, noise=noise)[TOTAL]
    assert near == pytest.approx(total.at(1e16), rel=1e-5)


# --- the edges


@pytest.mark.parametrize(("alpha", "r"), [(1.5, 0.4), (2.0, 1.3)])
@pytest.mark.parametrize("count", [X, Leading(40.0), Leading(3.0, 0.5)])
def test_no_ridge_at_the_peak_diverges(alpha: float, r: float, count: Leading) -> None:
    found = laws(power_law(alpha, r), Scaling(count, (count,), NO, Leading(0.1)))
    assert found.errors.generalization_error.amplitude == inf
    assert found.errors.var_samples_features_noise.amplitude == inf
    assert 0 < found.errors.bias2.amplitude < inf
    assert answer(power_law(alpha, r), count.at(1e8), count.at(1e8), noise=0.1)[TOTAL] == inf


def test_no_noise_is_zero_even_at_the_peak() -> None:
    found = laws(power_law(1.5, 0.4), Scaling(X, (X,), NO, NO)).errors
    assert found.var_samples_noise.amplitude == found.var_samples_features_noise.amplitude == 0
    assert found.generalization_error.amplitude == inf


def test_a_growing_ridge_learns_nothing() -> None:
    """kappa = lambda -> infinity: E_g is all the target's power."""
    found = laws(power_law(1.5, 0.4, power_scale=0.3), Scaling(X, (), Leading(1.0, 0.5), Leading(0.2)))
    total = found.errors.generalization_error
    assert (total.order, total.amplitude) == (0, pytest.approx(0.3 * float(zeta(2.2)), rel=1e-12))
    assert found.limits == (NOTHING,)


def test_endless_samples_without_ridge_learn_everything() -> None:
    for widths in ((), (ENDLESS,)):
        found = laws(power_law(1.5, 0.4), Scaling(ENDLESS, widths, NO, Leading(0.2))).errors
        assert all(getattr(found, term).amplitude == 0 for term in (*TERMS, TOTAL))


def test_a_shrinking_count_has_no_law() -> None:
    task = power_law(1.5, 0.4)
    assert asymptotics(task, Scaling(X, (Leading(1.0, -0.1),), NO, NO)) is None
    assert asymptotics(task, Scaling(X.power(-1), (), NO, NO)) is None


@examples(60)
@given(alphas, st.floats(0.05, 2.5), ridge_exponents, st.floats(0.05, 3), st.sampled_from([0.0, 0.1]))
def test_the_total_is_the_sum_of_the_terms(alpha: float, r: float, l: float, q: float, noise: float) -> None:  # noqa: E741
    found = laws(power_law(alpha, r), grown(l, q, noise)).errors
    total = Leading(0.0)
    for term in TERMS:
        total = total + getattr(found, term)
    assume(total.amplitude < inf)
    assert not isnan(total.amplitude)
    assert found.generalization_error.order == close(total.order)
    assert found.generalization_error.amplitude == pytest.approx(total.amplitude, rel=1e-9)


@examples(40)
@given(alphas, st.floats(0.05, 2.5), ridge_exponents)
def test_infinite_width_is_ridge_regression(alpha: float, r: float, l: float) -> None:  # noqa: E741
    task = power_law(alpha, r)
    plain = laws(task, Scaling(X, (), Leading(1.0, -l), Leading(0.1))).errors
    wide = laws(task, Scaling(X, (ENDLESS,), Leading(1.0, -l), Leading(0.1))).errors
    assert plain == wide
    assert evaluate(task, Points(np.array([9.0]), (np.array([INF]),), np.ones(1), np.ones(1))).status[0] == "ok"

"""Spectra and targets that are functions of the rank: sums and answers against mpmath, at any rate, at one cost."""

from __future__ import annotations

from math import exp, inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.modes.nodes import mode_sums
from scalecalc.theory.modes.ranked import Ranked
from scalecalc.theory.modes.tasks import Modes
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import OUT_OF_RANGE, evaluate
from scalecalc.theory.spectra.power_law import PowerLaw
from tests.reference import mp_reference as ref
from tests.reference.mp_exponential import Exponential

FIELDS = ("z", "q", "z_q", "B", "T_B")

# rate, of the target: decay, rate; modes, kappa
CASES = [
    (0.19, 2.2, 0.0, inf, 1e-6),
    (0.19, 0.0, 0.38, inf, 1e-20),
    (0.2, 0.0, 3.0, inf, 1e-9),
    (0.05, 1.5, 0.0, inf, 1e-4),
    (0.05, 0.0, 0.1, 260.0, 1e-12),
    (0.01, 0.0, 0.02, inf, 1e-5),
    (0.01, 0.0, 1.0, 400.0, 1e-5),
    (0.1, 0.0, 0.05, 90.0, 1e-3),
    (1.0, 0.0, 0.5, inf, 1e-8),
    (0.5, 3.0, 0.0, 50.0, 1e-30),
    (100.0, 0.0, 1.0, inf, 1e-60),
    (0.003, 20.0, 0.0, inf, 1e-4),
    (0.19, 6.0, 0.0, inf, 1e-60),
    (1e-8, 1.2, 0.0, inf, 1e-3),
    (1e-8, 0.0, 3e-8, inf, 0.3),
    (1e-8, 0.0, 0.01, inf, 30.0),
]


def task_of(rate: float, decay: float, target_rate: float, modes: float) -> Ranked:
    return Ranked(Decay(2.0, rate=rate), Decay(1.5, exponent=decay, rate=target_rate), modes)


@pytest.mark.one_in(2)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_sums_over_the_modes(case: tuple[float, ...]) -> None:
    rate, decay, target_rate, modes, kappa = case
    with mp.workdps(25):
        want = Exponential(rate, decay, target_rate, modes, 2, 1.5).sums(mpf(kappa))
        wanted = [want.z, want.q, want.z - want.q, want.B, want.T - want.B]
    for lower in (1.0, 1e-3, 1e-9):  # nodes for other kappa as well
        nodes = task_of(rate, decay, target_rate, modes).nodes(kappa * lower)
        got = mode_sums(nodes, np.array([kappa]))
        for name, value in zip(FIELDS, wanted, strict=True):
            digits = 2e-15 if name in ("z", "q", "B") else 2e-13
            assert float(getattr(got, name)[0]) == pytest.approx(float(value), rel=digits), name


@pytest.mark.parametrize(
    ("alpha", "modes", "rate"), [(1.5, inf, 0.3), (1.05, inf, 1e-3), (3.0, 1e4, 2.0), (0.7, 3000, 0.01)]
)
def test_exponential_targets_of_power_laws(alpha: float, modes: float, rate: float) -> None:
    kappa = 1e-5
    got = mode_sums(Ranked(Decay(2.0, alpha), Decay(1.5, rate=rate), modes).nodes(kappa / 3), np.array([kappa]))
    k = np.arange(1.0, min(modes, 200 / rate) + 1)
    share = 1 / (1 + kappa / 2 * k**alpha)
    power = 1.5 * np.exp(-rate * k)
    assert got.B[0] == pytest.approx(float(np.sum(power * (1 - share) ** 2)), rel=1e-11)
    assert got.T_B[0] == pytest.approx(float(np.sum(power * share * (1 - share))), rel=1e-13)
    plain = mode_sums(PowerLaw(alpha, 2.0, modes, 2.0, 1.0).nodes(kappa / 3), np.array([kappa]))
    assert got.z[0] == pytest.approx(plain.z[0], rel=1e-14)
    assert got.q[0] == pytest.approx(plain.q[0], rel=1e-14)


@given(
    rate=st.floats(-60, 2), spread=st.floats(-250, 0), target=st.sampled_from([(1.5, 0.0), (0.0, 1e-3), (0.0, 50.0)])
)
def test_the_cost_is_flat(rate: float, spread: float, target: tuple[float, float]) -> None:
    task = Ranked(Decay(1.0, rate=10**rate), Decay(1.0, *target), inf)
    assert task.nodes(10.0**spread).count.size < 6000


POINTS = [(10.0, inf, 1e-3), (40.0, inf, 0.0), (25.0, 60.0, 1e-6), (100.0, 30.0, 0.0), (3.0, 7.0, 1e-9)]


@pytest.mark.long
@pytest.mark.parametrize("rate", [0.1, 0.7, 8.0])
@pytest.mark.parametrize(("P", "N", "ridge"), POINTS)
def test_whole_answers(rate: float, P: float, N: float, ridge: float) -> None:
    spectrum = Exponential(rate, target_rate=0.4 * rate)
    if min(P, N) * rate > 500:
        pytest.skip("out of the range of doubles")
    want = ref.predict(spectrum, P, N, ridge, 0.1, dps=40)  # type: ignore[arg-type]
    one = np.ones(1)
    widths = () if inf == N else (N * one,)
    got = evaluate(
        Ranked(Decay(1.0, rate=rate), Decay(1.0, rate=0.4 * rate), inf), Points(P * one, widths, ridge * one, 0.1 * one)
    )
    assert got.status[0] == "ok"
    assert got.kappa2[0] == pytest.approx(float(want["kappa2"]), rel=1e-12)
    for name in ("generalization_error", "bias2", "var_samples", "var_features", "var_samples_features", "train_error"):
        assert getattr(got.errors, name)[0] == pytest.approx(float(want[name]), rel=1e-12), name


def test_infinitely_many_modes_do_not_end_where_doubles_do() -> None:
    """e^(-50 k) underflows at k = 15; with more samples than that kappa is too small to be held, not 0."""
    task, one = Ranked(Decay(1.0, rate=50.0), Decay(1.0, rate=1.0), inf), np.ones(2)
    result = evaluate(task, Points(np.array([5.0, 1000.0]), (), 0 * one, one))
    assert result.status.tolist() == ["ok", OUT_OF_RANGE]
    assert task.dimension == task.nodes(1e-100).modes == inf
    assert not task.nodes(1e-100).complete


def test_few_modes_are_as_if_written_out() -> None:
    k, one = np.arange(1.0, 21), np.ones(4)
    task = Ranked(Decay(3.0, rate=0.3), Decay(2.0, rate=0.1), 20)
    written = Modes(3 * np.exp(-0.3 * k), np.ones(20), 2 * np.exp(-0.1 * k))
    points = Points(np.array([5.0, 19.0, 20.0, 40.0]), (), 0 * one, one)
    got, want = evaluate(task, points), evaluate(written, points)
    np.testing.assert_array_equal(got.status, want.status)
    np.testing.assert_allclose(got.errors.generalization_error, want.errors.generalization_error, rtol=1e-13)
    np.testing.assert_allclose([task.trace, task.effective_rank], [written.trace, written.effective_rank], rtol=1e-14)
    assert task.total_power == pytest.approx(written.total_power, rel=1e-14)
    head, tail = task.cut(5), float(np.sum(3 * np.exp(-0.3 * k[5:])))
    np.testing.assert_allclose(head.eigenvalue, written.eigenvalue[:5], rtol=1e-15)
    assert head.tail == pytest.approx(tail, rel=1e-14)


@given(st.floats(-8, 2), st.floats(0.5, 1e6), st.booleans())
def test_bounds_of_kappa_are_bounds(rate: float, resolved: float, endless: bool) -> None:
    a = 10**rate
    modes = inf if endless else np.ceil(resolved * 1.5) + 1
    task = Ranked(Decay(1.0, rate=a), Decay(1.0, rate=a), float(modes))
    if a * resolved > 500:
        return
    R = np.array([resolved])
    low, high = task.kappa_floor(R)[0], task.kappa_ceiling(R)[0]
    nodes = task.nodes(max(low, 1e-250) / 2)
    assert low == 0 or mode_sums(nodes, np.array([low])).z[0] >= resolved * (1 - 1e-12)
    assert mode_sums(nodes, np.array([high])).z[0] <= resolved * (1 + 1e-12)


def test_sums_of_decays() -> None:
    law = Decay(2.0, rate=0.3)
    assert law.total(3, 7) == pytest.approx(sum(2 * exp(-0.3 * k) for k in range(3, 8)), rel=1e-15)
    assert law.total(1, inf) == pytest.approx(2 * exp(-0.3) / (1 - exp(-0.3)), rel=1e-15)
    assert law.total(4, 3) == 0
    assert Decay(1.0, rate=1e-60).total(1, inf) == pytest.approx(1e60)

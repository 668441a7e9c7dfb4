"""Infinitely many modes too small to list: as a great many written out, and as mpmath has it."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
import pytest
from mpmath import mp

import scalecalc
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.modes.ranked import Ranked
from scalecalc.theory.modes.tasks import Modes, Task
from scalecalc.theory.modes.unresolved import Unresolved
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.risk.local import Rates, local_exponents
from scalecalc.theory.spectra.power_law import PowerLaw
from tests.reference import mp_reference as ref
from tests.reference.mp_exponential import Beside, Exponential

TRACE, POWER, MANY = 0.3, 0.05, 1e60
LEVELS: dict[str, Any] = {"kind": "levels", "values": [2, 0.5, 0.01], "multiplicities": [3, 17, 40]}
WRITTEN = {"values": [2, 0.5, 0.01, TRACE / MANY], "multiplicities": [3, 17, 40, MANY]}
MODELS: dict[str, dict[str, Any]] = {
    "ridge": {},
    "features": {"features": {"width": [10, 1000]}},
    "orthogonal": {"features": {"width": 30, "weights": "orthogonal"}},
    "layers": {"features": {"layers": [{"width": 50}, {"width": 20, "weights": {"kind": "power_law", "decay": 0.7}}]}},
    "noise": {"features": {"width": 40, "noise": 0.01}},
    "activation": {"features": {"width": 40, "activation": "tanh"}},
    "correlation": {"correlation": {"kind": "ar1", "rho": 0.6}},
    "ensemble": {"features": {"width": 30}, "ensemble": {"members": 3}},
}


@pytest.mark.parametrize("ridge", [0, 1e-6, 1.0, 1e-30])
@pytest.mark.parametrize("model", MODELS)
def test_as_a_tail_written_out(model: str, ridge: float) -> None:
    more = {"noise": 0.01, "samples": [1, 5, 20, 60, 100, 1e4, 1e8, 1e20], "ridge": ridge, **MODELS[model]}
    one = {
        "spectrum": LEVELS | {"unresolved": {"trace": TRACE, "power": POWER}},
        "target": {"kind": "levels", "weights": [1, 0.3, 2]},
    }
    other = {
        "spectrum": {"kind": "levels", **WRITTEN},
        "target": {"kind": "levels", "powers": [2, 0.15, 0.02, POWER / MANY]},
    }
    for command in (scalecalc.predict, scalecalc.decompose):
        got, want = command(one | more), command(other | more)
        for name in got:
            if isinstance(want[name][0], str):
                np.testing.assert_array_equal(got[name], want[name])
            else:
                np.testing.assert_allclose(got[name], want[name], rtol=2e-12, err_msg=name)


def few() -> Modes:
    return Modes(np.array([2.0, 0.5]), np.array([3.0, 17.0]), np.array([2.0, 0.4]))


SPECTRA: dict[str, tuple[Task, Any]] = {
    "levels": (few(), ref.Levels([2, 0.5], [3, 17], [2 / 3, 0.4 / 17])),
    "power law": (PowerLaw(1.5, 1.0, inf, 2.0, 1.0), ref.PowerLaw(1.5, 2.0)),
    "exponential": (Ranked(Decay(1.0, rate=0.5), Decay(1.0, rate=0.2), inf), Exponential(0.5, target_rate=0.2)),
}
POINTS = [(10.0, inf, 1e-3), (20.0, inf, 0.0), (30.0, 20.0, 0.0), (1e3, 60.0, 1e-8), (1e9, inf, 0.0), (5.0, 200.0, 3.0)]


@pytest.mark.long
@pytest.mark.parametrize("spectrum", SPECTRA)
@pytest.mark.parametrize(("P", "N", "ridge"), POINTS)
def test_against_the_reference(spectrum: str, P: float, N: float, ridge: float) -> None:
    task, reference = SPECTRA[spectrum]
    want = ref.predict(Beside(reference, 0.7, 0.3), P, N, ridge, 0.1, dps=40)  # type: ignore[arg-type]
    one = np.ones(1)
    got = evaluate(Unresolved(task, 0.7, 0.3), Points(P * one, () if inf == N else (N * one,), ridge * one, 0.1 * one))
    assert got.status[0] == "ok"
    for name in ("kappa2", "df1", "df2"):
        assert getattr(got, name)[0] == pytest.approx(float(want[name]), rel=1e-12), name
    for name in ("generalization_error", "bias2", "var_samples", "var_features", "var_samples_features", "train_error"):
        assert getattr(got.errors, name)[0] == pytest.approx(float(want[name]), rel=1e-12), name


@pytest.mark.parametrize("spectrum", SPECTRA)
def test_infinitely_many_samples_learn_all_that_can_be(spectrum: str) -> None:
    task, one = SPECTRA[spectrum][0], np.ones(2)
    for few, unlearned in ((task, 0.0), (Unresolved(task, 0.7, 0.3), 0.3)):
        alone = evaluate(few, Points(inf * one[:1], (), 0 * one[:1], 0.1 * one[:1]))
        result = evaluate(few, Points(inf * one, (), np.array([0.0, inf]), 0.1 * one))
        whole = task.total_power + unlearned
        assert alone.errors.generalization_error.tolist() == [unlearned]
        assert result.errors.generalization_error.tolist() == [unlearned, pytest.approx(whole, rel=1e-15)]
        assert result.df1.tolist() == [few.modes, 0]


def test_local_exponents_feel_it() -> None:
    """The slope of E_g along P, by differences of the reference."""
    spectrum = Beside(ref.Levels([2, 0.5], [3, 17], [2 / 3, 0.4 / 17]), 0.7, 0.3)
    with mp.workdps(40):
        low, high = (
            ref.predict(spectrum, 50 * mp.exp(x), inf, 1e-3, 0.1, dps=40)["generalization_error"]  # type: ignore[arg-type]
            for x in (mp.mpf("-1e-10"), mp.mpf("1e-10"))
        )
        want = float(-(mp.log(high) - mp.log(low)) / mp.mpf("2e-10"))
    one = np.ones(1)
    points = Points(50 * one, (), 1e-3 * one, 0.1 * one)
    got = local_exponents(Unresolved(few(), 0.7, 0.3), points, Rates(1.0, (), 0.0, 0.0))["generalization_error"]
    assert got[0] == pytest.approx(want, rel=1e-9)


def test_what_it_is_to_others() -> None:
    task = Unresolved(few(), 0.7, 0.3)
    assert task.dimension == task.modes == inf
    assert task.listed == 20
    assert task.power_law is None
    assert task.trace == pytest.approx(6 + 8.5 + 0.7)
    assert task.effective_rank == pytest.approx((6 + 8.5 + 0.7) ** 2 / (12 + 17 / 4))
    head = task.cut(5)
    assert head.tail == pytest.approx(15 * 0.5 + 0.7)
    assert head.tail_power == pytest.approx(0.3 + 0.4 * 15 / 17)


def test_a_power_law_beside_it_has_no_laws() -> None:
    spec = {
        "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": "inf", "unresolved": {"trace": 0.1}},
        "target": {"kind": "power_law", "r": 0.4},
        "ridge": 1e-3,
        "samples": {"from": 10, "to": 1e6, "points": 7},
    }
    table = scalecalc.exponents(spec)
    assert np.isnan(table["exponent"]).all()
    assert np.isfinite(table["local_exponent"][-1])
    assert len(scalecalc.regimes(spec)["regime"]) > 0

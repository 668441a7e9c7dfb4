"""Spectra that span more decades than a double has digits, in every model, against a reference in many digits."""

from math import gamma

import numpy as np
import pytest
from mpmath import mp, mpf

from scalecalc.arrays import Floats
from scalecalc.theory.matrices.design import PLAIN, Design, Ensemble
from scalecalc.theory.modes.tasks import Modes
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import Evaluation, evaluate
from scalecalc.theory.solver import edges
from scalecalc.theory.spectra.power_law import PowerLaw
from tests.kinds import GAUSSIAN, ORTHOGONAL, AdditiveNoise, activation, ar1, moments, power_correlation, power_rows
from tests.reference import mp_matrices as mpm
from tests.reference import mp_reference as ref
from tests.theory.support import COLUMNS, apart, column

DIGITS = 240
D = 30
SPECTRA = {
    "powers of 2": 0.5 ** (4 * np.arange(float(D))),
    "Gaussian kernel": np.exp(-5.0 * np.arange(D)),
    "power law": np.arange(1.0, D + 1) ** -40.0,
    "gaps": np.sort(np.concatenate([10.0 ** -np.arange(0, 100, 10.0), 10.0 ** -(40 + 0.5 * np.arange(20.0))]))[::-1],
}
Model = tuple[tuple[float, ...], Design, dict[str, object]]  # widths, design, the reference's words for it
MODELS: dict[str, Model] = {
    "ridge": ((), PLAIN, {}),
    "white": ((29.0,), PLAIN, {"layers": (mpm.White(29),)}),
    "orthogonal": ((29.0,), Design((ORTHOGONAL,)), {"layers": (mpm.Orthogonal(29),)}),
    "structured": ((31.0,), Design((power_rows(0.7),)), {"layers": (mpm.PowerRows(31, 0.7),)}),
    "layers": ((29.0, 40.0), PLAIN, {"layers": (mpm.White(29), mpm.White(40))}),
    "noise": (
        (29.0,),
        Design((GAUSSIAN,), AdditiveNoise(1e-12)),
        {"layers": (mpm.White(29),), "nonlinearity": mpm.AdditiveNoise(1e-12)},
    ),
    "noise behind a narrow layer": (
        (8.0, 29.0),
        Design((GAUSSIAN, GAUSSIAN), AdditiveNoise(1e-9)),
        {"layers": (mpm.White(8), mpm.White(29)), "nonlinearity": mpm.AdditiveNoise(1e-9)},
    ),
    "relu": (
        (40.0,),
        Design((GAUSSIAN,), activation("relu")),
        {"layers": (mpm.White(40),), "nonlinearity": mpm.Activation("relu")},
    ),
    "moments": (
        (29.0,),
        Design((GAUSSIAN,), moments(0.5, 1e-20)),
        {"layers": (mpm.White(29),), "nonlinearity": mpm.Moments(0.5, 1e-20)},
    ),
    "autoregressive": ((), Design(correlation=ar1(0.5)), {"correlation": mpm.Autoregressive(0.5)}),
    "power-law correlation": (
        (),
        Design(correlation=power_correlation(0.7)),
        {"correlation": mpm.PowerCorrelation(0.7)},
    ),
    "ensemble": (
        (29.0,),
        Design(ensemble=Ensemble("features", 1.0)),
        {"layers": (mpm.White(29),), "ensemble": mpm.Ensemble(5, "features")},
    ),
    "bags": (
        (29.0,),
        Design(ensemble=Ensemble("samples", 0.4)),
        {"layers": (mpm.White(29),), "ensemble": mpm.Ensemble(5, "samples", 0.4)},
    ),
}
SAMPLES = np.array([15.0, 29.0, 30.0])


def points(samples: Floats, widths: tuple[float, ...], ridge: float, design: Design, noise: float = 0.05) -> Points:
    def same(value: float) -> Floats:
        return np.full(samples.shape, value)

    members = None if design.ensemble is None else same(5.0)
    return Points(samples, tuple(map(same, widths)), same(ridge), same(noise), members)


def assert_as_the_reference(
    result: Evaluation, eta: Floats, samples: Floats, ridge: float, words: dict[str, object], noise: float = 0.05
) -> None:
    spectrum = ref.Levels(eta.tolist(), [1] * eta.size, eta.tolist())
    for i, P in enumerate(samples.tolist()):
        assert result.status[i] == "ok", (P, result.status[i])
        want = mpm.predict(mpm.Problem(spectrum, P, sigma2=noise, **words), ridge, DIGITS)  # type: ignore[arg-type]
        with mp.workdps(30):
            for name in set(COLUMNS) & set(want):
                got = mpf(float(column(result, name)[i]))
                assert got == want[name] or abs(got / want[name] - 1) <= mpf("1e-11"), (name, P)


CASES = [("Gaussian kernel", model, ridge) for model in MODELS for ridge in (1e-4, 1e-30)]
CASES += [(spectrum, model, 1e-4) for spectrum in SPECTRA for model in ("ridge", "white", "noise", "autoregressive")]


@pytest.mark.one_in(3)
@pytest.mark.parametrize(("spectrum", "model", "ridge"), sorted(set(CASES)))
def test_every_model(spectrum: str, model: str, ridge: float) -> None:
    """Just below D the smallest eigenvalues are what kappa_min hangs on, and far below what the ridge leaves."""
    eta, (widths, design, words) = SPECTRA[spectrum], MODELS[model]
    result = evaluate(Modes(eta, np.ones(D), eta), points(SAMPLES, widths, ridge, design), design)
    assert_as_the_reference(result, eta, SAMPLES, ridge, words)


@pytest.mark.parametrize(
    "eta",
    [
        np.array([1.0, 0.5, 1e-307]),
        np.array([1.0, 0.5, 1e-320]),
        np.exp(-np.arange(745.0)),
        np.arange(1.0, 201.0) ** -16,
        0.5 ** np.arange(1000.0),
    ],
    ids=["one of 1e-307", "one that has no inverse", "exp(-k)", "k^-16", "2^-k"],
)
def test_spectra_that_end_where_doubles_do(eta: Floats) -> None:
    """The eigenvalues far below the ridge matter no more than if they were not there."""
    samples = np.array([eta.size // 2, eta.size - 1.0])
    result = evaluate(Modes(eta, np.ones(eta.size), eta), points(samples, (), 1e-4, PLAIN))
    assert_as_the_reference(result, eta, samples, 1e-4, {})


@pytest.mark.parametrize("model", ["ridge", "white", "orthogonal", "noise", "bags"])
def test_no_ridge(model: str) -> None:
    """kappa_min itself, in the midst of a spectrum of 65 decades."""
    eta, (widths, design, words) = SPECTRA["Gaussian kernel"], MODELS[model]
    samples = np.array([2.0, 9.0, 20.0])
    result = evaluate(Modes(eta, np.ones(D), eta), points(samples, widths, 0.0, design), design)
    assert_as_the_reference(result, eta, samples, 0.0, words)


def test_edges_of_a_steep_spectrum(monkeypatch: pytest.MonkeyPatch) -> None:
    """By symmetry halfway between two eigenvalues; and from far away in a few steps, as the slopes are right."""
    calls, plain = [], edges.Split.sums
    monkeypatch.setattr(edges.Split, "sums", lambda *given: calls.append(1) or plain(*given))
    eta = 0.3 ** np.arange(200.0)
    m = np.arange(60.0, 140.0, 7.0)
    nodes = Modes(eta, np.ones(200), eta).nodes(0.0)
    kappa, found = edges.edges(nodes, m, np.full(m.shape, 1e-290), np.full(m.shape, 1e3))
    assert found.all()
    assert apart(kappa, 0.3 ** (m - 0.5)) <= 1e-13
    assert len(calls) <= 12


def test_powers_too_small_for_doubles() -> None:
    """v_k underflows beyond k = 1e53, the bias it makes up does not: B = kappa^2r Gamma(2r) Gamma(2-2r)/alpha."""
    alpha, r = 2.5, 0.95
    task = PowerLaw(alpha, 1.0, np.inf, 1 + 2 * alpha * r, 1.0)
    samples = np.array([1e58, 1e60])
    result = evaluate(task, Points(samples, (), np.zeros(2), np.zeros(2)))
    assert result.status.tolist() == ["ok", "ok"]
    assert apart(result.errors.bias2, result.kappa2 ** (2 * r) * gamma(2 * r) * gamma(2 - 2 * r) / alpha) <= 1e-11


def test_what_underflows_says_so() -> None:
    """kappa^2 is too small for doubles long before kappa is."""
    task = Modes(np.array([1.0, 0.5]), np.ones(2), np.ones(2))
    ridges = np.array([1e-100, 1e-140, 1e-155, 1e-180, 1e-250])
    batch = Points(np.full(5, 9.0), (), ridges, np.full(5, 0.1))
    assert evaluate(task, batch).status.tolist() == ["ok", "ok", *["out of range"] * 3]


def test_what_overflows_says_so() -> None:
    """E_g = (T + sigma^2 N/P)/(1 - N/P) without ridge: here sigma^2, in range; the test error, twice that, is not."""
    task = Modes(np.array([1.0]), np.array([3.0]), np.array([1.0]))
    noise = np.array([1.7e308, 1e307])
    points = Points(np.array([2.0, 2.0]), (np.array([1.0, 1.0]),), np.zeros(2), noise)
    result = evaluate(task, points)
    assert list(result.status) == ["out of range", "ok"]
    assert apart(result.errors.test_error[1], 2e307) <= 1e-13
    assert np.isnan(result.errors.generalization_error[0])

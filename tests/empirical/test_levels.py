"""Spectra of levels from curves z(kappa) and T(kappa) + sigma^2."""

from __future__ import annotations

import numpy as np
import pytest

from scalecalc import predict
from scalecalc.arrays import Floats
from scalecalc.empirical.levels import Levels, fitted_levels
from scalecalc.empirical.spec_file import Origin, levels_spec
from scalecalc.empirical.traces import Spectral, Traces, spectral

KAPPA = np.geomspace(1e-3, 3.0, 28)


def traces(kappa: Floats, df1: Floats, unlearned: Floats) -> Traces:
    """The curves as traces at ridges, of which nothing but their order matters here."""
    exact = np.zeros_like(kappa)
    return Traces(kappa, 1 / kappa, df1, (unlearned / kappa)[:, None, None], exact, exact, exact)


def curves(
    values: list[float], counts: list[float], powers: list[float], rest: float = 0.0, noise: float = 0.0
) -> tuple[Traces, float]:
    """Of levels, with the trace."""
    eta, m, v = np.array(values), np.array(counts), np.array(powers)
    shares = eta / (eta + KAPPA[:, None])
    return traces(KAPPA, shares @ m + rest / KAPPA, (1 - shares) @ (m * v) + noise), float(eta @ m) + rest


FEW = {
    "one": ([1.0], [600.0], [0.3], 0.0, 0.0),
    "two": ([1.0, 0.1], [10.0, 1000.0], [1.0, 0.02], 0.0, 0.01),
    "close": ([1.0, 0.8], [10.0, 40.0], [1.0, 0.1], 0.0, 0.0),
    "parts of modes": ([2.0, 0.03], [0.4, 77.7], [1.0, 0.1], 0.0, 0.2),
    "rest": ([1.0, 0.1, 0.01], [5.0, 50.0, 700.0], [1.0, 0.1, 0.01], 2.0, 0.05),
    "constant direction": ([3.0, 1e-2], [1.0, 300.0], [0.0, 0.01], 0.0, 0.0),
    "no target": ([1.0, 0.1], [10.0, 100.0], [0.0, 0.0], 0.0, 0.0),
    "noise alone": ([1.0, 0.1], [10.0, 100.0], [0.0, 0.0], 0.0, 0.5),
}


def check(found: Levels, measured: Traces, trace: float, rel: float) -> None:
    """The curves come again, and all is as it should be."""
    assert found.df1(measured.kappa) == pytest.approx(measured.df1, rel=rel)
    assert found.unlearned(measured.kappa) == pytest.approx(measured.unlearned, rel=rel, abs=1e-300)
    assert found.trace == pytest.approx(trace, rel=1e-12)
    assert (np.diff(found.values) <= 0).all() and (found.values >= 0).all()
    assert (found.multiplicities > 0).all() and (found.powers >= 0).all()
    assert min(found.noise, found.unresolved_trace, found.unresolved_power) >= 0
    assert np.abs(found.df1_residuals).max() <= 2 * rel and np.abs(found.unlearned_residuals).max() <= 2 * rel


@pytest.mark.parametrize("name", FEW)
def test_curves_of_few_levels_come_again(name: str) -> None:
    measured, trace = curves(*FEW[name])
    found = fitted_levels(measured, trace)
    check(found, measured, trace, 1e-6)
    assert found.tail is None


@pytest.mark.parametrize("name", ["two", "close", "parts of modes", "no target"])
def test_a_known_dimension_is_that_of_the_levels(name: str) -> None:
    measured, trace = curves(*FEW[name])
    dimension = round(sum(FEW[name][1]) + 21.5)  # some modes have eigenvalue 0
    found = fitted_levels(measured, trace, dimension)
    check(found, measured, trace, 1e-6)
    assert found.dimension == pytest.approx(dimension, rel=1e-12)
    assert found.unresolved_trace == found.unresolved_power == 0


def test_modes_below_all_eigenvalues_have_the_eigenvalue_0() -> None:
    measured, trace = curves([1.0, 0.1], [10.0, 100.0], [1.0, 0.1])
    found = fitted_levels(measured, trace, 1000)
    assert (found.values[-1], found.multiplicities[-1]) == (0.0, pytest.approx(890, rel=1e-3))
    assert found.powers[-1] == 0


def law(alpha: float, r: float, noise: float, rank: float = 1e7) -> tuple[Traces, float, float]:
    """Of a power law, k = 1..rank by the Euler-Maclaurin formula, with the trace of all and that of its modes."""
    k = np.arange(1.0, 3000.0)
    x, w = np.polynomial.legendre.leggauss(400)
    logs = (np.log(rank) - np.log(2999.5)) / 2 * (x + 1) + np.log(2999.5)
    ranks, counts = (
        np.append(k, np.exp(logs)),
        np.append(np.ones_like(k), np.exp(logs) * w * (np.log(rank) - np.log(2999.5)) / 2),
    )
    eta, v = ranks**-alpha, counts * ranks ** -(2 * alpha * r + 1)
    rest = rank ** (1 - alpha) / (alpha - 1)
    kappa = np.geomspace(1.05 * 500**-alpha, 3.0, 28)
    shares = eta / (eta + kappa[:, None])
    beyond = rank ** (-2 * alpha * r) / (2 * alpha * r) + noise
    return traces(kappa, shares @ counts + rest / kappa, (1 - shares) @ v + beyond), float(counts @ eta) + rest, alpha


@pytest.mark.parametrize(
    ("alpha", "r", "noise"), [(1.1, 0.5, 0.0), (1.5, 0.3, 0.01), (2.0, 0.7, 0.0), (3.0, 0.3, 0.01)]
)
def test_a_power_law_goes_on(alpha: float, r: float, noise: float) -> None:
    measured, trace, _ = law(alpha, r, noise)
    found = fitted_levels(measured, trace)
    check(found, measured, trace, 2e-3)
    assert found.tail is not None
    assert found.tail.alpha == pytest.approx(alpha, rel=0.01)
    further = measured.kappa[0] / 4.0**alpha
    assert found.df1(np.array([further])) == pytest.approx(4 * measured.df1[0], rel=0.02)


@pytest.mark.parametrize("exponent", [-600, -40, 40, 600])
def test_all_scales_are_alike(exponent: int) -> None:
    """Powers of two change no digit."""
    measured, trace, _ = law(1.5, 0.4, 0.01)
    factor, power = 2.0**exponent, 2.0 ** (exponent // 2)
    other = fitted_levels(traces(measured.kappa * factor, measured.df1, measured.unlearned * power), trace * factor)
    found = fitted_levels(measured, trace)
    assert np.array_equal(other.values, found.values * factor)
    assert np.array_equal(other.multiplicities, found.multiplicities)
    assert np.array_equal(other.powers, found.powers * power)
    assert other.noise == found.noise * power
    assert other.unresolved_trace == found.unresolved_trace * factor


def bump(modes: int) -> Floats:
    """The eigenvalues of a power law with a bump."""
    k = np.arange(1.0, modes + 1)
    return -np.sort(-(k**-1.3) * (1 + 3 * np.exp(-(np.log(k / 30) ** 2) / 0.3)))


def drawn(n: int, targets: int, seed: int = 0) -> Spectral:
    """Gaussian rows of that spectrum, targets of weights k^-0.3, noise 0.01."""
    rng = np.random.default_rng(seed)
    eta = bump(20 * n)
    X = rng.standard_normal((n, len(eta))) * np.sqrt(eta)
    weights = np.arange(1.0, len(eta) + 1)[:, None] ** -0.3 * np.ones(targets)
    return spectral(X @ X.T, X @ weights + 0.1 * rng.standard_normal((n, targets)))


def test_targets_add_up() -> None:
    data = drawn(100, 3)
    measured = data.at(np.geomspace(1e-4, 10.0, 28))
    check(fitted_levels(measured, data.trace), measured, data.trace, 2e-3)


def test_curves_that_err_still_give_levels() -> None:
    data = drawn(100, 1)
    measured = data.at(np.geomspace(1e-4, 10.0, 28))
    noisy = np.random.default_rng(1).standard_normal((2, 28))
    errors = 0.01 * np.ones(28)
    rough = Traces(
        measured.ridges,
        measured.inverse,
        measured.df1 * (1 + 0.01 * noisy[0]),
        measured.quadratic * (1 + 0.01 * noisy[1])[:, None, None],
        0 * errors,
        errors * measured.df1,
        errors * measured.quadratic[:, 0, 0],
    )
    check(fitted_levels(rough, data.trace), measured, data.trace, 0.05)


@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_more_ridge_learns_less(noise: float) -> None:
    measured, trace = curves([1.0, 0.1, 0.01], [5.0, 50.0, 700.0], [1.0, 0.1, 0.01], 2.0, noise)
    found, kappa = fitted_levels(measured, trace), np.geomspace(1e-6, 1e3, 200)
    assert (np.diff(found.df1(kappa)) < 0).all() and (np.diff(found.unlearned(kappa)) >= 0).all()


def test_predicted_errors_are_those_of_the_population() -> None:
    """At up to as many samples as there were: means over ten draws, whose standard error is about 3 %."""
    n, samples = 100, [10, 30, 100]
    eta = bump(20 * n)
    powers = eta * np.arange(1.0, len(eta) + 1) ** -0.6
    grid = {"ridge": 1e-3, "samples": samples}
    target = {"kind": "levels", "powers": powers.tolist()}
    true = predict({"spectrum": {"kind": "levels", "values": eta.tolist()}, "target": target, "noise": 0.01, **grid})
    found = []
    for seed in range(10):
        data = drawn(n, 1, seed)
        levels = fitted_levels(data.at(np.geomspace(1e-4, 10.0, 28)), data.trace)
        found.append(predict(levels_spec(levels, Origin("", n, 0.0, {})) | grid)["test_error"])
    assert np.mean(found, axis=0) == pytest.approx(true["test_error"], rel=0.06)

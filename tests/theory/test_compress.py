"""Compressed spectra against the spectra they stand for, on random spectra of every shape."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalecalc.theory.modes.compress import COMPRESSION_ERROR, compressed
from scalecalc.theory.modes.tasks import Modes
from scalecalc.theory.risk.evaluate import evaluate
from tests.theory.support import apart, direct_sums, examples, points, sums_at

Floats = np.ndarray
SIZE = 20_000


def worst_error(task: Modes, short: Modes, kappas: Floats) -> float:
    """Largest relative error of any mode sum."""
    nodes = short.nodes(0.0)
    worst = 0.0
    for kappa in kappas:
        got = sums_at(nodes, float(kappa))
        worst = max(worst, *(apart(got[name], want) for name, want in direct_sums(task, float(kappa)).items()))
    return worst


def sweep(eta: Floats) -> Floats:
    """kappa over the whole range of the spectrum, and beyond it on either side."""
    return np.geomspace(eta[-1] * 1e-4, eta[0] * 1e4, 23)


def descending(values: Floats) -> Floats:
    return np.sort(values)[::-1].copy()


def spectra(rng: np.random.Generator) -> dict[str, tuple[Floats, Floats, Floats]]:
    """eigenvalue, multiplicity, power by name."""
    ones, rank = np.ones(SIZE), np.arange(1.0, SIZE + 1)
    spread = descending(np.exp(rng.uniform(-40, 0, SIZE)))
    lump = descending(rng.choice([1.0, 0.9, 0.8, 0.3, 1e-7], SIZE))
    sparse = np.where(rng.random(SIZE) < 0.003, rng.random(SIZE), 0.0)
    return {
        "power law": (rank**-1.5, ones, rank**-2.2),
        "steep": (rank**-6.0, ones, rank**-1.1),
        "log-uniform": (spread, ones, rng.exponential(size=SIZE) * spread**1.3),
        "one bin": (descending(rng.uniform(0.9, 1, SIZE)), ones, rng.random(SIZE)),
        "equal values": (lump, ones, rng.random(SIZE)),
        "near-equal values": (descending(lump * np.exp(1e-6 * rng.random(SIZE))), ones, rng.random(SIZE) ** 20),
        "equal up to rounding": (descending(lump * (1 + 1e-15 * rng.random(SIZE))), ones, rng.random(SIZE)),
        "Cauchy tails": (
            descending(np.abs(rng.standard_cauchy(SIZE)) + 1e-12),
            np.floor(np.exp(rng.uniform(0, 138, SIZE))),
            np.exp(rng.uniform(-60, 0, SIZE)),
        ),
        "extreme range": (
            descending(np.exp(rng.uniform(-600, 600, SIZE))),
            np.floor(10 ** rng.uniform(0, 60, SIZE)),
            np.exp(rng.uniform(-300, 300, SIZE)),
        ),
        "sparse target": (spread, ones, sparse),
        "no target": (spread, ones, np.zeros(SIZE)),
        "two values in one bin": (np.repeat([1.0, 0.7], SIZE // 2), ones, rng.random(SIZE)),
        "a bulk and outliers": (
            np.concatenate([[50.0, 9.0, 4.0], descending(rng.uniform(0.05, 2, SIZE - 3))]),
            ones,
            np.concatenate([[5.0, 0.0, 1.0], np.full(SIZE - 3, 1e-4)]),
        ),
    }


@pytest.mark.parametrize("name", spectra(np.random.default_rng(0)))
@pytest.mark.parametrize("seed", [1, 2])
def test_same_sums(name: str, seed: int) -> None:
    eta, m, v = spectra(np.random.default_rng(seed))[name]
    short = compressed(eta, m, v)
    assert worst_error(Modes(eta, m, v), short, sweep(eta)) <= 1e-12
    assert short.eigenvalue.size <= 17 * (1 + np.log(eta[0]) - np.log(eta[-1]))
    assert np.all(np.diff(short.eigenvalue) <= 0)
    assert np.all((short.multiplicity >= 0) & (short.power >= 0))
    assert apart(short.multiplicity.sum(), m.sum()) <= 1e-13
    assert apart(short.power.sum(), v.sum()) <= 1e-13
    assert short.compression_error == COMPRESSION_ERROR <= 1e-12


@examples(40)
@given(
    seed=st.integers(0, 2**32 - 1),
    width=st.floats(-12, 6),
    shape=st.floats(0.2, 5),
    skew=st.floats(-3, 3),
    log_kappa=st.floats(-20, 20),
)
def test_any_spectrum(seed: int, width: float, shape: float, skew: float, log_kappa: float) -> None:
    """Spreads from a millionth of a bin to hundreds of bins, however unevenly filled."""
    rng = np.random.default_rng(seed)
    eta = descending(np.exp(np.exp(width) * rng.beta(shape, 1 / shape, 3000)))
    m = np.floor(np.exp(rng.exponential(5, 3000)))
    v = rng.exponential(size=3000) * np.exp(np.clip(skew * np.log(eta / eta[0]), -600, 600))
    kappas = np.exp(log_kappa) * np.array([eta[0], eta[-1], np.sqrt(eta[0] * eta[-1])])
    assert worst_error(Modes(eta, m, v), compressed(eta, m, v), kappas) <= 1e-12


@pytest.mark.parametrize("gap", [1e-15, 1e-12, 1e-10, 0.9e-9, 1.8e-9, 3e-9, 1e-8, 1e-6])
@pytest.mark.parametrize("high", [1, 700, 1999])
def test_two_close_values(gap: float, high: int) -> None:
    """A cluster has its own mean, wherever between its ends most of it lies."""
    eta = np.where(np.arange(2000) < high, 1 + gap, 1.0)
    m, v = np.ones(2000), np.where(np.arange(2000) < high, 1.0, 5.0)
    assert worst_error(Modes(eta, m, v), compressed(eta, m, v), np.array([1e-8, 1.0, 1e8])) <= 1e-12


def test_short_input_is_left_alone() -> None:
    eta, m, v = np.geomspace(1, 1e-9, 1000), np.arange(1.0, 1001), np.linspace(0, 1, 1000)
    short = compressed(eta, m, v, null_power=0.5)
    assert np.array_equal(short.eigenvalue, eta)
    assert np.array_equal(short.multiplicity, m)
    assert np.array_equal(short.power, v)
    assert short.null_power == 0.5
    assert short.compression_error == 0


def test_a_million_entries() -> None:
    rank = np.arange(1.0, 1e6 + 1)
    short = compressed(rank**-1.2, np.ones_like(rank), rank**-1.8, null_power=0.25)
    assert short.eigenvalue.size < 400
    assert short.null_power == 0.25
    assert apart(short.modes, 1e6) <= 1e-13
    task = Modes(rank**-1.2, np.ones_like(rank), rank**-1.8, null_power=0.25)
    assert worst_error(task, short, np.geomspace(1e-10, 1e2, 7)) <= 1e-12


def test_lonely_modes_stay_as_they_are() -> None:
    """Entries that stand alone in their bin are not moved: their eigenvalues are in the answer bit for bit."""
    top = np.array([1e6, 3e4, 2e3, 80.0])
    eta = np.concatenate([top, descending(np.random.default_rng(3).uniform(0.5, 1, 5000))])
    short = compressed(eta, np.ones_like(eta), np.ones_like(eta))
    assert np.array_equal(short.eigenvalue[:4], top)
    assert np.array_equal(short.multiplicity[:4], np.ones(4))


@pytest.mark.parametrize("size", [1500, 2000, 5000, 100_000])
@pytest.mark.parametrize("shape", ["power law", "exponential", "flat"])
def test_modes_are_counted_exactly(size: int, shape: str) -> None:
    """D is the number of rows to the last digit, so that P = D without ridge is told for what it is."""
    rank = np.arange(1.0, size + 1)
    eta = {"power law": rank**-1.2, "exponential": np.exp(-8 * rank / size), "flat": 1 - 0.3 * rank / size}[shape]
    short = compressed(eta, np.ones(size), rank**-1.8)
    assert short.modes == size
    result = evaluate(short, points([size - 1, size, size + 1], noise=0.1))
    assert result.status.tolist() == ["ok", "diverges", "ok"]
    assert apart(result.errors.generalization_error[2], 0.1 * size) <= 1e-9
    assert evaluate(short, points(size)).errors.generalization_error[0] == 0

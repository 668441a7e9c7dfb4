"""Traces without eigenvectors are those of eigenvectors; which engine is taken; what it says it takes."""

from __future__ import annotations

import numpy as np
import pytest

from scalecalc.empirical.cost import slowness
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.engines import Work, chosen
from scalecalc.empirical.engines.few_features import FewFeatures
from scalecalc.empirical.engines.full import Full
from scalecalc.empirical.engines.householder import reduced
from scalecalc.empirical.engines.probing import Probing
from scalecalc.empirical.load import load
from scalecalc.empirical.traces import Measured
from tests.empirical.engines_support import RIDGES, by_eigenvectors, by_singular_values, samples


def assert_same(found: Measured, expected: Measured, roundings: float = 20.0) -> None:
    """All traces, to 1e-10 or to what so many roundings of the largest eigenvalue leave at the smallest ridges."""
    accuracy = 1e-10
    ridges = expected.largest * RIDGES
    one, other = found.at(ridges), expected.at(ridges)
    rounding = roundings * np.finfo(float).eps / RIDGES
    for name in ("inverse", "df1", "quadratic"):
        got, want = getattr(one, name).reshape(len(ridges), -1), getattr(other, name).reshape(len(ridges), -1)
        scale = np.abs(want).max(axis=1)
        assert np.all(np.abs(got - want).max(axis=1) <= (accuracy + rounding) * scale), name
    for name in ("trace", "squared_trace", "largest"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name), rel=accuracy)
    assert not one.inverse_stderr.any() and not one.df1_stderr.any() and not one.quadratic_stderr.any()


@pytest.mark.parametrize("kernel", ["linear", "laplace", "gaussian", "relu"])
@pytest.mark.parametrize("center", [False, True])
@pytest.mark.parametrize("n", [10, 33, 64, 250])
def test_tridiagonal(kernel: str, center: bool, n: int) -> None:
    data = samples(n, 2 * n, kernel, center=center)
    assert_same(Full().measured(data, Work()), by_eigenvectors(data))


@pytest.mark.parametrize("d", [1, 40, 299, 300, 400])
@pytest.mark.parametrize("center", [False, True])
def test_few_features(d: int, center: bool) -> None:
    data = samples(300, d, center=center)
    assert_same(FewFeatures().measured(data, Work()), by_singular_values(data))
    # Its matrix has zeros among the eigenvalues, each with a rounding, which add up in df1.
    assert_same(Full().measured(data, Work()), by_singular_values(data), roundings=300.0)


def test_few_features_of_many_tiles() -> None:
    data = samples(2500, 20)
    assert_same(FewFeatures().measured(data, Work()), by_singular_values(data))


def test_single_precision_features() -> None:
    data = samples(300, 40)
    assert data.rows is not None and data.targets is not None
    single = load(data.rows.table.astype(np.float32), data.targets)
    assert_same(FewFeatures().measured(single, Work()), by_singular_values(single))


def test_without_targets() -> None:
    features = np.random.default_rng(0).standard_normal((50, 20))
    for data in (load(features), load(features, kernel="laplace")):
        traces = chosen(data, 8e9).measured(data, Work()).at(np.array([0.1, 1.0]))
        assert traces.quadratic.shape == (2, 0, 0)
        assert np.all(traces.unlearned == 0.0)


@pytest.mark.parametrize("scale", [1e-6, 1e5])
@pytest.mark.parametrize("d", [30, 200])
def test_scale(scale: float, d: int) -> None:
    """Features in other units: everything follows."""
    one, other = samples(100, d), samples(100, d, scale=scale)
    first, second = (chosen(data, 8e9).measured(data, Work()) for data in (one, other))
    ridges = first.largest * RIDGES[5:]
    np.testing.assert_allclose(second.at(ridges * scale**2).df1, first.at(ridges).df1, rtol=1e-9)
    np.testing.assert_allclose(second.at(ridges * scale**2).unlearned, first.at(ridges).unlearned, rtol=1e-9)


def test_reduction() -> None:
    """Q'AQ is tridiagonal with the eigenvalues of A; the share of the work that is done grows to 1."""
    rng = np.random.default_rng(1)
    matrix = rng.standard_normal((150, 150))
    matrix = matrix + matrix.T
    told: list[float] = []
    diagonal, beside, inside = reduced(matrix.copy(), np.eye(150), told.append)
    whole = np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1)
    np.testing.assert_allclose(inside.T @ whole @ inside, matrix, atol=1e-12)
    assert told == sorted(told) and told[-1] == 1.0 and len(told) > 3


def _virtual(n: int, d: int, kernel: str) -> Dataset:
    from dataclasses import replace

    from scalecalc.empirical.rows import Rows

    small = load(np.random.default_rng(0).standard_normal((20, d)), kernel=kernel)
    return replace(small, rows=Rows(np.broadcast_to(np.float32(1.0), (n, d))))


@pytest.mark.parametrize(
    ("n", "d", "kernel", "memory", "engine"),
    [
        (1000, 100, "linear", 8e9, FewFeatures),
        (1000, 990, "linear", 8e9, Full),
        (1000, 100, "laplace", 8e9, Full),
        (20_000, 100, "laplace", 8e9, Full),
        (20_001, 100, "laplace", 80e9, Probing),
        (20_000, 100, "laplace", 3e9, Probing),
        (1_000_000, 100, "linear", 8e9, FewFeatures),
        (1_000_000, 30_000, "linear", 80e9, Probing),
    ],
)
def test_which_engine(n: int, d: int, kernel: str, memory: float, engine: type) -> None:
    data = _virtual(n, d, kernel)
    found = chosen(data, memory)
    assert type(found) is engine
    assert found.cost(data, 1).memory <= memory
    assert found.exact == (not found.notes(data))


def test_costs_grow_and_jobs_help() -> None:
    small, large = _virtual(30_000, 50, "laplace"), _virtual(60_000, 50, "laplace")
    assert Probing().cost(large, 1).seconds > 3 * Probing().cost(small, 1).seconds
    assert Probing().cost(small, 4).seconds < 0.3 * Probing().cost(small, 1).seconds
    assert Probing().cost(large, 1).memory < 4e9
    assert slowness() > 0

"""Random probes with conjugate gradients: within their stated errors, converged or not, the same from all workers."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scalecalc
from scalecalc.arrays import Floats
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.engines import Work, probing
from scalecalc.empirical.engines.blocks import Products
from scalecalc.empirical.engines.hutchinson import Probed, probed
from scalecalc.empirical.engines.kept import Filed, Held, kept
from scalecalc.empirical.engines.lanczos import lanczos
from scalecalc.empirical.engines.probing import Probing
from scalecalc.empirical.gram import gram
from scalecalc.empirical.load import load
from scalecalc.empirical.traces import Traces
from scalecalc.errors import RunError, UsageError
from tests.empirical.engines_support import RIDGES, by_eigenvectors, samples


def as_matrix(data: Dataset) -> Dataset:
    """The same samples as a kernel matrix that is not centred yet."""
    matrix = gram(replace(data, center=False))
    return replace(data, rows=None, kernel=None, matrix=matrix)


def run(data: Dataset, steps: int, seed: int = 0) -> Probed:
    table = data.matrix if data.rows is None else data.rows.table
    assert table is not None
    return probed(Products(data, Held(table), map, lambda passes: None), data.wanted, steps=steps, seed=seed)


def forms(traces: Traces) -> Floats:
    return np.asarray(np.trace(traces.quadratic, axis1=1, axis2=2))


@pytest.mark.parametrize("kernel", ["linear", "laplace", "gaussian"])
@pytest.mark.parametrize("center", [False, True])
def test_products(kernel: str, center: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of many sizes, on the diagonal and beside it, of features and of a matrix."""
    monkeypatch.setattr("scalecalc.empirical.engines.blocks.TILE", 24)
    data = samples(100, 30, kernel, center=center)
    matrix = gram(data) / 100
    vectors = np.random.default_rng(0).standard_normal((100, 5))
    for one in (data, as_matrix(data)):
        table = one.matrix if one.rows is None else one.rows.table
        assert table is not None
        passes: list[float] = []
        products = Products(one, Held(table), map, passes.append)
        np.testing.assert_allclose(products.times(vectors), matrix @ vectors, rtol=1e-11, atol=1e-13)
        assert passes[-1] == pytest.approx(1.0)
        assert products.trace() == pytest.approx(np.trace(matrix), rel=1e-12)
        assert products.squared_trace() == pytest.approx(np.sum(matrix**2), rel=1e-11)


@pytest.mark.parametrize("center", [False, True])
def test_stated_errors_cover(center: bool) -> None:
    """Over eight seeds; deviations at different ridges are not independent."""
    data = as_matrix(samples(200, 400, center=center))
    exact = by_eigenvectors(data)
    ridges = exact.largest * np.geomspace(1e-5, 10.0, 7)
    expected = exact.at(ridges)
    off = []
    for seed in range(8):
        found = run(data, 40, seed)
        traces = found.at(ridges)
        off.append((traces.df1 - expected.df1) / traces.df1_stderr)
        known = ridges >= found.smallest_ridge
        assert np.all(np.abs(traces.inverse - expected.inverse) <= 5 * traces.inverse_stderr + 1e-11 * expected.inverse)
        assert np.all(traces.df1_stderr[known] < 0.05 * expected.df1[known])
        bounds = traces.quadratic_stderr + 1e-9 * forms(expected)
        assert np.all(np.abs(forms(traces) - forms(expected)) <= bounds)
    assert np.all(np.abs(off) < 5.0)
    assert 0.5 < np.sqrt(np.mean(np.square(off))) < 1.6


@pytest.mark.parametrize("steps", [2, 5, 15, 40])
def test_what_has_not_converged_says_so(steps: int) -> None:
    """The quadratic forms lie between their bounds, and ridges that are too small are named."""
    data = as_matrix(samples(300, 600))
    exact = by_eigenvectors(data)
    found = run(data, steps)
    ridges = exact.largest * RIDGES
    traces, expected = found.at(ridges), exact.at(ridges)
    assert np.all(np.abs(forms(traces) - forms(expected)) <= traces.quadratic_stderr + 1e-9 * forms(expected))
    known = ridges >= found.smallest_ridge
    assert np.all(np.abs(forms(traces) / forms(expected) - 1)[known] < 2e-3)
    assert found.smallest_ridge > 1e-7 * exact.largest
    assert np.all(traces.quadratic_stderr[ridges < 0.1 * found.smallest_ridge] > 0)


def test_products_of_targets() -> None:
    data = as_matrix(samples(300, 600))
    exact = by_eigenvectors(data)
    ridges = exact.largest * np.geomspace(1e-3, 10.0, 5)
    np.testing.assert_allclose(run(data, 60).at(ridges).quadratic, exact.at(ridges).quadratic, rtol=1e-5, atol=1e-9)


def test_lost_orthogonality_is_harmless() -> None:
    """Many more steps than the matrix has large eigenvalues: Lanczos vectors repeat, the answer stays."""
    values = np.concatenate([10.0 ** -np.arange(6.0), np.full(194, 1e-6)])
    vectors = np.linalg.qr(np.random.default_rng(0).standard_normal((200, 200)))[0]
    matrix = (vectors * values) @ vectors.T
    starts = np.random.default_rng(1).standard_normal((200, 3))
    found = lanczos(lambda v: matrix @ v, starts, starts, 150, lambda run: False).quadrature()
    for ridge in (1e-7, 1e-4, 1.0):
        middle, half = found.between(lambda x, ridge=ridge: 1.0 / (x + ridge))  # type: ignore[misc]
        expected = np.einsum("nb,nb->b", starts, np.linalg.solve(matrix + ridge * np.eye(200), starts))
        np.testing.assert_allclose(middle, expected, rtol=1e-8)
        assert np.all(half < 1e-6 * middle)


def test_targets_that_are_nothing() -> None:
    """A target of zeros, and none."""
    data = as_matrix(samples(100, 200))
    zeros = replace(data, targets=np.zeros((100, 2)))
    traces = run(zeros, 20).at(np.array([0.1, 1.0]))
    assert not traces.quadratic.any() and not traces.quadratic_stderr.any()
    without = Probing().measured(replace(data, targets=None), Work())
    assert without.at(np.array([1.0])).quadratic.shape == (1, 0, 0)


@pytest.mark.parametrize("scale", [1e-6, 1e5])
def test_scale(scale: float) -> None:
    one, other = (run(as_matrix(samples(100, 200, scale=s)), 30) for s in (1.0, scale))
    ridges = one.largest * np.geomspace(1e-4, 10, 5)
    first, second = one.at(ridges), other.at(ridges * scale**2)
    np.testing.assert_allclose(second.df1, first.df1, rtol=1e-6)
    assert other.smallest_ridge / one.smallest_ridge == pytest.approx(scale**2, rel=0.2)


def folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("scalecalc-*"))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "STEPS", 3)


def numbers(data: Dataset, jobs: int) -> Traces:
    return Probing().measured(data, Work(jobs)).at(np.array([0.1, 1.0]))


def test_the_same_digits_from_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of features in memory, which go into a file for a while, and of a matrix that is mapped from one."""
    before = folders()
    data = samples(1500, 8, "laplace")
    assert data.rows is not None
    products = []
    vectors = np.random.default_rng(0).standard_normal((1500, 3))
    np.save(tmp_path / "kernel.npy", gram(data).astype(np.float32))
    mapped = load(tmp_path / "kernel.npy", data.targets, kernel="precomputed")
    for one in (data, mapped):
        for jobs in (1, 2):
            table = one.matrix if one.rows is None else one.rows.table
            assert table is not None
            with probing.mapping(jobs) as workers, kept(table, jobs == 1) as found:
                assert isinstance(found, Held if jobs == 1 else Filed)
                if one is mapped and jobs == 2:
                    assert isinstance(found, Filed) and found.path == tmp_path / "kernel.npy"
                products.append(Products(one, found, workers, lambda passes: None).times(vectors))
    np.testing.assert_array_equal(products[0], products[1])
    np.testing.assert_array_equal(products[2], products[3])
    assert folders() == before


@pytest.mark.parametrize("order", ["C", "F"])
def test_a_mapped_file_is_not_copied(tmp_path: Path, order: Any) -> None:
    table = np.asarray(np.arange(12.0).reshape(4, 3), order=order)
    np.save(tmp_path / "table.npy", table)
    whole = np.load(tmp_path / "table.npy", mmap_mode="r")
    with kept(whole, here=False) as found:
        assert isinstance(found, Filed) and found.path == tmp_path / "table.npy"
        np.testing.assert_array_equal(found.array(), table)
    with kept(whole[1:], here=False) as found:  # a part of it lies elsewhere
        assert isinstance(found, Filed) and found.path != tmp_path / "table.npy"
        np.testing.assert_array_equal(found.array(), table[1:])


def test_a_worker_that_cannot_read_the_file(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="the workers of a cluster take the data from a file that all of them can read"):
        Filed(tmp_path / "missing.npy", 128, "<f8", (3, 3), False).array()


def _die(task: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _stopped(error: type[BaseException]) -> Callable[[float], None]:
    def tell(share: float) -> None:
        raise error

    return tell


def test_nothing_is_left_when_workers_die() -> None:
    before = folders()
    with (
        pytest.raises(RunError, match="a worker process died"),
        probing.mapping(2) as workers,
        kept(np.eye(3), here=False),
    ):
        list(workers(_die, range(3)))
    assert folders() == before


def test_nothing_is_left_of_an_interrupted_run(few: None) -> None:
    before = folders()
    with pytest.raises(KeyboardInterrupt):
        Probing().measured(samples(100, 8), Work(2, tell=_stopped(KeyboardInterrupt)))
    assert folders() == before


def test_jobs_and_a_cluster() -> None:
    with pytest.raises(UsageError, match="give one of them"):
        scalecalc.estimate(np.eye(20), jobs=2, executor="dask://localhost:8786")
    with pytest.raises(UsageError, match="must be an integer >= 1"):
        scalecalc.estimate(np.eye(20), jobs=0)

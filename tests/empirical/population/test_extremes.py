"""Data of which little can be said: what is not known has no finite error, and what cannot be used is refused."""

from __future__ import annotations

import numpy as np
import pytest

import scalecalc
from scalecalc import ScalecalcError, Table
from scalecalc.arrays import Floats
from scalecalc.empirical.engines import Work
from scalecalc.empirical.engines.full import Full
from scalecalc.empirical.engines.probing import Probing
from scalecalc.empirical.load import load


def features(seed: int, samples: int, modes: int) -> Floats:
    return np.random.default_rng(seed).standard_normal((samples, modes)) * np.arange(1.0, modes + 1) ** -0.75


def row(table: Table, name: str) -> dict[str, float]:
    (found,) = np.flatnonzero(table["quantity"] == name)
    return {column: float(table[column][found]) for column in table.names[1:]}


@pytest.mark.parametrize("seed", range(6))
def test_a_target_of_noise_alone(seed: int) -> None:
    """Its variance is the noise, the law holds, and any r will do."""
    rng = np.random.default_rng([1, seed])
    table = scalecalc.estimate(features(seed, 60, 180), rng.standard_normal(60))
    noise, r = row(table, "noise"), row(table, "r")
    assert row(table, "misfit")["estimate"] < 2.5
    assert abs(noise["estimate"] - 1) < 3.5 * noise["stderr"]
    assert r["stderr"] > 0.3 and r["high"] - r["low"] > 0.3


def test_exponents_of_a_single_mode_are_unknown() -> None:
    """A sum of one term has none: their errors are infinite, not 0; that of the noise is as usual."""
    rng = np.random.default_rng(9)
    one = features(0, 60, 1)
    table = scalecalc.estimate(one, one[:, 0] + rng.standard_normal(60))
    for name in ("alpha", "r"):
        found = row(table, name)
        assert (found["stderr"], found["low"], found["high"]) == (np.inf, 0, np.inf)
    assert row(table, "noise")["stderr"] == pytest.approx(np.sqrt(2 / 59), rel=0.3)


def test_as_many_directions_as_parameters_leave_no_misfit() -> None:
    """An identity tells nothing of a law; nothing is divided by nothing."""
    with np.errstate(all="raise"):
        table = scalecalc.estimate(np.eye(60), kernel="precomputed")
    assert np.isinf(row(table, "misfit")["estimate"])
    assert np.isnan(row(table, "alpha")["stderr"])


def test_every_engine_refuses_an_indefinite_kernel() -> None:
    """The diagonal alone does not show it."""
    matrix = np.eye(60)
    matrix[0, 1] = matrix[1, 0] = 1.5
    data = load(matrix, kernel="precomputed")
    for engine in (Full(), Probing()):
        with pytest.raises(ScalecalcError, match="indefinite"):
            engine.measured(data, Work())


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_kernels_whose_squares_are_no_doubles_are_refused(size: float) -> None:
    rows = features(0, 40, 60)
    for data, kernel in ((rows * np.sqrt(size), "linear"), (rows @ rows.T * size, "precomputed")):
        with pytest.raises(ScalecalcError, match="rescale the features or kernel"):
            scalecalc.estimate(data, kernel=kernel)


@pytest.mark.parametrize("size", [1e-305, 1e305])
def test_kernel_matrices_at_the_ends_of_doubles_are_refused(size: float) -> None:
    with pytest.raises(ScalecalcError, match="rescale it"):
        load(np.eye(20) * size, kernel="precomputed")


def test_a_target_whose_square_is_lost_is_no_missing_target() -> None:
    rows = features(0, 40, 60)
    for size in (1e-200, 1e-100):
        with pytest.raises(ScalecalcError, match="rescale"):
            scalecalc.estimate(rows, rows[:, 0] * size)


def test_a_constant_kernel_has_nothing_left_when_centred() -> None:
    with pytest.raises(ScalecalcError, match="same for all pairs"):
        scalecalc.estimate(1e-100 * features(0, 60, 80), kernel="laplace:1", center=True)


@pytest.mark.parametrize("scale", [1e-30, 1e30])
def test_units_do_not_matter(scale: float) -> None:
    rows = features(0, 60, 120)
    target = rows @ np.ones(120)
    one, other = scalecalc.estimate(rows, target), scalecalc.estimate(scale * rows, target / scale)
    for name in ("alpha", "r", "misfit", "participation"):
        assert row(other, name)["estimate"] == pytest.approx(row(one, name)["estimate"], rel=1e-6), name


@pytest.mark.parametrize("kernel", ["gaussian:", "relu:", "no-such"])
def test_names_of_kernels(kernel: str) -> None:
    with pytest.raises(ScalecalcError, match="kernel"):
        scalecalc.estimate(features(0, 20, 5), kernel=kernel)


def test_an_executor_is_looked_at_even_when_nothing_is_left_to_it() -> None:
    with pytest.raises(ScalecalcError, match="dask://HOST:PORT"):
        scalecalc.estimate(features(0, 20, 5), executor="nonsense")

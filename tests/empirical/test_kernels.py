"""Kernels against their formulas; every kernel matrix is symmetric to the last bit, and not indefinite."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

import scalecalc
from scalecalc import settings
from scalecalc.empirical import gram as gram_module
from scalecalc.empirical.gram import centred, gram
from scalecalc.empirical.kernels import DATA_KERNELS, PRECOMPUTED
from scalecalc.empirical.kernels.distances import squared_distances
from scalecalc.empirical.load import load
from scalecalc.errors import UsageError
from scalecalc.kinds import DataKernel, Floats
from tests.registering import registered

RNG = np.random.default_rng(2)
X = RNG.standard_normal((60, 5))
KERNELS = ("linear", "gaussian", "gaussian:0.7", "laplace", "laplace:3", "relu", "relu:4")


def arc_cosine(x: NDArray[Any], y: NDArray[Any], depth: int) -> float:
    """By mpmath, from the angle between x and y."""
    with mpmath.workdps(40):
        x, y = mpmath.matrix(x.tolist()), mpmath.matrix(y.tolist())
        size = mpmath.norm(x) * mpmath.norm(y)
        t = (x.T * y)[0] / size
        for _ in range(depth):
            t = min(t, mpmath.mpf(1))
            t = (mpmath.sqrt(1 - t * t) + t * (mpmath.pi - mpmath.acos(t))) / mpmath.pi
        return float(size * t)


def direct(name: str) -> NDArray[Any]:
    kind, _, parameter = name.partition(":")
    distances = cdist(X, X)
    width = float(parameter or np.median(distances[np.triu_indices(60, 1)]))
    if kind == "linear":
        return X @ X.T
    if kind == "relu":
        return np.array([[arc_cosine(x, y, int(parameter or 1)) for y in X] for x in X[:4]])
    return np.exp(-(distances**2) / (2 * width**2)) if kind == "gaussian" else np.exp(-distances / width)


@pytest.mark.parametrize("name", KERNELS)
def test_formulas(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = gram(load(X, kernel=name))
    wanted = direct(name)
    assert np.allclose(found[: len(wanted)], wanted, rtol=1e-13, atol=1e-14)
    monkeypatch.setattr(gram_module, "TILE", 13)
    assert np.allclose(gram(load(X, kernel=name)), found, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("center", [False, True])
@pytest.mark.parametrize("name", KERNELS)
def test_symmetric_to_the_last_bit_and_not_indefinite(name: str, center: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gram_module, "TILE", 13)
    rows = np.vstack([X, X[:5], X[:5] * (1 + 1e-9), np.zeros((2, 5))])
    found = gram(load(rows, kernel=name, center=center))
    assert np.array_equal(found, found.T)
    values = np.linalg.eigvalsh(found)
    assert values[0] > -1e-13 * values[-1]
    assert np.all(np.isfinite(found))


@pytest.mark.parametrize("name", KERNELS)
def test_centred_kernels_have_no_means(name: str) -> None:
    plain = gram(load(X, kernel=name))
    projection = np.eye(60) - 1 / 60
    assert np.allclose(gram(load(X, kernel=name, center=True)), projection @ plain @ projection, atol=1e-13)
    assert np.allclose(centred(plain).sum(axis=0), 0, atol=1e-12)


@pytest.mark.parametrize("scale", [1e-140, 1e-3, 1e140])
@pytest.mark.parametrize("name", ["linear", "gaussian", "laplace", "relu"])
def test_units_do_not_matter(name: str, scale: float) -> None:
    units = scale**2 if name in ("linear", "relu") else 1.0
    assert np.allclose(gram(load(X * scale, kernel=name)) / units, gram(load(X, kernel=name)), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("dtype", ["f2", "f4", "i8", "u1"])
@pytest.mark.parametrize("name", ["linear", "gaussian", "relu"])
def test_narrow_dtypes_do_not_overflow(name: str, dtype: str) -> None:
    rows = np.round(RNG.uniform(0, 250, (30, 50))).astype(dtype)
    assert np.allclose(gram(load(rows, kernel=name)), gram(load(rows.astype(float), kernel=name)), rtol=1e-14)


def test_near_duplicates_and_a_common_offset_keep_their_digits() -> None:
    steps = np.array([1e-3, 1e-6, 1e-9])
    rows = np.vstack([X, X[:3] + steps[:, None]])
    found = squared_distances(rows, rows)
    exact = [
        [float(sum((mpmath.mpf(a) - mpmath.mpf(b)) ** 2 for a, b in zip(x, y, strict=True))) for y in rows]
        for x in rows
    ]
    assert np.allclose(found, exact, rtol=1e-12, atol=0)
    here = np.round(X * 2**20) / 2**20
    there = here + 2.0**20  # exact in doubles
    assert np.allclose(squared_distances(there, there), squared_distances(here, here), rtol=1e-12)


def test_a_given_matrix_is_made_symmetric() -> None:
    kernel = X @ X.T
    uneven = kernel + np.triu(np.full((60, 60), 1e-13), 1)
    found = gram(load(uneven, kernel="precomputed"))
    assert np.array_equal(found, found.T)
    assert np.allclose(found, kernel, atol=1e-13)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gaussian:-1", "the width must be a number > 0"),
        ("laplace:x", "the width must be a number > 0"),
        ("relu:0", "the depth must be an integer from 1"),
        ("linear:2", "linear takes no parameter"),
        ("cubic", "must be one of linear, gaussian, gaussian:WIDTH"),
    ],
)
def test_names_that_are_none(name: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        load(X, kernel=name)


def test_a_width_that_cannot_be_guessed() -> None:
    with pytest.raises(UsageError, match="half of the samples or more are the same; give the width"):
        load(np.vstack([np.ones((40, 2)), X[:3, :2]]), kernel="gaussian")


class Quadratic(DataKernel):
    """k(x, x') = (1 + x.x')^2."""

    words = ("quadratic",)

    def block(self, left: Floats, right: Floats) -> Floats:
        return np.asarray((1 + left @ right.T) ** 2)

    def diagonal(self, rows: Floats) -> Floats:
        return np.asarray((1 + (rows**2).sum(axis=1)) ** 2)


def test_a_kernel_of_ones_own() -> None:
    with registered(Quadratic):
        assert np.allclose(gram(load(X, kernel="quadratic")), (1 + X @ X.T) ** 2)
        assert "quadratic" in DATA_KERNELS.words
        with pytest.raises(UsageError, match="there is a kernel 'linear' already"):
            scalecalc.register(type("Own", (DataKernel,), {"words": ("linear",)}))
    with pytest.raises(UsageError, match="kernel quadratic: must be one of"):
        load(X, kernel="quadratic")


def test_shells_complete_every_kernel() -> None:
    assert (*DATA_KERNELS, PRECOMPUTED) == settings.KERNELS

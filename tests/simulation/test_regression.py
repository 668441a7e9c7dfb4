"""Fits against the formulas they stand for, whichever factorisation makes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from scalecalc.simulation.fit import regression
from scalecalc.simulation.fit.regression import Fit

SHAPES = [(30, 50, 30), (50, 30, 30), (40, 40, 40), (30, 50, 12), (50, 30, 12)]
MANY = tuple(10.0**k for k in range(-6, 1))


def matrix(P: int, N: int, rank: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    if rank == min(P, N):
        return rng.standard_normal((P, N))
    return rng.standard_normal((P, rank)) @ rng.standard_normal((rank, N))


@dataclass(frozen=True)
class Features:
    """What is fitted, of one draw."""

    matrix: np.ndarray
    rank: int
    shift: float = 0.0
    kernel: np.ndarray | None = None


def fits(features: Features, y: np.ndarray, ridges: tuple[float, ...]) -> list[Fit]:
    """The fits of one draw, made together with another one, whose matrix is not the same."""
    matrices = np.stack([features.matrix, 2 * features.matrix[::-1]])
    both = regression.Features(matrices, features.rank, features.shift, features.kernel)
    found = regression.fits(both, np.stack([y, y[::-1]]), ridges)
    return [Fit(fit.weights[0], fit.residual[0], fit.free[0], fit.scaled[0]) for fit in found]


def labels(P: int) -> np.ndarray:
    return np.random.default_rng(9).standard_normal((P, 3))


@pytest.mark.parametrize(("P", "N", "rank"), SHAPES)
@pytest.mark.parametrize("ridges", [(0.01,), (0.3, 1e-5), MANY])
def test_weights_residuals_and_effective_dimension(P: int, N: int, rank: int, ridges: tuple[float, ...]) -> None:
    A, y = matrix(P, N, rank), labels(P)
    for ridge, fit in zip(ridges, fits(Features(A, rank), y, ridges), strict=True):
        smoother = A @ np.linalg.solve(A.T @ A / P + ridge * np.eye(N), A.T) / P
        weights = np.linalg.solve(A.T @ A / P + ridge * np.eye(N), A.T @ y) / P
        np.testing.assert_allclose(fit.weights, weights, rtol=1e-6, atol=1e-8)
        np.testing.assert_allclose(fit.residual, y - smoother @ y, rtol=1e-6, atol=1e-8)
        assert fit.free == pytest.approx(1 - np.trace(smoother) / P, rel=1e-6)
        np.testing.assert_allclose(fit.scaled, fit.residual / fit.free, rtol=1e-8)


@pytest.mark.parametrize(("P", "N", "rank"), SHAPES)
def test_without_ridge_the_fit_is_that_of_the_pseudo_inverse(P: int, N: int, rank: int) -> None:
    A, y = matrix(P, N, rank), labels(P)
    (fit,) = fits(Features(A, rank), y, (0.0,))
    np.testing.assert_allclose(fit.weights, np.linalg.pinv(A, rcond=1e-10) @ y, rtol=1e-7, atol=1e-9)
    assert fit.free == pytest.approx(1 - rank / P, abs=1e-12)
    (near,) = fits(Features(A, rank), y, (1e-9,))
    np.testing.assert_allclose(fit.scaled, near.scaled, rtol=1e-4, atol=1e-6)


def test_interpolation_leaves_exactly_nothing() -> None:
    (fit,) = fits(Features(matrix(20, 50, 20), 20), labels(20), (0.0,))
    assert fit.free == 0
    assert not fit.residual.any()
    assert np.isfinite(fit.scaled).all()


def test_an_infinite_ridge_learns_nothing() -> None:
    (fit,) = fits(Features(matrix(20, 50, 20), 20), labels(20), (np.inf,))
    assert fit.free == 1
    assert not fit.weights.any()


@pytest.mark.parametrize(("P", "N"), [(30, 50), (50, 30)])
@pytest.mark.parametrize("ridges", [(0.01,), (0.0,), MANY])
def test_the_tail_of_a_kernel(P: int, N: int, ridges: tuple[float, ...]) -> None:
    """A multiple of the identity in the kernel matrix, as `shift` or written out."""
    A, y, tail = matrix(P, N, min(P, N)), labels(P), 0.7
    shifted = fits(Features(A, min(P, N), shift=tail), y, ridges)
    written = fits(Features(A, P, kernel=tail * np.eye(P)), y, ridges)
    for ridge, one, other in zip(ridges, shifted, written, strict=True):
        kernel = A @ A.T + tail * np.eye(P)
        alpha = np.linalg.solve(kernel + P * ridge * np.eye(P), y)
        for fit in (one, other):
            np.testing.assert_allclose(fit.weights, A.T @ alpha, rtol=1e-7, atol=1e-10)
            np.testing.assert_allclose(fit.residual, P * ridge * alpha, rtol=1e-7, atol=1e-10)


def test_all_factorisations_agree_on_a_wide_spectrum(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the Gram matrix loses the small singular values, they come from the matrix itself."""
    A = matrix(40, 60, 40) * np.geomspace(1, 1e-7, 60)
    y = labels(40)
    (fit,) = fits(Features(A, 40), y, (0.0,))
    want = np.linalg.lstsq(A, y, rcond=None)[0]
    np.testing.assert_allclose(A @ fit.weights, y, atol=1e-5)
    np.testing.assert_allclose(fit.weights, want, rtol=1e-3, atol=1e-3 * np.abs(want).max())
    monkeypatch.setattr(regression, "_FEW", 0)
    few = list(fits(Features(matrix(40, 60, 40), 40), y, (0.1,)))
    monkeypatch.setattr(regression, "_FEW", 10)
    many = list(fits(Features(matrix(40, 60, 40), 40), y, (0.1,)))
    np.testing.assert_allclose(few[0].weights, many[0].weights, rtol=1e-9)

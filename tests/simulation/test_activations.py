"""Covariances of activations, against plain averages over pairs of Gaussian numbers."""

from __future__ import annotations

import numpy as np
import pytest

from tests.kinds import activation

NAMES = ["erf", "relu", "tanh"]


def bent_by_quadrature(name: str, a: float, b: float, c: float) -> float:
    """Cov(phi(h), phi(h')) - mu1 mu1' c, by a product rule over the plane; phi may have a kink at 0."""
    x = np.linspace(-9, 9, 2001)
    weight = np.exp(-x * x / 2) * (x[1] - x[0]) / np.sqrt(2 * np.pi)
    rho = c / np.sqrt(a * b)
    kind = activation(name)
    phi = kind.phi
    first = phi(np.sqrt(a) * x)
    second = phi(np.sqrt(b) * (rho * x[:, None] + np.sqrt(1 - rho * rho) * x))
    product = weight @ (first[:, None] * second) @ weight
    slopes = kind.moments(np.array([a]))[0][0] * kind.moments(np.array([b]))[0][0]
    means = float(kind.mean(np.array([a]))[0] * kind.mean(np.array([b]))[0])
    return float(product - means - slopes * c)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("a", "b", "rho"), [(1.0, 1.0, 0.5), (0.3, 1.2, -0.7), (0.05, 0.02, 0.2), (0.8, 0.8, 0.85)])
def test_what_is_not_linear(name: str, a: float, b: float, rho: float) -> None:
    c = rho * np.sqrt(a * b)
    got = activation(name).bent(np.array([a]), np.array([b]), np.array([[c]]))[0, 0]
    assert got == pytest.approx(bent_by_quadrature(name, a, b, c), rel=2e-4, abs=2e-6)


@pytest.mark.parametrize("name", NAMES)
def test_slopes_are_those_of_the_theory(name: str) -> None:
    variance = np.array([0.01, 0.3, 2.0])
    np.testing.assert_allclose(activation(name).mu1(variance), activation(name).moments(variance)[0], rtol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_a_unit_with_itself_has_the_variance_of_the_theory(name: str) -> None:
    variance = np.array([0.01, 0.3, 2.0])
    got = np.diagonal(activation(name).bent(variance, variance, np.diag(variance)))
    np.testing.assert_allclose(got, activation(name).moments(variance)[1], rtol=1e-9)

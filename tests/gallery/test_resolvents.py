"""Entry 1: predict's df1 along the ridge is the resolvent of the matrices whose densities are shown."""

from __future__ import annotations

import numpy as np
import pytest

import scalecalc
from tests.gallery.support import figure


@pytest.mark.parametrize("samples", [30000, 9486.8, 3000, 948.7, 300])
def test_white_wishart_is_the_law_of_marchenko_and_pastur(samples: float) -> None:
    """df1 is the integral of x/(x + lambda) over N rho(x), on the cosine nodes that the edges of rho ask for."""
    table = scalecalc.predict(figure("01_white_wishart"), [f"samples={samples}", "ridge=[0.01, 0.1, 1, 10]"])
    N, q = 3000, 3000 / samples
    angles = (np.arange(100_000) + 0.5) * np.pi / 100_000
    x = 1 + q + 2 * np.sqrt(q) * np.cos(angles)
    density = 2 * np.sqrt(q) * np.sin(angles) / (2 * np.pi * q * x)
    weights = N * density * 2 * np.sqrt(q) * np.sin(angles) * np.pi / 100_000
    assert np.sum(weights) == pytest.approx(min(N, samples), rel=1e-4)
    for ridge, df1 in zip(table["ridge"], table["df1"], strict=True):
        assert df1 == pytest.approx(np.sum(weights * x / (x + ridge)), rel=1e-6)


@pytest.mark.parametrize("samples", [316, 100])
def test_colored_wishart_is_that_of_drawn_matrices(samples: int) -> None:
    """One draw: sums of a smooth function over all eigenvalues fluctuate by O(1), whatever their number."""
    table = scalecalc.predict(figure("01_colored_wishart"), [f"samples={samples}", "ridge=[1e-3, 1e-2]"])
    scales = np.arange(1, 1001) ** -0.6
    kernel = np.random.default_rng(samples).standard_normal((samples, 1000)) * scales
    eigenvalues = np.linalg.eigvalsh(kernel @ kernel.T) / samples
    for ridge, df1 in zip(table["ridge"], table["df1"], strict=True):
        assert df1 == pytest.approx(np.sum(eigenvalues / (eigenvalues + ridge)), abs=1.0)


def test_deep_wishart_solves_the_published_equation() -> None:
    """z t = (1 + t)(1 + 30 t)(1 + 6 t) at z = -lambda, with df1 = -6000 t: the root between 0 and -1/30."""
    table = scalecalc.predict(figure("01_deep_wishart"))
    t = table["df1"] / -6000
    assert np.all((t < 0) & (t > -1 / 30))
    assert -table["ridge"] * t == pytest.approx((1 + t) * (1 + 30 * t) * (1 + 6 * t), rel=1e-9)


def test_the_order_of_the_widths_does_not_matter() -> None:
    swapped = scalecalc.predict(figure("01_deep_wishart"), ["samples=1000", "features.width=200"])
    assert swapped["df1"] == pytest.approx(scalecalc.predict(figure("01_deep_wishart"))["df1"], rel=1e-12)

"""Quadrature rules against the moments and sums they are made for."""

from math import factorial

import numpy as np
import pytest
from mpmath import mp, mpf
from numpy.polynomial import Polynomial

from scalecalc.theory.numerics.quadrature import STENCIL_REACH, gauss_jacobi, gauss_legendre, seam_weights
from tests.theory.support import apart


@pytest.mark.parametrize("order", [1, 2, 5, 12, 16, 24])
@pytest.mark.parametrize("power", [-0.99, -0.95, -0.5, -1 / 6, 0, 0.3, 2, 11, 40])
def test_gauss_jacobi_moments(order: int, power: float) -> None:
    """int_0^1 x^power x^j dx = 1/(power + 1 + j), exactly for j < 2 order."""
    x, w = gauss_jacobi(order, power)
    assert x.shape == w.shape == (order,)
    assert np.all((x > 0) & (x < 1) & (w > 0))
    for j in range(2 * order):
        assert apart(w @ x**j, 1 / (power + 1 + j)) <= 2e-13


@pytest.mark.parametrize("power", [-0.9, -0.4, 1.5])
def test_gauss_jacobi_on_what_it_is_used_for(power: float) -> None:
    """eta/(eta + kappa) at the nearest kappa, eta(end) = kappa: int x^power/(1 + x) dx."""
    x, w = gauss_jacobi(12, power)
    with mp.workdps(30):
        a = mpf(power) + 1
        exact = float((mp.digamma((a + 1) / 2) - mp.digamma(a / 2)) / 2)
    assert apart(w @ (1 / (1 + x)), exact) <= 1e-14


def test_gauss_legendre_moments() -> None:
    x, w = gauss_legendre(16)
    for j in range(32):
        assert w @ x**j == pytest.approx(2 / (j + 1) if j % 2 == 0 else 0, rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("degree", range(2 * STENCIL_REACH + 1))
def test_seam_weights_are_the_derivative_terms(degree: int) -> None:
    """- sum_j B_2j/(2j)! f^(2j-1), j <= 4, exact for polynomials up to the degree of the stencil."""
    offsets = np.arange(-STENCIL_REACH, STENCIL_REACH + 1.0)
    derivatives = {2 * j - 1: float(mp.bernoulli(2 * j)) / factorial(2 * j) for j in (1, 2, 3, 4)}
    exact = -derivatives.get(degree, 0.0) * factorial(degree)  # of f = x^degree at 0
    size = float(np.abs(seam_weights()) @ np.abs(offsets) ** degree)
    assert seam_weights() @ offsets**degree == pytest.approx(exact, rel=1e-9, abs=1e-14 * size)


@pytest.mark.parametrize("degree", range(9))
def test_euler_maclaurin_on_polynomials(degree: int) -> None:
    """sum_{k=K}^M f = int + half the ends + [seam at K] - [seam at M]: no remainder below degree 9."""
    first, last = 10, 40
    f = Polynomial(np.random.default_rng(degree).normal(size=degree + 1), domain=[first, last], window=[-1, 1])
    offsets = np.arange(-STENCIL_REACH, STENCIL_REACH + 1)
    antiderivative = f.integ()
    total = antiderivative(last) - antiderivative(first) + (f(first) + f(last)) / 2
    total += seam_weights() @ f(first + offsets) - seam_weights() @ f(last + offsets)
    ranks = np.arange(first, last + 1)
    assert total == pytest.approx(float(np.sum(f(ranks))), abs=1e-11 * float(np.sum(np.abs(f(ranks)))))


def test_seam_weights_are_odd() -> None:
    assert np.array_equal(seam_weights(), -seam_weights()[::-1])

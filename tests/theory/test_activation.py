"""Moments of activations against quadrature of their definitions in high precision."""

import numpy as np
import pytest
from mpmath import mp, mpf

from scalecalc.theory.activation import moments
from tests.theory.support import apart

FUNCTIONS = {"tanh": mp.tanh, "erf": mp.erf, "relu": lambda h: h if h > 0 else mpf(0)}


def by_quadrature(name: str, variance: float) -> tuple[float, float]:
    """mu1 = E[h phi]/s^2 and mustar^2 = E phi^2 - (E phi)^2 - mu1^2 s^2, at 60 digits."""
    with mp.workdps(60):
        s, phi = mp.sqrt(mpf(variance)), FUNCTIONS[name]
        density = lambda x: mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)  # noqa: E731
        pieces = [-16, -8, -4, -2, -1, 0, 1, 2, 4, 8, 16]
        first = mp.quad(lambda x: s * x * phi(s * x) * density(x), pieces)
        mean = mp.quad(lambda x: phi(s * x) * density(x), pieces)
        square = mp.quad(lambda x: phi(s * x) ** 2 * density(x), pieces)
        mu1 = first / s**2
        return float(mu1), float(square - mean**2 - mu1**2 * s**2)


@pytest.mark.parametrize("variance", [1e-6, 1e-3, 0.1, 1.0, 30.0])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_moments(name: str, variance: float) -> None:
    mu1, mustar2 = moments(name, np.array([variance]))
    want = by_quadrature(name, variance)
    assert apart(mu1, want[0]) <= 1e-13
    assert apart(mustar2, want[1]) <= 1e-12


def test_small_pre_activations_are_passed_on_linearly() -> None:
    for name, slope in (("tanh", 1.0), ("erf", 2 / np.sqrt(np.pi))):
        mu1, mustar2 = moments(name, np.zeros(1))
        assert apart(mu1, slope) <= 1e-15
        assert mustar2 == 0

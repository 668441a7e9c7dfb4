"""Moments of activations against quadrature of their definitions in high precision."""

from functools import cache

import numpy as np
import pytest
from mpmath import mp, mpf

from tests.kinds import activation
from tests.theory.support import apart

FUNCTIONS = {"tanh": mp.tanh, "erf": mp.erf}
NAMES = [*FUNCTIONS, "relu"]


def by_quadrature(name: str, variance: float) -> tuple[float, float]:
    """mu1 = E[h phi]/s^2 and mustar^2 = E phi^2 - mu1^2 s^2 of an odd phi, from the right half, with 40 digits."""
    with mp.workdps(40):
        s, phi = mp.sqrt(mpf(variance)), FUNCTIONS[name]

        @cache
        def weighed(x: mpf) -> tuple[mpf, mpf]:
            return phi(s * x), mp.exp(-x * x / 2) * mp.sqrt(2 / mp.pi)

        bend = [k / s for k in (1, 4, 16, 64) if k < s]  # where they bend, if pre-activations are wider
        pieces = [0, *sorted({*bend, *map(mpf, (1, 2, 4, 8, 16))})]
        mu1 = mp.quad(lambda x: x * weighed(x)[0] * weighed(x)[1], pieces) / s
        square = mp.quad(lambda x: weighed(x)[0] ** 2 * weighed(x)[1], pieces)
        return float(mu1), float(square - mu1**2 * s**2)


@pytest.mark.parametrize("variance", [1e-6, 1e-3, 0.1, 1.0, 30.0, 68.0, 1e10])
@pytest.mark.parametrize("name", NAMES)
def test_moments(name: str, variance: float) -> None:
    """E max(h, 0)^2 = s^2/2 and E max(h, 0) = s/sqrt(2 pi)."""
    mu1, mustar2 = activation(name).moments(np.array([variance]))
    want = (0.5, variance * (0.25 - 0.5 / np.pi)) if name == "relu" else by_quadrature(name, variance)
    assert apart(mu1, want[0]) <= 1e-13
    assert apart(mustar2, want[1]) <= 1e-12


@pytest.mark.parametrize("name", NAMES)
def test_moments_are_those_of_a_sign_or_a_line_at_the_ends_of_the_range_of_a_double(name: str) -> None:
    """phi -> sign(h): s mu1 -> sqrt(2/pi) and mustar^2 -> 1 - 2/pi. relu is homogeneous."""
    wide = np.array([1e100, 1e200, 1e300, 1.7e308])
    mu1, mustar2 = activation(name).moments(wide)
    if name == "relu":
        assert apart(mustar2 / wide, 0.25 - 0.5 / np.pi) <= 1e-15
    else:
        assert apart(mu1 * np.sqrt(wide), np.sqrt(2 / np.pi)) <= 1e-15
        assert apart(mustar2, 1 - 2 / np.pi) <= 1e-14
    narrow = np.array([5e-324, 1e-300, 1e-100, 1e-50, 1e-20])
    mu1, mustar2 = activation(name).moments(narrow)
    assert apart(mu1, {"tanh": 1.0, "erf": 2 / np.sqrt(np.pi), "relu": 0.5}[name]) <= 1e-15
    if name != "relu":  # the bend of the cubic term, E (h^3 - 3 s^2 h)^2 = 6 s^6
        assert apart(mustar2, (2 / 3 if name == "tanh" else 8 / 3 / np.pi) * narrow**3) <= 1e-13


def test_small_pre_activations_are_passed_on_linearly() -> None:
    for name, slope in (("tanh", 1.0), ("erf", 2 / np.sqrt(np.pi))):
        mu1, mustar2 = activation(name).moments(np.zeros(1))
        assert apart(mu1, slope) <= 1e-15
        assert mustar2 == 0

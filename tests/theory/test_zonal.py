"""Eigenvalues of kernels on the sphere against integrals, closed forms and sum rules of another kind."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from math import comb, inf, pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from scalecalc.arrays import Floats
from scalecalc.theory.kernels.zonal import MOST_DEGREES, gaussian, multiplicity, polynomial, resolve
from scalecalc.theory.kernels.zonal_laplace import DECAY, laplace
from scalecalc.theory.kernels.zonal_relu import DEEPEST, decay, relu
from tests.theory.support import apart, examples

Kernel = Callable[[mpf], mpf]  # of the angle between two points
Spectrum = Callable[[float, int], Floats]  # of the dimension and the number of degrees

DIGITS = 60
DIMENSIONS = [2, 3, 5, 10, 100, 1000, 2047, 2049, 10**6]


def gauss_at(length: float, angle: mpf) -> mpf:
    return mp.exp((mp.cos(angle) - 1) / mpf(length) ** 2)


def laplace_at(length: float, angle: mpf) -> mpf:
    return mp.exp(-2 * mp.sin(angle / 2) / mpf(length))


def relu_at(depth: int, tangent: bool, angle: mpf) -> mpf:
    """By the angles in the layers: cos theta' = (sin theta + (pi - theta) cos theta)/pi."""
    total = mp.cos(angle)
    for _ in range(depth):
        cosine = (mp.sin(angle) + (mp.pi - angle) * mp.cos(angle)) / mp.pi
        total = cosine + total * (1 - angle / mp.pi)
        angle = mp.acos(min(cosine, mpf(1)))
    return total if tangent else mp.cos(angle)


def power_at(degree: int, angle: mpf) -> mpf:
    return (1 + mp.cos(angle)) ** degree


def of_gauss(length: float) -> Spectrum:
    return lambda d, degrees: gaussian(d, length, degrees)


def of_laplace(length: float) -> Spectrum:
    return lambda d, degrees: laplace(d, length, degrees)


def of_relu(depth: int, tangent: bool) -> Spectrum:
    return lambda d, degrees: relu(d, depth, tangent, degrees)


def of_power(degree: int) -> Spectrum:
    return lambda d, degrees: polynomial(d, degree, degrees)


PAIRS: dict[str, tuple[Kernel, Spectrum]] = {
    "gauss 0.1": (partial(gauss_at, 0.1), of_gauss(0.1)),
    "gauss 2": (partial(gauss_at, 2.0), of_gauss(2.0)),
    "gauss 1000": (partial(gauss_at, 1e3), of_gauss(1e3)),
    "laplace 0.01": (partial(laplace_at, 0.01), of_laplace(0.01)),
    "laplace 0.5": (partial(laplace_at, 0.5), of_laplace(0.5)),
    "laplace 1000": (partial(laplace_at, 1e3), of_laplace(1e3)),
    "relu 1": (partial(relu_at, 1, False), of_relu(1, False)),
    "relu 2": (partial(relu_at, 2, False), of_relu(2, False)),
    "relu 3": (partial(relu_at, 3, False), of_relu(3, False)),
    "tangent 1": (partial(relu_at, 1, True), of_relu(1, True)),
    "tangent 3": (partial(relu_at, 3, True), of_relu(3, True)),
    "tangent 10": (partial(relu_at, 10, True), of_relu(10, True)),
    "power 5": (partial(power_at, 5), of_power(5)),
}
TRACES = {"power 5": 32.0, "tangent 1": 2.0, "tangent 3": 4.0, "tangent 10": 11.0}
DECAYS = {"laplace": DECAY, "relu": decay(tangent=False), "tangent": decay(tangent=True)}


@cache
def angles(count: int) -> tuple[np.ndarray, np.ndarray]:
    """The tanh-sinh rule on [0, pi] in 60 digits, which does not mind powers at its ends."""
    with mp.workdps(DIGITS):
        rule = []
        for i in range(-count, count + 1):
            s = mpf(9 * i) / (2 * count)
            u = mp.pi / 2 * mp.sinh(s)
            rule.append((mp.pi / (1 + mp.exp(-2 * u)), mp.cosh(s) / mp.cosh(u) ** 2))
        nodes, weights = zip(*rule, strict=True)
    return np.array(nodes), np.array(weights)


@cache
def polynomials(d: int, top: int, count: int) -> np.ndarray:
    """P_l times the density at the nodes, l = 0 ... top, by the recurrence of the polynomials."""
    with mp.workdps(DIGITS):
        nodes, weights = angles(count)
        t = np.array([mp.cos(angle) for angle in nodes])
        density = weights * np.array([mp.sin(angle) ** (d - 2) for angle in nodes])
        rows = [density / density.sum(), t * density / density.sum()]
        for degree in range(1, top):
            rows.append(((2 * degree + d - 2) * t * rows[-1] - degree * rows[-2]) / (degree + d - 2))
        return np.array(rows)


@cache
def values(name: str, count: int) -> np.ndarray:
    with mp.workdps(DIGITS):
        return np.array([PAIRS[name][0](angle) for angle in angles(count)[0]])


def by_definition(name: str, d: int) -> Floats:
    """E[kappa P_l] for the first degrees."""
    top, count = (30, 200) if d <= 10 else (8, 1000)
    with mp.workdps(DIGITS):
        return np.array(polynomials(d, top, count) @ values(name, count), dtype=float)


@pytest.mark.one_in(2)
@pytest.mark.parametrize("name", PAIRS)
def test_the_definition(name: str) -> None:
    for d in (2, 3, 5, 10):
        check_definition(name, d)


@pytest.mark.parametrize("name", ["gauss 2", "laplace 0.01", "laplace 0.5", "relu 1", "tangent 3", "power 5"])
def test_the_definition_in_large_dimensions(name: str) -> None:
    for d in (100, 1000):
        check_definition(name, d)


def check_definition(name: str, d: int) -> None:
    expected = by_definition(name, d)
    found = PAIRS[name][1](d, expected.size)
    matter = np.abs(expected) > 1e-40  # what is smaller has no digits in the integral
    assert np.all(np.abs(found - expected)[matter] <= 1e-12 * expected[matter])
    assert np.all(found[~matter] <= 1e-40)


@pytest.mark.parametrize("length", [0.01, 0.1, 1, 30, 1e3, 1e6])
@pytest.mark.parametrize("d", DIMENSIONS)
def test_gaussian_is_a_bessel_function(length: float, d: int) -> None:
    found = gaussian(d, length, 301)
    with mp.workdps(30):
        x, nu = mpf(length) ** -2, mpf(d) / 2 - 1
        for degree in (0, 1, 2, 7, 50, 300):
            expected = mp.gamma(nu + 1) * (2 / x) ** nu * mp.exp(-x) * mp.besseli(degree + nu, x)
            assert apart(found[degree], float(expected)) <= 2e-12 if expected > 1e-290 else found[degree] == 0


def half(d: float, degree: int, order: int) -> mpf:
    """E[max(t, 0)^order P_l], order 0 or 1 < l: the derivative of order l in Rodrigues' formula is one of a delta."""
    inner = degree - 1 - order
    if inner % 2:
        return mpf(0)
    a = (mpf(d) - 1) / 2
    gammas = [mpf(d) / 2, inner + 1], [inner // 2 + 1, a + degree - inner // 2]
    return mp.gammaprod(*gammas) / mp.sqrt(mp.pi) / mpf(2) ** degree


@pytest.mark.parametrize("d", DIMENSIONS)
def test_one_layer_in_closed_form(d: int) -> None:
    """S = 2d E_w[relu(w.x) relu(w.y)] and S' = 2 E_w[step(w.x) step(w.y)], so their eigenvalues are squares."""
    degrees = 4096 if d <= 100 else 300
    kernel, tangent = relu(d, 1, False, degrees), relu(d, 1, True, degrees)
    with mp.workdps(40):
        for degree in (2, 4, 62, 64, 128, 256, *((1000, 4094) if d <= 100 else ())):
            square = 2 * d * half(d, degree, 1) ** 2
            odd = [2 * half(d, k, 0) ** 2 for k in (degree - 1, degree + 1)]
            both = square + (degree * odd[0] + (degree + d - 2) * odd[1]) / (2 * degree + d - 2)
            for found, expected in ((kernel[degree], square), (tangent[degree], both)):
                assert apart(found, float(expected)) <= 2e-12 if expected > 1e-290 else found == 0


def test_one_layer_on_the_circle() -> None:
    """Fourier coefficients of (sin theta + (pi - theta) cos theta)/pi: 4/(pi (l^2 - 1))^2, by parts."""
    found = relu(2, 1, False, 40)
    even = np.arange(2.0, 40, 2)
    assert apart(found[0], 4 / pi**2) <= 1e-15
    assert apart(found[1], 1 / 4) <= 1e-15
    assert np.max(np.abs(found[2::2] * (pi * (even**2 - 1)) ** 2 / 4 - 1)) <= 1e-13


def test_one_layer_on_the_sphere() -> None:
    """E S = 2 d (E relu)^2 = 6/16 and the slope 1/2 times E t^2 = 1/3."""
    found = relu(3, 1, False, 2)
    assert apart(found[0], 3 / 8) <= 1e-15
    assert apart(found[1], 1 / 6) <= 1e-15


@pytest.mark.parametrize("tangent", [False, True])
@pytest.mark.parametrize("d", [2, 3, 17, 10**6])
def test_odd_degrees_of_one_layer_are_zero(tangent: bool, d: int) -> None:
    assert not np.any(relu(d, 1, tangent, 3000)[3::2])


def power_of_distance(d: int, degree: int, power: int) -> mpf:
    """E[s^beta P_l], s = (1 - t)/2, beta = power/2: Rodrigues' formula gives a Beta function."""
    a, beta = (mpf(d) - 1) / 2, mpf(power) / 2
    ratio = mp.gammaprod([a + beta, 2 * a + 2 * degree], [2 * a + beta + degree, a + degree])
    return mp.rf(-beta, degree) / mpf(4) ** degree / mp.rf(mpf(d) / 2, degree) * ratio


@pytest.mark.parametrize("length", [0.03, 0.2, 1e6])
@pytest.mark.parametrize("d", [2, 3, 30, 10**6])
def test_laplace_as_a_series_in_the_distance(d: int, length: float) -> None:
    """An alternating series, in as many digits as it loses."""
    found = laplace(d, length, 4096)
    with mp.workdps(110):
        for degree in (0, 1, 8, 100, 4095):
            terms = range(280 if length < 0.1 else 80)
            expected = mp.fsum(
                power_of_distance(d, degree, m) * (-2 / mpf(length)) ** m / mp.factorial(m) for m in terms
            )
            assert apart(found[degree], float(expected)) <= 2e-12 if expected > 1e-290 else found[degree] == 0


@pytest.mark.parametrize("degree", [0, 1, 2, 7, 100, 1000])
@pytest.mark.parametrize("d", [2, 3, 10, 10**6])
def test_polynomials(degree: int, d: int) -> None:
    """eta_l as the sum over the powers of t, each with its closed form."""
    found = polynomial(d, degree, degree + 5)
    assert not np.any(found[degree + 1 :])
    with mp.workdps(40):
        for order in {0, 1, degree // 2, degree} & set(range(degree + 1)):
            expected = mpf(0)
            for n in range(order, degree + 1, 2):
                j = (n - order) // 2
                moment = mp.factorial(n) * mp.gammaprod([mpf(d) / 2], [mpf(d) / 2 + order + j])
                expected += comb(degree, n) * moment / mpf(2) ** n / mp.factorial(j)
            assert apart(found[order], float(expected)) <= 2e-13 * (1 + degree / 50) if expected > 1e-290 else True


@pytest.mark.parametrize("d", [2, 3, 4, 11, 1000, 10**15])
def test_multiplicities(d: int) -> None:
    """The polynomials of degree l less those of degree l - 2."""
    found = multiplicity(d, 60)
    for degree in range(60 if d < 10**6 else 20):
        less = comb(degree + d - 3, degree - 2) if degree > 1 else 0
        assert found[degree] == float(comb(degree + d - 1, degree) - less)


def test_multiplicities_that_overflow() -> None:
    found = multiplicity(1e60, 9)
    assert np.all(np.isfinite(found[:6]))
    assert np.all(found[6:] == inf)
    assert apart(found[5], 1e300 / 120) <= 1e-15


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("d", [2, 10, 100, 2049, 10**60])
def test_the_trace(name: str, d: int) -> None:
    """All degrees, and what is left, are kappa(1); what is left is not negative."""
    trace = TRACES.get(name, 1.0)
    resolved = resolve(d, partial(PAIRS[name][1], d), trace, DECAYS.get(name.split()[0], inf))
    shares = resolved.coefficients * resolved.multiplicities
    assert resolved.unresolved >= 0
    assert abs(shares.sum() + resolved.unresolved - trace) <= 1e-12 * trace
    assert resolved.coefficients.size == resolved.multiplicities.size <= MOST_DEGREES
    assert np.all(resolved.multiplicities <= 1e60)


@pytest.mark.parametrize(("d", "length"), [(2, 0.1), (3, 1.0), (10, 0.3), (1000, 3.0), (10**60, 1e3)])
def test_a_tiny_rest_of_a_gaussian(d: int, length: float) -> None:
    resolved = resolve(d, partial(of_gauss(length), d), 1.0)
    kept = resolved.coefficients.size
    with mp.workdps(40):
        x, nu = mpf(length) ** -2, mpf(d) / 2 - 1
        rest = mpf(0)
        for degree in range(kept, kept + 40):
            less = comb(degree + d - 3, degree - 2) if degree > 1 else 0
            count = comb(degree + d - 1, degree) - less
            # the series of the Bessel function, whose Gamma functions cancel those in front of it
            bessel = mp.fsum(
                (x / 2) ** (degree + 2 * j) / mp.factorial(j) / mp.rf(nu + 1, degree + j) for j in range(100)
            )
            rest += count * bessel * mp.exp(-x)
    assert resolved.unresolved <= 1e-12
    assert apart(resolved.unresolved, float(rest)) <= 1e-10


@pytest.mark.parametrize("d", [2, 3, 10, 20])
def test_a_tiny_rest_of_one_layer(d: int) -> None:
    """The squares of the closed form, by Euler-Maclaurin over the degrees."""
    resolved = resolve(d, partial(of_relu(1, False), d), 1.0, decay(tangent=False))
    with mp.workdps(30):

        def share(degree: int) -> mpf:
            a = (mpf(d) - 1) / 2
            inner = mpf(degree) - 2
            scale = mp.gammaprod([mpf(d) / 2], [a + degree]) / mp.sqrt(mp.pi) / mpf(2) ** degree
            value = scale * mp.factorial(inner) * mp.binomial(degree + a - 1, inner / 2)
            count = (2 * degree + d - 2) * mp.gammaprod([mpf(degree) + d - 2], [mpf(degree) + 1, mpf(d) - 1])
            return 2 * d * value**2 * (count if d > 2 else 2)

        first = resolved.coefficients.size + resolved.coefficients.size % 2
        rest = mp.nsum(lambda k: share(first + 2 * k), [0, mp.inf], method="e")
    assert apart(resolved.unresolved, float(rest)) <= 1e-6


@pytest.mark.parametrize("name", [name for name in PAIRS if name not in ("gauss 0.1", "laplace 0.01")])
def test_large_dimensions(name: str) -> None:
    """eta_l N(d, l) goes to the Taylor coefficient kappa^(l)(0)/l!."""
    found = PAIRS[name][1](1e40, 4) * multiplicity(1e40, 4)
    with mp.workdps(40):
        taylor = mp.taylor(lambda t: PAIRS[name][0](mp.acos(t)), 0, 3)
    for degree in range(4):
        if abs(taylor[degree]) > 1e-15:
            assert apart(found[degree], float(taylor[degree])) <= 1e-12
        else:
            assert found[degree] <= 1e-15


@examples(40)
@given(d=st.integers(2, 3000), length=st.floats(0.01, 1e3), degrees=st.integers(0, 300))
def test_smooth_ones_fall_in_the_degree(d: int, length: float, degrees: int) -> None:
    for spectrum in (gaussian, laplace):
        eta = spectrum(d, length, degrees)
        assert eta.shape == (degrees,)
        assert np.all(np.isfinite(eta) & (eta >= 0))
        assert np.all(np.diff(eta) <= 0)
        counts = multiplicity(d, degrees)[eta > 0]
        assert float(eta[eta > 0] @ counts) <= 1 + 1e-12


@examples(25)
@given(d=st.integers(2, 3000), depth=st.integers(1, DEEPEST), tangent=st.booleans(), degrees=st.integers(0, 300))
def test_relu_falls_in_the_degree(d: int, depth: int, tangent: bool, degrees: int) -> None:
    """Over even and over odd degrees each; and more degrees do not move those before them."""
    eta = relu(d, depth, tangent, degrees)
    assert eta.shape == (degrees,)
    assert np.all(np.isfinite(eta) & (eta >= 0))
    assert np.all(eta[2:] <= eta[:-2])
    shorter = relu(d, depth, tangent, degrees // 2)
    assert np.all(np.abs(shorter - eta[: degrees // 2]) <= 2e-12 * shorter)
    assert float(eta[eta > 0] @ multiplicity(d, degrees)[eta > 0]) <= (1 + 1e-12) * (depth + 1 if tangent else 1)


@pytest.mark.parametrize("d", [1, 0, -3, 2.5, inf, np.nan, 2e60])
def test_dimensions_there_are_not(d: float) -> None:
    for spectrum in (of_gauss(1.0), of_laplace(1.0), of_relu(1, False), of_power(2), multiplicity):
        with pytest.raises(ValueError, match="dimension"):
            spectrum(d, 5)


@pytest.mark.parametrize("length", [0.0, 0.009, -1.0, inf, np.nan])
def test_lengths_out_of_reach(length: float) -> None:
    for spectrum in (gaussian, laplace):
        with pytest.raises(ValueError, match="length"):
            spectrum(3, length, 5)


def test_depths_and_degrees_out_of_reach() -> None:
    for depth in (0, 11, 1.5):
        with pytest.raises(ValueError, match="depth"):
            relu(3, depth, False, 5)  # type: ignore[arg-type]
    for degree in (-1, 1001, 0.5):
        with pytest.raises(ValueError, match="degree"):
            polynomial(3, degree, 5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="degrees"):
        laplace(3, 1.0, -1)


def test_a_rest_of_everything() -> None:
    """Where no coefficient is above the least number, nothing is resolved."""
    resolved = resolve(10**6, partial(of_gauss(0.01), 10**6), 1.0)
    assert resolved.coefficients.size == 0
    assert resolved.unresolved == 1

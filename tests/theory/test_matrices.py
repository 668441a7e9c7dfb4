"""S-transforms of the random matrices: closed forms, definitions, limits, and what their classes promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from scalecalc.arrays import Floats
from scalecalc.theory.matrices.gaps import Spectra
from scalecalc.theory.matrices.orthogonal import OrthogonalRows
from scalecalc.theory.matrices.power_law import PowerLawWeights
from scalecalc.theory.matrices.response import Matrix, White
from scalecalc.theory.matrices.structured import Structured
from scalecalc.theory.modes.nodes import Nodes
from scalecalc.theory.modes.tasks import Modes
from tests.kinds import ar1, power_correlation
from tests.theory.support import apart, examples

N = 500
FRACTIONS = st.floats(1e-6, 1 - 1e-6)
DECAYS = st.sampled_from([0.05, 0.3, 0.5, 0.7, 1.0, 1.5, 3.0])


def rows_of_power_law(decay: float, width: float = N) -> Structured:
    return structured(PowerLawWeights(kind="power_law", decay=decay).nodes(width), width)


def structured(nodes: Nodes, size: float) -> Structured:
    return Structured(np.array([size]), Spectra.of([nodes]), np.zeros(1, dtype=np.intp))


def matrices() -> dict[str, Matrix]:
    one = np.ones(1)
    return {
        "white": White(N * one),
        "orthogonal": OrthogonalRows(N * one, 1.7 * N * one),
        "square": OrthogonalRows(N * one, N * one),
        "endless": OrthogonalRows(N * one, np.inf * one),
        "flat rows": rows_of_power_law(0.3),
        "steep rows": rows_of_power_law(1.5),
        "correlated": structured(ar1(0.8).nodes(N), N),
    }


def at(matrix: Matrix, z: float) -> tuple[Floats, Floats]:
    size = np.minimum(matrix.count, 1e300)
    return np.array([z]), (size - z) / size


def log_s(matrix: Matrix, z: float) -> float:
    return -float(np.log(matrix.response(*at(matrix, z)).inverse_s[0]))


@pytest.mark.parametrize("name", matrices())
@given(fraction=st.floats(1e-3, 0.999))
@examples(20)
def test_theta_is_the_slope_of_log_s(name: str, fraction: float) -> None:
    """Also of its parts and of reach, whose slopes the response has with it. Checked by central differences."""
    matrix, z, h = matrices()[name], fraction * N, 1e-5 * (1 - fraction)
    response = matrix.response(*at(matrix, z))
    theta = float((z * response.theta_numerator / response.theta_denominator)[0])
    up, down = (matrix.response(*at(matrix, z * np.exp(sign * h))) for sign in (1, -1))
    assert (log_s(matrix, z * np.exp(h)) - log_s(matrix, z * np.exp(-h))) / (2 * h) == pytest.approx(theta, rel=1e-5)
    parts = {"theta_numerator": "numerator", "theta_denominator": "denominator", "reach": "reach"}
    for part, name_of_slope in parts.items():
        values = [np.broadcast_to(getattr(side, part), (1,)) for side in (up, down)]
        if values[0][0] > 0:
            slope = float((np.log(values[0]) - np.log(values[1]))[0]) / (2 * h)
            known = float(np.broadcast_to(getattr(response, f"{name_of_slope}_slope"), (1,))[0])
            assert slope == pytest.approx(known, rel=1e-5, abs=1e-7), part
    assert np.all(np.abs(z * response.theta_numerator + response.theta_denominator - response.total) <= 1e-12)


@pytest.mark.parametrize("name", matrices())
@given(fraction=FRACTIONS)
@examples(20)
def test_the_bounds_hold(name: str, fraction: float) -> None:
    matrix = matrices()[name]
    z, free = at(matrix, fraction * N)
    inverse_s = matrix.response(z, free).inverse_s
    slack = 1 + 1e-12
    assert np.all(inverse_s <= slack * np.asarray(matrix.highest))
    left = np.where(np.isinf(matrix.size), 1.0, free)
    assert np.all(inverse_s <= slack * np.asarray(matrix.steepest) * left)
    assert np.all(inverse_s * slack >= np.asarray(matrix.lowest) * left)


@pytest.mark.parametrize("name", matrices())
@given(fraction=st.floats(1e-3, 0.99), step=st.floats(1e-3, 0.5))
@examples(20)
def test_steepness_is_a_difference(name: str, fraction: float, step: float) -> None:
    matrix, z = matrices()[name], fraction * N
    lower = z * (1 - step)
    near, start = matrix.response(*at(matrix, lower)), matrix.response(*at(matrix, z))
    change = np.array([z - lower])
    assert change * matrix.steepness(near, start, change) == pytest.approx(
        near.inverse_s - start.inverse_s, rel=1e-9, abs=1e-14
    )


@given(decay=DECAYS, fraction=FRACTIONS)
@examples(40)
def test_structured_rows_by_their_definition(decay: float, fraction: float) -> None:
    """sum s/(s + kappa_F) = z over all rows, one by one; 1/S = z kappa_F/N and Theta = q_F/(z - q_F)."""
    matrix, z = rows_of_power_law(decay), fraction * N
    response = matrix.response(*at(matrix, z))
    rounding = 1e-13 / (1 - fraction)  # of 1 - z/N as it is given here, and of 1 - share below
    s = np.arange(1.0, N + 1) ** -decay
    assert response.memory is not None
    kappa = response.memory[0]
    share = s / (s + kappa)
    assert apart(share.sum(), z) <= 1e-12
    assert apart(response.inverse_s, z * kappa / N) <= 1e-13
    theta = np.sum(share**2) / np.sum(share * (1 - share))
    assert apart(z * response.theta_numerator / response.theta_denominator, theta) <= rounding


@pytest.mark.parametrize("width", [3.0, 80.0, 1e4])
def test_a_bottleneck_keeps_its_digits(width: float) -> None:
    """z -> N: 1/S -> (1 - z/N) N/sum_j 1/s_j, however small the slack."""
    matrix = rows_of_power_law(0.7, width)
    for slack in (1e-12, 1e-40, 1e-100):
        response = matrix.response(np.array([width]), np.array([slack]))
        inverse = float(np.mean(np.arange(1.0, width + 1) ** 0.7))
        assert apart(response.inverse_s, slack / inverse) <= 1e-9 + width * slack * 1e3
        assert response.theta_denominator[0] > 0


@given(fraction=FRACTIONS)
@examples(20)
def test_equal_rows_are_white(fraction: float) -> None:
    rows = Modes(np.array([2.5]), np.array([float(N)]), np.zeros(1))
    matrix = structured(rows.nodes(0.0), N)
    z, free = at(matrix, fraction * N)
    mine, white = matrix.response(z, free), White(np.array([float(N)])).response(z, free)
    assert apart(mine.inverse_s, 2.5 * white.inverse_s) <= 1e-13  # S(cA) = S(A)/c
    assert (
        apart(z * mine.theta_numerator / mine.theta_denominator, z * white.theta_numerator / white.theta_denominator)
        <= 1e-12
    )


@given(fraction=FRACTIONS)
@examples(20)
def test_orthogonal_rows_of_many_inputs_are_white(fraction: float) -> None:
    endless, white = matrices()["endless"], matrices()["white"]
    z, free = at(white, fraction * N)
    assert apart(endless.response(z, free).inverse_s, white.response(z, free).inverse_s) <= 1e-15
    square = matrices()["square"]
    assert square.size == np.inf
    assert square.response(z, free).inverse_s == 1


@pytest.mark.parametrize("rho", [-0.9, -0.3, 0.5, 0.95])
@pytest.mark.parametrize("samples", [1, 2, 17, 300])
def test_autoregressive_spectrum(rho: float, samples: int) -> None:
    """The sums over the nodes are those over the eigenvalues of rho^|t-s|, in either way of making nodes."""
    nodes = ar1(rho).nodes(float(samples))
    lags = np.abs(np.subtract.outer(np.arange(samples), np.arange(samples)))
    k = np.linalg.eigvalsh(rho**lags)
    for ridge in (1e-3, 1.0, 100.0):
        share = nodes.eigenvalue / (nodes.eigenvalue + ridge)
        assert apart(share @ nodes.count, np.sum(k / (k + ridge))) <= 1e-11
        assert apart(share**2 @ nodes.count, np.sum((k / (k + ridge)) ** 2)) <= 1e-11
    assert apart(nodes.count @ nodes.eigenvalue, samples) <= 1e-12


def by_determinant(rho: float, samples: int, ridge: float) -> tuple[float, float]:
    """P - z and z - q of rho^|t-s|, z = sum k/(k + kappa) and q = sum (k/(k + kappa))^2, at 50 digits.

    With the tridiagonal T = (1 - rho^2) K^-1 the determinant of 1 + kappa K^-1 is a continuant, whose logarithm has
    slopes P - z and z - q against log kappa.
    """
    with mp.workdps(50):
        r = mpf(rho)
        x = mpf(ridge) / (1 - r * r)
        side, inner, end = (x * r) ** 2, 1 + x * (1 + r * r), 1 + x
        slope_inner, slope_end = x * (1 + r * r), x
        before, now = (mpf(1), mpf(0), mpf(0)), (end, slope_end, slope_end)  # value, first and second slope
        for n in range(1, samples):
            a, da = (inner, slope_inner) if n < samples - 1 else (end, slope_end)
            (f, df, ddf), (g, dg, ddg) = now, before
            value = a * f - side * g
            first = a * df + da * f - side * (dg + 2 * g)
            second = a * ddf + 2 * da * df + da * f - side * (ddg + 4 * dg + 4 * g)
            before, now = now, (value, first, second)
        slope = now[1] / now[0]
        return float(slope), float(now[2] / now[0] - slope**2)


@pytest.mark.parametrize("rho", [0.3, 0.99, 1 - 1e-3, 1 - 1e-4, 1 - 1e-6, 1 - 2**-53])
@pytest.mark.parametrize("samples", [100, 101, 3000])
def test_autoregressive_sums_keep_their_digits_up_to_correlation_one(rho: float, samples: int) -> None:
    """Against an independent reference; the number of nodes is bounded."""
    nodes = ar1(rho).nodes(float(samples))
    assert nodes.count.size <= 600
    for ridge in (1e-12, 1e-3, 1e2):
        unpassed, spread = by_determinant(rho, samples, ridge)
        share, rest = nodes.eigenvalue / (nodes.eigenvalue + ridge), ridge / (nodes.eigenvalue + ridge)
        assert apart(rest @ nodes.count, unpassed) <= 1e-12
        assert apart((share * rest) @ nodes.count, spread) <= 1e-12


@pytest.mark.parametrize("samples", [1e6, 1e12, 1e17, 1e60])
def test_autoregressive_nodes_are_few_however_long_the_series(samples: float) -> None:
    for rho in (0.5, 1 - 1e-6, 1 - 2**-53):
        nodes = ar1(rho).nodes(samples)
        assert nodes.count.size <= 600
        assert apart(nodes.count.sum(), samples) <= 1e-12
        assert apart(nodes.count @ nodes.eigenvalue, samples) <= 1e-12


def test_long_autoregressive_series_join_smoothly() -> None:
    """On either side of the number of samples from which on angles are integrated rather than found one by one."""
    correlation = ar1(0.9)
    seam = correlation.smooth_from
    sums = [
        float((lambda n: (n.eigenvalue / (n.eigenvalue + 0.5)) @ n.count)(correlation.nodes(seam + step)))
        for step in (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0)
    ]
    assert np.ptp(np.diff(sums)) <= 1e-10  # the sum is linear in the number of samples but for rounding


@pytest.mark.parametrize("samples", [5.0, 1e3, 1e6])
def test_power_law_correlations_have_mean_one(samples: float) -> None:
    nodes = power_correlation(0.8).nodes(samples)
    assert apart(nodes.count @ nodes.eigenvalue, samples) <= 1e-12


@pytest.mark.parametrize("width", [1e6, 1e12])
def test_wide_structured_layers_have_few_nodes(width: float) -> None:
    assert PowerLawWeights(kind="power_law", decay=0.7).nodes(width).eigenvalue.size < 700

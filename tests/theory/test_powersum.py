"""Sums of powers against zeta functions, harmonic numbers and plain addition."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mpmath import mp, mpf

from scalecalc.theory.numerics.powersum import parted_power_sum, power_sum
from tests.theory.support import apart, examples

INF = np.inf


def reference(s: float, first: float, last: float) -> float:
    """sum k^-s in 80 digits: the first 60 terms, and Euler-Maclaurin to order 40 beyond them."""
    with mp.workdps(80):
        s, first, last = mpf(s), mpf(first), mpf(last)
        if last - first < 60:
            return float(mp.fsum((first + i) ** -s for i in range(int(last - first) + 1)))
        seam = first + 50
        head = mp.fsum((first + i) ** -s for i in range(50))
        if s == 1:
            integral = mp.log(last / seam)
        else:
            integral = (seam ** (1 - s) - (0 if last == INF else last ** (1 - s))) / (s - 1)
        return float(head + integral + _end(s, seam, -1) + (0 if last == INF else _end(s, last, 1)))


def _end(s: mpf, k: mpf, sign: int) -> mpf:
    """f/2 +- sum_j B_2j/(2j)! f^(2j-1) for f = k^-s."""
    odd = mpf(0)
    for j in range(1, 21):
        odd += mp.bernoulli(2 * j) / mp.factorial(2 * j) * mp.rf(s, 2 * j - 1) * k ** (1 - s - 2 * j)
    return k**-s / 2 - sign * odd


@pytest.mark.parametrize(("s", "first"), [(1.05, 1), (1.5, 7), (3, 40), (12.5, 2)])
def test_the_reference_is_the_hurwitz_zeta_function(s: float, first: float) -> None:
    assert apart(reference(s, first, INF), float(mp.zeta(mpf(s), first))) <= 1e-15
    assert apart(reference(s, first, 999), float(mp.zeta(mpf(s), first) - mp.zeta(mpf(s), 1000))) <= 1e-15


@pytest.mark.parametrize("s", [1 + 1e-9, 1.05, 1.5, 2, 3, 12.5, 60])
def test_riemann_zeta(s: float) -> None:
    assert apart(power_sum(s, 1, INF), float(mp.zeta(mpf(s)))) <= 1e-14


@pytest.mark.parametrize("last", [1, 2, 63, 64, 65, 1e3, 1e9, 1e30, 1e60])
def test_harmonic_numbers(last: float) -> None:
    assert apart(power_sum(1, 1, last), float(mp.harmonic(mpf(last)))) <= 1e-14


CASES = [
    (1.0000001, 5, 1e12),
    (0.9999999, 1, 1e60),
    (1, 7, 1e6),
    (37, 1, INF),
    (37, 90, 1e6),
    (1.05, 1e30, 1e30 + 1e20),
    (1.05, 1e30, INF),
    (2.2, 3, 1e60),
    (2.2, 1e15, 1e15 + 5),
    (0.3, 1, 1e15),
    (0.3, 12345, 1e5),
    (-1, 1, 1e9),
    (-2.5, 1, 1e12),
    (0, 11, 1e17),
]


@pytest.mark.parametrize(("s", "first", "last"), CASES)
def test_ranges(s: float, first: float, last: float) -> None:
    assert apart(power_sum(s, first, last), reference(s, first, last)) <= 1e-14


@examples(80)
@given(
    s=st.floats(-4, 12),
    first=st.integers(0, 50).map(lambda e: float(round(10 ** (e / 5)))),
    decades=st.floats(0, 30),
)
def test_any_range(s: float, first: float, decades: float) -> None:
    last = first + float(round(10**decades)) - 1
    assume(abs(s - 1) > 1e-6)
    assert apart(power_sum(s, first, last), reference(s, first, last)) <= 5e-14


@pytest.mark.parametrize("first", [2.0**53, 1e16, 3e16, 1e17, 1e18, 1e60])
@pytest.mark.parametrize("terms", [1, 2, 5])
def test_ranks_beyond_the_integers_of_a_double(first: float, terms: int) -> None:
    """Where neighbouring doubles are several ranks apart, a range still counts every rank."""
    last = first
    for _ in range(terms - 1):
        last = np.nextafter(last, INF)
    number = int(last) - int(first) + 1
    assert apart(power_sum(1.5, first, last), number * first**-1.5) <= 1e-14


@examples(40)
@given(
    s=st.floats(0.1, 6),
    first=st.integers(1, 10**6),
    parts=st.tuples(st.integers(1, 10**9), st.integers(1, 10**9)),
)
def test_ranges_add_up(s: float, first: int, parts: tuple[int, int]) -> None:
    middle, last = first + parts[0], first + sum(parts)
    both = power_sum(s, [first, middle], [middle - 1, last])
    assert apart(power_sum(s, first, last), float(both.sum())) <= 1e-14


def test_elementwise() -> None:
    first, last = np.array([[1.0], [10.0]]), np.array([5.0, 1e8, INF])
    sums = power_sum(1.7, first, last)
    assert sums.shape == (2, 3)
    for i, j in np.ndindex(sums.shape):
        assert sums[i, j] == power_sum(1.7, first[i, 0], last[j])


def test_empty_and_divergent() -> None:
    assert power_sum(2, 5, 4) == 0
    assert power_sum(1, 1, INF) == INF
    assert power_sum(0.5, 3, INF) == INF
    assert apart(power_sum(2, 3, 3), 1 / 9) <= 1e-15


@given(st.floats(0, 5), st.lists(st.sampled_from([0.001, 0.25, 0.5, 1.0, 1.75, 3.0, 40.5]), min_size=1, max_size=12))
def test_parts_of_ranks(s: float, parts: list[float]) -> None:
    """Rank k is all that lies between k - 1 and k."""
    edges = np.append(0.0, np.cumsum(parts))
    whole = np.floor(edges)
    up_to = (
        np.array([sum(k**-s for k in range(1, int(last) + 1)) for last in whole]) + (edges - whole) / (whole + 1) ** s
    )
    assert parted_power_sum(s, edges[:-1], edges[1:]) == pytest.approx(np.diff(up_to), rel=1e-9, abs=1e-12)

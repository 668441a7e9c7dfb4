"""The root finder on functions that are steep, flat, or far from where it starts."""

import numpy as np
import pytest

from scalecalc.arrays import Floats
from scalecalc.theory.numerics.roots import Indices, increasing_root, increasing_roots
from tests.theory.support import apart


def test_roots_of_powers_over_many_decades() -> None:
    """x^p = c, started at the wrong end of a bracket of 500 decades."""
    p = np.repeat([0.01, 0.5, 1.0, 7.0], 5)
    root = np.tile([1e-240, 1e-30, 1.0, 1e30, 1e240], 4)

    def function(x: Floats, rows: Indices) -> tuple[Floats, Floats]:
        return p[rows] * (np.log(x) - np.log(root[rows])), p[rows]

    ends = np.full(root.shape, 1e-250), np.full(root.shape, 1e250)
    for start in ends:
        x, found = increasing_root(function, *ends, start)
        assert found.all()
        assert apart(x, root) <= 3e-13


@pytest.mark.parametrize("sharpness", [1.0, 10.0, 1e3])
def test_a_flat_function_with_a_step(sharpness: float) -> None:
    """tanh: Newton alone runs away from where it is flat; bisection brings it back."""
    root = np.array([1e-7, 1.0, 3e5])

    def function(x: Floats, rows: Indices) -> tuple[Floats, Floats]:
        u = sharpness * np.log(x / root[rows])
        return np.tanh(u), sharpness * np.maximum(1 / np.cosh(np.clip(u, -300, 300)) ** 2, 1e-300)

    low, high = np.full(3, 1e-12), np.full(3, 1e12)
    with np.errstate(over="ignore"):
        x, found = increasing_root(function, low, high, high)
    assert found.all()
    assert apart(x, root) <= 1e-13


def test_a_pole_at_the_lower_end() -> None:
    """log of a slack that vanishes at 1: the function falls to -inf, and its slope is useless there."""
    target = np.array([-300.0, -30.0, -3.0, 0.0])

    def function(x: Floats, rows: Indices) -> tuple[Floats, Floats]:
        return np.log(np.expm1(x)) - target[rows], x * np.exp(x) / np.expm1(x)

    x, found = increasing_root(function, np.full(4, 1e-200), np.full(4, 10.0), np.full(4, 10.0))
    assert found.all()
    assert apart(x, np.log1p(np.exp(target))) <= 1e-13


def test_only_unfinished_rows_are_evaluated() -> None:
    """Rows are told by index, so that each function of a batch keeps its own data."""
    seen: list[int] = []

    def function(x: Floats, rows: Indices) -> tuple[Floats, Floats]:
        seen.append(rows.size)
        return np.log(x) - np.array([0.0, 1.0, 200.0])[rows], np.ones_like(x)

    start = np.array([1.0, 1.0, 1.0])
    x, found = increasing_root(function, np.full(3, 1e-100), np.full(3, 1e100), start)
    assert found.all()
    assert apart(np.log(x), [0.0, 1.0, 200.0]) <= 1e-14
    assert seen[0] == 3
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] < 3


@pytest.mark.parametrize("excess", [1e3, 1e12, 1e30])
def test_a_small_step_is_no_root(excess: float) -> None:
    """A slope that is far too large makes every step small; only the value tells."""
    root = np.array([1e-6, 1.0, 1e6])

    def function(x: Floats, rows: Indices) -> tuple[Floats, Floats]:
        return np.log(x / root[rows]), np.full_like(x, excess)

    low, high = np.full(3, 1e-12), np.full(3, 1e12)
    x, found = increasing_root(function, low, high, high)
    assert found.all()
    assert apart(x, root) <= 1e-12


def test_an_end_of_the_bracket_is_no_root() -> None:
    """A root outside of its bracket is not found, on either side."""

    def function(x: Floats, rows: Indices) -> tuple[Floats, Floats]:
        return np.log(x / np.array([1e-9, 1e9])[rows]), np.ones_like(x)

    _, found = increasing_root(function, np.full(2, 1e-3), np.full(2, 1e3), np.ones(2))
    assert not found.any()


def test_no_rows() -> None:
    empty = np.empty(0)
    x, found = increasing_root(lambda x, rows: (x, x), empty, empty, empty)
    assert x.shape == found.shape == (0,)


def test_giving_up_is_told() -> None:
    """A function that is no function never converges; the row says so, and the others are not held up."""
    rng = np.random.default_rng(0)

    def function(x: Floats, rows: Indices) -> tuple[Floats, Floats]:
        noise = rng.choice([-1.0, 1.0], rows.size)
        return np.where(rows == 0, noise, np.log(x)), np.ones_like(x)

    x, found = increasing_root(function, np.full(2, 1e-3), np.full(2, 1e3), np.full(2, 10.0))
    assert found.tolist() == [False, True]
    assert x[1] == pytest.approx(1, rel=1e-14)


def test_one_that_has_no_root_keeps_no_other_from_its_own() -> None:
    """Of so many that most start between a few; every 16th of those few is no number anywhere."""
    root = np.random.default_rng(0).permutation(10.0 ** np.linspace(-200, 200, 2000))
    good = np.arange(2000) % 256 != 0

    def function(x: Floats, rows: Indices) -> tuple[Floats, Floats]:
        return np.where(good[rows], np.log(x) - np.log(root[rows]), np.nan), np.ones(rows.size)

    x, found = increasing_roots(function, np.full(2000, 1e-250), np.full(2000, 1e250))
    assert found.tolist() == good.tolist()
    assert apart(x[good], root[good]) <= 3e-13

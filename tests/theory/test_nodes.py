"""The nodes of a power law against its modes: one by one where they can be counted, in 40 digits where they cannot."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from scalecalc.theory.modes.tasks import Modes
from scalecalc.theory.spectra.power_law import PowerLaw
from tests.reference import mp_reference as ref
from tests.theory.support import INF, SUMS, apart, direct_sums, examples, power_law, sums_at, written_out

ABOVE = np.array([1.0, 3.0, 1e2, 1e5, 1e9])  # kappa/floor: nodes serve every kappa from the floor on


def assert_counted(task: PowerLaw, floor: float, kappas: np.ndarray, tolerance: float = 1e-13) -> None:
    nodes, every_mode = task.nodes(floor), written_out(task)
    for kappa in kappas:
        got, want = sums_at(nodes, float(kappa)), direct_sums(every_mode, float(kappa))
        for name in SUMS:
            assert apart(got[name], want[name]) <= tolerance, (name, kappa)


@pytest.mark.parametrize("modes", [1, 7, 76, 77, 200, 3000, 100_000])
@pytest.mark.parametrize(("alpha", "r"), [(0.3, 0.2), (0.9, 1.2), (1.05, 0.05), (1.5, 0.4), (2, 1), (3, 0.5), (6, 2)])
def test_finite_spectra_mode_by_mode(alpha: float, r: float, modes: float) -> None:
    task = power_law(alpha, r, modes, scale=2.5, power_scale=0.3)
    smallest = float(task.eigenvalue(modes))
    for floor in (0.0, smallest / 10, np.sqrt(smallest * 2.5)):
        assert_counted(task, floor, ABOVE * (floor or smallest / 1e6))


@examples(60)
@given(
    alpha=st.floats(0.1, 8),
    decay=st.floats(0.1, 25),
    modes=st.integers(1, 20_000),
    floor=st.floats(-60, 5),
    above=st.floats(0, 30),
)
def test_any_finite_spectrum(alpha: float, decay: float, modes: int, floor: float, above: float) -> None:
    task = PowerLaw(alpha, 1.0, float(modes), decay, 1.0)
    low = float(np.exp(floor))
    assert_counted(task, low, np.array([low, low * np.exp(above)]))


INFINITE = [
    (1.05, 0.05),
    (1.05, 1.7),
    (1.2, 0.5),
    (1.5, 0.4),
    (2, 1),
    (3, 0.3),
    (4, 2.2),
    (6, 0.05),
    (6, 3),
]


@pytest.mark.one_in(2)
@pytest.mark.parametrize(("alpha", "r"), INFINITE)
@pytest.mark.parametrize("floor", [10.0, 1e-3, 1e-12, 1e-60])
def test_infinite_spectra_against_the_reference(alpha: float, r: float, floor: float) -> None:
    task = power_law(alpha, r)
    nodes = task.nodes(floor)
    with mp.workdps(40):
        law = ref.PowerLaw(alpha, mpf(task.decay))
        for kappa in (floor, 40 * floor, 1e6 * floor):
            want = _five(law.sums(mpf(kappa)))
            got = sums_at(nodes, kappa)
            for name in SUMS:
                assert apart(got[name], want[name]) <= 1e-13, (name, kappa)


@pytest.mark.parametrize(
    ("alpha", "r", "modes", "floor"),
    [
        (0.5, 0.4, 1e9, 1e-6),
        (0.95, 1, 1e15, 1e-18),
        (1.05, 0.1, 1e15, 1e-9),
        (1.5, 0.7, 1e12, 1e-30),
        (6, 0.3, 1e8, 1e-45),
    ],
)
def test_long_finite_spectra_against_the_reference(alpha: float, r: float, modes: float, floor: float) -> None:
    task = power_law(alpha, r, modes)
    nodes = task.nodes(floor)
    with mp.workdps(40):
        law = ref.PowerLaw(alpha, mpf(task.decay), modes)
        for kappa in (floor, 1e3 * floor, 1e12 * floor):
            want = _five(law.sums(mpf(kappa)))
            got = sums_at(nodes, kappa)
            for name in SUMS:
                assert apart(got[name], want[name]) <= 1e-13, (name, kappa)


def _five(sums: ref.Sums) -> dict[str, float]:
    values = {"z": sums.z, "q": sums.q, "z_q": sums.z - sums.q, "B": sums.B, "T_B": sums.T - sums.B}
    return {name: float(value) for name, value in values.items()}


@pytest.mark.parametrize("alpha", [0.4, 1.05, 1.5, 6])
@pytest.mark.parametrize("modes", [1, 50, 1000, 1e6, 1e15, 1e60])
@pytest.mark.parametrize("floor", [0.0, 1e-8])
def test_counts_add_up_to_the_modes(alpha: float, modes: float, floor: float) -> None:
    task = power_law(alpha, 0.5, modes)
    nodes = task.nodes(floor)
    assert nodes.modes == modes
    if floor == 0:
        assert nodes.complete
    if nodes.complete:
        assert apart(nodes.count.sum(), modes) <= 5e-14
        assert apart(nodes.power.sum(), float(ref.power_sum(task.decay, modes))) <= 1e-13


@pytest.mark.parametrize("alpha", [1.5, 6])
def test_splits_stand_for_the_first_modes(alpha: float) -> None:
    """The first splits[i] nodes are the first ranks[i] modes, so that a gap after rank M can be told exactly."""
    for modes in (1000.0, INF):
        nodes = power_law(alpha, 0.5, modes).nodes(1e-9 if modes == INF else 0.0)
        assert nodes.splits[0] == nodes.ranks[0] == 0
        assert np.all(np.diff(nodes.splits) > 0)
        assert np.all(np.diff(nodes.ranks) > 0)
        for split, rank in zip(nodes.splits, nodes.ranks, strict=True):
            assert apart(nodes.count[:split].sum(), rank) <= 1e-14
        assert nodes.ranks[-1] == modes or nodes.ranks[-1] >= 30


@pytest.mark.parametrize("alpha", [1.05, 1.5, 3, 6])
def test_node_count_is_small_and_flat_in_the_modes(alpha: float) -> None:
    """What it costs is set by the smallest kappa, not by the number of modes."""
    sizes = {}
    for floor in (1e-3, 1e-9, 1e-20):
        for modes in (1e6, 1e9, 1e15, 1e30, 1e60, INF):
            sizes[floor, modes] = power_law(alpha, 0.4, modes).nodes(floor).eigenvalue.size
        beyond = [size for (f, modes), size in sizes.items() if f == floor and modes**-alpha < 1e-6 * floor]
        assert max(beyond) - min(beyond) <= 64
    assert max(sizes.values()) < 2500


def test_null_power_and_weighted_levels() -> None:
    """Target power that no mode carries is bias at every kappa."""
    task = Modes(np.array([1.0, 0.1]), np.array([2.0, 1e30]), np.array([0.5, 2.0]), null_power=0.25)
    got, want = sums_at(task.nodes(0.0), 0.01), direct_sums(task, 0.01)
    assert all(apart(got[name], want[name]) <= 1e-14 for name in SUMS)
    assert sums_at(task.nodes(0.0), 1e-200)["B"] == 0.25


def test_ratios_beyond_a_double() -> None:
    """kappa/eta overflows, and still nothing is learned there rather than nan."""
    task = PowerLaw(6.0, 1e-200, 1e20, 2.0, 1.0)
    sums = sums_at(task.nodes(0.0), 1e150)
    assert apart(sums["B"], float(ref.power_sum(2, 1e20))) <= 1e-13
    assert all(np.isfinite(value) for value in sums.values())

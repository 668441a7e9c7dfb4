"""Rows whose variances have a gap: right to the last digits, or not ok, against a reference in many digits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from scalecalc.theory.matrices.design import Design
from scalecalc.theory.matrices.row_sums import counted
from scalecalc.theory.modes.tasks import Modes, Task
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import Evaluation, evaluate
from scalecalc.theory.spectra.power_law import PowerLaw
from tests.kinds import GAUSSIAN, AdditiveNoise, measured_correlation, measured_rows
from tests.reference import mp_matrices as mpm
from tests.reference import mp_reference as ref
from tests.theory.support import COLUMNS, column, examples

DIGITS, PLACES = 700, (250, 290)
SIGMA2 = 0.05
Levels = tuple[list[float], list[float]]  # eigenvalues and how often each is there
ISOTROPIC: Levels = ([1.0], [27.0])
BIG = [1e3, 1e6, 1e9, 1e12, 1e20, 1e50, 1e200]


def gapped(big: float, above: int, rows: int = 8) -> list[float]:
    return [big] * above + [1.0] * (rows - above)


def correlated(gap: float, above: int, samples: int = 8) -> list[float]:
    """Eigenvalues of mean 1 in doubles, of which so many are larger by about `gap`."""
    small = 0.5 ** round(np.log2(gap))
    return [(samples - (samples - above) * small) / above] * above + [small] * (samples - above)


def modes(values: list[float]) -> Modes:
    return Modes(np.array(values), np.ones(len(values)), np.zeros(len(values)))


class Listed(mpm.ListedCorrelation):
    """The same, of mean 1 only to rounding."""

    def spectrum(self, P: mpf) -> ref.Levels:
        return ref.Levels(self.values, [mpf(1)] * len(self.values), [0] * len(self.values))


def evaluated(
    levels: Levels,
    samples: float,
    layers: tuple[int | list[float], ...],
    ridge: float,
    noise: float = 0.0,
    correlation: list[float] | None = None,
) -> tuple[Evaluation, mpm.Problem]:
    """One point, and what it is to the reference; a layer is the width of a white one, or row variances."""
    eta, count = (np.array(values) for values in levels)
    design = Design(
        tuple(GAUSSIAN if isinstance(layer, int) else measured_rows(modes(layer)) for layer in layers),
        AdditiveNoise(noise) if noise else None,
        measured_correlation(modes(correlation)) if correlation else None,
    )
    widths = tuple(np.array([float(layer if isinstance(layer, int) else len(layer))]) for layer in layers)
    points = Points(np.array([float(samples)]), widths, np.array([ridge]), np.array([SIGMA2]))
    problem = mpm.Problem(
        ref.Levels(*levels, levels[0]),
        samples,
        tuple(
            mpm.White(layer) if isinstance(layer, int) else mpm.ListedRows(layer, [1] * len(layer)) for layer in layers
        ),
        SIGMA2,
        mpm.AdditiveNoise(noise) if noise else None,
        Listed(correlation, [1] * len(correlation)) if correlation else None,
    )
    return evaluate(Modes(eta, count, eta * count), points, design), problem


def assert_right(result: Evaluation, problem: mpm.Problem, ridge: float) -> None:
    want = mpm.ridgeless(problem, DIGITS, PLACES) if ridge == 0 else mpm.predict(problem, ridge, DIGITS)
    with mp.workdps(30):
        for name in set(COLUMNS) & set(want):
            got = mpf(float(column(result, name)[0]))
            assert got == want[name] or abs(got / want[name] - 1) <= mpf("1e-11"), name


@pytest.mark.parametrize("big", [1e3, 1e12, 1e20, 1e200])
@pytest.mark.parametrize("above", [1, 3])
@pytest.mark.parametrize("ridge", [0.0, 1e-30, 1.0])
def test_as_many_samples_as_rows_above_the_gap(big: float, above: int, ridge: float) -> None:
    result, problem = evaluated(ISOTROPIC, above, (gapped(big, above),), ridge)
    assert result.status[0] == "ok"
    assert_right(result, problem, ridge)


@pytest.mark.one_in(2)
@pytest.mark.parametrize("big", [1e3, 1e20, 1e100])
@pytest.mark.parametrize(
    ("samples", "layers", "noise"),
    [
        (2, (gapped(1.0, 2), gapped(1.0, 3, 7)), 0.0),
        (2, (gapped(1.0, 2), gapped(1.0, 2, 6)), 0.0),
        (5, (gapped(1.0, 2), 2), 0.0),
        (5, (2, gapped(1.0, 2)), 0.0),
        (2, (gapped(1.0, 2),), 1e-8),
        (2, (gapped(1.0, 2),), 10.0),
        (5, (gapped(1.0, 2), 2), 1e-2),
        (5, (2, gapped(1.0, 2)), 1e-2),
        (5, (2, gapped(1.0, 2)), 10.0),
    ],
    ids=str,
)
def test_gaps_where_something_else_ends(
    big: float, samples: int, layers: tuple[int | list[float], ...], noise: float
) -> None:
    """P or another width is the number of rows above; 1.0 stands for those that are large."""
    at = [2, 3 if len(layers) > 1 and isinstance(layers[1], list) and len(layers[1]) == 7 else 2]
    layers = tuple(x if isinstance(x, int) else gapped(big, at[i > 0], len(x)) for i, x in enumerate(layers))
    for ridge in (0.0, 1e-20, 1e-2):
        result, problem = evaluated(ISOTROPIC, samples, layers, ridge, noise)
        assert result.status[0] == "ok"
        assert_right(result, problem, ridge)


@pytest.mark.parametrize("big", [1e3, 1e12, 1e20])
@pytest.mark.parametrize("ridge", [0.0, 1e-30, 1e-3])
def test_as_many_modes_as_rows_above_the_gap(big: float, ridge: float) -> None:
    few = ([1.0], [2.0])
    for levels, samples, layers in ((few, 5, (gapped(big, 2),)), (([1.0, 1e-9], [2.0, 30.0]), 2, (gapped(big, 2),))):
        result, problem = evaluated(levels, samples, layers, ridge)
        assert result.status[0] == "ok"
        assert_right(result, problem, ridge)
    result, problem = evaluated(few, 8, (), ridge, correlation=correlated(big, 2))
    assert result.status[0] == "ok"
    assert_right(result, problem, ridge)


RIDGES = st.one_of(st.just(0.0), st.floats(-40, 120).map(lambda power: 10.0**power))


@given(
    big=st.sampled_from(BIG),
    above=st.integers(1, 3),
    samples=st.integers(1, 9),
    ridge=RIDGES,
    noise=st.sampled_from([0.0, 0.0, 1e-8, 1.0]),
    levels=st.sampled_from(
        [ISOTROPIC, ([1.0, 1e-9], [2.0, 30.0]), ([1.0, 0.1, 1e-15], [1.0, 2.0, 9.0]), ([2.0], [3.0])]
    ),
    other=st.sampled_from([None, 2, 3, gapped(1e15, 2, 6)]),
    first=st.booleans(),
)
@examples(30)
def test_never_a_silent_wrong_number(
    big: float,
    above: int,
    samples: int,
    ridge: float,
    noise: float,
    levels: Levels,
    other: int | list[float] | None,
    first: bool,
) -> None:
    rows = gapped(big, above)
    layers = (rows,) if other is None else (other, rows) if first else (rows, other)
    result, problem = evaluated(levels, samples, layers, ridge, noise)
    if result.status[0] == "ok":
        assert_right(result, problem, ridge)


@given(gap=st.sampled_from([1e3, 1e9, 1e20, 1e100]), above=st.integers(1, 3), ridge=RIDGES, width=st.integers(1, 4))
@examples(30)
def test_correlated_samples_are_never_silently_wrong(gap: float, above: int, ridge: float, width: int) -> None:
    result, problem = evaluated(ISOTROPIC, 8, (width,), ridge, correlation=correlated(gap, above))
    if result.status[0] == "ok":
        assert_right(result, problem, ridge)


def test_points_are_solved_each_by_itself() -> None:
    """Several numbers of samples are several spectra, each with its gap."""
    design = Design((GAUSSIAN,), None, measured_correlation(modes(correlated(1e20, 2))))
    task = Modes(np.ones(1), np.full(1, 27.0), np.full(1, 27.0))
    samples, widths = np.array([8.0, 16.0, 24.0, 32.0]), np.array([2.0, 4.0, 6.0, 5.0])
    points = Points(samples, (widths,), np.full(4, 1e-9), np.full(4, SIGMA2))
    alone = [float(evaluate(task, points[np.array([i])], design).kappa1[0]) for i in range(4)]
    assert np.all(np.abs(evaluate(task, points, design).kappa1 / alone - 1) <= 1e-13)


def test_ranks_of_a_correlation_are_whole() -> None:
    """Ten of seventy eigenvalues are one of seven samples, as exactly as a double says it."""
    values = np.concatenate([np.linspace(9.0, 10.0, 10), np.linspace(1e-12, 2e-12, 60)])[::-1]
    values = np.sort(values / values.mean())[::-1]
    assert 1.0 in measured_correlation(modes(values.tolist())).nodes(7.0).ranks


@pytest.mark.parametrize("big", BIG)
def test_laws_of_rows_with_a_gap(big: float) -> None:
    """kappa_F at as many rows as are above the gap: 2 k/(b + k) = 6/(1 + k), b the large variance."""
    rows = modes(gapped(big, 2))
    kappa = counted(rows, 2.0, rows.nodes)[0]
    with mp.workdps(DIGITS):
        want = 1 + mp.sqrt(1 + 3 * mpf(big))
        assert abs(kappa / want - 1) <= mpf("1e-12")


def test_noisy_features_of_spread_rows() -> None:
    """kappa_min where N limits z, at a noise so small that N - z is below rounding beside z."""
    rows = [98.1, 51.7, 9.9, 1.0, 1.0, 0.0129]
    task: Task = PowerLaw(0.5, 1.0, 126000.0, 3.837, 1.0)
    design = Design((measured_rows(modes(rows)),), AdditiveNoise(1e-8))
    points = Points(np.array([9.0]), (np.array([6.0]),), np.array([0.1315]), np.array([SIGMA2]))
    result = evaluate(task, points, design)
    assert result.status[0] == "ok"
    layer = mpm.ListedRows(rows, [1] * 6)
    spectrum = ref.PowerLaw(0.5, 2.837, 126000)
    want = mpm.predict(mpm.Problem(spectrum, 9, (layer,), SIGMA2, mpm.AdditiveNoise(1e-8)), 0.1315)
    for name in ("kappa1", "kappa2", "df1", "df2", "gamma1"):
        assert abs(float(column(result, name)[0]) / float(want[name]) - 1) <= 1e-11, name

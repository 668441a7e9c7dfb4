"""The optimal ridge: closed form, first-order condition, global minimum, the ends, and how flat it is."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from scalecalc.arrays import Floats
from scalecalc.theory.matrices.design import PLAIN, Design, Ensemble
from scalecalc.theory.modes.tasks import Modes, Task
from scalecalc.theory.optimum.flatness import TOLERANCE
from scalecalc.theory.optimum.optimal import at_optimum, optimal_ridge, optimum
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import evaluate
from tests.kinds import GAUSSIAN, ORTHOGONAL, AdditiveNoise, ar1, moments, power_rows
from tests.theory.designs import DESIGNS as ALL_DESIGNS
from tests.theory.support import apart, examples, levels, points, power_law, written_out

DESIGNS = {
    "ridge": ((), PLAIN),
    "white": ((400.0,), PLAIN),
    "orthogonal": ((400.0,), Design((ORTHOGONAL,))),
    "structured": ((400.0,), Design((power_rows(0.7),))),
    "layers": ((600.0, 400.0), Design((GAUSSIAN, power_rows(0.4)))),
    "noise": ((400.0,), Design((GAUSSIAN,), AdditiveNoise(1e-3))),
    "correlated": ((), Design(correlation=ar1(0.6))),
    "ensemble": ((400.0,), Design((GAUSSIAN,), ensemble=Ensemble("features", 1.0))),
}


def test_error(task: Task, where: Points, design: Design) -> Floats:
    return evaluate(task, where, design).errors.test_error


test_error.__test__ = False  # type: ignore[attr-defined]  # a helper


def with_members(where: Points, design: Design) -> Points:
    if design.ensemble is None:
        return where
    return Points(where.samples, where.widths, where.ridge, where.noise, np.full(len(where), 3.0))


@given(alpha=st.floats(0.1, 4), noise=st.floats(1e-6, 1e3), total=st.floats(0.01, 100), samples=st.integers(2, 10_000))
@examples(30)
def test_isotropic_prior(alpha: float, noise: float, total: float, samples: int) -> None:
    """E w_k^2 = W/D for any spectrum: lambda* = sigma^2 D/(P W)."""
    modes, rank = 200, np.arange(1.0, 201)
    eta = rank**-alpha
    task = Modes(eta, np.ones(modes), eta * total / modes)
    best = optimal_ridge(task, points(samples, noise=noise))
    assert apart(best, noise * modes / (samples * total)) <= 1e-8


SIZES = [1.0, 7, 60, 299, 300, 301, 2000, 1e5]
SPECTRA = {
    "power law": power_law(1.5, 0.4),
    "finite power law": power_law(0.8, 0.7, 2000),
    "levels": levels([1.0, 1e-3, 1e-7, 1e-12], [10, 50, 400, 1540], [1.0, 1e2, 1e6, 1e11]),
    "with modes that cannot be learned": Modes(np.array([1.0, 0.1]), np.array([300.0, 1700.0]), np.ones(2), 0.3),
}


def scanned(task: Task, where: Points, design: Design, per_decade: int = 10) -> Floats:
    """The lowest test error at many ridges, 0 and infinity included; shape (n,)."""
    ridges = np.concatenate([[0.0, np.inf], np.logspace(-22, 10, 32 * per_decade + 1)])
    everywhere = where[np.repeat(np.arange(len(where)), ridges.size)]
    everywhere = replace(everywhere, ridge=np.tile(ridges, len(where)))
    error = evaluate(task, everywhere, design).errors.test_error.reshape(len(where), -1)
    return np.nanmin(error, axis=1, initial=np.inf)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("spectrum", SPECTRA)
@pytest.mark.parametrize("name", ALL_DESIGNS)
def test_no_ridge_of_a_dense_scan_does_better(name: str, spectrum: str) -> None:
    widths, design, members = ALL_DESIGNS[name]
    sizes, noises = np.meshgrid(SIZES if design.correlation is None else SIZES[:6], [0.0, 1e-8, 0.3])
    where = points(sizes.ravel(), *widths, noise=noises.ravel())
    where = replace(where, members=None if members is None else np.full(len(where), members))
    best = at_optimum(SPECTRA[spectrum], where, design)
    error = test_error(SPECTRA[spectrum], best, design)
    assert np.all(error <= scanned(SPECTRA[spectrum], where, design, per_decade=5) * (1 + 1e-12))


@pytest.mark.parametrize("mu1, mustar2", [(0.1, 0.3), (0.1, 30.0), (2.0, 1e-9), (1e-3, 1.0), (1.0, 1e4)])
@pytest.mark.parametrize("width", [3.0, 1000.0, 1e6])
def test_ridges_above_the_noise_of_the_features(mu1: float, mustar2: float, width: float) -> None:
    """Features that are nothing but noise want a large ridge; not an infinite one, as long as they tell anything."""
    design, task = Design((), moments(mu1, mustar2)), power_law(1.5, 0.4)
    where = points([3, 1000, 1e6], width, noise=0.01)
    best = at_optimum(task, where, design)
    assert np.all(np.isfinite(best.ridge))
    assert np.all(test_error(task, best, design) <= scanned(task, where, design) * (1 + 1e-12))


@given(
    eigenvalues=st.lists(st.floats(-14, 0), min_size=2, max_size=6, unique=True),
    weights=st.lists(st.floats(-3, 14), min_size=6, max_size=6),
    counts=st.lists(st.integers(1, 400), min_size=6, max_size=6),
    noise=st.sampled_from([0.0, 1e-12, 1e-6, 1e-2, 1.0]),
    width=st.sampled_from([None, 5, 50, 500]),
)
@example([0.0, -1.0, -2.0], [-0.5, 0.0, -1.0, 0.0, 0.0, 5.0], [1, 1, 5, 1, 2, 3], 1e-12, 5)  # asked in any order
@example([0.0, -1.0, -4.0, -0.25], [0.0, 0.0, 0.0, 7.0, 0.0, 0.0], [14, 2, 1, 14, 1, 1], 0.0, 50)  # off any scale
@example([0.0, -1.0, -2.0, -0.5], [0.0, 0.0, -1.0, 5.0, 0.0, 0.0], [4, 1, 2, 4, 1, 1], 1e-12, None)  # twice one place
@settings(examples(40), phases=[Phase.explicit, Phase.generate])  # to shrink one takes minutes
def test_the_lowest_of_many_valleys(
    eigenvalues: list[float], weights: list[float], counts: list[int], noise: float, width: int | None
) -> None:
    """Levels far apart, each with a peak and a valley of its own over the ridge."""
    n, eta = len(eigenvalues), 10.0 ** np.sort(eigenvalues)[::-1]
    task = levels(eta, counts[:n], 10.0 ** np.array(weights[:n]))
    where = points([3, 30, 300, 3000], *([] if width is None else [width]), noise=noise)
    flat = optimum(task, where)
    error = test_error(task, replace(where, ridge=flat.ridge), PLAIN)
    assert np.all(error <= scanned(task, where, PLAIN, per_decade=4) * (1 + 1e-12))
    assert np.all((flat.low <= flat.ridge) & (flat.ridge <= flat.high))


def test_tiny_noise_where_every_mode_can_be_learned() -> None:
    """The valley lies far below the smallest eigenvalue, where the bias is as small as the noise."""
    task = power_law(2.7, 1.5, 100)
    for noise in np.logspace(-16, -4, 13):
        where = points([101, 150, 3000], noise=noise)
        best = at_optimum(task, where)
        assert np.all(test_error(task, best, PLAIN) <= scanned(task, where, PLAIN) * (1 + 1e-12))


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", ALL_DESIGNS)
def test_an_optimum_does_not_depend_on_its_neighbours(name: str) -> None:
    widths, design, members = ALL_DESIGNS[name]
    where = points(SIZES if design.correlation is None else SIZES[:6], *widths, noise=0.02)
    where = replace(where, members=None if members is None else np.full(len(where), members))
    task = power_law(1.5, 0.7, 2000)
    together = test_error(task, at_optimum(task, where, design), design)
    for i in range(len(where)):
        alone = at_optimum(task, where[i : i + 1], design)
        assert apart(test_error(task, alone, design), together[i]) <= 1e-12


@pytest.mark.filterwarnings("error")
def test_no_warning_where_eigenvalues_are_next_to_nothing() -> None:
    task = levels([0.03, 1e-308], [6, 2500], [1.0, 1.0])
    assert not np.isinf(optimal_ridge(task, points([3, 100, 1000, 4000], noise=[0.0, 0.0, 0.1, 0.1]))).any()


@pytest.mark.parametrize("name", DESIGNS)
def test_no_ridge_does_better(name: str) -> None:
    widths, design = DESIGNS[name]
    task = power_law(1.5, 0.7, 1e4)
    where = with_members(points([10, 100, 399, 1000, 1e5], *widths, noise=0.02), design)
    flat = optimum(task, where, design)
    best = replace(where, ridge=flat.ridge)
    lowest = test_error(task, best, design)
    for ridge in [0.0, *np.logspace(-12, 3, 61)]:
        other = with_members(points(where.samples, *widths, ridge=ridge, noise=0.02), design)
        assert np.all(test_error(task, other, design) >= lowest * (1 - 1e-12))
    for end in (flat.low, flat.high):
        inside = (end > 0) & np.isfinite(end)
        other = Points(where.samples, where.widths, np.where(inside, end, 1.0), where.noise, where.members)
        excess = test_error(task, other, design) / lowest - 1
        assert np.all(np.abs(excess - TOLERANCE)[inside] <= 1e-9)


def test_the_lower_of_two_minima() -> None:
    """A spectrum of two scales and a target with power in both has two valleys over the ridge, here of equal depth
    for some noise; on either side of it the optimum jumps."""
    task = levels([1.0, 1e-8], [20, 2000], [1e-3, 1.0])
    ridges = np.logspace(-14, 2, 4001)
    for noise in np.logspace(-9, 0, 19):
        best = at_optimum(task, points(500, noise=noise))
        curve = test_error(task, points(500, ridge=ridges, noise=noise), PLAIN)
        assert test_error(task, best, PLAIN)[0] <= curve.min() * (1 + 1e-12)


def test_without_noise_and_with_all_modes_resolved_the_optimum_is_zero() -> None:
    best = optimum(levels([1.0], [50], [0.02]), points([20, 60, 500]))
    assert best.ridge.tolist() == [0, 0, 0]
    assert best.low.tolist() == [0, 0, 0]


def test_a_target_that_cannot_be_learned_wants_an_infinite_ridge() -> None:
    task = Modes(np.array([1.0]), np.array([50.0]), np.array([0.0]), null_power=1.0)
    best = at_optimum(task, points([20, 60], noise=0.1))
    assert np.isinf(best.ridge).all()
    assert apart(evaluate(task, best).errors.generalization_error, 1.0) <= 1e-15


def test_more_digits_of_the_modes_do_not_matter() -> None:
    """Weighted nodes and the modes one by one have the same optimum."""
    task = power_law(1.3, 0.6, 3000)
    where = points([30, 300, 3000], 500, noise=0.05)
    assert apart(optimal_ridge(task, where), optimal_ridge(written_out(task), where)) <= 1e-9


def test_no_free_lunch() -> None:
    """At a fixed number of features in all, one predictor is better than the average of several (Ruben et al. 2024)."""
    members = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    n = np.ones(5)
    where = Points(300 * n, (1200 / members,), n, 0.04 * n, members)
    design = Design((GAUSSIAN,), ensemble=Ensemble("features", 1.0))
    best = at_optimum(power_law(1.5, 0.7), where, design)
    assert np.all(np.diff(test_error(power_law(1.5, 0.7), best, design)) > 0)

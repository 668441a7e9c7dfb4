"""What must hold for every random matrix: residuals, slopes, steps, limits, ensembles, an infinite ridge."""

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
import pytest

from scalecalc.theory.matrices.design import PLAIN, Design, Ensemble, Weights
from scalecalc.theory.modes.tasks import Modes
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import Evaluation, evaluate
from scalecalc.theory.risk.local import Rates, local_exponents, moved, named_errors
from scalecalc.theory.risk.ridge_slopes import ridge_slopes
from scalecalc.theory.risk.stencil import stencil_exponents
from scalecalc.theory.solver.renormalize import renormalize
from tests.kinds import GAUSSIAN, ORTHOGONAL, AdditiveNoise, ar1, power_rows
from tests.theory.designs import DESIGNS
from tests.theory.support import apart, column, points, power_law, written_out

TASK = power_law(1.5, 0.7, 2000)
SAMPLES = (10.0, 100.0, 299.0, 300.0, 301.0, 3000.0)
every_design = pytest.mark.parametrize("name", DESIGNS)


def where(name: str, ridges: object, samples: Sequence[float] = SAMPLES) -> Points:
    """Each of the samples with each of the ridges."""
    widths, _, members = DESIGNS[name]
    ridge, P = (grid.ravel() for grid in np.meshgrid(ridges, samples, indexing="ij"))
    made = points(P, *widths, ridge=ridge, noise=0.02)
    return made if members is None else replace(made, members=np.full(len(made), members))


def solved(name: str, ridges: object) -> Evaluation:
    result = evaluate(TASK, where(name, ridges), DESIGNS[name][1])
    assert set(result.status) <= {"ok", "diverges"}
    return result


@every_design
def test_the_equation_holds(name: str) -> None:
    """lambda comes back from kappa2, stage by stage; zbar stays below P and z below every width."""
    solution = renormalize(TASK, where(name, [1e-20, 1e-9, 1e-4, 1.0, 1e4]), DESIGNS[name][1])
    assert solution.found.all()
    assert apart(solution.link.ridge, solution.stages.ridge) <= 1e-11
    assert np.all(solution.link.free > 0)
    assert all(np.all(free > 0) for free in solution.link.free_layers)


@pytest.mark.parametrize("last", [GAUSSIAN, power_rows(0.3), power_rows(0.7), power_rows(2.0), power_rows(5.0)])
@pytest.mark.parametrize("inner", [(), (GAUSSIAN,), (power_rows(1.3), GAUSSIAN)])
@pytest.mark.parametrize("variance", [1e-12, 1e-6, 1e-2])
def test_noise_of_the_features_is_taken_off_the_ridge(
    last: Weights, inner: tuple[Weights, ...], variance: float
) -> None:
    """kappa1 = u - s and zbar = z + (s/u)(N - z), which stays below P and N; kappa1 is never found by this
    subtraction, whose rounding the tolerance leaves room for."""
    widths = (50.0, 400.0, 21.0)[-1 - len(inner) :]
    at = points([10, 21, 50, 1e5], *widths, ridge=1e-3, noise=0.1)
    solution = renormalize(TASK, at, Design((*inner, last), AdditiveNoise(variance)))
    link = solution.link
    assert np.all(np.abs(link.u - variance - link.kappa1) <= 1e-12 * link.u)
    zbar = link.z + link.extra
    assert apart(zbar, link.z + variance / link.u * (21 - link.z)) <= 1e-11
    assert np.all(zbar < np.minimum(at.samples, 21))
    assert apart(link.ridge, 1e-3) <= 1e-11


@every_design
def test_terms_are_positive_and_add_up(name: str) -> None:
    result = solved(name, [0.0, 1e-9, 1e-3, 10.0])
    terms = [column(result, term) for term in TERMS]
    assert all(np.all(term >= 0) for term in terms)
    assert apart(sum(terms), column(result, "generalization_error")) <= 1e-14
    assert apart(column(result, "generalization_error") + 0.02, column(result, "test_error")) <= 1e-14


@every_design
def test_steps_lead_from_the_ridge_to_kappa2_and_from_the_bias_to_the_test_error(name: str) -> None:
    design = replace(DESIGNS[name][1], ensemble=None)
    at = replace(where(name, [1e-9, 1e-3, 10.0]), members=None)
    result = evaluate(TASK, at, design)
    kappa = at.ridge
    for step in result.steps:
        kappa = kappa * step.s_transform
        assert apart(kappa, step.ridge) <= 1e-11
    assert apart(kappa, result.kappa2) <= 1e-11
    samples, *layers = result.steps
    before = result.errors.bias2 * np.prod([layer.error_factor for layer in layers], axis=0)
    assert apart((before + at.noise) * samples.error_factor, result.errors.test_error) <= 1e-11


@every_design
def test_the_gap_is_the_ratio_of_the_errors(name: str) -> None:
    result, ensemble = solved(name, 1e-3), DESIGNS[name][1].ensemble
    if ensemble is None or ensemble.draws == "features":
        assert apart(result.errors.train_error * result.test_train_ratio, result.errors.test_error) <= 1e-13
    if DESIGNS[name][1].correlation is None:
        assert apart(result.test_train_ratio, result.steps[0].s_transform ** 2) <= 1e-13


@every_design
def test_slopes_along_the_ridge(name: str) -> None:
    """Analytic slopes against central differences of the errors."""
    at, design = where(name, [1e-9, 1e-4, 1.0]), DESIGNS[name][1]
    exact, _ = ridge_slopes(TASK, at, design)
    rates = Rates(widths=tuple(0.0 for _ in at.widths), ridge=1.0)
    differences = stencil_exponents(lambda shifts: named_errors(evaluate(TASK, moved(at, rates, shifts), design)))
    for field in fields(exact):
        measured = differences[field.name]
        known = np.isfinite(measured)
        assert np.all(np.abs(getattr(exact, field.name).slope + measured)[known] <= 1e-9), field.name


@pytest.mark.parametrize("name", ["white", "ten layers", "ensemble of samples", "ensemble of features"])
def test_both_ways_to_local_exponents_agree(name: str) -> None:
    """The analytic derivative for white matrices along samples, widths and ridge, against differences."""
    at, design = where(name, 1e-4, [20.0, 150.0, 1000.0]), DESIGNS[name][1]
    rates = Rates(1.0, tuple(0.5 for _ in at.widths), -0.3, -0.1)
    exact = local_exponents(TASK, at, rates, design)
    measured = stencil_exponents(lambda shifts: named_errors(evaluate(TASK, moved(at, rates, shifts), design)))
    for term, values in exact.items():
        known = np.isfinite(measured[term])
        assert np.all(np.abs(values - measured[term])[known] <= 1e-9), term


@pytest.mark.parametrize("name", ["structured", "orthogonal", "noise", "autoregressive"])
def test_local_exponents_of_other_matrices(name: str) -> None:
    """Against a plain difference quotient over one per cent."""
    at, design = where(name, 1e-4, [1000.0]), DESIGNS[name][1]
    exact = local_exponents(TASK, at, Rates(1.0, tuple(0.0 for _ in at.widths), 0.0, 0.0), design)
    up, down = (evaluate(TASK, replace(at, samples=at.samples * factor), design) for factor in (1.001, 1 / 1.001))
    rough = -np.log(up.errors.test_error / down.errors.test_error) / (2 * np.log(1.001))
    assert exact["test_error"] == pytest.approx(rough, rel=1e-4)


def test_a_few_structured_rows_cannot_be_varied() -> None:
    """Row variances are counted, so that the slope in a small width is not defined."""
    at = points(100, 30, ridge=1e-3)
    exponents = local_exponents(TASK, at, Rates(0.0, (1.0,), 0.0, 0.0), Design((power_rows(0.7),)))
    assert np.isnan(exponents["test_error"])


@every_design
def test_an_infinite_ridge_learns_nothing(name: str) -> None:
    design = DESIGNS[name][1]
    limit, large = (evaluate(TASK, where(name, ridge), design) for ridge in (np.inf, 1e18))
    assert apart(limit.errors.bias2, TASK.total_power) <= 1e-15
    assert apart(limit.errors.train_error, limit.errors.test_error) <= 1e-15
    for name_ in ("generalization_error", "test_error", "train_error", "bias2"):
        assert apart(column(limit, name_), column(large, name_)) <= 1e-9, name_
    assert np.all(np.isinf(limit.kappa2))


@every_design
def test_a_vanishing_ridge_tends_to_the_ridgeless_limit(name: str) -> None:
    """Away from thresholds. A tenfold bottleneck is approached like lambda^(1/10) only."""
    at, design = where(name, 0.0, [50.0, 150.0, 700.0]), DESIGNS[name][1]
    limit, near = (evaluate(TASK, replace(at, ridge=np.full(3, ridge)), design) for ridge in (0.0, 1e-120))
    for term in ("generalization_error", "test_error", *TERMS):
        big = np.maximum(column(limit, term), 1e-3 * column(limit, "test_error"))
        assert np.all(np.abs(column(near, term) - column(limit, term)) <= 1e-5 * big), term


# --- limits between designs


def same(one: Evaluation, other: Evaluation, tolerance: float) -> None:
    for name in ("kappa1", "kappa2", "df1", "df2", "generalization_error", "train_error", *TERMS):
        assert apart(column(one, name), column(other, name)) <= tolerance, name


@pytest.mark.parametrize("ridge", [0.0, 1e-6, 1e-2])
def test_a_square_orthogonal_matrix_changes_nothing(ridge: float) -> None:
    plain = evaluate(TASK, points([30, 3000], ridge=ridge, noise=0.1))
    same(evaluate(TASK, points([30, 3000], 2000, ridge=ridge, noise=0.1), Design((ORTHOGONAL,))), plain, 1e-13)
    deep = Design((GAUSSIAN, ORTHOGONAL))
    white = evaluate(TASK, points([30, 3000], 500, ridge=ridge, noise=0.1))
    same(evaluate(TASK, points([30, 3000], 500, 500, ridge=ridge, noise=0.1), deep), white, 1e-13)


@pytest.mark.parametrize("ridge", [0.0, 1e-6, 1e-2])
def test_an_orthogonal_matrix_after_a_white_one_makes_a_narrower_white_one(ridge: float) -> None:
    deep = evaluate(TASK, points([30, 3000], 700, 500, ridge=ridge, noise=0.1), Design((GAUSSIAN, ORTHOGONAL)))
    same(deep, evaluate(TASK, points([30, 3000], 500, ridge=ridge, noise=0.1)), 1e-12)


@pytest.mark.parametrize("ridge", [0.0, 1e-6, 1e-2])
def test_flat_structured_rows_are_white(ridge: float) -> None:
    at = points([30, 200, 3000], 500, ridge=ridge, noise=0.1)
    white, flat = evaluate(TASK, at), evaluate(TASK, at, Design((power_rows(1e-9),)))
    same(flat, white, 2e-7)


def test_vanishing_noise_of_the_features_changes_nothing() -> None:
    at = points([30, 499, 500, 3000], 500, ridge=1e-4, noise=0.1)
    same(evaluate(TASK, at, Design((GAUSSIAN,), AdditiveNoise(1e-18))), evaluate(TASK, at), 1e-9)


def test_noise_of_white_features_is_a_tail_of_small_eigenvalues() -> None:
    """theory: appending infinitely many infinitesimal eigenvalues of total trace tau, without target power."""
    s, N = 2e-3, 500.0
    tail = 10.0**14
    base = written_out(TASK)
    extended = Modes(
        np.append(base.eigenvalue, N * s / tail), np.append(base.multiplicity, tail), np.append(base.power, 0.0)
    )
    at = points([30, 200, 3000], N, ridge=1e-4, noise=0.1)
    noisy = evaluate(TASK, at, Design((GAUSSIAN,), AdditiveNoise(s)))
    same(noisy, evaluate(extended, at), 1e-8)


@pytest.mark.parametrize("draws", ["features", "samples", "both"])
def test_an_ensemble_of_one_is_a_single_predictor(draws: str) -> None:
    at = replace(where("white", 1e-4), members=np.ones(len(SAMPLES)))
    same(evaluate(TASK, at, Design(ensemble=Ensemble(draws, 0.3))), evaluate(TASK, where("white", 1e-4)), 1e-14)


def test_members_with_all_in_common_are_one() -> None:
    at = replace(where("white", 1e-4), members=np.full(len(SAMPLES), 7.0))
    together = evaluate(TASK, at, Design(ensemble=Ensemble("samples", 1.0)))
    same(together, evaluate(TASK, where("white", 1e-4)), 1e-13)


@pytest.mark.parametrize("draws", ["features", "samples", "both"])
def test_the_error_falls_with_the_members_to_its_limit(draws: str) -> None:
    """E = E_inf + (E_1 - E_inf)/K"""
    members = np.array([1.0, 2.0, 5.0, 40.0, np.inf])
    at = replace(points(np.full(5, 150.0), 300, ridge=1e-4, noise=0.02), members=members)
    error = evaluate(TASK, at, Design(ensemble=Ensemble(draws, 0.25))).errors.generalization_error
    assert apart(error, error[-1] + (error[0] - error[-1]) / members) <= 1e-13


def test_infinitely_many_of_both_leave_the_bias() -> None:
    result = solved("endless ensemble", 1e-4)
    assert apart(result.errors.generalization_error, result.errors.bias2) <= 1e-15


def test_designs_are_plain_or_not() -> None:
    assert PLAIN.plain
    assert Design((GAUSSIAN, GAUSSIAN)).plain
    assert not Design((ORTHOGONAL,)).plain


def test_infinitely_many_correlated_samples_are_infinitely_many_samples() -> None:
    at = points([100, np.inf], 300, ridge=1e-4, noise=0.1)
    correlated = evaluate(TASK, at, Design(correlation=ar1(0.8)))
    same(_last(correlated), _last(evaluate(TASK, at)), 1e-14)
    nearly = evaluate(TASK, points([1e15], 300, ridge=1e-4, noise=0.1), Design(correlation=ar1(0.8)))
    assert apart(nearly.errors.generalization_error, correlated.errors.generalization_error[-1]) <= 1e-8


def _last(result: Evaluation) -> Evaluation:
    errors = replace(result.errors, **{f.name: getattr(result.errors, f.name)[-1:] for f in fields(result.errors)})
    names = ("kappa1", "kappa2", "df1", "df2", "test_train_ratio", "gcv", "status")
    return replace(result, errors=errors, **{name: getattr(result, name)[-1:] for name in names})

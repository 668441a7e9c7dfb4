"""What is drawn has the moments it should have, and depends on nothing but its seed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import scalecalc
from scalecalc.simulation.draw.correlated import correlate, matrix
from scalecalc.simulation.draw.covariates import LAWS, MeasuredInputs, whitened
from scalecalc.simulation.draw.drawn_task import DrawnTask, Size
from scalecalc.simulation.draw.features import drawn
from scalecalc.simulation.draw.randomness import Kind, Source
from scalecalc.simulation.fit.measure import QUANTITIES, measure
from scalecalc.simulation.fit.training import _bags, _sets
from scalecalc.simulation.run.experiment import Assignment, work
from scalecalc.simulation.run.plan import batching
from scalecalc.simulation.table import experiment
from scalecalc.theory.correlations import Correlation
from scalecalc.theory.matrices import Weights
from scalecalc.theory.matrices.design import Design, Ensemble
from tests.kinds import GAUSSIAN, ORTHOGONAL, ar1, power_correlation, power_rows

SPREAD = np.linspace(1, 0.2, 12)
PROBLEM = DrawnTask(SPREAD, 0.1 / np.arange(1, 13))


@pytest.mark.parametrize("law", list(LAWS))
def test_coordinates_are_standardised(law: str) -> None:
    named = LAWS.named(law)
    assert named is not None
    z = named.draw(np.random.default_rng(0), (40_000, 3), np.float64)
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=0.03)
    np.testing.assert_allclose(np.cov(z.T), np.eye(3), atol=0.06)


def test_rows_of_a_table_are_whitened() -> None:
    rng = np.random.default_rng(1)
    table = rng.standard_normal((200, 4)) @ rng.standard_normal((4, 6)) + 3
    rows = whitened(table, 4)
    np.testing.assert_allclose(rows.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(rows.T @ rows / 200, np.eye(4), atol=1e-12)
    with pytest.raises(ValueError, match="4 directions"):
        whitened(table, 5)
    picked = MeasuredInputs(rows).draw(rng, (10, 3), np.float64)
    assert all((rows[:, :3] == row).all(axis=1).any() for row in picked)


@pytest.mark.parametrize("kind", [ar1(0.6), ar1(-0.3), power_correlation(0.7)])
def test_correlated_rows(kind: Correlation) -> None:
    x = correlate(kind, np.random.default_rng(2).standard_normal((6, 60_000)))
    np.testing.assert_allclose(x @ x.T / 60_000, matrix(kind, 6), atol=0.03)
    np.testing.assert_allclose(np.sort(np.linalg.eigvalsh(matrix(kind, 6)))[::-1], kind.eigenvalues(6), rtol=1e-9)


@pytest.mark.parametrize("kind", [GAUSSIAN, power_rows(0.8)])
def test_weights_have_the_variance_of_their_rows(kind: Weights) -> None:
    problem, size = replace(PROBLEM, design=Design((kind,))), Size(5, (7,))
    maps = drawn(problem, size, Source(0, 0, 0, 3000, 100), 0, 0).map / SPREAD[:, None]
    rows = np.arange(1.0, 8) ** -getattr(kind, "decay", 0.0)
    np.testing.assert_allclose((maps**2).mean(axis=(0, 1)), rows / 7, rtol=0.05)


def test_orthogonal_weights() -> None:
    problem = replace(PROBLEM, design=Design((GAUSSIAN, ORTHOGONAL)), stddev=np.ones(12))
    first = drawn(replace(problem, design=Design((ORTHOGONAL,))), Size(5, (8,)), Source(0, 0, 0, 2), 0, 0).map
    assert not np.array_equal(*first)
    for one in first:
        np.testing.assert_allclose(one.T @ one, 12 / 8 * np.eye(8), atol=1e-12)
    free = replace(problem, design=Design((ORTHOGONAL,)), boundless=True)
    assert drawn(free, Size(5, (80,)), Source(0, 0, 0), 0, 0).map.shape == (1, 12, 80)


def test_bags_share_what_they_should() -> None:
    rng = np.random.default_rng(3)
    shared = []
    for _ in range(200):
        rows, (one, other) = _bags(0.4, Size(30, (), 2), rng)
        assert len(set(one)) == len(set(other)) == 30
        assert set(one) | set(other) == set(range(rows))
        shared.append(len(set(one) & set(other)))
    assert np.mean(shared) == pytest.approx(12, rel=0.05)
    assert _sets(Ensemble("samples", 0.0), Size(30, (), 2))[0] == 60


def test_streams_are_apart_and_the_same_every_time() -> None:
    def first(*where: int) -> float:
        seed, cell, draw, kind, index = where
        return float(Source(seed, cell, draw).stream(Kind(kind), index).normal((1,))[0, 0])

    places = [(0, 0, 0, 0, 0), (1, 0, 0, 0, 0), (0, 1, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, 0, 1, 0), (0, 0, 0, 0, 1)]
    values = [first(*place) for place in places]
    assert len(set(values)) == len(places)
    assert values == [first(*place) for place in places]


def test_ridges_and_label_noise_of_a_sweep_share_draws() -> None:
    """A point's numbers are those it has alone."""
    size = Size(10, (8,))
    both = measure(PROBLEM, size, (0.1, 1.0), Source(0, 0, 0))[0]
    alone = measure(PROBLEM, size, (1.0,), Source(0, 0, 0))[0]
    np.testing.assert_array_equal(both[1], alone[0])
    terms = [QUANTITIES.index(name) for name in QUANTITIES if name.startswith(("bias", "var"))]
    total = both[:, QUANTITIES.index("generalization_error")]
    np.testing.assert_allclose(both[:, terms].sum(axis=1), total, rtol=1e-10)


def test_numbers_of_a_shared_generator_do_not_depend_on_which_are_wanted() -> None:
    whole = Source(0, 0, 0, 40, 16).stream(Kind.INPUTS).normal((3, 2))
    for first, count in ((0, 1), (5, 1), (14, 4), (16, 16), (31, 9), (39, 1)):
        part = Source(0, 0, first, count, 16).stream(Kind.INPUTS).normal((3, 2))
        np.testing.assert_array_equal(part, whole[first : first + count])
    assert len(np.unique(whole)) == whole.size


INFINITE = {"kind": "power_law", "alpha": 1.5, "modes": "inf"}
SPEC: dict[str, Any] = {
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": 21},
    "target": {"kind": "power_law", "r": 0.4},
    "noise": 0.1,
    "ridge": [0, 1e-2],
    "samples": 13,
}
MODELS: list[dict[str, Any]] = [
    {},
    {"ridge": [10.0**k for k in range(-7, 1)]},
    {"spectrum": INFINITE},
    {"spectrum": {"kind": "power_law", "alpha": 9, "modes": 40}, "ridge": [1e-16, 1e-9]},  # takes every factorisation
    {"features": {"width": 17}},
    {"features": {"width": 9}},
    {"features": {"width": 9, "weights": "orthogonal"}},
    {"features": {"layers": [{"width": 17}, {"width": 15, "weights": "orthogonal"}]}, "spectrum": INFINITE},
    {"features": {"width": 17, "weights": {"kind": "power_law", "decay": 0.4}, "noise": 0.3}},
    *({"features": {"width": 17, "activation": name}, "spectrum": INFINITE} for name in ("relu", "tanh", "erf")),
    {"correlation": {"kind": "ar1", "rho": 0.6}, "spectrum": INFINITE},
    {"correlation": {"kind": "power_law", "decay": 0.6}, "features": {"width": 17}},
    {"features": {"width": 17}, "ensemble": {"members": 2}},
    {"ensemble": {"members": 2, "draws": "samples"}},
    {"ensemble": {"members": 2, "draws": "samples", "overlap": 0.5}},
]


@pytest.mark.one_in(3)
@pytest.mark.parametrize("model", MODELS, ids=str)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_draws_made_together_have_the_digits_of_each_alone(model: dict[str, Any], dtype: type) -> None:
    """Whatever else is in a batch, and whoever makes it, nothing changes to the last bit."""
    (cell,) = experiment(scalecalc.load(SPEC | model), dtype=dtype).cells
    how = batching(cell)

    def drawn_by(first: int, count: int, together: int) -> np.ndarray[Any, Any]:
        as_told = replace(how, together=together)
        return work(Assignment(0, cell.problem, cell.size, cell.ridges, 0, first, count, as_told)).values

    whole = drawn_by(0, 24, how.together)
    assert (how.together > 1) == ("overlap" not in model.get("ensemble", {}))
    np.testing.assert_array_equal(whole[:8], drawn_by(0, 8, 1))
    np.testing.assert_array_equal(whole[5:19], drawn_by(5, 14, 4 if how.together > 1 else 1))

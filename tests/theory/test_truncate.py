"""Spectra cut short: the cut is enough, and the tail acts as its modes do."""

from __future__ import annotations

import numpy as np
import pytest

import scalecalc
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.modes.cut import expanded
from scalecalc.theory.modes.tasks import Modes
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.spectra.power_law import PowerLaw
from scalecalc.theory.truncate import simulated, sufficient
from tests.kinds import ORTHOGONAL

TASK = PowerLaw(1.5, 1.0, np.inf, 2.2, 1.0)


def points(samples: float, *widths: float, ridge: float = 1e-3) -> Points:
    one = np.ones(1)
    return Points(samples * one, tuple(width * one for width in widths), ridge * one, 0.1 * one)


def test_expanded() -> None:
    eta, v = expanded(np.array([2.0, 1.0]), np.array([2.0, 3.0]), np.array([4.0, 6.0]), 5)
    np.testing.assert_array_equal(eta, [2, 2, 1, 1, 1])
    np.testing.assert_array_equal(v, [2, 2, 2, 2, 2])
    eta, v = expanded(np.array([2.0, 1.0]), np.array([2.0, 3.0]), np.array([4.0, 6.0]), 3)
    np.testing.assert_array_equal(eta, [2, 2, 1])
    np.testing.assert_allclose(v.sum(), 6)
    eta, v = expanded(np.array([3.0, 2.0, 1.0]), np.array([0.6, 0.6, 1.8]), np.array([1.0, 1.0, 1.0]), 3)
    assert len(eta) == 3
    np.testing.assert_allclose(v.sum(), 3)


@pytest.mark.parametrize(
    "task", [TASK, Modes(np.array([1.0, 0.1]), np.array([10.0, 1000.0]), np.array([1.0, 2.0]), 0.5)]
)
def test_nothing_is_lost(task: PowerLaw | Modes) -> None:
    found = task.cut(100)
    whole = task.cut(10_000 if isinstance(task, PowerLaw) else 1010)
    assert found.eigenvalue.sum() + found.tail == pytest.approx(whole.eigenvalue.sum() + whole.tail, rel=1e-9)
    assert found.power.sum() + found.tail_power == pytest.approx(whole.power.sum() + whole.tail_power, rel=1e-9)


@pytest.mark.parametrize("widths", [(), (30.0,)])
def test_the_cut_moves_the_theory_by_no_more_than_asked(widths: tuple[float, ...]) -> None:
    sizes = []
    for fraction in (0.05, 0.005, 0.0005):
        found = sufficient(TASK, points(40, *widths), PLAIN, fraction)
        assert found is not None
        sizes.append(len(found.eigenvalue))
        got = evaluate(simulated(found), points(40, *widths)).errors.generalization_error
        want = evaluate(TASK, points(40, *widths)).errors.generalization_error
        assert abs(got - want) <= fraction * want
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]


def test_finite_dimensions_of_orthogonal_weights_are_not_cut() -> None:
    task = PowerLaw(1.5, 1.0, 5000, 2.2, 1.0)
    found = sufficient(task, points(10, 10), Design((ORTHOGONAL,)))
    assert found is not None
    assert len(found.eigenvalue) == 5000
    shorter = sufficient(task, points(10, 10))
    assert shorter is not None
    assert len(shorter.eigenvalue) < 1000


@pytest.mark.parametrize("features", [{}, {"features": {"width": 30}}])
def test_the_tail_acts_as_its_modes_do(features: dict[str, object]) -> None:
    """A finite power law, drawn whole and cut: the same errors within the errors of the means."""
    spec = {
        "spectrum": {"kind": "power_law", "alpha": 1.3, "modes": 3000},
        "target": {"kind": "power_law", "r": 0.3},
        "noise": 0.1,
        "ridge": 1e-3,
        "samples": 20,
        **features,
    }
    study = scalecalc.load(spec)
    assert len(study.grid) == 1
    shortened = scalecalc.simulate(study, 150)
    from scalecalc.simulation.fit.accumulate import Ledger
    from scalecalc.simulation.run.experiment import run
    from scalecalc.simulation.table import experiment, table

    whole = experiment(study, fraction=1e-12)
    assert len(whole.cells[0].problem.stddev) == 3000
    ledger = Ledger(whole.cells, 150)
    for block in run(whole.cells, ledger, 1):
        ledger.add(block.cell, block.first, block.values)
    other = table(whole, ledger)
    for place, name in enumerate(shortened["quantity"]):
        apart = shortened["mean"][place] - other["mean"][place]
        error = np.hypot(shortened["stderr"][place], other["stderr"][place])
        assert abs(apart) <= 4.5 * error + 0.01 * abs(other["theory"][place]), name

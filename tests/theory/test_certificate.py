"""The certificate of a row: small for what the solver finds, large for anything else, wherever it comes from."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from scalecalc.arrays import Bools, Floats
from scalecalc.theory.modes.nodes import Nodes, learned
from scalecalc.theory.points import Points
from scalecalc.theory.risk import evaluate as module
from scalecalc.theory.risk.errors import Errors
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.risk.limits import adds_up, limits
from scalecalc.theory.solver import bounds, edges
from scalecalc.theory.solver import renormalize as solver
from scalecalc.theory.solver.certificate import TOLERANCE, residual, split_of
from scalecalc.theory.solver.chain import Chain, Link
from scalecalc.theory.solver.renormalize import Renormalized, renormalize
from scalecalc.theory.spectra.power_law import PowerLaw
from tests.theory.designs import DESIGNS

TASK = PowerLaw(1.3, 1.0, 2000.0, 1.9, 1.0)
ROUNDING = 1e-13  # what is left for the tolerance to be generous


@cache
def solved(name: str, ridge: float) -> Renormalized:
    """From one sample to more than there are modes, and each of the widths."""
    widths, design, members = DESIGNS[name]
    samples = np.array([1.0, 30.0, 299.0, 300.0, 301.0, 1999.0, 5000.0])
    n = samples.size
    batch = Points(
        samples,
        tuple(np.full(n, width) for width in widths),
        np.full(n, ridge),
        np.full(n, 0.1),
        None if members is None else np.full(n, members),
    )
    return renormalize(TASK, batch, design)


def doubt(solution: Renormalized, link: Link) -> Floats:
    nodes = TASK.nodes(float(solution.kappa2[~solution.vanishing].min(initial=1.0)))
    with np.errstate(all="ignore"):
        sides = split_of(nodes, solution.stages).sides(learned(nodes, link.kappa2), slice(None))
        return residual(nodes.modes, solution.stages, link, sides)


@pytest.mark.parametrize("ridge", [0.0, 1e-60, 1e-6, 10.0])
@pytest.mark.parametrize("name", DESIGNS)
def test_what_is_found_is_certified(name: str, ridge: float) -> None:
    """To rounding, in every model, whatever the ridge."""
    solution = solved(name, ridge)
    assert solution.found.all()
    assert np.all(solution.residual <= ROUNDING)


@pytest.mark.parametrize("error", [1e-3, 1e-7, -1e-9])
@pytest.mark.parametrize("ridge", [0.0, 1e-6, 10.0])
@pytest.mark.parametrize("name", DESIGNS)
def test_another_kappa_is_not(name: str, ridge: float, error: float) -> None:
    """kappa2, or the ridge after any other stage, that is off by so little."""
    solution = solved(name, ridge)
    link, rows = solution.link, ~solution.vanishing
    wrong = replace(link, kappa2=link.kappa2 * (1 + error))
    assert np.all(doubt(solution, wrong)[rows & (link.z > 1e-3)] > TOLERANCE)
    if ridge:
        assert np.all(doubt(solution, replace(link, kappa1=link.kappa1 * (1 + error)))[rows] > TOLERANCE)


def test_a_number_that_is_none_is_not() -> None:
    solution = solved("white", 1e-6)
    wrong = replace(solution.link, u=solution.link.u * np.nan)
    assert np.all(np.isinf(doubt(solution, wrong)))


def test_a_wrong_edge_is_never_ok(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a solver says it has found: a threshold that is off by 1e-8."""

    def off(nodes: Nodes, resolved: Floats, floor: Floats, ceiling: Floats) -> tuple[Floats, Bools]:
        kappa, found = edges.edges(nodes, resolved, floor, ceiling)
        return kappa * (1 + 1e-8), found

    monkeypatch.setattr(bounds, "edges", off)
    samples = np.array([30.0, 300.0, 1999.0])
    result = evaluate(TASK, Points(samples, (), np.zeros(3), np.zeros(3)))
    assert set(result.status) == {"not converged"}
    assert np.isnan(result.errors.test_error).all()


def test_a_wrong_root_is_never_ok(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last step of the chain gone wrong, at some of the points."""
    right = solver._summed

    def off(chain: Chain, delta: Floats) -> object:
        return right(chain, np.where(np.arange(delta.size) == 1, delta * (1 + 1e-6), delta))

    monkeypatch.setattr(solver, "_summed", off)
    result = evaluate(TASK, Points(np.full(3, 30.0), (), np.full(3, 1e-2), np.zeros(3)))
    assert result.status.tolist() == ["ok", "not converged", "ok"]


def test_terms_that_are_none() -> None:
    """nan, a negative term, a sum that is not one."""
    values = evaluate(TASK, Points(np.full(1, 30.0), (), np.full(1, 1e-2), np.full(1, 0.1))).errors
    assert adds_up(values).all()
    for wrong in (np.nan, -1e-9, 2.0):
        assert not adds_up(replace(values, var_samples=np.full(1, wrong))).any()


@pytest.mark.parametrize("name", ["gamma1", "train_error", "var_samples"])
def test_a_number_that_is_none_is_never_ok(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = limits

    def off(values: Errors[Floats], *others: Any) -> Errors[Floats]:
        return replace(right(values, *others), **{name: np.array([0.5, np.nan])})

    monkeypatch.setattr(module, "limits", off)
    result = evaluate(TASK, Points(np.full(2, 30.0), (), np.full(2, 1e-2), np.full(2, 0.1)))
    assert result.status[1] == "not converged"

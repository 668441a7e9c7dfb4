"""The units of the data do not matter: with eta, lambda and the noise of the features times c, errors are times c."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scalecalc.theory.activations.moments import Moments
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.modes.tasks import Modes
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import OK, evaluate
from tests.kinds import AdditiveNoise, activation, moments
from tests.theory.designs import DESIGNS
from tests.theory.support import apart, column

# tanh saturates, so that its moments change with the units of the data
LINEAR = {name: case for name, case in DESIGNS.items() if case[1].nonlinearity != activation("tanh")}
FACTORS = [2.0**-490, 2.0**500, 2.0**900]
SCALED = ("kappa2", *TERMS, "generalization_error", "test_error", "train_error")


def scaled(task: Modes, where: Points, design: Design, by: float) -> tuple[Modes, Points, Design]:
    """The same problem in other units of the data."""
    noise = design.nonlinearity
    if isinstance(noise, AdditiveNoise):
        design = replace(design, nonlinearity=AdditiveNoise(noise.variance * by))
    if isinstance(noise, Moments):
        design = replace(design, nonlinearity=moments(noise.mu1, noise.mustar2 * by))
    task = replace(task, eigenvalue=task.eigenvalue * by, power=task.power * by)
    return task, replace(where, ridge=where.ridge * by, noise=where.noise * by), design


@pytest.mark.parametrize("factor", FACTORS, ids=lambda factor: f"{factor:.0e}")
@pytest.mark.parametrize("name", LINEAR)
def test_units_do_not_matter(name: str, factor: float) -> None:
    widths, design, members = LINEAR[name]
    task = Modes(np.array([1.0, 1e-3, 1e-7]), np.array([20.0, 180.0, 1800.0]), np.array([1.0, 0.5, 0.1]))
    samples = np.array([1.0, 20.0, 150.0, 250.0, 1000.0, 1e5])
    where = Points(
        samples,
        tuple(np.full(6, width) for width in widths),
        np.array([1e-3, 1e-9, 1e-3, 1e-6, 1e-8, 1e-4]),
        np.full(6, 0.1),
        None if members is None else np.full(6, members),
    )
    base, other = evaluate(task, where, design), evaluate(*scaled(task, where, design, factor))
    assert set(base.status) == set(other.status) == {OK}
    for what in SCALED:
        assert apart(column(other, what) / factor, column(base, what)) < 1e-12, what
    for what in ("df1", "df2", "gamma1"):
        assert apart(column(other, what), column(base, what)) < 1e-12, what


@pytest.mark.parametrize("factor", [1e140, 1e155, 1e300])
def test_a_saturated_activation_is_a_sign(factor: float) -> None:
    """tanh of ever larger pre-activations: in units of the data nothing changes any more, but that lambda vanishes."""
    widths, design, _ = DESIGNS["tanh"]
    task = Modes(np.array([1.0]), np.array([100.0]), np.array([1.0]))
    where = Points(np.array([10.0, 50.0]), (np.full(2, widths[0]),), np.full(2, 1e-3), np.zeros(2))
    errors = []
    for by in (1e100, factor):
        big = replace(task, eigenvalue=task.eigenvalue * by, power=task.power * by)
        result = evaluate(big, where, design)
        assert set(result.status) == {OK}
        errors.append(result.errors.test_error / by)
    assert apart(*errors) < 1e-11

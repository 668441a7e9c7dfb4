"""The joint fit: exact curves give the law back, draws give it within their errors, and what is no law is flagged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scalecalc.empirical.population.joint import fitted
from scalecalc.empirical.population.law import Law
from scalecalc.empirical.population.subsets import departure
from scalecalc.empirical.population.windows import windows
from scalecalc.empirical.traces import spectral
from tests.empirical.population.drawn import curves, drawn, exact

CASES = [
    Law(1.2, 1.0, np.inf, 0.3, 2.0, 0.01),
    Law(1.5, 30.0, np.inf, 0.4, 1.0, 0.0),
    Law(2.5, 1.0, np.inf, 0.8, 1e-4, 1e-6),
    Law(0.8, 1.0, 60.0, 0.5, 1.0, 0.1),
]


@pytest.mark.parametrize("law", CASES)
def test_curves_of_a_law_are_its_sums(law: Law) -> None:
    """By adding the modes one by one, as far as the law is finite."""
    finite = replace(law, modes=min(law.modes, 4000.0))
    ranks = np.arange(1.0, finite.modes + 1)
    values, powers = law.scale * ranks**-law.alpha, law.power * ranks ** -(1 + 2 * law.alpha * law.r)
    kappa = law.scale * np.geomspace(1e-4, 10, 7)
    at, share = finite.at(kappa), kappa[:, None] / (values + kappa[:, None])
    assert at.df1 == pytest.approx((1 - share).sum(axis=1), rel=1e-11)
    assert at.unlearned == pytest.approx(share @ powers + law.noise, rel=1e-11)
    assert at.df1_slope == pytest.approx((share * (1 - share)).sum(axis=1), rel=1e-11)
    assert at.missed_slope == pytest.approx((share * (1 - share)) @ powers, rel=1e-11)


@pytest.mark.parametrize("law", CASES)
def test_exact_curves_give_the_law_back(law: Law) -> None:
    last = 0.9 * min(law.modes, 300.0)
    kappa = law.scale * np.geomspace(last**-law.alpha, 3.0, 28)
    fit = fitted(exact(law, 500, kappa))
    found = fit.law
    assert (found.alpha, found.scale) == pytest.approx((law.alpha, law.scale), rel=1e-4)
    assert (found.r, found.power) == pytest.approx((law.r, law.power), rel=1e-3)
    assert found.noise == pytest.approx(law.noise, abs=1e-3 * float(law.at(kappa).unlearned[0]))
    assert fit.misfit < 1e-3


@pytest.mark.parametrize("targets", [1, 4])
@pytest.mark.parametrize("law", [CASES[1], CASES[3]])
def test_a_draw_gives_the_law_within_errors(law: Law, targets: int) -> None:
    """Of four estimates each, none is off by more than 3.5 standard errors."""
    measured = drawn(3, 200, law, targets=targets)
    fit = fitted(curves(measured, law.modes))
    off = np.array([fit.law.alpha - law.alpha, fit.law.r - law.r, fit.law.noise - law.noise])
    assert np.all(np.abs(off) < 3.5 * fit.stderr)
    assert fit.misfit < 2.5


def test_without_targets_alpha_alone() -> None:
    fit = fitted(curves(drawn(5, 200, CASES[1])).untargeted)
    assert fit.stderr.shape == (1,)
    assert abs(fit.law.alpha - 1.5) < 3.5 * fit.stderr[0]
    assert fit.deviations.shape == (1, 28)


def test_more_targets_give_smaller_errors() -> None:
    """Independent targets halve the errors of r; the same one four times does not."""
    law = CASES[1]
    one, four = (fitted(curves(drawn(7, 200, law, targets=targets))).stderr[1] for targets in (1, 4))
    assert four < 0.65 * one
    measured = drawn(7, 200, law)
    repeated = replace(measured, coordinates=np.tile(measured.coordinates / 2, 4), rest=np.zeros((4, 4)))
    assert fitted(curves(repeated)).stderr[1] == pytest.approx(one, rel=1e-4)


def test_other_rows_are_flagged() -> None:
    """Rows of random norms, whose half shows other curves as well."""
    rng = np.random.default_rng(0)
    ranks = np.arange(1.0, 3001)
    norms = np.exp(0.5 * rng.standard_normal((200, 1)))
    rows = norms * rng.standard_normal((200, 3000)) * ranks**-0.75
    matrix, nothing = rows @ rows.T, np.zeros((200, 0))
    whole = curves(spectral(matrix, nothing))
    fit = fitted(whole)
    assert fit.misfit > 10
    assert departure(spectral(matrix[:100, :100], nothing[:100]), whole, fit.law, centred=False) > 3


def test_parts_of_gaussian_samples_show_the_same_curves() -> None:
    """chi^2 per degree of freedom is 1 on the average of 12 draws, within 4 standard errors."""
    law, found = CASES[1], []
    rng = np.random.default_rng(1)
    ranks = np.arange(1.0, 1501)
    ended = replace(law, modes=1500.0)
    for _ in range(12):
        normal = rng.standard_normal((120, 1500))
        rows = normal * np.sqrt(law.scale * ranks**-law.alpha)
        wanted = normal @ ranks[:, None] ** (-0.5 - law.alpha * law.r)
        whole = curves(spectral(rows @ rows.T, wanted), 1500.0)
        part = spectral(rows[:60] @ rows[:60].T, wanted[:60])
        found.append(departure(part, whole, ended, centred=False))
    assert abs(np.mean(found) - 1) < 4 * np.std(found) / np.sqrt(len(found)) + 0.1


def test_local_exponents_of_a_power_law_are_its_own() -> None:
    law = replace(CASES[1], noise=0.0)
    kappa = law.scale * np.geomspace(300.0**-law.alpha, 1.0, 40)
    found = windows(exact(law, 10**6, kappa))
    assert len(found) > 3
    assert [one.alpha for one in found[1:]] == pytest.approx([1.5] * (len(found) - 1), rel=0.01)
    at = law.at(kappa)
    for one in found:
        inside = (at.df1 >= one.start) & (at.df1 <= one.stop)
        assert one.slope == pytest.approx(float(np.mean((at.missed_slope / at.missed)[inside])), rel=0.03)

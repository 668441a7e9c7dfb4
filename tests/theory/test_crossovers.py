"""Stretches against the exact errors: each group of terms is the largest where its stretch says so, near ties too."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalecalc.arrays import Floats
from scalecalc.theory.laws.growth import Path, points_along
from scalecalc.theory.leading import Leading
from scalecalc.theory.matrices.design import Design, Ensemble
from scalecalc.theory.matrices.row_sums import inverse_s_near_one
from scalecalc.theory.regimes.names import LEARNED, THRESHOLD
from scalecalc.theory.regimes.stretches import Stretch, law_stretches
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.spectra.tasks import PowerLaw
from tests.kinds import GAUSSIAN, ORTHOGONAL, AdditiveNoise, activation, power_rows
from tests.theory.support import examples, power_law

SIGNAL, FEATURES = ("bias2", "var_samples"), ("var_features", "var_samples_features")
NOISE = ("var_samples_noise", "var_samples_features_noise")
X = Leading(1.0, 1.0)
AWAY = 1.03  # from a bound, and from a peak at which terms diverge
DESIGNS = {
    "white": Design((GAUSSIAN,)),
    "orthogonal": Design((ORTHOGONAL,)),
    "rows 0.3": Design((power_rows(0.3),)),
    "rows 0.5": Design((power_rows(0.5),)),
    "rows 0.501": Design((power_rows(0.501),)),
    "rows 0.7": Design((power_rows(0.7),)),
    "rows 1": Design((power_rows(1.0),)),
    "rows 1.001": Design((power_rows(1.001),)),
    "rows 1.5": Design((power_rows(1.5),)),
    "noise": Design((GAUSSIAN,), AdditiveNoise(1e-6)),
    "tanh": Design((GAUSSIAN,), activation("tanh")),
    "members": Design((GAUSSIAN,), ensemble=Ensemble("features")),
}


def groups_at(stretch: Stretch) -> tuple[tuple[str, ...], ...]:
    """What counts as one: where a width limits the resolution, or nothing is learned, the signal is of one piece."""
    whole = "width" in stretch.regime or stretch.regime == "nothing learned"
    return ((*SIGNAL, *FEATURES), NOISE) if whole else (SIGNAL, FEATURES, NOISE)


def sizes(task: PowerLaw, path: Path, design: Design, x: Floats) -> dict[str, Floats]:
    result = evaluate(task, points_along(path, x), design)
    usable = np.isin(result.status, ["ok", "diverges"])
    return {t: np.where(usable, getattr(result.errors, t), np.nan) for t in (*SIGNAL, *FEATURES, *NOISE)}


def check(task: PowerLaw, path: Path, design: Design, low: float, high: float) -> list[Stretch]:
    """Ascending and contiguous; inside a stretch its group of terms is the largest, up to 10 % of the others'."""
    stretches = law_stretches(task, path, low, high, design)
    assert (stretches[0].start, stretches[-1].stop) == (low, high)
    assert all(a.start < a.stop for a in stretches)
    assert all(a.stop == b.start for a, b in pairwise(stretches))
    for stretch in stretches:
        if stretch.regime in (LEARNED, THRESHOLD) or stretch.stop / stretch.start < AWAY**3:
            continue
        exact = sizes(task, path, design, np.geomspace(stretch.start * AWAY, stretch.stop / AWAY, 9))
        groups = groups_at(stretch)
        (own,) = (group for group in groups if stretch.term in group)
        ours = sum(exact[term] for term in own)
        for group in groups:
            theirs = sum(exact[term] for term in group)
            assert not np.any(theirs > 1.1 * ours), (stretch, group, theirs / ours)
    return stretches


TIES = [0.05, 0.45, 0.499, 0.5, 0.5 + 1e-9, 0.501, 0.6, 0.99, 1.0, 1.001, 3.0]


@pytest.mark.parametrize(("alpha", "name"), [(1.05, "white"), (4.0, "orthogonal"), (1.5, "rows 0.5"), (1.5, "noise")])
def test_the_crossover_is_the_exact_one_whatever_the_tie(alpha: float, name: str) -> None:
    """In r it falls steadily, through 1/2 and 1 as anywhere else."""
    path, cuts = Path(X, (Leading(1e4),), Leading(0.0), Leading(0.0)), []
    for r in TIES:
        task = power_law(alpha, r)
        before, after = law_stretches(task, path, 2, 1e7, DESIGNS[name])[:2]
        assert before.regime.startswith("signal limited")
        assert after.regime == "feature variance"
        exact = sizes(task, path, DESIGNS[name], np.array([before.stop]))
        assert sum(exact[t][0] for t in SIGNAL) == pytest.approx(sum(exact[t][0] for t in FEATURES), rel=1e-6)
        cuts.append(before.stop)
    assert cuts == sorted(cuts, reverse=True)


@pytest.mark.parametrize("decay", [0.5, 1.0])
def test_bounds_are_continuous_in_the_decay_of_the_weights(decay: float) -> None:
    """Where the ridge takes over from the samples, a little on either side of a decay at which laws have poles."""
    path = Path(X, (Leading(1e6),), Leading(1e-9), Leading(0.01))
    task, bounds = power_law(1.5, 1.2), []
    for a in decay + np.array([-1e-2, -1e-3, -1e-6, 0, 1e-6, 1e-3, 1e-2]):
        (plateau,) = (s for s in law_stretches(task, path, 10, 1e7, Design((power_rows(a),))) if "plateau" in s.regime)
        bounds.append((plateau.start, plateau.stop))
    for one, next_one in pairwise(bounds):
        assert one == pytest.approx(next_one, rel=0.1)


@pytest.mark.parametrize("decay", [0.8, 0.99, 1 - 1e-7, 1.0, 1 + 1e-7, 1.01, 1.2])
@pytest.mark.parametrize("y", [30.0, 300.0])
def test_rows_of_decay_near_one(decay: float, y: float) -> None:
    """z kappa_F/N with kappa_F = y^-a, against the rows counted one by one."""
    N, kappa = 1_000_000, y**-decay
    z = float(np.sum(1 / (1 + kappa * np.arange(1.0, N + 1) ** decay)))
    assert inverse_s_near_one(decay, N, z) == pytest.approx(z * kappa / N, rel=1 / y)


sources = st.one_of(
    st.floats(0.05, 3),
    st.builds(lambda at, off: at + off, st.sampled_from([0.5, 1.0]), st.sampled_from([-1e-2, -1e-9, 0, 1e-6, 1e-3])),
)


@examples(25)
@given(
    st.sampled_from(sorted(DESIGNS)),
    st.floats(1.05, 6),
    sources,
    st.floats(50, 1e6),
    st.one_of(st.just(0.0), st.floats(1e-12, 1e-2), st.builds(Leading, st.just(1.0), st.floats(-4, -0.1))),
    st.sampled_from([0.0, 1e-8, 0.1]),
)
def test_every_stretch_has_the_largest_terms(
    name: str, alpha: float, r: float, width: float, ridge: float | Leading, noise: float
) -> None:
    law = ridge if isinstance(ridge, Leading) else Leading(ridge)
    design = DESIGNS[name]
    path = Path(X, (Leading(round(width)),), law, Leading(noise), Leading(7.0) if design.ensemble else None)
    check(power_law(alpha, r), path, design, 10, 1e8)


@examples(25)
@given(
    st.sampled_from(["width", "ridge", "law", "layers"]),
    st.sampled_from(sorted(set(DESIGNS) - {"members"})),
    st.floats(1.05, 6),
    sources,
    st.floats(0.2, 3),
    st.sampled_from([0.0, 1e-9, 1e-4]),
    st.sampled_from([0.0, 1e-6, 0.1]),
)
def test_along_every_quantity(
    kind: str, name: str, alpha: float, r: float, power: float, ridge: float, noise: float
) -> None:
    """Along the width, the ridge, a width that follows the samples, and through two layers."""
    task, design, lam, sigma2 = power_law(alpha, r), DESIGNS[name], Leading(ridge), Leading(noise)
    if kind == "width":
        check(task, Path(Leading(1000.0), (X,), lam, sigma2), design, 20, 1e7)
    elif kind == "ridge":
        check(task, Path(Leading(1000.0), (Leading(4000.0),), X.power(-1), sigma2), design, 1, 1e12)
    elif kind == "law":
        check(task, Path(X, (Leading(3.0, power),), lam, sigma2), design, 50, 1e6)
    else:
        both = Design((GAUSSIAN, *design.weights), design.nonlinearity)
        check(task, Path(X, (Leading(5e3), Leading(2e4)), lam, sigma2), both, 10, 1e7)

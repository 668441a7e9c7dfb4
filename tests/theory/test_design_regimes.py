"""Stretches of a sweep for every random matrix: knees, noise of the features, layers, averages."""

from __future__ import annotations

from itertools import pairwise
from math import log, pi

import numpy as np
import pytest

from scalecalc.theory.laws.growth import Scaling
from scalecalc.theory.leading import Leading
from scalecalc.theory.matrices.design import Design, Ensemble
from scalecalc.theory.modes.tasks import Modes
from scalecalc.theory.points import Points
from scalecalc.theory.regimes.names import regime_name
from scalecalc.theory.regimes.stretches import Stretch, has_laws, law_stretches
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import evaluate
from tests.kinds import GAUSSIAN, ORTHOGONAL, AdditiveNoise, activation, ar1, measured_rows, power_rows
from tests.theory.support import points, power_law

X = Leading(1.0, 1.0)
NO = Leading(0.0)


def along_samples(*widths: float, noise: float = 0.0, ridge: float = 0.0, members: float | None = None) -> Scaling:
    K = None if members is None else Leading(members)
    return Scaling(X, tuple(Leading(width) for width in widths), Leading(ridge), Leading(noise), K)


def names(stretches: list[Stretch]) -> list[str]:
    return [stretch.regime for stretch in stretches]


@pytest.mark.parametrize("decay", [0.6, 0.7, 0.85])
def test_the_knee_of_structured_weights(decay: float) -> None:
    """At fixed P the published exponent rules up to N ~ P^1/(1-a), the exact one from there on."""
    task, cuts = power_law(1.7, 1.5), []
    for P in (1e4, 1e6):
        path = Scaling(Leading(P), (X,), NO, NO)
        stretches = law_stretches(task, path, 10 * P, 1e40, Design((power_rows(decay),)))
        ruled = [stretch for stretch in stretches if stretch.regime == "feature variance"]
        assert [stretch.exponent for stretch in ruled] == [
            pytest.approx((1 - decay) / decay),
            pytest.approx(2 * (1 - decay)),
        ]
        cuts.append(ruled[0].stop)
    assert log(cuts[1] / cuts[0]) / log(1e2) == pytest.approx(1 / (1 - decay), rel=1e-9)


def test_steep_weights_rule_from_the_start() -> None:
    """a > 1: a larger width does not help, and E ~ T all along."""
    path = along_samples(1e10)
    first, *_ = law_stretches(power_law(1.7, 1.2), path, 100, 1e9, Design((power_rows(1.5),)))
    assert first.regime == "feature variance"
    assert first.exponent == pytest.approx(1.7)


@pytest.mark.parametrize(("alpha", "r"), [(1.8, 1.2), (1.8, 0.4), (3.0, 0.7)])
def test_noise_of_the_features_takes_over(alpha: float, r: float) -> None:
    """At P ~ tau^-1/(alpha-1), where kappa = (C/P)^alpha falls below tau/P; bias falls like P^-2 rhat beyond."""
    task, N, s = power_law(alpha, r), 1e16, 1e-18
    stretches = law_stretches(task, along_samples(N), 2, 1e12, Design((), AdditiveNoise(s)))
    C, tau = pi / alpha / np.sin(pi / alpha), N * s
    at = (C**alpha / tau) ** (1 / (alpha - 1))
    before, after = stretches[:2]
    assert before.stop == after.start == pytest.approx(at, rel=1e-9)
    assert before.exponent == pytest.approx(2 * alpha * min(r, 1))
    assert after.exponent == pytest.approx(2 * min(r, 1))
    assert after.regime == f"feature noise limited, {'source' if r < 1 else 'capacity'}"


def test_noise_of_the_features_replaces_the_plateau() -> None:
    """sigma^2 q/P ~ sigma^2 P^(1/alpha - 1), until sigma^2 zbar/(N - zbar) ~ sigma^2 P/N is more."""
    task, design = power_law(3.5, 0.8), Design((), AdditiveNoise(1e-20))
    stretches = law_stretches(task, along_samples(1e12, noise=1e-3), 10, 1e11, design)
    assert names(stretches)[-2:] == ["noise mitigated by feature noise", "noise raised by features"]
    assert [stretch.exponent for stretch in stretches[-2:]] == [pytest.approx(1 - 1 / 3.5), -1]
    crossing = evaluate(task, points(stretches[-1].start, 1e12, noise=1e-3), design).errors
    assert crossing.var_samples_features_noise / crossing.var_samples_noise == pytest.approx(1, rel=1e-2)


def test_a_plateau_of_the_features_variance() -> None:
    """r > 1/2 with relu: Var_F = tau |w|^2/N, whatever P, from where it exceeds the bias to P = N."""
    alpha, r, N = 1.8, 1.2, 1e8
    stretches = law_stretches(power_law(alpha, r), along_samples(N), 10, 1e12, Design((), activation("relu")))
    assert names(stretches) == [
        "feature noise limited, capacity",
        "feature variance, feature noise limited",
        "width and feature noise limited, capacity",
    ]
    assert [stretch.exponent for stretch in stretches] == [pytest.approx(2), 0, 0]
    assert stretches[1].stop == pytest.approx(N)


def test_layers_are_told_apart() -> None:
    """A layer that grows with P and one that does not: each has its turn in the features' variance."""
    path = Scaling(X, (Leading(1e3, 0.5), Leading(1e6)), Leading(1e-5), NO)
    stretches = law_stretches(power_law(1.8, 1.2), path, 10, 1e14, Design((GAUSSIAN, GAUSSIAN)))
    ruled = [s for s in stretches if s.regime == "feature variance, ridge limited"]
    assert [s.exponent for s in ruled] == [pytest.approx(0.5), 0]
    assert ruled[0].stop == pytest.approx(1e6)  # 1e3 P^0.5 = 1e6


def test_two_equal_layers_are_one_of_half_the_width() -> None:
    task = power_law(1.5, 1.2)
    two = law_stretches(task, along_samples(1e8, 1e8), 10, 1e7, Design((GAUSSIAN, GAUSSIAN)))
    one = law_stretches(task, along_samples(5e7), 10, 1e7)
    assert names(two) == names(one)
    assert two[0].stop == pytest.approx(one[0].stop, rel=1e-4)  # but for P/N


@pytest.mark.parametrize("K", [4.0, 100.0])
def test_averages_over_features_begin_as_for_a_wider_model(K: float) -> None:
    """K members of N features have the variance of K N features."""
    task, N = power_law(1.5, 1.2), 1e8
    design = Design(ensemble=Ensemble("features"))
    many = law_stretches(task, along_samples(N, members=K), 10, 100 * N, design)
    wide = law_stretches(task, along_samples(N * K), 10, 100 * N)
    assert many[0].stop == pytest.approx(wide[0].stop, rel=1e-3)  # but for P/N
    assert many[1].regime == "feature variance"
    assert many[1].stop == pytest.approx(N)


WIDE = [
    (along_samples(1e12), Design((power_rows(0.7),))),
    (along_samples(1e12), Design((power_rows(0.3),))),
    (along_samples(1e12, noise=1e-8), Design((), AdditiveNoise(1e-18))),
    (along_samples(1e12, ridge=1e-13), Design((), activation("relu"))),
    (along_samples(1e13, 1e12), Design((GAUSSIAN, ORTHOGONAL))),
    (along_samples(1e12, members=10.0), Design(ensemble=Ensemble("both", 0.5))),
]


@pytest.mark.parametrize(("path", "design"), WIDE, ids=["0.7", "0.3", "noise", "relu", "layers", "members"])
def test_the_largest_term_well_inside(path: Scaling, design: Design) -> None:
    """The exact errors name the same group of terms in the middle of a wide stretch."""
    groups = (("bias2", "var_samples"), ("var_features", "var_samples_features"), TERMS[4:])
    task, seen = power_law(1.8, 0.8), 0
    stretches = law_stretches(task, path, 1e2, 1e17, design)
    assert all(a.stop == b.start for a, b in pairwise(stretches))
    for stretch in stretches:
        if stretch.stop / stretch.start < 1e4:
            continue
        seen += 1
        P = np.array([np.sqrt(stretch.start) * np.sqrt(stretch.stop)])
        members = None if path.members is None else np.array([path.members.amplitude])
        widths = tuple(np.array([width.amplitude]) for width in path.widths)
        point = Points(P, widths, np.array([path.ridge.amplitude]), np.array([path.noise.amplitude]), members)
        errors = evaluate(task, point, design).errors
        largest = max(groups, key=lambda group: sum(float(getattr(errors, term)[0]) for term in group))
        assert stretch.term in largest, stretch
    assert seen


def test_what_has_no_laws() -> None:
    rows = Modes(np.ones(2), np.full(2, 5.0), np.ones(2))
    assert not has_laws(Design((measured_rows(rows),)))
    assert not has_laws(Design(correlation=ar1(0.5)))
    assert has_laws(Design((power_rows(0.7), ORTHOGONAL), activation("tanh")))


@pytest.mark.parametrize(
    ("term", "limits", "name"),
    [
        ("bias2", ("feature noise",), "feature noise limited, source"),
        ("var_features", ("feature noise",), "feature variance, feature noise limited"),
        ("var_samples_noise", ("feature noise",), "noise mitigated by feature noise"),
        ("var_features", ("width noise",), "width and feature noise limited, capacity"),
        ("var_samples_noise", ("width noise",), "noise mitigated by width and feature noise"),
        ("bias2", ("ridge", "feature noise"), "ridge and feature noise limited, source"),
    ],
)
def test_names(term: str, limits: tuple[str, ...], name: str) -> None:
    assert regime_name(term, limits, 0.7) == name

"""The guide lines of the figures: exponents and crossovers of the exact curves of every entry.

Each exponent is asked three times. `regimes` must give it, exactly. The exact curve must have it as its local slope
deep in the regime: D infinite, what else would limit it (ridge, width) out of the way, P so large that the corrections,
powers of 1/P or P/N, are below 1 %. And at the published parameters, where crossovers on both sides leave a decade or
two, the slope must be near it: how near is said with each, and why.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

import scalecalc
from tests.gallery.support import Overrides, crossover, figure, slope, total

ERROR = ("generalization_error",)
BIAS = ("bias2",)
FEATURES = ("var_features", "var_samples_features")
NOISE = ("var_samples_noise",)

UNLIMITED = ("spectrum.modes=inf", "ridge=0")
WIDE = "features.width=1e30"


@dataclass(frozen=True)
class Guide:
    """A published line E ~ P^-exponent: its regime, where it is asymptotic, and the window of the figure near it."""

    name: str
    regime: str
    terms: tuple[str, ...]
    exponent: float
    deep: float  # P
    overrides: Overrides  # under which `deep` is deep in the regime
    window: tuple[float, float]
    tolerance: float

    def __str__(self) -> str:
        return f"{self.name} {self.regime}"


def noisy(tau: float) -> str:
    """Features so many that their number does not matter, with noise of this total."""
    return f"features={{width: 1e14, noise: {tau / 1e14!r}}}"


GUIDES = (
    # kappa ~ (P + 1/2)^-alpha up to the crossover P = 157 to the ridge: less than a decade is left
    Guide("03_capacity", "signal limited, capacity", ERROR, 4, 1e4, UNLIMITED, (10, 30), 0.4),
    # the modes beyond D = 10,000 are missing from the tail: the slope grows past the guide
    Guide(
        "03_source", "signal limited, source", ERROR, 1.1, 1e5, (*UNLIMITED, "target.normalize=none"), (30, 200), 0.12
    ),
    # corrections to B of relative size kappa^(2r-2) = P^-0.6, 25 % at P = 10
    Guide("07_variance_dominated", "signal limited, capacity", BIAS, 3, 1e6, (*UNLIMITED, WIDE), (20, 100), 0.35),
    # P/(N - P) and the ridge, which begins at P = 460, flatten it
    Guide("07_variance_dominated", "feature variance", FEATURES, 0.5, 1e4, (*UNLIMITED, WIDE), (40, 400), 0.1),
    # kappa1 exceeds the ridge by the factor 1/(1 - z/P), z/P ~ P^-0.25: slow
    Guide(
        "08_variance_ridge_dominated", "ridge limited, capacity", BIAS, 3, 1e12, ("spectrum.modes=inf", WIDE),
        (20, 1000), 0.2,
    ),
    Guide(
        "08_variance_ridge_dominated", "feature variance, ridge limited", FEATURES, 0.75, 1e12,
        ("spectrum.modes=inf", WIDE), (60, 1000), 0.03,
    ),
    # likewise with z/P ~ P^-(1/3)
    Guide(
        "09_noise_mitigated", "ridge limited, source", BIAS, 1.2, 1e9, ("spectrum.modes=inf", WIDE), (5, 1000), 0.06
    ),
    Guide(
        "09_noise_mitigated", "noise mitigated by ridge", NOISE, 1 / 3, 1e9, ("spectrum.modes=inf", WIDE),
        (200, 1000), 0.02,
    ),
    # slopes alpha P/(P + 1/2), from the ridge at P = 850 on less
    Guide(
        "10_deep_variance", "signal limited, source", BIAS, 2.1, 1e5,
        (*UNLIMITED, "features={layers: [{width: 1e30}, {width: 1e30}]}"), (20, 100), 0.1,
    ),
    Guide(
        "10_deep_variance", "feature variance", FEATURES, 0.5, 1e6,
        (*UNLIMITED, "features={layers: [{width: 1e30}, {width: 1e30}]}"), (50, 200), 0.1,
    ),
    # kappa2 bends from P^-alpha to tau/P over a decade on both sides of P = 33: half a decade is left before, two after
    Guide("14_nonlinear_transition", "signal limited, source", BIAS, 2.4, 1e3, (*UNLIMITED, noisy(1e-11)),
          (4, 10), 0.45),
    Guide("14_nonlinear_transition", "feature noise limited, source", BIAS, 0.8, 1e8, (*UNLIMITED, noisy(1.6e-3)),
          (500, 2000), 0.1),
    # corrections of relative size df1/P ~ P^(1/alpha - 1)
    Guide("15_additive_noise_dominated", "feature noise limited, source", BIAS, 0.8, 1e8, (*UNLIMITED, noisy(6.25)),
          (20, 2000), 0.025),
    Guide("16_feature_noise_and_variance", "feature noise limited, capacity", BIAS, 2, 1e8, (*UNLIMITED, noisy(1)),
          (20, 2000), 0.08),
    Guide("16_feature_noise_and_variance", "feature variance, feature noise limited", FEATURES, 0, 1e8,
          (*UNLIMITED, noisy(1)), (10, 300), 0.08),
    Guide("17_noise_mitigated_by_features", "noise mitigated by feature noise", NOISE, 1 - 1 / 3.5, 1e8,
          (*UNLIMITED, noisy(0.01)), (10, 2000), 0.08),
)  # fmt: skip

guides = pytest.mark.parametrize("guide", GUIDES, ids=str)


@guides
def test_regimes_gives_the_exponent(guide: Guide) -> None:
    table = scalecalc.regimes(figure(guide.name))
    (row,) = np.flatnonzero(table["regime"] == guide.regime)
    assert table["exponent"][row] == pytest.approx(guide.exponent, abs=1e-12)


@guides
def test_slope_deep_in_the_regime(guide: Guide) -> None:
    assert slope(guide.name, guide.terms, guide.deep, guide.overrides) == pytest.approx(guide.exponent, abs=0.01)


@guides
def test_slope_in_the_window_of_the_figure(guide: Guide) -> None:
    for samples in np.geomspace(*guide.window, 5):
        assert slope(guide.name, guide.terms, samples) == pytest.approx(guide.exponent, abs=guide.tolerance)


def test_capacity_is_nearest_to_its_guide_at_twenty_samples() -> None:
    slopes = [slope("03_capacity", ERROR, samples) for samples in range(2, 100)]
    assert max(slopes) == pytest.approx(3.76, abs=0.005)


def test_source_passes_its_guide_at_forty_samples() -> None:
    assert slope("03_source", ERROR, 35) < 1.1 < slope("03_source", ERROR, 45)


@pytest.mark.parametrize(
    ("name", "regime", "exponent", "overrides"),
    [
        ("07_variance_dominated", "feature variance", 1 / 2.5, UNLIMITED),
        ("08_variance_ridge_dominated", "feature variance, ridge limited", 1 / 2.25, ("spectrum.modes=inf",)),
        ("10_deep_variance", "feature variance", 1 / 1.6, UNLIMITED),
    ],
)
def test_crossovers_move_with_the_width(name: str, regime: str, exponent: float, overrides: Overrides) -> None:
    """Published: P ~ N^(1/(1 + alpha (2 min(r, 1) - 1))); where the ridge rules, N^(1/(l + l/alpha)).

    The exact errors have corrections like P^-0.25.
    """
    sweep = "samples={from: 10, to: 1e7, points: 3}"
    narrow, wide = (
        crossover(name, regime, (*overrides, sweep, features))
        for features in (
            ("features={layers: [{width: 1e4}, {width: 1e4}]}", "features={layers: [{width: 1e7}, {width: 1e7}]}")
            if name.startswith("10")
            else ("features.width=1e4", "features.width=1e7")
        )
    )
    assert np.log(wide / narrow) / np.log(1e3) == pytest.approx(exponent, abs=0.01)


def test_the_transition_moves_with_the_noise_of_the_features() -> None:
    """P ~ tau^(-1/(alpha - 1)) = tau^(-1/2)."""
    sweep = "samples={from: 1, to: 1e6, points: 3}"
    early, late = (
        crossover("14_nonlinear_transition", "feature noise limited, source", (*UNLIMITED, sweep, noisy(tau)))
        for tau in (1.6e-3, 1.6e-5)
    )
    assert late / early == pytest.approx(10, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "regime", "samples"),
    [
        ("03_capacity", "ridge limited, capacity", 157),
        ("07_variance_dominated", "feature variance", 36),
        ("08_variance_ridge_dominated", "feature variance, ridge limited", 117),
        ("09_noise_mitigated", "noise mitigated by ridge", 34),
        ("10_deep_variance", "feature variance", 50),
        ("14_nonlinear_transition", "feature noise limited, source", 33),
        ("16_feature_noise_and_variance", "feature variance, feature noise limited", 98),
        ("17_noise_mitigated_by_features", "noise mitigated by feature noise", 8),
    ],
)
def test_crossovers_are_those_of_the_comments(name: str, regime: str, samples: float) -> None:
    assert crossover(name, regime) == pytest.approx(samples, abs=0.5)


def test_the_variance_of_the_features_overtakes_where_regimes_says() -> None:
    """The variance of the features alone, and the bias alone, cross within a quarter of where they do with the rest."""
    for name in ("07_variance_dominated", "08_variance_ridge_dominated", "10_deep_variance"):
        regime = "feature variance, ridge limited" if name.startswith("08") else "feature variance"
        where = crossover(name, regime)
        before, after = (f"samples={where * factor}" for factor in (0.75, 1.25))
        assert total(name, ("var_features",), (before,)) < total(name, BIAS, (before,))
        assert total(name, ("var_features",), (after,)) > total(name, BIAS, (after,))


def test_two_layers_add_their_variances() -> None:
    """Without ridge Var_F + Var_XF is T sum_l P/(N_l - P)."""
    two = total("10_deep_variance", FEATURES, ("ridge=0", "samples=[10, 100, 500]"))
    one = total("10_deep_variance", FEATURES, ("ridge=0", "samples=[10, 100, 500]", "features={width: 1000}"))
    assert two == pytest.approx(2 * one, rel=1e-12)


def test_the_plateau_grows_with_the_noise_of_the_features() -> None:
    """Var_F + Var_XF ~ tau |w|^2/N, not 1/(N tau): deep in the regime, where T = kappa2 |w|^2 and kappa2 = tau/P."""
    norm = np.sum(np.arange(1.0, 1e6) ** -(1 + 1.8 * (2 * 1.2 - 1)))
    for tau in (1.0, 4.0):
        plateau = total("16_feature_noise_and_variance", FEATURES, (*UNLIMITED, noisy(tau), "samples=[1e8]"))
        assert plateau[0] == pytest.approx(tau * norm / 1e14, rel=0.01)
    four, one = (total("16_feature_noise_and_variance", FEATURES, ("samples=[500]", more))[0]
                 for more in ("features.noise=8e-4", "features.noise=2e-4"))  # fmt: skip
    assert four / one == pytest.approx(4, rel=0.1)


def test_width_leaves_noise_a_window_only() -> None:
    """Var_XFe overtakes Var_Xe at P = 270, and the error has its minimum at P = 220."""
    table = scalecalc.decompose(
        figure("17_noise_mitigated_by_features"), ["samples={from: 100, to: 1000, points: 200}"]
    )
    overtakes = table["var_samples_features_noise"] > table["var_samples_noise"]
    assert table["samples"][np.argmax(overtakes)] == pytest.approx(270, rel=0.02)
    assert table["samples"][np.argmin(table["generalization_error"])] == pytest.approx(220, rel=0.02)

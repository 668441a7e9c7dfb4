"""Formulas of the glossary, evaluated against the tool."""

from __future__ import annotations

from math import inf, pi, sin

import numpy as np
import pytest

import scalecalc
from scalecalc.theory.numerics.powersum import power_sum

ISOTROPIC = {
    "spectrum": {"kind": "isotropic", "modes": 250},
    "target": {"kind": "isotropic"},
    "noise": 0.25,
    "ridge": 0,
    "samples": [100, 125, 400],
}
POWER = {
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": inf},
    "target": {"kind": "power_law", "r": 1.2},
    "noise": 0.01,
    "ridge": 0,
    "samples": 1e4,
    "features": {"width": 1e6},
}


def test_renormalized_ridge_and_errors_of_ridge_regression() -> None:
    """lambda = kappa (1 - z/P); E_g = [B + sigma^2 q/P]/(1 - q/P); E_tr; the gap; GCV; the learned fraction."""
    got = scalecalc.predict(ISOTROPIC, ["ridge=0.1"])
    size, kappa, z, q = (got[name] for name in ("samples", "kappa1", "df1", "df2"))
    assert kappa * (1 - z / size) == pytest.approx(np.full(3, 0.1))
    s = 1 / (1 + kappa)
    assert (z, q, got["gamma1"]) == tuple(map(pytest.approx, (250 * s, 250 * s**2, q / size)))
    bias = (1 - s) ** 2
    error = got["generalization_error"]
    assert error == pytest.approx((bias + 0.25 * q / size) / (1 - q / size))
    assert got["train_error"] == pytest.approx((error + 0.25) * (0.1 / kappa) ** 2)
    assert got["train_error"] / (1 - z / size) ** 2 == pytest.approx(got["test_error"])
    assert got["test_train_ratio"] == pytest.approx(got["s_samples"] ** 2 if "s_samples" in got else (kappa / 0.1) ** 2)


def test_double_descent_without_ridge() -> None:
    """sigma^2 P/(D - P) and a bias part below D, sigma^2 D/(P - D) above it."""
    size = np.array([100.0, 125, 400])
    noise = np.where(size < 250, size / abs(250 - size), 250 / abs(size - 250)) * 0.25
    bias = np.where(size < 250, 1 - size / 250, 0)
    assert scalecalc.predict(ISOTROPIC)["generalization_error"] == pytest.approx(noise + bias)


def test_optimal_ridge_of_an_isotropic_prior() -> None:
    """lambda* = sigma^2 D/(P W)."""
    got = scalecalc.predict(ISOTROPIC, ["ridge=optimal"])
    assert got["ridge"] == pytest.approx(0.25 * 250 / got["samples"])


def test_variances_without_ridge() -> None:
    """Var_X = (alpha - 1) B; Var_F + Var_XF = T P/(N - P); Var_XF-noise = sigma^2 P/(N - P)."""
    got = {name: float(values[0]) for name, values in dict(scalecalc.decompose(POWER)).items() if name != "status"}
    kappa = float(scalecalc.predict(POWER)["kappa2"][0])
    ratio = 1e4 / (1e6 - 1e4)
    assert got["var_samples"] == pytest.approx(0.5 * got["bias2"], rel=1e-3)
    assert got["var_samples_features_noise"] == pytest.approx(0.01 * ratio)
    unlearned = kappa * float(power_sum(1 + 1.5 * (2 * 1.2 - 1), 1.0, inf))  # T for r > 1/2 and small kappa
    assert got["var_features"] + got["var_samples_features"] == pytest.approx(unlearned * ratio, rel=1e-2)
    assert kappa == pytest.approx(((pi / 1.5 / sin(pi / 1.5)) / 1e4) ** 1.5, rel=1e-3)


def test_white_features_renormalize_once_more() -> None:
    """lambda = kappa2 (1 - z/N) (1 - z/P); s_samples and s_features multiply."""
    got = scalecalc.predict(POWER, ["ridge=1e-4", "features.width=300", "samples=500"])
    kappa, z = float(got["kappa2"][0]), float(got["df1"][0])
    assert kappa * (1 - z / 300) * (1 - z / 500) == pytest.approx(1e-4)


def test_unresolved_modes_add_to_the_effective_dimension() -> None:
    """z + t/kappa, and the power p to the bias."""
    got = scalecalc.predict(ISOTROPIC, ["spectrum.unresolved={trace: 10, power: 0.1}", "samples=125"])
    kappa = float(got["kappa1"][0])
    assert float(got["df1"][0]) == pytest.approx(250 / (1 + kappa) + 10 / kappa)
    terms = scalecalc.decompose(ISOTROPIC, ["spectrum.unresolved={trace: 10, power: 0.1}", "samples=125"])
    assert float(terms["bias2"][0]) == pytest.approx((kappa / (1 + kappa)) ** 2 + 0.1)


@pytest.mark.parametrize(
    ("source", "ridge", "width", "noise"),
    [(0.3, 2, 0.7, 0), (0.3, 0.6, 2, 1), (1.3, 2, 1.2, 0), (0.8, 1, 0.5, 1), (0.8, 3, 2, 0)],
)
def test_exponents(source: float, ridge: float, width: float, noise: float) -> None:
    """x = min{2 alpha m min(r, 1), (2 alpha min(r, 1/2) - 1) m + g}, y = 1 - m, m = min(1, l/alpha, g)."""
    m = min(1, ridge / 1.5, width)
    x = min(3 * m * min(source, 1), (3 * min(source, 0.5) - 1) * m + width)
    spec = POWER | {"noise": noise, "ridge": f"P^-{ridge}", "features": {"width": f"P^{width}"}}
    got = scalecalc.exponents(
        spec | {"target": {"kind": "power_law", "r": source}, "samples": {"from": 100, "to": 1000, "points": 3}}
    )
    (total,) = got["exponent"][got["term"] == "generalization_error"]
    assert total == pytest.approx(min(x, 1 - m) if noise else x)


def test_frontier_without_noise_and_a_rough_target() -> None:
    """E ~ budget^-(alpha r) at N ~ P for the cost N P."""
    spec = POWER | {"noise": 0, "target": {"kind": "power_law", "r": 0.3}}
    got = scalecalc.optimize(spec, "samples,width", "N * P", 1e6)
    assert float(got["exponent"][0]) == pytest.approx(1.5 * 0.3)
    assert float(got["exponent_width"][0]) == pytest.approx(0.5)


def test_stages_lead_from_ridge_and_bias_to_the_answers() -> None:
    """S-transforms multiply the ridge up to kappa2; E_test = (bias2 * layers + noise) * samples, by their factors."""
    spec = POWER | {"ridge": 1e-4, "samples": 500, "features": {"layers": [{"width": 900}, {"width": 700}]}}
    stages, got, terms = scalecalc.flow(spec), scalecalc.predict(spec), scalecalc.decompose(spec)
    assert 1e-4 * np.prod(stages["s_transform"][1:]) == pytest.approx(got["kappa2"][0])
    layers = np.prod(stages["error_factor"][2:])
    expected = (terms["bias2"][0] * layers + 0.01) * stages["error_factor"][1]
    assert expected == pytest.approx(got["test_error"][0])
    assert stages["error_factor"][1] == pytest.approx(1 / (1 - got["gamma1"][0]))
    assert got["s_samples"][0] == pytest.approx(1 / (1 - got["df1"][0] / 500))

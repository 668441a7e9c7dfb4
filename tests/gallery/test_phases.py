"""Entries 11 and 12: width exponents of structured weights, and the phase diagrams."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

import scalecalc
from tests.gallery.support import figure

ALPHA, R = 1.2, 1.1


@pytest.mark.parametrize("decay", [0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.5, 2, 2.5])
def test_width_exponents_at_fixed_samples(decay: float) -> None:
    """1 below a = 1/2, with a logarithm there; 2(1-a) up to a = 1, not (1-a)/a; 0 beyond."""
    table = scalecalc.exponents(figure("11_structured_weights"), overrides=[f"features.weights.decay={decay}"])
    rows = {term: row for row, term in enumerate(table["term"].tolist())}
    for term in ("var_features", "var_samples_features"):
        exact = 1 if decay <= 0.5 else max(2 * (1 - decay), 0)
        assert table["exponent"][rows[term]] == pytest.approx(exact, abs=1e-12)
    assert table["log_power"][rows["var_features"]] == {0.5: 1, 1: -2}.get(decay, 0)


@pytest.mark.parametrize(("decay", "known"), [(0.6, 0.76), (0.7, 0.60), (0.8, 0.44)])
def test_slopes_of_the_figure_are_not_those_of_the_guides(decay: float, known: float) -> None:
    """Over the last decade of widths, to the two digits known, and nearer to 2(1-a) than to the plotted (1-a)/a."""
    table = scalecalc.decompose(
        figure("11_structured_weights"), [f"features.weights.decay={decay}", "features.width=[1000, 10000]"]
    )
    variance = table["var_features"] + table["var_samples_features"]
    measured = np.log10(variance[0] / variance[1])
    assert measured == pytest.approx(known, abs=0.005)
    assert abs(measured - 2 * (1 - decay)) < abs(measured - (1 - decay) / decay) / 2


@pytest.mark.parametrize("decay", [1.5, 2, 2.5])
def test_wider_features_do_not_help_for_decays_above_one(decay: float) -> None:
    """Var_F + Var_XF is T Theta(P): P/(N - P) for Gaussian weights, and here in the limit a - 1, up to 1/P."""
    samples, width = 1000, 1e12
    structured, gaussian = (
        float((table["var_features"] + table["var_samples_features"])[0])
        for table in (
            scalecalc.decompose(
                figure("11_structured_weights"),
                [f"samples={samples}", f"features.width={width}", f"features.weights.decay={a}"],
            )
            for a in (decay, 0)
        )
    )
    assert structured == pytest.approx((decay - 1) * gaussian * (width - samples) / samples, rel=2 / samples)


def published(l: float, q: float, c: float, noise: float = 0) -> float:  # noqa: E741
    """The exponent of E_g in the phase diagram."""
    m = min(1, l / ALPHA)
    groups = [2 * ALPHA * m * min(1, R), (ALPHA - c) * m + c * q, 2 * ALPHA * q * min(0.5, R)]
    return min(groups + [1 - min(m, q)] * (noise > 0))


def exponent(name: str, *overrides: str) -> float:
    table = scalecalc.exponents(figure(name), overrides=overrides)
    (row,) = np.flatnonzero(table["term"] == "generalization_error")
    return float(table["exponent"][row])


@pytest.mark.parametrize("noise", [0, 0.1])
@pytest.mark.parametrize("q", [0.25, 0.7, 1.3, 1.9, 2.7])
@pytest.mark.parametrize("l", [0.4, 0.8, 1.5, inf])
def test_phases_of_gaussian_weights(l: float, q: float, noise: float) -> None:  # noqa: E741
    ridge = "0" if l == inf else f"P^-{l}"
    found = exponent("12_phase_diagram", f"ridge={ridge}", f"features.width=P^{q}", f"noise={noise}")
    assert found == pytest.approx(published(l, q, 1, noise), abs=1e-12)


@pytest.mark.parametrize(
    ("l", "q"), [(0.4, 0.3), (0.4, 0.7), (0.4, 1.9), (0.8, 0.9), (0.8, 1.3), (1.5, 1.3), (1.5, 2.6)]
)
def test_phases_of_structured_weights(l: float, q: float) -> None:  # noqa: E741
    """As published, to the six digits of a = 10/13, outside 4.33 m < q < 5 m."""
    found = exponent("12_phase_diagram_structured", f"ridge=P^-{l} * N^-0.769231", f"features.width=P^{q}")
    assert found == pytest.approx(published(l, q, 0.3), abs=1e-5)


def test_a_phase_that_is_not_as_published() -> None:
    """alpha m + 2(1-a) q - m where q (1-a) > m: here m = 0.5 and q = 2.3."""
    found = exponent("12_phase_diagram_structured", "ridge=P^-0.6 * N^-0.769231", "features.width=P^2.3")
    assert found == pytest.approx(0.6 + 2 * 3 / 13 * 2.3 - 0.5, abs=1e-5)
    assert found > published(0.6, 2.3, 0.3) + 0.02

"""Where the errors peak, and what the peaks are made of: entries 2, 4, 5, 6 and 13."""

from __future__ import annotations

import numpy as np
import pytest

import scalecalc
from scalecalc.theory.risk.errors import TERMS
from tests.gallery.support import figure, peaks

FINE = "samples={from: 50, to: 500, points: 451, spacing: linear}"


def test_ridge_regression_peaks_at_as_many_samples_as_modes() -> None:
    assert peaks("02_unstructured_lr", (FINE,)) == [250]


def test_ridge_regression_far_from_its_peak() -> None:
    """Ridgeless: sigma^2 D/(P - D) beyond; 1 - P/D + sigma^2 P/(D - P) before. The ridge changes them by O(lambda)."""
    table = scalecalc.predict(figure("02_unstructured_lr"), ["samples=[25, 125, 500, 2500]"])
    expected = [0.9 + 0.25 / 9, 0.5 + 0.25, 0.25, 0.25 * 250 / 2250]
    assert table["generalization_error"] == pytest.approx(expected, rel=0.01)


def test_the_gap_is_generalized_cross_validation() -> None:
    table = scalecalc.predict(figure("02_unstructured_lr"))
    assert table["test_train_ratio"] * table["train_error"] == pytest.approx(table["test_error"], rel=1e-12)
    assert table["test_train_ratio"] == pytest.approx((table["kappa1"] / table["ridge"]) ** 2, rel=1e-12)


def test_multiple_descent() -> None:
    """Near P = 10 and P = 110, and nowhere else: the exact maxima lie a little beyond."""
    assert peaks("04_multiple_descent", ("samples={from: 1, to: 300, points: 300, spacing: linear}",)) == [12, 114]
    assert peaks("04_multiple_descent", ("samples={from: 300, to: 20000, points: 400}",)) == []


def test_multiple_descent_is_of_the_published_norm() -> None:
    """|w| = 100, in levels of 1:10:100."""
    target = scalecalc.load(figure("04_multiple_descent")).resolved["target"]["weights"]
    assert np.dot(target, [10, 100, 10_000]) == pytest.approx(1e4, rel=1e-8)
    assert np.sqrt(target) / np.sqrt(target[0]) == pytest.approx([1, 10, 100])


@pytest.mark.parametrize("name", ["06_unstructured_lrf", "13_unstructured_nlrf"])
def test_random_features_peak_at_as_many_samples_as_features(name: str) -> None:
    """With the ridge within a sample or two; the peak is there without noise, and mostly Var_XF."""
    for overrides in ((FINE,), (FINE, "noise=0")):
        (where,) = peaks(name, overrides)
        assert where == pytest.approx(100, abs=1.5)
    table = scalecalc.decompose(figure(name), ["samples=[100]"])
    assert table["var_samples_features"] > 0.75 * table["generalization_error"]


def test_wide_features_peak_at_as_many_samples_as_modes() -> None:
    """N = 2 D: the peak is that of ridge regression, just below P = D, made of Var_Xe; none at P = N."""
    fine = "samples={from: 50, to: 1000, points: 951, spacing: linear}"
    (where,) = peaks("06_unstructured_lrf", (fine, "features.width=400"))
    assert 180 < where < 200
    table = scalecalc.decompose(figure("06_unstructured_lrf"), ["features.width=400", f"samples=[{where}]"])
    assert max(TERMS, key=lambda term: table[term][0]) == "var_samples_noise"


def test_noise_of_the_features_takes_part_of_the_effective_dimension() -> None:
    plain, noisy = (scalecalc.decompose(figure(name), ["samples=[50]"])
                    for name in ("06_unstructured_lrf", "13_unstructured_nlrf"))  # fmt: skip
    assert noisy["bias2"] > plain["bias2"]
    assert noisy["var_samples_noise"] < plain["var_samples_noise"]


def test_venn_diagrams() -> None:
    """The areas add up to the error; those of ridge regression have no features; averages divide what carries F."""
    for name in ("05_venn_ridge", "05_venn_features"):
        table = scalecalc.decompose(figure(name))
        assert sum(table[term][0] for term in TERMS) == pytest.approx(table["generalization_error"][0], rel=1e-14)
    alone = scalecalc.decompose(figure("05_venn_features"))
    together = scalecalc.decompose(figure("05_venn_features"), ["ensemble={members: 4, draws: features}"])
    for term in TERMS:
        share = 4 if "features" in term else 1
        assert together[term][0] == pytest.approx(alone[term][0] / share, rel=1e-12)
    ridge = scalecalc.decompose(figure("05_venn_ridge"))
    assert all(ridge[term][0] == 0 for term in TERMS if "features" in term)

"""The exponents table: columns, blocks, laws followed, local exponents, fits, and what the notes say."""

from __future__ import annotations

from functools import partial
from math import inf
from typing import Any

import numpy as np
import pytest

import scalecalc
from scalecalc import Table, UsageError
from scalecalc.theory.laws.asymptotics import asymptotics
from scalecalc.theory.laws.growth import Scaling
from scalecalc.theory.leading import Leading
from scalecalc.theory.risk.errors import TERMS
from tests.results.support import Spec, power_law_spec
from tests.theory.support import answer, power_law

COLUMNS = ("term", "regime", "exponent", "log_power", "amplitude", "local_exponent", "estimate", "stderr", "dominant")
TOTAL = "generalization_error"
ROWS = [*TERMS, TOTAL]


spec = partial(power_law_spec, samples={"from": 10, "to": 1e4, "points": 7})

LEVELS: Spec = {
    "spectrum": {"kind": "levels", "values": [1, 0.01], "multiplicities": [10, 1000]},
    "target": {"kind": "levels", "weights": [1, 1]},
    "samples": {"from": 20, "to": 500, "points": 8},
    "ridge": 1e-3,
    "noise": 0.1,
}


def row(table: Table, term: str, block: int = 0) -> dict[str, Any]:
    """The row of a term, in one block."""
    index = np.flatnonzero(table["term"] == term)[block]
    return {name: table[name][index] for name in table.names}


def total(one: Spec, along: Any = None) -> dict[str, Any]:
    return row(scalecalc.exponents(one, along), TOTAL)


# --- shape


@pytest.mark.parametrize(
    "one",
    [spec(), spec(width=100), spec(noise=0.1, ridge="P^-1"), spec(width="P^0.8"), LEVELS],
    ids=["plain", "features", "law", "width law", "levels"],
)
def test_columns_and_rows(one: Spec) -> None:
    table = scalecalc.exponents(one)
    assert table.names == COLUMNS
    assert table["term"].tolist() == ROWS
    assert table["dominant"].dtype == bool
    assert all(table[name].dtype == float for name in COLUMNS[2:-1])
    assert all(column.doc for column in table.columns)


def test_a_block_for_each_value_of_what_else_is_swept() -> None:
    table = scalecalc.exponents(spec(width=[50, 500], noise=[0, 0.1], ridge=[1e-3, 1e-4, 0], title="Blocks"))
    assert table.names == ("width", "ridge", "noise", *COLUMNS)
    assert table["term"].tolist() == ROWS * 12
    blocks = list(zip(*(table[name][:: len(ROWS)].tolist() for name in ("width", "ridge", "noise")), strict=True))
    assert blocks == [(N, lam, s) for s in (0, 0.1) for lam in (1e-3, 1e-4, 0) for N in (50, 500)]
    assert table.title == "Blocks"
    for name in ("width", "ridge", "noise"):
        assert np.array_equal(table[name], np.repeat(table[name][:: len(ROWS)], len(ROWS)))


def test_each_block_is_the_table_of_its_value() -> None:
    together = scalecalc.exponents(spec(width=100, noise=0.1, ridge=[1e-2, 1e-4]))
    for block, ridge in enumerate((1e-2, 1e-4)):
        alone = scalecalc.exponents(spec(width=100, noise=0.1, ridge=ridge))
        for name in COLUMNS:
            np.testing.assert_array_equal(alone[name], together[name][7 * block : 7 * block + 7])


def test_a_list_of_one_is_no_sweep() -> None:
    assert scalecalc.exponents(spec(ridge=[0.1])).names == COLUMNS


def test_along_the_width_the_samples_lead() -> None:
    table = scalecalc.exponents(spec(width=[100, 1000]), along="width")
    assert table.names == ("samples", *COLUMNS)
    assert table["samples"][::7].tolist() == [10, 32, 100, 316, 1000, 3162, 10000]


@pytest.mark.parametrize(
    ("changes", "symbol"),
    [
        ({"width": [100, 1000]}, "P"),
        ({"samples": 100, "width": [100, 1000]}, "N"),
        ({"samples": 100, "ridge": [1e-2, 1e-3]}, "λ"),
        ({"samples": 100, "ridge": [1e-2, 1e-3], "width": [10, 20]}, "N"),
        ({"samples": 100}, "P"),
    ],
)
def test_by_default_along_what_is_swept(changes: Spec, symbol: str) -> None:
    """Samples first."""
    assert scalecalc.exponents(spec(**changes)).notes[0].startswith(f"Asymptotic laws as {symbol} →")


# --- asymptotic laws


@pytest.mark.parametrize(
    ("alpha", "r", "l", "q", "noise", "exponent", "regime"),
    [
        (1.5, 0.4, 2.0, None, 0, 1.2, "signal limited, source"),
        (1.5, 1.4, 2.0, None, 0, 3.0, "signal limited, capacity"),
        (1.5, 0.4, 0.6, None, 0, 0.48, "ridge limited, source"),
        (1.5, 1.4, 0.6, None, 0, 1.2, "ridge limited, capacity"),
        (1.5, 0.4, 2.0, 0.5, 0, 0.6, "width limited, source"),
        (1.5, 0.8, 2.0, 0.5, 0, 0.75, "width limited, capacity"),
        (1.5, 1.2, 2.0, 1.2, 0, 1.7, "feature variance"),
        (2.0, 1.5, 1.5, 1.2, 0, 1.95, "feature variance, ridge limited"),
        (3.0, 0.9, 1.2, None, 0.1, 0.6, "noise mitigated by ridge"),
        (3.0, 0.9, 4.0, 0.6, 0.1, 0.4, "noise mitigated by width"),
        (3.0, 0.9, 4.0, 1.5, 0.1, 0.0, "noise plateau"),
        (1.5, 0.4, 2.0, None, 0.1, 0.0, "noise plateau"),
    ],
)
def test_the_phase_diagram(
    alpha: float,
    r: float,
    l: float,  # noqa: E741
    q: float | None,
    noise: float,
    exponent: float,
    regime: str,
) -> None:
    """Exponent and label of every region, lambda = P^-l and N = P^q."""
    width = None if q is None else f"P^{q}"
    table = scalecalc.exponents(spec(alpha, r, width=width, ridge=f"P^-{l}", noise=noise))
    whole = row(table, TOTAL)
    assert whole["exponent"] == pytest.approx(exponent, abs=1e-9)
    assert whole["regime"] == regime
    dominant = {term for term in TERMS if row(table, term)["dominant"]}
    assert dominant
    for term in TERMS:
        one = row(table, term)
        tied = one["exponent"] == pytest.approx(exponent, abs=1e-9)
        assert one["dominant"] == (tied and one["amplitude"] >= 0.01 * whole["amplitude"]), term


@pytest.mark.parametrize(("along", "limit"), [("samples", "P → ∞"), ("width", "N → ∞"), ("ridge", "λ → 0")])
def test_along(along: Any, limit: str) -> None:
    one = spec(r=0.8, samples=[300], width=[1000], ridge=[1e-3], noise=0.1)
    table = scalecalc.exponents(one, along)
    assert limit in table.notes[0]
    held = {"samples": Leading(300.0), "width": Leading(1000.0), "ridge": Leading(1e-3)}
    held[along] = Leading(1.0, -1.0 if along == "ridge" else 1.0)
    path = Scaling(held["samples"], (held["width"],), held["ridge"], Leading(0.1))
    laws = asymptotics(power_law(1.5, 0.8), path)
    assert laws is not None
    for term in ROWS:
        law = getattr(laws.errors, term)
        assert row(table, term)["exponent"] == pytest.approx(-law.order, abs=1e-12)
        assert row(table, term)["amplitude"] == pytest.approx(law.amplitude)


def test_along_the_ridge_the_law_is_one_in_the_ridge() -> None:
    """E ~ amplitude lambda^exponent."""
    whole = total(spec(samples=inf, ridge=np.geomspace(1e-2, 1e-12, 11).tolist()))
    assert whole["exponent"] == pytest.approx(0.8)
    far = answer(power_law(1.5, 0.4), inf, ridge=1e-12)[TOTAL]
    assert far == pytest.approx(whole["amplitude"] * 1e-12**0.8, rel=1e-2)
    assert whole["estimate"] == pytest.approx(0.8, abs=0.02)
    assert whole["local_exponent"] == pytest.approx(0.8, abs=0.005)


def test_along_the_ridge_at_the_threshold_the_error_grows() -> None:
    whole = total(spec(samples=100, width=100, noise=0.1, ridge=np.geomspace(1e-8, 1e-14, 7).tolist()))
    assert whole["exponent"] == pytest.approx(-0.5)
    assert whole["local_exponent"] == pytest.approx(-0.5, abs=0.01)


def test_a_ridge_law_is_followed() -> None:
    """lambda = P^-1 < P^-alpha: ridge limited, 2 l r; held at its last value the ridge would be a plateau."""
    assert total(spec(ridge="P^-1"))["exponent"] == pytest.approx(0.8)
    assert total(spec(ridge=1e-4))["exponent"] == 0


def test_a_noise_law_is_followed() -> None:
    assert total(spec(noise="0.1 * P^-0.5"))["exponent"] == pytest.approx(0.5)
    assert total(spec(noise="0.1 * P^-0.5"))["amplitude"] == pytest.approx(0.1 * 0.5)


def test_a_law_of_both_counts_is_followed() -> None:
    """N = P^0.8 and lambda = P^-1 N^0.5 = P^-0.6."""
    mixed = scalecalc.exponents(spec(width="P^0.8", ridge="P^-1 * N^0.5"))
    plain = scalecalc.exponents(spec(width="P^0.8", ridge="P^-0.6"))
    assert mixed["exponent"].tolist() == pytest.approx(plain["exponent"].tolist(), nan_ok=True)
    assert mixed["amplitude"].tolist() == pytest.approx(plain["amplitude"].tolist(), nan_ok=True)


def test_the_width_may_follow_the_samples() -> None:
    """Along N = P^0.8 exponents in N are 1/0.8 of those in P, and fits and local exponents too."""
    one = spec(r=0.7, width="P^0.8", ridge="P^-0.4", noise=0.1)
    in_samples, in_width = scalecalc.exponents(one), scalecalc.exponents(one, along="width")
    assert in_width.names == COLUMNS
    for name, rounding in [("exponent", 1e-9), ("local_exponent", 1e-9), ("estimate", 1e-2)]:
        assert in_width[name].tolist() == pytest.approx((in_samples[name] / 0.8).tolist(), rel=rounding)
    assert in_width["amplitude"].tolist() == pytest.approx(in_samples["amplitude"].tolist())


def test_the_ridge_may_follow_the_samples() -> None:
    """Along lambda = 2 P^-0.5: E ~ A P^-e = A (lambda/2)^(2 e)."""
    one = spec(ridge="2 * P^-0.5")
    in_samples, in_ridge = total(one), total(one, along="ridge")
    assert in_ridge["exponent"] == pytest.approx(2 * in_samples["exponent"])
    assert in_ridge["amplitude"] == pytest.approx(in_samples["amplitude"] * 2 ** -in_ridge["exponent"])
    assert in_ridge["estimate"] == pytest.approx(2 * in_samples["estimate"])


def test_what_diverges_and_what_is_not_there() -> None:
    table = scalecalc.exponents(spec(width="P", ridge=0))
    assert row(table, TOTAL)["regime"] == "interpolation threshold"
    assert (row(table, TOTAL)["amplitude"], row(table, "var_samples_noise")["amplitude"]) == (inf, 0)
    assert np.isnan(row(table, TOTAL)["exponent"])
    assert row(table, "var_samples_features")["dominant"]
    assert row(table, "var_samples_noise")["regime"] == ""
    assert not row(table, "var_samples_noise")["dominant"]


def test_without_features_their_terms_are_zero() -> None:
    table = scalecalc.exponents(spec(noise=0.1))
    for term in ("var_features", "var_samples_features", "var_samples_features_noise"):
        one = row(table, term)
        assert one["amplitude"] == 0
        assert np.isnan([one["exponent"], one["local_exponent"], one["estimate"]]).all()


# --- fits


@pytest.mark.parametrize(
    "one",
    [spec(noise=0.01, ridge=1e-4), spec(width=2000, noise=0.01, ridge="P^-1"), LEVELS],
    ids=["ridge", "features", "levels"],
)
def test_estimates_are_least_squares(one: Spec) -> None:
    """Against numpy's own fit to the table of decompose, term by term."""
    table, errors = scalecalc.exponents(one), scalecalc.decompose(one)
    x = np.log(errors["samples"])
    for term in ROWS:
        if errors[term][0] > 0:
            (slope, _), covariance = np.polyfit(x, np.log(errors[term]), 1, cov="unscaled")
            residual = np.log(errors[term]) - np.polyval(np.polyfit(x, np.log(errors[term]), 1), x)
            stderr = np.sqrt(covariance[0, 0] * np.sum(residual**2) / (x.size - 2))
            assert row(table, term)["estimate"] == pytest.approx(-slope, rel=1e-9), term
            assert row(table, term)["stderr"] == pytest.approx(stderr, rel=1e-7), term
            scaled = np.polyfit(x, np.log(errors[term]), 1, cov=True)[1]
            assert row(table, term)["stderr"] == pytest.approx(np.sqrt(scaled[0, 0]), rel=1e-7), term


def test_a_fit_leaves_out_what_diverges() -> None:
    """At P = N = 100 without ridge the risk is infinite."""
    with_peak = total(spec(width=100, samples=[10, 20, 100, 1000, 2000]))
    without = total(spec(width=100, samples=[10, 20, 1000, 2000]))
    assert with_peak["estimate"] == pytest.approx(without["estimate"])
    assert with_peak["stderr"] == pytest.approx(without["stderr"])


def test_too_few_points_for_a_fit() -> None:
    one, two = total(spec(samples=100)), total(spec(samples=[100, 200]))
    assert np.isnan([one["estimate"], one["stderr"], two["stderr"]]).all()
    errors = scalecalc.decompose(spec(samples=[100, 200]))[TOTAL]
    assert two["estimate"] == pytest.approx(-np.log2(errors[1] / errors[0]))


def test_a_point_at_infinity_is_left_out() -> None:
    assert total(spec(samples=[10, 100, 1000, inf])) == pytest.approx(total(spec(samples=[10, 100, 1000])))


# --- local exponents


def shifted(one: Spec, along: str, factor: float) -> Spec:
    """The one value of the quantity, moved to either side."""
    if along == "width":
        return one | {"features": {"width": [one["features"]["width"] * f for f in (1 / factor, factor)]}}
    return one | {along: [one[along] * f for f in (1 / factor, factor)]}


@pytest.mark.parametrize(
    ("along", "one"),
    [
        ("samples", spec(samples=300, ridge=1e-4, noise=0.1)),
        ("samples", spec(samples=300, ridge="0.1 * P^-1", noise="P^-0.5")),
        ("samples", spec(r=0.8, samples=300, ridge="P^-1 * N^0.2", noise=0.1, width=700)),
        ("samples", spec(samples=1e7, ridge="P^-0.9", noise=0.1, width="3 * P^0.9")),
        ("width", spec(r=0.8, samples=300, ridge=1e-3, noise=0.1, width=700)),
        ("width", spec(r=0.8, samples=300, ridge="N^-0.7", noise="N^-0.1", width=200)),
        ("ridge", spec(samples=300, ridge=1e-4, noise=0.1, width=300)),
        ("ridge", spec(0.8, 0.6, modes=5000, samples=300, ridge=1e-4, noise=0.1)),
        ("samples", LEVELS | {"samples": 100}),
        ("ridge", LEVELS | {"samples": 100}),
    ],
)
def test_local_exponents_are_finite_differences(along: Any, one: Spec) -> None:
    """Of predict and decompose around the last grid point; in lambda the exponent is positive for decay with lambda."""
    factor = 1.01
    table = scalecalc.exponents(one, along)
    near = scalecalc.decompose(shifted(one, along, factor))
    sign = 1 if along == "ridge" else -1
    for term in ROWS:
        if near[term][0] > 0:
            slope = np.log(near[term][1] / near[term][0]) / np.log(factor**2)
            assert row(table, term)["local_exponent"] == pytest.approx(sign * slope, rel=2e-3, abs=2e-4), term
    whole = scalecalc.predict(shifted(one, along, factor))[TOTAL]
    assert np.array_equal(whole, near[TOTAL])


def test_local_exponents_are_those_of_the_last_point() -> None:
    for samples in ([10, 100, 1000], [1000, 10, 100]):
        last = total(spec(samples=samples))["local_exponent"]
        assert last == pytest.approx(total(spec(samples=samples[-1]))["local_exponent"], rel=1e-13)


def test_no_error_has_no_exponent() -> None:
    """P > D without ridge or noise: E_g = 0."""
    one = spec(modes=1000, samples=[10, 100, 1e5])
    assert scalecalc.predict(one)[TOTAL][-1] == 0
    assert np.isnan(total(one)["local_exponent"])


# --- notes


def notes_with(table: Table, start: str) -> list[str]:
    return [note for note in table.notes if note.startswith(start)]


def test_a_warning_where_the_grid_is_not_asymptotic() -> None:
    table = scalecalc.exponents(spec(noise=0.01, ridge=1e-6))
    (warning,) = notes_with(table, "Not asymptotic")
    assert "samples = 10000" in warning
    assert f"{row(table, TOTAL)['local_exponent']:.4g}" in warning
    assert "do not read it as an exponent" in warning


@pytest.mark.parametrize(
    "one",
    [
        spec(samples={"from": 1e8, "to": 1e12, "points": 9}),
        spec(samples={"from": 1e8, "to": 1e12, "points": 9}, noise=0.1, ridge="P^-1"),
        spec(r=0.8, samples={"from": 1e10, "to": 1e12, "points": 9}, width="P^0.5", noise=0.1),
    ],
)
def test_no_warning_where_it_is(one: Spec) -> None:
    table = scalecalc.exponents(one)
    assert not notes_with(table, "Not asymptotic")
    whole = row(table, TOTAL)
    assert whole["local_exponent"] == pytest.approx(whole["exponent"], abs=0.02)
    assert whole["estimate"] == pytest.approx(whole["exponent"], abs=0.05)
    exact = scalecalc.predict(one)[TOTAL][-1]
    assert exact == pytest.approx(whole["amplitude"] * 1e12 ** -whole["exponent"], rel=0.1)


def test_ties_and_logarithms_are_told() -> None:
    optimal = scalecalc.exponents(spec(noise=0.1, ridge="P^-0.6818181818181818"))
    (tie,) = notes_with(optimal, "Tie")
    assert "bias2 and var_samples_noise" in tie
    assert row(optimal, TOTAL)["regime"] == "ridge limited, source and noise mitigated by ridge"
    (balance,) = notes_with(scalecalc.exponents(spec(noise=0.1, ridge="P^-1.5")), "Tie: samples")
    assert "samples and ridge limit the resolution alike" in balance
    logarithmic = scalecalc.exponents(spec(r=1.0))
    (note,) = notes_with(logarithmic, "Logarithms")
    assert "bias2 ~ log X, var_samples ~ log X" in note
    assert row(logarithmic, TOTAL)["log_power"] == 1
    assert "(log P)^log_power" in logarithmic.notes[0]
    plain = scalecalc.exponents(spec(r=0.9))
    assert not notes_with(plain, "Logarithms")
    assert "log" not in plain.notes[0]


def test_finitely_many_modes_are_noted() -> None:
    finite, endless = scalecalc.exponents(spec(modes=1e6)), scalecalc.exponents(spec())
    assert any("D = 1e+06" in note for note in finite.notes)
    assert finite["exponent"].tolist() == pytest.approx(endless["exponent"].tolist(), nan_ok=True)


@pytest.mark.parametrize("one", [LEVELS, spec(0.8, 0.6, modes=1e4, noise=0.1)], ids=["levels", "alpha < 1"])
def test_without_a_law_the_other_columns_work(one: Spec) -> None:
    table = scalecalc.exponents(one)
    assert np.isnan(table["exponent"]).all()
    assert np.isnan(table["amplitude"]).all()
    assert any("symptotic laws" in note for note in table.notes[1:])
    whole = row(table, TOTAL)
    assert np.isfinite([whole["local_exponent"], whole["estimate"], whole["stderr"]]).all()
    assert whole["regime"] != ""
    largest = max(TERMS, key=lambda term: scalecalc.decompose(one)[term][-1])
    assert [term for term in TERMS if row(table, term)["dominant"]] == [largest]


# --- refusals


def test_along_the_width_needs_features() -> None:
    with pytest.raises(UsageError, match="along width needs random features"):
        scalecalc.exponents(spec(), along="width")


@pytest.mark.parametrize(
    ("one", "along", "message"),
    [
        (spec(width="1000 * P^-0.5"), "width", "the width does not grow"),
        (spec(ridge="P^0.5"), "ridge", "the ridge does not fall"),
        (spec(ridge="0.1 * P^0"), "ridge", "ridge"),
    ],
)
def test_along_a_law_that_does_not_grow(one: Spec, along: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        scalecalc.exponents(one, along)


def test_a_shrinking_width_has_no_law() -> None:
    table = scalecalc.exponents(spec(width="1e7 * P^-0.5", noise=0.1))
    assert np.isnan(table["exponent"]).all()
    assert any("a count shrinks" in note for note in table.notes)
    assert np.isfinite(row(table, TOTAL)["local_exponent"])

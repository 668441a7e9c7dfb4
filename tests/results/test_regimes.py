"""The regimes table: columns, blocks, the direction of the sweep, and refusals."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from math import inf, pi, sin, sqrt
from typing import Any

import numpy as np
import pytest

import scalecalc
from scalecalc import Table, UsageError
from scalecalc.theory.risk.errors import TERMS
from tests.results.support import Spec, power_law_spec

COLUMNS = ("start", "stop", "regime", "term", "exponent", "local_exponent")


spec = partial(power_law_spec, samples={"from": 10, "to": 1e8, "points": 8})

LEVELS: Spec = {
    "spectrum": {"kind": "levels", "values": [1, 1e-2, 1e-5], "multiplicities": [10, 100, 10_000]},
    "target": {"kind": "levels", "weights": [1e-2, 1, 100]},
    "samples": {"from": 1, "to": 20_000, "points": 11},
    "ridge": 1e-8,
}


def rows(table: Table) -> list[tuple[Any, ...]]:
    return list(zip(*(table[name] for name in table.names), strict=True))


def tiled(table: Table, first: float, last: float) -> bool:
    """Each stretch begins where the one before ended, from the first grid point to the last."""
    ends = [*table["start"].tolist(), last]
    return ends[0] == first and table["stop"].tolist() == ends[1:]


# --- shape


@pytest.mark.parametrize("one", [spec(noise=0.1, ridge=1e-4), spec(width=1e4, r=0.8), LEVELS])
def test_columns_and_tiles(one: Spec) -> None:
    table = scalecalc.regimes(one)
    assert table.names == COLUMNS
    assert tiled(table, one["samples"]["from"], one["samples"]["to"])
    assert set(table["term"]) <= set(TERMS)
    assert all(table["regime"])


def test_a_block_for_each_value_of_what_else_is_swept() -> None:
    table = scalecalc.regimes(spec(width=[1e2, 1e4], ridge=[1e-3, 1e-6], noise=[0, 0.1]))
    assert table.names == ("width", "ridge", "noise", *COLUMNS)
    blocks = list(dict.fromkeys(row[:3] for row in rows(table)))
    assert blocks == [(N, lam, s) for s in (0, 0.1) for lam in (1e-3, 1e-6) for N in (1e2, 1e4)]
    for N, ridge, noise in blocks:
        alone = scalecalc.regimes(spec(width=N, ridge=ridge, noise=noise))
        assert rows(alone) == [row[3:] for row in rows(table) if row[:3] == (N, ridge, noise)]


def test_the_worked_example() -> None:
    """Signal, then noise, then the ridge that averages the noise away."""
    table = scalecalc.regimes(spec(noise=0.01, ridge=1e-6, samples=[10, 1e6]))
    assert table["regime"].tolist() == ["signal limited, source", "noise plateau", "noise mitigated by ridge"]
    assert table["exponent"].tolist() == pytest.approx([1.2, 0, 1])
    assert table["term"].tolist() == ["bias2", "var_samples_noise", "var_samples_noise"]
    C = pi / 1.5 / sin(pi / 1.5)
    assert table["stop"][1] == pytest.approx(C * 1e6 ** (1 / 1.5))


def test_the_feature_variance_window_is_noted() -> None:
    """r > 1/2: N^(1/(1 + alpha (2 r - 1))) < P < N."""
    (note,) = [note for note in scalecalc.regimes(spec(r=0.7, width=1e6)).notes if "feature variance" in note]
    assert f"N^{1 / (1 + 1.5 * 0.4):.4g} < P < N" in note
    for one in (spec(r=0.3, width=1e6), spec(r=0.7)):
        assert not any("feature variance" in note for note in scalecalc.regimes(one).notes)


def test_local_exponents_in_the_middle() -> None:
    """Geometric middle of each stretch, against finite differences of predict."""
    one = spec(r=0.8, width=1e4, noise=1e-6, ridge=1e-9)
    table = scalecalc.regimes(one)
    for start, stop, *_, local in rows(table):
        middle = sqrt(start * stop)
        near = scalecalc.predict(one | {"samples": [middle / 1.001, middle * 1.001]})["generalization_error"]
        assert local == pytest.approx(-np.log(near[1] / near[0]) / np.log(1.001**2), rel=1e-3, abs=1e-4)


def test_wide_stretches_have_their_exponents() -> None:
    table = scalecalc.regimes(spec(1.5, 1.2, width=1e15, samples=[10, 1e20]))
    assert table["regime"].tolist()[1] == "feature variance"
    assert table["local_exponent"].tolist() == pytest.approx(table["exponent"].tolist(), abs=0.05)


# --- directions


@pytest.mark.parametrize("samples", [[1e8, 1e4, 10], [1e4, 1e8, 10], [1e4, inf, 1e8, 10], [1e4, 10, 1e8]])
def test_stretches_ascend_whatever_the_order_of_the_grid(samples: list[float]) -> None:
    up = scalecalc.regimes(spec(noise=0.01, ridge=1e-6, samples=[10, 1e4, 1e8]))
    other = scalecalc.regimes(spec(noise=0.01, ridge=1e-6, samples=samples))
    assert tiled(other, 10, 1e8)
    assert rows(other) == rows(up)


@pytest.mark.parametrize(("first", "last"), [(1e-9, 1e-2), (1e-2, 1e-9)])
def test_along_the_ridge(first: float, last: float) -> None:
    """The columns hold lambda, ascending; the threshold is where kappa is the ridge."""
    one = spec(samples=1000, ridge=np.geomspace(first, last, 8).tolist())
    for table in (scalecalc.regimes(one), scalecalc.regimes(one, along="ridge")):
        assert tiled(table, pytest.approx(1e-9), pytest.approx(1e-2))
        assert table["regime"].tolist() == ["signal limited, source", "ridge limited, source"]
        C = pi / 1.5 / sin(pi / 1.5)
        assert table["stop"][0] == pytest.approx((C / 1000) ** 1.5)
        assert table["exponent"].tolist() == pytest.approx([0, 0.8])
        assert len(table.notes) == 1


def test_along_the_width() -> None:
    one = spec(samples=1000, width={"from": 10, "to": 1e6, "points": 6}, noise=1e-3)
    table = scalecalc.regimes(one)
    assert rows(table) == rows(scalecalc.regimes(one, along="width"))
    assert tiled(table, 10, 1e6)
    assert table["regime"].tolist()[0] == "width limited, source"
    assert 1000 in table["stop"]


def test_along_a_width_that_is_a_law() -> None:
    """N = P^0.5: the same stretches, with bounds in N."""
    one = spec(width="P^0.5", noise=0.1, samples=[1e2, 1e16])
    in_samples, in_width = scalecalc.regimes(one), scalecalc.regimes(one, along="width")
    assert in_width["regime"].tolist() == in_samples["regime"].tolist()
    assert in_width["start"].tolist() == pytest.approx(np.sqrt(in_samples["start"]).tolist())
    assert in_width["exponent"].tolist() == pytest.approx((2 * in_samples["exponent"]).tolist())
    assert in_width["local_exponent"].tolist() == pytest.approx((2 * in_samples["local_exponent"]).tolist())


def test_infinite_ends_are_left_out() -> None:
    assert tiled(scalecalc.regimes(spec(noise=0.01, samples=[10, 1e6, inf])), 10, 1e6)


# --- spectra without laws


def test_gapped_spectra_have_no_exponents_but_bounds() -> None:
    table = scalecalc.regimes(LEVELS)
    assert np.isnan(table["exponent"]).all()
    assert np.isfinite(table["local_exponent"]).all()
    rising = [regime.endswith(", rising") for regime in table["regime"]]
    assert rising == [bool(local < 0) for local in table["local_exponent"]]
    assert [up for up, _ in groupby(rising)] == [True, False, True, False]
    assert "exact errors" in table.notes[0]


def test_slow_decay_has_no_laws() -> None:
    """alpha < 1: the law of the exponents does not exist, the exact errors do."""
    table = scalecalc.regimes(spec(0.8, 0.6, modes=1e4, ridge=1e-6, noise=0.1, samples=[10, 1e6]))
    assert np.isnan(table["exponent"]).all()
    assert tiled(table, 10, 1e6)


def test_where_all_is_learned_there_is_no_exponent() -> None:
    table = scalecalc.regimes(spec(modes=1e3, samples=[10, 1e6]))
    assert table["regime"].tolist()[-1] == "all modes learned"
    assert np.isnan([table["exponent"][-1], table["local_exponent"][-1]]).all()


# --- refusals


@pytest.mark.parametrize(
    ("one", "along"),
    [
        (spec(samples=100), None),
        (spec(samples=[100, inf]), None),
        (spec(), "ridge"),
        (spec(ridge=1e-3), "ridge"),
        (spec(width=100), "width"),
    ],
)
def test_a_single_value_is_no_sweep(one: Spec, along: Any) -> None:
    with pytest.raises(UsageError, match="takes a single value; give a range such as") as error:
        scalecalc.regimes(one, along)
    assert f"{along or 'samples'}: {{" in str(error.value)


def test_along_the_width_needs_features() -> None:
    with pytest.raises(UsageError, match="along width needs random features"):
        scalecalc.regimes(spec(), along="width")


@pytest.mark.parametrize(
    ("one", "along", "message"),
    [
        (spec(width="1e9 * P^-0.5"), "width", "the width does not grow along the sweep of samples"),
        (spec(ridge="P^0.5"), "ridge", "the ridge does not fall along the sweep of samples"),
    ],
)
def test_along_a_law_that_does_not_grow(one: Spec, along: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        scalecalc.regimes(one, along)

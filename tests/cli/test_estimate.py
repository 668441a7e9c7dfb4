"""The command `estimate`: what it answers, which answers do not depend on how data are given, and what it writes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest

import scalecalc
from scalecalc import Table, UsageError
from scalecalc.arrays import Floats
from tests.cli.conftest import InProcess

HEADER = "quantity,start,stop,estimate,stderr,low,high"
CURVES = "ridge,kappa,kappa_stderr,df1,df1_stderr,unlearned,unlearned_stderr,fitted_df1,fitted_unlearned"


def features(samples: int = 150, modes: int = 2000) -> tuple[Floats, Floats]:
    """Gaussian features of a power law, alpha 1.5, and a target of source exponent 0.4 with noise 0.01."""
    rng = np.random.default_rng(4)
    ranks = np.arange(1.0, modes + 1)
    normal = rng.standard_normal((samples, modes))
    target = normal @ ranks**-1.1 + 0.1 * rng.standard_normal(samples)
    return normal * ranks**-0.75, target[:, None]


X, Y = features()


def row(table: Table, name: str) -> dict[str, float]:
    (found,) = np.flatnonzero(table["quantity"] == name)
    return {column: float(table[column][found]) for column in table.names[1:]}


def estimates(table: Table) -> dict[str, float]:
    """All but local exponents."""
    names = table["quantity"][np.isnan(table["start"])]
    return {name: row(table, name)["estimate"] for name in names.tolist()}


def saved(folder: Path) -> tuple[str, str]:
    np.save(folder / "x.npy", X)
    np.save(folder / "y.npy", Y)
    return "x.npy", "y.npy"


def test_a_power_law_is_found_with_its_intervals() -> None:
    table = scalecalc.estimate(X, Y)
    assert ",".join(table.names) == HEADER
    names = ["alpha", "r", "noise", "unlearned", "misfit", "trace", "participation"]
    assert table["quantity"].tolist() == names
    for name, truth in (("alpha", 1.5), ("r", 0.4), ("noise", 0.01)):
        found = row(table, name)
        assert found["low"] <= found["estimate"] <= found["high"]
        assert abs(found["estimate"] - truth) < 3.5 * found["stderr"]
    assert row(table, "misfit")["estimate"] < 2
    values = np.linalg.eigvalsh(X @ X.T / len(X))
    assert row(table, "trace")["estimate"] == pytest.approx(values.sum(), rel=1e-12)
    assert row(table, "participation")["estimate"] == pytest.approx(values.sum() ** 2 / (values**2).sum(), rel=1e-12)
    assert any("theory describes these data" in note for note in table.notes)


def test_without_a_target_the_spectrum_alone() -> None:
    table = scalecalc.estimate(X)
    assert table["quantity"].tolist() == ["alpha", "misfit", "trace", "participation"]
    assert abs(row(table, "alpha")["estimate"] - 1.5) < 3.5 * row(table, "alpha")["stderr"]
    assert scalecalc.estimate(X, curves=True)["unlearned"].tolist() == [0.0] * 28


def test_no_power_law_no_interval() -> None:
    """Rows of random norms: local exponents instead."""
    norms = np.exp(0.6 * np.random.default_rng(0).standard_normal((len(X), 1)))
    table = scalecalc.estimate(norms * X, Y)
    assert row(table, "misfit")["estimate"] > 2
    assert np.isnan([row(table, name)[end] for name in ("alpha", "r") for end in ("stderr", "low", "high")]).all()
    local = table["quantity"] == "local_alpha"
    assert local.sum() >= 3
    assert np.all(table["start"][local] < table["stop"][local])
    assert (table["quantity"] == "local_slope").sum() == local.sum()


def test_scales_rotations_and_order_do_not_matter() -> None:
    plain, rng = estimates(scalecalc.estimate(X, Y)), np.random.default_rng(1)
    scaled = estimates(scalecalc.estimate(10 * X, 3 * Y))
    for name, factor in {"alpha": 1, "r": 1, "misfit": 1, "participation": 1, "trace": 100, "noise": 9}.items():
        assert scaled[name] == pytest.approx(factor * plain[name], rel=1e-5)
    few = X[:, :60]  # fewer features than samples
    turned = few @ np.linalg.qr(rng.standard_normal((60, 60)))[0]
    assert estimates(scalecalc.estimate(turned, Y)) == pytest.approx(estimates(scalecalc.estimate(few, Y)), rel=1e-5)
    order = rng.permutation(len(X))
    assert estimates(scalecalc.estimate(X[order], Y[order])) == pytest.approx(plain, rel=1e-5)
    matrix = estimates(scalecalc.estimate(few @ few.T, Y, kernel="precomputed"))  # its rank tells the features
    assert matrix == pytest.approx(estimates(scalecalc.estimate(few, Y)), rel=1e-5)


def test_shifted_data_are_centred() -> None:
    plain = estimates(scalecalc.estimate(X, Y, center=True))
    shifted = estimates(scalecalc.estimate(X + 0.5, Y - 2, center=True))
    assert shifted == pytest.approx(plain, rel=1e-5)
    assert plain["alpha"] == pytest.approx(estimates(scalecalc.estimate(X, Y))["alpha"], abs=0.02)


def test_curves_are_those_of_the_eigenvalues() -> None:
    table = scalecalc.estimate(X, Y, curves=True)
    assert ",".join(table.names) == CURVES
    values, vectors = np.linalg.eigh(X @ X.T / len(X))
    shifted = values + table["ridge"][:, None]
    kappa = 1 / np.mean(1 / shifted, axis=1)
    assert table["kappa"] == pytest.approx(kappa, rel=1e-9)
    assert table["df1"] == pytest.approx((values / shifted).sum(axis=1), rel=1e-9)
    square = (vectors.T @ Y)[:, 0] ** 2
    assert table["unlearned"] == pytest.approx(kappa * (square / shifted).sum(axis=1) / len(X), rel=1e-9)
    assert np.all(table["kappa_stderr"] > 0)


def test_on_the_command_line(run: InProcess, folder: Path) -> None:
    x, y = saved(folder)
    result = run("estimate", x, "--target", y, "--csv")
    assert (result.status, result.err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(result.out)))
    assert ",".join(rows[0]) == HEADER
    table = scalecalc.estimate(X, Y)
    assert [float(one["estimate"]) for one in rows] == pytest.approx(table["estimate"].tolist(), rel=0, abs=0)
    assert run("estimate", x, "--target", y, "--curves", "--csv").out.splitlines()[0] == CURVES
    assert "modes learned" in run("estimate", x, "--target", y, "--plot").out


@pytest.mark.parametrize(
    ("kind", "spectrum"), [("auto", "power_law"), ("power_law", "power_law"), ("levels", "levels")]
)
def test_a_spec_that_predict_takes(kind: str, spectrum: str, run: InProcess, folder: Path) -> None:
    """Its errors are those of the task that was drawn, within 15 %."""
    x, y = saved(folder)
    assert run("estimate", x, "--target", y, "--write-spec", "found.yaml", "--spec-kind", kind, "--csv").status == 0
    options = ["ridge=1e-3", "samples=[50,100]"]
    found = scalecalc.predict("found.yaml", options)
    assert scalecalc.load("found.yaml").resolved["spectrum"]["kind"] == spectrum
    truth = scalecalc.predict(
        {
            "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": 2000},
            "target": {"kind": "power_law", "r": 0.4},
            "noise": 0.01,
            "ridge": 1e-3,
            "samples": [50, 100],
        }
    )
    assert found["test_error"] == pytest.approx(truth["test_error"], rel=0.15)


def test_a_kind_without_a_file_is_a_mistake(run: InProcess, folder: Path) -> None:
    x, _ = saved(folder)
    result = run("estimate", x, "--spec-kind", "levels")
    assert result.status == 2
    assert "spec_kind says what write_spec writes" in result.err
    with pytest.raises(UsageError, match="more than the"):
        scalecalc.estimate(X, memory=1e4)


def test_a_spec_is_not_written_to_a_stream(run: InProcess, folder: Path) -> None:
    data, target = saved(folder)
    result = run("estimate", data, "--target", target, "--write-spec", "-")
    assert result.status == 2 and "--write-spec - : takes the name of a file" in result.err
    assert not (folder / "-").exists()


def test_an_old_spec_stays_where_the_rows_cannot_be_written(run: InProcess, folder: Path) -> None:
    x, y = saved(folder)
    Path("found.yaml").write_text("old")
    assert run("estimate", x, "--target", y, "--write-spec", "found.yaml", "--csv", "-o", "/dev/full").status == 2
    assert Path("found.yaml").read_text() == "old"

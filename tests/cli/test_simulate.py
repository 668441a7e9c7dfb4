"""The command `simulate`: its rows, its checks, its refusals, and what it does when interrupted."""

from __future__ import annotations

import csv
import io
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import scalecalc
from scalecalc.simulation.draw import cells as cells_module
from scalecalc.theory import truncate
from tests.cli.conftest import InProcess, environment
from tests.cli.test_streams import on_a_terminal

SMALL = ("--set", "samples=[20,40]", "--set", "features.width=30", "--set", "spectrum.modes=50", "--set", "ridge=1e-3")
COLUMNS = "samples,width,ridge,noise,quantity,theory,mean,stderr,z_score,tolerance,draws"
QUANTITIES = [
    "train_error",
    "test_error",
    "generalization_error",
    "bias2",
    "var_features",
    "var_samples",
    "var_samples_features",
    "var_samples_noise",
    "var_samples_features_noise",
    "gcv",
    "df1",
]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_rows(run: InProcess) -> None:
    result = run("simulate", "spec.yaml", *SMALL, "--draws", "5")
    assert (result.status, result.err) == (0, "")
    assert result.out.splitlines()[0] == COLUMNS
    found = rows(result.out)
    assert [row["quantity"] for row in found] == QUANTITIES * 2
    assert {row["draws"] for row in found} == {"5"}
    assert [row["samples"] for row in found] == ["20"] * 11 + ["40"] * 11
    predicted = scalecalc.predict("spec.yaml", SMALL[1::2])
    assert float(found[2]["theory"]) == predicted["generalization_error"][0]


def test_the_same_seed_gives_the_same_bytes(run: InProcess) -> None:
    first = run("simulate", "spec.yaml", *SMALL, "--draws", "4").out
    assert run("simulate", "spec.yaml", *SMALL, "--draws", "4", "--seed", "0").out == first
    assert run("simulate", "spec.yaml", *SMALL, "--draws", "4", "--seed", "1").out != first


def test_terms_add_up_and_a_point_alone_gives_the_same_numbers(run: InProcess) -> None:
    both = rows(run("simulate", "spec.yaml", *SMALL, "--draws", "4", "--set", "noise=[0.01,0.2]").out)
    means = {(row["samples"], row["noise"], row["quantity"]): float(row["mean"]) for row in both}
    for samples, noise in {(row["samples"], row["noise"]) for row in both}:
        terms = [means[samples, noise, name] for name in QUANTITIES[3:9]]
        assert sum(terms) == pytest.approx(means[samples, noise, "generalization_error"], rel=1e-9)
        assert means[samples, noise, "test_error"] == pytest.approx(
            means[samples, noise, "generalization_error"] + float(noise), rel=1e-9
        )
    alone = rows(run("simulate", "spec.yaml", *SMALL, "--draws", "4", "--set", "samples=20").out)
    for row in alone:
        assert float(row["mean"]) == means["20", "0.01", row["quantity"]]


def test_check_passes_and_fails(run: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("simulate", "spec.yaml", *SMALL, "--draws", "40", "--check", "4").status == 0
    exact = cells_module.sufficient

    def wrong(*arguments: object, **others: object) -> object:
        found = exact(*arguments, **others)  # type: ignore[arg-type]
        return truncate.Cut(found.eigenvalue, 1.5 * found.power, found.tail, found.tail_power, found.null_power)

    monkeypatch.setattr(cells_module, "sufficient", wrong)
    result = run("simulate", "spec.yaml", *SMALL, "--draws", "40", "--check", "4")
    assert result.status == 1
    assert "check failed: generalization_error at samples = 40, width = 30, ridge = 0.001" in result.err
    assert len(rows(result.out)) == 22


REFUSALS = [
    (("--draws", "1"), "a standard error takes at least 2 draws"),
    (("--seed", "-1"), "must be an integer >= 0"),
    (("--jobs", "0"), "must be an integer >= 1"),
    (("--precision", "2"), "must be between 0 and 1"),
    (("--check", "0"), "must be a number > 0"),
    (("--memory", "much"), "such as 500MB or 4GB"),
    (("--memory", "1MB"), "MB of memory, and 1 MB are allowed"),
    (("--covariates", "cauchy"), "takes gaussian, rademacher"),
    (("--covariates", "student:2"), "must be a number > 2"),
    (("--covariates", "none.csv"), "cannot read none.csv"),
    (("--covariates", "spec.mat"), "or a file, .csv, .tsv, .txt, .npy, .npz or .parquet"),
    (("--covariates", "/dev/zero"), "neither text nor one of numpy's arrays"),
    (("--covariates", "/dev/null"), "the file is empty"),
    (("--executor", "dask://nowhere"), "takes dask://HOST:PORT"),
    (("--checkpoint", "no/such/place"), "cannot write the checkpoint"),
    (("--checkpoint", "spec.yaml"), "is the spec itself"),
    (("--checkpoint", "bad.yaml"), "is not a checkpoint"),
    (("--set", "samples=inf"), "cannot be drawn"),
    (
        (
            *("--set", "spectrum={kind: levels, values: [1, 0.1], multiplicities: [20, 1.5]}"),
            *("--set", "target={kind: isotropic}"),
        ),
        "levels of a multiplicity that is not whole cannot be drawn",
    ),
    (("--set", "spectrum.scale=1e300"), "the largest eigenvalue is 1e+300, which is too large to draw with"),
    (("--set", "spectrum.scale=1e-300"), "the largest eigenvalue is 1e-300, which is too small to draw with"),
    (("--set", "target.scale=1e200"), "the target's power is"),
    (("--set", "noise=1e200"), "a variance of the noise is 1e+200"),
    (("--set", "ridge=[1,1e200]"), "a ridge is 1e+200"),
    (("--set", "features.noise=1e200"), "the noise of the features is 1e+200"),
    (("--set", "features.width=inf", "--set", "features.activation=relu"), "cannot be drawn"),
]


@pytest.mark.parametrize(("options", "sentence"), REFUSALS, ids=[" ".join(options) for options, _ in REFUSALS])
def test_refusals(run: InProcess, folder: Path, options: tuple[str, ...], sentence: str) -> None:
    spec = (folder / "spec.yaml").read_text()
    result = run("simulate", "spec.yaml", *SMALL, *options)
    assert result.status == 2
    assert sentence in result.err
    assert "Traceback" not in result.err
    assert result.out == ""
    assert (folder / "spec.yaml").read_text() == spec


def test_covariates_of_the_user(run: InProcess, folder: Path) -> None:
    table = np.random.default_rng(0).standard_normal((400, 60)) * np.linspace(1, 3, 60)
    np.save(folder / "data.npy", table)
    np.savetxt(folder / "data.csv", table, delimiter=",", header=",".join(f"x{k}" for k in range(60)), comments="")
    npy = run("simulate", "spec.yaml", *SMALL, "--draws", "20", "--covariates", "data.npy", "--check", "4")
    assert (npy.status, npy.err) == (0, "")
    csv_ = run("simulate", "spec.yaml", *SMALL, "--draws", "20", "--covariates", "data.csv")
    assert [row["mean"][:8] for row in rows(csv_.out)] == [row["mean"][:8] for row in rows(npy.out)]
    np.savetxt(folder / "data.TXT", table)
    np.savez_compressed(folder / "data.npz", x=table)
    for other in ("data.TXT", "data.npz"):
        assert run("simulate", "spec.yaml", *SMALL, "--draws", "20", "--covariates", other).out == npy.out
    few = run("simulate", "spec.yaml", *SMALL, "--covariates", "data.npy", "--set", "spectrum.modes=100")
    assert few.status == 2
    assert "have 60 directions that vary" in few.err


def test_other_laws_of_the_inputs_agree_too(run: InProcess) -> None:
    for law in ("rademacher", "uniform", "student:8"):
        result = run("simulate", "spec.yaml", *SMALL, "--draws", "30", "--covariates", law, "--check", "4")
        assert (result.status, result.err) == (0, "")


def test_single_precision_is_close(run: InProcess) -> None:
    double, single = (
        rows(run("simulate", "spec.yaml", *SMALL, "--draws", "30", *more).out) for more in ((), ("--float32",))
    )
    for one, other in zip(double, single, strict=True):
        apart = float(one["mean"]) - float(other["mean"])  # their draws are not the same
        assert abs(apart) < 5 * np.hypot(float(one["stderr"]), float(other["stderr"]))


@pytest.mark.parametrize("scale", [1e-70, 1e70])
@pytest.mark.parametrize("ridge", [0, 1e-3])
def test_the_scale_of_the_spectrum_and_of_the_target_is_free(scale: float, ridge: float, run: InProcess) -> None:
    """Up to where they are refused: without a warning, and with the same z."""
    options = ("simulate", "spec.yaml", *SMALL, "--draws", "3", "--set", "spectrum.modes=30")
    one = rows(run(*options, "--set", f"ridge={ridge}").out)
    for key in ("spectrum.scale", "target.scale"):
        ridge_there = ridge * (scale if key == "spectrum.scale" else 1)
        noise = 0.01 * (scale if key == "target.scale" else 1)
        more = ("--set", f"{key}={scale}", "--set", f"ridge={ridge_there}", "--set", f"noise={noise}")
        result = run(*options, *more)
        assert (result.status, result.err) == (0, "")
        for left, right in zip(one, rows(result.out), strict=True):
            assert float(left["z_score"]) == pytest.approx(float(right["z_score"]), rel=1e-4, abs=1e-6)


def test_counts_are_rounded_and_a_note_says_so(run: InProcess) -> None:
    result = run("simulate", "spec.yaml", *SMALL, "--draws", "2", "--set", "samples=20.5", "--format", "markdown")
    assert "rounded" in result.out


def test_dry_run_states_the_memory(run: InProcess) -> None:
    result = run("simulate", "spec.yaml", *SMALL, "--dry-run")
    assert result.status == 0
    assert re.search(r"draws: +100 of 2 sizes\nmemory: +at most \d+ MB\ntime: +\w", result.out)


def test_precision_stops_early(run: InProcess) -> None:
    result = run("simulate", "spec.yaml", *SMALL, "--draws", "500", "--precision", "0.2")
    assert {row["draws"] for row in rows(result.out)} == {"16"}


def test_an_interruption_keeps_what_is_finished_and_leaves_the_old_file(folder: Path) -> None:
    command = [sys.executable, "-m", "scalecalc", "simulate", "spec.yaml", *SMALL, "--draws", "200000"]
    kept, old = folder / "draws.jsonl", folder / "old.csv"
    old.write_text("old")
    running = subprocess.Popen(
        [*command, "--checkpoint", kept.name, "-o", old.name],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    while not kept.exists() or kept.read_bytes().count(b"\n") < 4:
        assert running.poll() is None
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out, old.read_text()) == (130, "", "old")
    stopped = re.fullmatch(r"stopped early: (\d+) of 400000 draws are finished; draws.jsonl keeps them, .*\n", err)
    assert stopped is not None
    assert sorted(path.name for path in folder.iterdir()) == ["bad.yaml", "draws.jsonl", "old.csv", "spec.yaml"]
    begin = time.perf_counter()
    resumed = scalecalc.simulate("spec.yaml", int(stopped[1]) // 4, SMALL[1::2], checkpoint=kept)
    assert time.perf_counter() - begin < 10
    np.testing.assert_array_equal(
        resumed["mean"], scalecalc.simulate("spec.yaml", int(stopped[1]) // 4, SMALL[1::2])["mean"]
    )


def test_a_person_sees_what_was_finished(folder: Path) -> None:
    kept = folder / "draws.jsonl"

    def interrupt(process: subprocess.Popen[bytes]) -> None:
        while not kept.exists() or kept.read_bytes().count(b"\n") < 4:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)

    options = (*SMALL, "--draws", "200000", "--checkpoint", kept.name, "-o", "x.csv", "--color", "never")
    status, text = on_a_terminal("simulate", "spec.yaml", *options, meanwhile=interrupt)
    assert status == 130
    assert "generalization_error" in text
    assert "stopped early: " in text
    assert not (folder / "x.csv").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_checkpoint_is_an_ordinary_file(run: InProcess, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    result = run("simulate", "spec.yaml", *SMALL, "--checkpoint", "pipe")
    assert result.status == 2
    assert "no ordinary file" in result.err

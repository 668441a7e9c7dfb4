"""`--format parquet`: into files and pipes, whole or not at all, and never onto a terminal."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import scalecalc
from scalecalc.errors import ExitStatus
from scalecalc.results import points
from tests.cli.conftest import InProcess, environment
from tests.cli.test_streams import on_a_terminal


@pytest.mark.parametrize("arguments", [("-o", "x.parquet"), ("--format", "parquet", "-o", "x.any")])
def test_a_file(arguments: tuple[str, ...], run: InProcess, folder: Path) -> None:
    result = run("predict", "spec.yaml", *arguments)
    assert (result.status, result.out, result.err) == (0, "", f"wrote 7 rows to {arguments[-1]}\n")
    back, table = pq.read_table(folder / arguments[-1]), scalecalc.predict("spec.yaml")
    assert tuple(back.column_names) == table.names
    assert back["test_error"].to_numpy().tobytes() == table["test_error"].tobytes()


def test_some_columns(run: InProcess, folder: Path) -> None:
    run("predict", "spec.yaml", "-o", "x.parquet", "--columns", "test_error,samples")
    assert pq.read_table(folder / "x.parquet").column_names == ["test_error", "samples"]


def test_a_long_sweep_has_several_row_groups(run: InProcess, folder: Path) -> None:
    run(
        "predict",
        "spec.yaml",
        "-o",
        "x.parquet",
        "--set",
        "samples=10",
        "--set",
        "noise={from: 0, to: 1, points: 20000, spacing: linear}",
    )
    file = pq.ParquetFile(folder / "x.parquet")
    assert (file.num_row_groups, file.metadata.num_rows) == (2, 20000)


@pytest.mark.parametrize("command", ["decompose", "exponents", "regimes", "flow", "check"])
def test_every_command(command: str, run: InProcess, folder: Path) -> None:
    run(command, "spec.yaml", "-o", "x.parquet")
    assert pq.read_table(folder / "x.parquet").column_names == list(getattr(scalecalc, command)("spec.yaml"))


def test_a_pipe(folder: Path) -> None:
    command = [sys.executable, "-m", "scalecalc", "predict", "spec.yaml", "--format", "parquet"]
    done = subprocess.run(command, capture_output=True, check=True, env=environment())
    assert pq.read_table(io.BytesIO(done.stdout)).num_rows == 7
    assert done.stderr == b""


def test_no_terminal(folder: Path) -> None:
    _, shown = on_a_terminal("predict", "spec.yaml", "--format", "parquet", columns=200)
    assert "parquet is not text, and no terminal shows it; --output FILE, or a pipe, takes it" in shown


def test_without_pyarrow(run: InProcess, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = run("predict", "spec.yaml", "-o", "x.parquet")
    assert result.status == ExitStatus.USAGE
    assert "pip install 'scalecalc[arrow]' installs it" in result.err
    assert len(result.err.splitlines()) == 1
    assert not (folder / "x.parquet").exists()


def test_a_failed_run_leaves_the_old_file(run: InProcess, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "x.parquet").write_text("old")
    monkeypatch.setattr(points, "predict", lambda study: 1 / 0)
    assert run("predict", "spec.yaml", "-o", "x.parquet").status == ExitStatus.BUG
    assert (folder / "x.parquet").read_text() == "old"

"""A spec in a folder of its own, and two ways to run the command line: in this process and as a program."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from scalecalc.cli.main import main

SPEC = """\
title: Random features on a power-law task
spectrum: {kind: power_law, alpha: 1.5, modes: inf}
target: {kind: power_law, r: 0.4}
noise: 0.01
ridge: 1e-6
samples: {from: 10, to: 1e4, points: 7}
features: {width: 300}
"""

BAD_SPEC = """\
spectrum: {kind: power_law, alpha: -1, modes: inf}
target: {kind: power_law, r: 0.4}
smaples: 10
ridge: 1e-6
"""


@dataclass(frozen=True)
class Result:
    """What a run left behind."""

    status: int
    out: str
    err: str


InProcess = Callable[..., Result]
Program = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder of the run, with spec.yaml and bad.yaml, and no settings from outside."""
    (tmp_path / "spec.yaml").write_text(SPEC)
    (tmp_path / "bad.yaml").write_text(BAD_SPEC)
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith("SCALECALC_") or name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
            monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> InProcess:
    """The command line, in this process: half a second less than a program takes."""

    def call(*arguments: str, stdin: str = "") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        status = main(arguments)
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return call


@pytest.fixture
def program(folder: Path) -> Program:
    """The command line as a program, with pipes for its streams."""

    def call(*arguments: str, stdin: str = "", **environ: str) -> Result:
        done = subprocess.run(
            [sys.executable, "-m", "scalecalc", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            env=environment(**environ),
            timeout=60,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    return call


def environment(**extra: str) -> dict[str, str]:
    """The environment of a program that imports this source tree from any folder."""
    root = str(Path(__file__).resolve().parents[2])
    return {**os.environ, "PYTHONPATH": root, **extra}

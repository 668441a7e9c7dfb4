"""Exit statuses, and what is said when things go wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scalecalc.cli.main import main
from scalecalc.errors import ExitStatus
from scalecalc.results import points
from tests.cli.conftest import InProcess, environment

RAISED: list[tuple[BaseException, int, str]] = [
    (ZeroDivisionError("division by zero"), 70, "bug in scalecalc, ZeroDivisionError: division by zero"),
    (KeyboardInterrupt(), 130, ""),
    (MemoryError(), 2, "not enough memory"),
    (OSError(5, "Input/output error"), 2, "Input/output error"),
    (BrokenPipeError(32, "Broken pipe"), 141, ""),
    (AssertionError(), 70, "bug in scalecalc, AssertionError;"),
]


@pytest.mark.parametrize(("error", "status", "message"), RAISED)
def test_whatever_happens_has_a_status(
    error: BaseException, status: int, message: str, run: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(study: object) -> Iterator[Any]:
        raise error

    monkeypatch.setattr(points, "predict", fail)
    monkeypatch.setattr("scalecalc.cli.main._abandon_streams", lambda: None)
    result = run("predict", "spec.yaml", "--csv")
    assert (result.status, result.out) == (status, "")
    assert message in result.err
    assert len(result.err.splitlines()) == (1 if message else 0)


def test_a_bug_shows_its_traceback_when_asked(run: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "predict", lambda study: 1 / 0)
    result = run("predict", "spec.yaml", "--debug")
    assert result.status == ExitStatus.BUG
    assert result.err.startswith("Traceback")


@pytest.mark.parametrize(("status", "exit_status"), [("ok", 0), ("diverges", 0), ("not_converged", 1)])
def test_rows_that_failed_show_in_the_status(
    status: str, exit_status: int, run: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = points.predict

    def with_status(study: Any) -> Iterator[Any]:
        for block in genuine(study):
            values = {**block.values, "status": np.array(["ok"] * (len(block) - 1) + [status], dtype=object)}
            yield replace(block, values=values)

    monkeypatch.setattr(points, "predict", with_status)
    assert run("predict", "spec.yaml", "--csv").status == exit_status
    assert run("predict", "spec.yaml", "--csv", "--columns", "samples").status == exit_status


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("predit",), "No such command 'predit'. Did you mean 'predict'? See 'scalecalc --help'."),
        (("predict", "--formatt", "csv"), "No such option: --formatt (Possible options: --format)."),
        (("predict", "spec.yaml", "again.yaml"), "unexpected extra argument"),
        (("predict", "--output"), "'--output'"),
        (("completion", "tcsh"), "'tcsh' is not one of 'bash', 'zsh', 'fish'"),
        (("completion",), "'SHELL'"),
        (("--wrong",), "No such option: --wrong"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], message: str, run: InProcess) -> None:
    result = run(*arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: ")
    assert message in result.err
    assert len(result.err.splitlines()) == 1


def test_settings_from_the_environment_are_checked(run: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCALECALC_FORMAT", "excel")
    result = run("predict", "spec.yaml")
    assert result.status == 2
    assert "SCALECALC_FORMAT" in result.err


def test_no_library_warns_on_standard_error() -> None:
    """In the process of the command; in tests warnings are errors."""
    script = "import warnings, scalecalc.__main__ as m; m.main = lambda: warnings.warn('careful') or 0; m.process()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment())
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_the_script_takes_its_arguments_from_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["scalecalc", "-V"])
    assert main() == 0
    assert capsys.readouterr().out == "scalecalc 0.1.0\n"

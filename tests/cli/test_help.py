"""Help: examples first, and every one of them runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import scalecalc
from tests.cli.conftest import InProcess, environment

COMMANDS = ("predict", "decompose", "exponents", "regimes", "simulate", "check", "schema", "completion")


def help_of(*arguments: str) -> str:
    """The help as on a wide terminal, without its frames."""
    done = subprocess.run(
        [sys.executable, "-m", "scalecalc", *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=environment(COLUMNS="200", TERMINAL_WIDTH="200"),
    )
    assert done.stderr == ""
    return done.stdout


def examples() -> list[str]:
    texts = [help_of("--help"), *(help_of(command, "--help") for command in COMMANDS)]
    return sorted({line.strip()[2:] for text in texts for line in text.splitlines() if line.strip().startswith("$ ")})


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_come_before_options(command: str) -> None:
    text = help_of(command, "-h")
    assert 0 < text.index("Examples:") < text.index(f"$ scalecalc {command}") < text.index("Options")


def test_every_example_runs(folder: Path) -> None:
    program = folder / "bin" / "scalecalc"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scalecalc "$@"\n')
    program.chmod(0o755)
    (folder / "bad.yaml").unlink()
    path = f"{program.parent}:{environment()['PATH']}"
    found = examples()
    assert len(found) > 15
    for example in found:
        done = subprocess.run(
            ["/bin/sh", "-c", example], capture_output=True, text=True, env=environment(PATH=path), timeout=60
        )
        assert done.returncode == 0, (example, done.stderr)
        assert "rror" not in done.stderr, example


def test_examples_fit_80_columns() -> None:
    assert all(len("$ " + example) <= 78 for example in examples())


def test_no_arguments_means_help(run: InProcess) -> None:
    assert run().out == run("--help").out
    assert run().status == 0


def test_every_default_is_shown() -> None:
    text = help_of("exponents", "--help")
    for default in ("auto", "full", "-", "10000000", "(the one that is swept)", "(all)"):
        assert f"[default: {default}]" in text


def test_panels() -> None:
    text = help_of("predict", "--help")
    assert re.search(r"─ Input ─.*─ Output ─.*─ Run ─", text, re.DOTALL)


def test_version() -> None:
    assert help_of("--version") == help_of("-V") == f"scalecalc {scalecalc.__version__}\n"

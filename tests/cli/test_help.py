"""Help: examples first, and every one of them runs."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import scalecalc
from scalecalc.cli.app import _scalecalc
from scalecalc.commands import COMMANDS
from scalecalc.commands.screen import ScreenCommand
from tests.cli.conftest import InProcess, environment

RUNS = Path(__file__).parents[2] / "specs" / "runs.csv"
SMALL_SPEC = """\
spectrum: {kind: power_law, alpha: 1.5, modes: 60}
target: {kind: power_law, r: 0.4}
noise: 0.1
ridge: 1e-2
samples: {from: 10, to: 1e4, points: 7}
features: {width: 40}
"""


@cache
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


def documented(text: str | None) -> list[str]:
    """The command lines among the examples of a docstring."""
    return re.findall(r"^ *\$ (.*?) *(?:  #.*)?$", text or "", re.MULTILINE)


DOCS = {"": _scalecalc.__doc__}
DOCS |= {name: command.__doc__ for name, command in COMMANDS.items()}
SCREENS = {
    name for name, command in COMMANDS.items() if issubclass(command, ScreenCommand)
}  # no example ends by itself
EXAMPLES = sorted({example for name, text in DOCS.items() if name not in SCREENS for example in documented(text)})


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_come_before_options(command: str) -> None:
    text = help_of(command, "--help")
    assert 0 < text.index("Examples:") < text.index(f"$ scalecalc {command}") < text.index("Options")


@pytest.mark.parametrize("name", DOCS)
def test_help_shows_the_examples(name: str) -> None:
    lines = [line.strip() for line in help_of(*name.split(), "--help").splitlines()]
    for example in documented(DOCS[name]):
        assert any(line.startswith(f"$ {example}") for line in lines)


def test_there_are_examples() -> None:
    assert all(documented(text) for text in DOCS.values())


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_runs(folder: Path, run: InProcess, example: str) -> None:
    """By a shell where it takes one; on a problem that is drawn quickly."""
    (folder / "bad.yaml").unlink()
    (folder / "spec.yaml").write_text(SMALL_SPEC)
    (folder / "runs.csv").write_bytes(RUNS.read_bytes())
    features = np.random.default_rng(0).standard_normal((60, 5))
    np.save(folder / "features.npy", features)
    np.save(folder / "labels.npy", features @ np.ones(5))
    if set("<>|*&;") & set(example):
        done = in_shell(example, folder)
        status, err = done.returncode, done.stderr
    else:
        result = run(*shlex.split(example)[1:])
        status, err = result.status, result.err
    assert status == 0, err
    assert "rror" not in err


def in_shell(example: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program = folder / "bin" / "scalecalc"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scalecalc "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}:{environment()['PATH']}"
    return subprocess.run(
        ["/bin/sh", "-c", example], capture_output=True, text=True, check=False, env=environment(PATH=path), timeout=60
    )


def test_examples_fit_80_columns() -> None:
    assert all(len("$ " + example) <= 78 for example in EXAMPLES)


def test_no_arguments_means_help(run: InProcess) -> None:
    assert run().out == run("--help").out
    assert run().status == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_a_short_option_for_help(run: InProcess, command: str) -> None:
    assert run(command, "-h") == run(command, "--help")


def test_every_default_is_shown() -> None:
    text = help_of("exponents", "--help")
    for default in ("auto", "full", "-", "10000000", "(the one that is swept)", "(all)"):
        assert f"[default: {default}]" in text


def test_panels() -> None:
    text = help_of("predict", "--help")
    assert re.search(r"─ Input ─.*─ Output ─.*─ Run ─", text, re.DOTALL)


def test_version() -> None:
    assert help_of("--version") == help_of("-V") == f"scalecalc {scalecalc.__version__}\n"

"""Nothing is loaded that is not needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import environment

HEAVY = {"numpy", "scipy", "rich", "yaml", "pydantic", "typer", "matplotlib"}


def loaded(code: str) -> set[str]:
    """Which heavy packages are there after the code has run."""
    script = f"import sys\n{code}\nprint(*{{name.partition('.')[0] for name in sys.modules}}, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment())
    return HEAVY & set(done.stderr.split())


def loaded_by(*arguments: str) -> set[str]:
    return loaded(f"from scalecalc.cli.main import main\nassert main({list(arguments)!r}) in (0, 2)")


def test_import() -> None:
    assert loaded("import scalecalc") == set()
    assert loaded("import scalecalc; scalecalc.ScalecalcError, scalecalc.Table, dir(scalecalc)") == set()


def test_version() -> None:
    assert loaded_by("--version") == {"typer"}


@pytest.mark.parametrize("arguments", [("--help",), ("predict", "--help")])
def test_help(arguments: tuple[str, ...]) -> None:
    assert loaded_by(*arguments) <= {"typer", "rich", "pydantic"}


def test_completion() -> None:
    assert loaded_by("completion", "bash") <= {"typer", "pydantic"}


@pytest.mark.parametrize("command", ["predict", "decompose"])
def test_a_piped_result(folder: Path, command: str) -> None:
    assert loaded_by(command, "spec.yaml") == {"typer", "pydantic", "numpy", "yaml"}


def test_problems_need_no_rich(folder: Path) -> None:
    assert "rich" not in loaded_by("predict", "bad.yaml")

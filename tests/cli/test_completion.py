"""Completion scripts: up to date, valid for their shells, and right for bash."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Literal

import pytest

from scalecalc.commands import COMMANDS
from scalecalc.output import FORMATS
from tests.cli.conftest import InProcess

CHECKED_IN = Path(__file__).resolve().parents[2] / "completions"
FILES: dict[Literal["bash", "zsh", "fish"], str] = {
    "bash": "scalecalc.bash",
    "zsh": "_scalecalc",
    "fish": "scalecalc.fish",
}


@pytest.mark.parametrize("shell", FILES)
def test_files_are_up_to_date(shell: Literal["bash", "zsh", "fish"], run: InProcess) -> None:
    result = run("completion", shell)
    assert (result.status, result.err) == (0, "")
    assert (CHECKED_IN / FILES[shell]).read_text() == result.out, f"run: scalecalc completion {shell}"


@pytest.mark.parametrize("shell", FILES)
def test_files_are_valid(shell: Literal["bash", "zsh", "fish"]) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run([shell, "-n", CHECKED_IN / FILES[shell]], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def completed(folder: Path, *words: str) -> list[str]:
    """What bash offers for the last of these words."""
    listed = " ".join(f"'{word}'" for word in ("scalecalc", *words))
    script = (
        f"source '{CHECKED_IN / FILES['bash']}'; COMP_WORDS=({listed}); COMP_CWORD={len(words)};"
        'complete -p scalecalc >/dev/null; _scalecalc; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, cwd=folder)
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1] if done.stdout.strip() else []


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("",), list(COMMANDS)),
        (("pre",), ["predict"]),
        (("--v",), ["--version"]),
        (("predict", ""), ["sub folder", "spec.yaml", "bad.yaml"]),
        (("predict", "sp"), ["spec.yaml"]),
        (("predict", "--fo"), ["--format"]),
        (("predict", "spec.yaml", "--format", "js"), ["json", "jsonl"]),
        (("predict", "--format", "=", "c"), ["csv"]),
        (("predict", "--format", "="), ["auto", *FORMATS]),
        (("predict", "-f", "m"), ["markdown"]),
        (("predict", "--output", "da"), ["data.csv"]),
        (("predict", "--set", ""), []),
        (("exponents", "--along", ""), ["samples", "width", "ridge"]),
        (("completion", ""), ["bash", "zsh", "fish"]),
        (("schema", ""), []),
    ],
)
def test_bash(folder: Path, words: tuple[str, ...], expected: list[str]) -> None:
    (folder / "sub folder").mkdir()
    (folder / "data.csv").write_text("")
    assert sorted(completed(folder, *words)) == sorted(expected)

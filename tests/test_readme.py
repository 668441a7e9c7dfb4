"""The README's examples are run: what it shows is what a terminal of 100 columns shows.

`python -m tests.test_readme` rewrites the shown output after a change that was meant.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
CONSOLE = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```", re.DOTALL)


def shown_by(command: str) -> str:
    """What the command prints on a terminal of 100 columns, without colour."""
    words = shlex.split(command)
    assert words[0] == "scalecalc"
    environment = {**os.environ, "COLUMNS": "100", "SCALECALC_COLOR": "never", "PYTHONIOENCODING": "utf-8"}
    environment |= {} if "--csv" in words else {"SCALECALC_FORMAT": "table"}
    done = subprocess.run(
        [sys.executable, "-m", "scalecalc", *words[1:]],
        cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    lines = (done.stdout + done.stderr).strip("\n").split("\n")
    return "".join(f"{line.rstrip()}\n" for line in lines)


@pytest.mark.parametrize(
    "example", list(CONSOLE.finditer(README.read_text(encoding="utf-8"))), ids=lambda m: m["command"]
)
def test_console_examples(example: re.Match[str]) -> None:
    assert shown_by(example["command"]) == example["output"]


def test_python_example() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_ci_runs_the_test_command() -> None:
    commands = re.findall(r"```sh\n(.*?)\n```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(commands) == 2
    assert commands[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def rewrite() -> None:
    text = README.read_text(encoding="utf-8")
    new = CONSOLE.sub(lambda m: f"```console\n$ {m['command']}\n{shown_by(m['command'])}```", text)
    README.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    rewrite()

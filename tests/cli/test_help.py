"""Help: examples first, and every one of them runs."""

from __future__ import annotations

import io
import os
import re
import shlex
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from unittest import mock

import pytest

import scalecalc
from scalecalc.cli.app import _scalecalc
from scalecalc.cli.main import main
from scalecalc.commands import COMMANDS
from scalecalc.commands.example import power_law_data
from scalecalc.commands.screen import ScreenCommand
from tests.cli.conftest import InProcess, Result


@cache
def help_of(*arguments: str) -> str:
    """The help as on a wide terminal, without its frames."""
    out, wide = io.StringIO(), {"COLUMNS": "200", "TERMINAL_WIDTH": "200"}
    with mock.patch.dict(os.environ, wide), mock.patch("typer.rich_utils.MAX_WIDTH", 200), redirect_stdout(out):
        assert main(arguments) == 0
    return out.getvalue()


def documented(text: str | None) -> list[str]:
    """The command lines among the examples of a docstring."""
    return re.findall(r"^ *\$ (.*?) *(?:  #.*)?$", text or "", re.MULTILINE)


DOCS = {"": _scalecalc.__doc__}
DOCS |= {name: command.__doc__ for name, command in COMMANDS.items()}
EXAMPLES = sorted({example for text in DOCS.values() for example in documented(text)})
ENDING = [  # those whose examples end by themselves
    name for name in DOCS if not (name and issubclass(COMMANDS[name], ScreenCommand))
]


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


@pytest.mark.parametrize("name", ENDING)
def test_every_example_runs(name: str, empty: Path, run: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after another in an empty folder, as after `pip install`; with fewer samples, which takes less long."""
    monkeypatch.setattr(power_law_data, "_SAMPLES", 60)
    monkeypatch.setattr(power_law_data, "_FEATURES", 5)
    for example in documented(DOCS[name]):
        done = shell(example, run)
        assert done.status == 0, (example, done.err)
        assert "rror" not in done.err


@pytest.mark.long
@pytest.mark.parametrize("name", ["estimate", "crossval", "forecast"])
def test_every_example_runs_on_data_as_they_ship(name: str, empty: Path, run: InProcess) -> None:
    for example in documented(DOCS[name]):
        assert shell(example, run).status == 0


@pytest.fixture
def empty(folder: Path) -> Path:
    """The current folder of the run, with nothing in it."""
    for file in folder.iterdir():
        file.unlink()
    return folder


def shell(line: str, run: InProcess) -> Result:
    """What a shell does with a line that may hold `<`, `>`, `|` and `*`, but in this process, which is quicker."""
    done = Result(0, "", "")
    for part in line.split(" | "):
        part, _, out = part.partition(" > ")
        part, _, source = part.partition(" < ")
        done = run(*expanded(part)[1:], stdin=Path(source).read_text() if source else done.out)
        if out:
            Path(out).write_text(done.out)
    return done


def expanded(command: str) -> list[str]:
    """The words of a command, with the names of files for an open `*`."""
    words = []
    for written in shlex.split(command, posix=False):
        (word,) = shlex.split(written)
        words += sorted(map(str, Path().glob(word))) if "*" in written and "'" not in written else [word]
    return words


def test_examples_fit_80_columns() -> None:
    assert all(len("$ " + example) <= 78 for example in EXAMPLES)


ROOT = Path(__file__).parents[2]


def written_lines() -> list[tuple[str, str]]:
    """Every command line that a reader may copy, with the file that it is in."""
    guides = [ROOT / "README.md", *(ROOT / "scalecalc" / "docs").rglob("*.md")]
    specs = (ROOT / "specs").rglob("*.yaml")
    found = [(str(file), line) for file in guides for line in documented(file.read_text())]
    found += [(str(file), line) for file in specs for line in re.findall(r"^# +(scalecalc .*)", file.read_text(), re.M)]
    return found + [("help", example) for example in EXAMPLES]


def test_examples_are_quoted_for_zsh() -> None:
    """It takes an open bracket, and a star that no file matches, for an error."""
    lines = written_lines()
    assert len(lines) > 100
    for file, line in lines:
        bare = re.sub(r"'[^']*'|\"[^\"]*\"| \*\.yaml|  #.*", "", line)
        assert not set("[]{}*?") & set(bare), (file, line)


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

"""The command `explain` and `--columns help`, on terminals and in pipes."""

from __future__ import annotations

from pathlib import Path

import pytest

import scalecalc
from scalecalc.commands import COMMANDS
from scalecalc.commands.base import TableCommand
from scalecalc.commands.explain import Explain
from scalecalc.commands.explain.said import dictionary
from scalecalc.explained.dictionary import GROUPS
from scalecalc.output.style import Style
from tests.cli.conftest import InProcess

TABLES = [name for name, one in COMMANDS.items() if issubclass(one, TableCommand)]


@pytest.mark.parametrize("command", TABLES)
def test_columns_help_needs_nothing(run: InProcess, command: str) -> None:
    done = run(command, "--columns", "help")
    assert (done.status, done.err) == (0, "")
    names = {line.split(" ")[0] for line in done.out.splitlines()}
    owner = COMMANDS[command]
    assert issubclass(owner, TableCommand)
    assert {one.name for one in owner.columns()} <= names
    assert ("samples" in names) >= owner.pointwise


def test_columns_help_reads_no_spec(run: InProcess) -> None:
    assert run("predict", "missing.yaml", "--columns", "help").status == 0


def test_several_meanings_on_one_page(run: InProcess) -> None:
    done = run("explain", "noise")
    assert done.status == 0
    assert all(what in done.out for what in ("term of the theory", "spec key", "quantity of estimate", "coordinate"))


def test_words_of_several_parts(run: InProcess) -> None:
    assert run("explain", "renormalized", "ridge").out == run("explain", "κ").out.partition("\n\nkappa")[0] + "\n"


def test_an_unknown_word(run: InProcess) -> None:
    done = run("explain", "kapa")
    assert (done.status, done.out) == (2, "")
    assert "did you mean 'kappa'?" in done.err


def test_the_overview_fits_a_terminal() -> None:
    lines = scalecalc.explain().splitlines()
    assert len(lines) < 24
    assert all(len(line) <= 80 for line in lines)


@pytest.mark.parametrize("word", ["kappa", "spectrum.alpha", "primer 2", *GROUPS, ""])
def test_every_style(word: str) -> None:
    """Lines are no wider than they should be, commands apart, and ASCII where there is nothing else."""
    for style in (Style(width=60, unicode=False), Style(width=80, ansi=True, color=True), Style(width=200)):
        text = Explain(topic=word.split()).styled(style)
        assert style.unicode or text.isascii()
        assert ("\x1b[" in text) == style.ansi
        assert word.startswith("primer") or all(
            len(line) <= 80 for line in text.splitlines() if "scalecalc" not in line and not style.ansi
        )


def test_markdown_and_files(run: InProcess, folder: Path) -> None:
    assert run("explain", "kappa2", "--markdown").out.startswith("## renormalized ridge (κ)\n")
    assert run("explain", "kappa2", "-o", "kappa.txt").status == 0
    assert (folder / "kappa.txt").read_text(encoding="utf-8") == scalecalc.explain("kappa2")


def test_words_for_completion_are_known(run: InProcess) -> None:
    words = Explain.words()
    assert len(words) <= 300
    assert {"primer-1", "kappa1", "renormalized-ridge", "spectrum.alpha", "regimes", "exit-codes"} <= set(words)
    for word in words:
        assert word in dictionary() or dictionary().group_of(word) or word.startswith("primer"), word

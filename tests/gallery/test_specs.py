"""Every spec of specs/paper and specs/literature: it is valid, says what it is of, and runs."""

from __future__ import annotations

import csv
import io
import re
import shlex
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from scalecalc.cli.main import main
from scalecalc.reading.text.compose import compose
from scalecalc.reading.text.source import Source
from scalecalc.spec import load
from scalecalc.spec.schema import json_schema
from tests.gallery.support import LITERATURE, PAPER, SPECS

VALIDATOR = jsonschema.Draft7Validator(json_schema())
COMMAND = re.compile(r"^#   scalecalc (?P<command>.*)$", re.MULTILINE)

OTHERS = sorted(LITERATURE.glob("*.yaml"))

each = pytest.mark.parametrize("path", [*SPECS, *OTHERS], ids=lambda path: path.stem)


def test_there_is_a_spec_of_every_entry() -> None:
    assert {path.name[:2] for path in SPECS} == {f"{entry:02}" for entry in range(1, 18)}


def test_check_accepts_them() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scalecalc", "check", *map(str, [*SPECS, *OTHERS])],
        cwd=PAPER.parents[1], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@each
def test_the_schema_accepts_it(path: Path) -> None:
    assert path.read_text().startswith("# yaml-language-server: $schema=../scalecalc.schema.json\n")
    assert (path.parent / "../scalecalc.schema.json").exists()
    VALIDATOR.validate(compose(Source(path.name, path.read_text()))[0].data())
    VALIDATOR.validate(load(path).resolved)


@each
def test_it_says_what_it_is_of(path: Path) -> None:
    comment = path.read_text().split("\ntitle:")[0]
    assert ("arXiv:2405.00592" in comment) == (path.parent == PAPER)
    assert "arXiv:" in comment
    assert "Published: " in comment or "parameters are published" in comment


@each
@pytest.mark.parametrize("command", ["predict", "decompose"])
def test_it_runs(path: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, str(path), "--csv"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    rows = list(csv.DictReader(io.StringIO(captured.out)))
    assert len(rows) == len(load(path).grid)
    assert {row["status"] for row in rows} <= ({"ok"} if path in SPECS else {"ok", "diverges"})


@each
def test_the_commands_of_its_comment_run(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As they stand, in a folder with the specs; what they draw stays there."""
    for spec in path.parent.glob("*.yaml"):
        (tmp_path / spec.name).write_text(spec.read_text())
    monkeypatch.chdir(tmp_path)
    commands = COMMAND.findall(path.read_text())
    assert commands
    for command in commands:
        assert main([*shlex.split(command), "-q"]) == 0, (command, capsys.readouterr().err)
        assert capsys.readouterr().out

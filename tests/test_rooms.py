"""One number on its way from the spec to the output: how often it changes rooms (first-level packages)."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from types import FrameType

import pytest

import scalecalc
from scalecalc.cli.main import main

PACKAGE = os.path.dirname(scalecalc.__file__) + os.sep  # noqa: PTH120  compared with file names as Python has them
SPEC = """\
spectrum: {kind: power_law, alpha: 1.5, modes: inf}
target: {kind: power_law, r: 0.4}
samples: 100
ridge: 1e-3
features: {width: 200}
"""
MOST = {"predict": 9, "simulate": 150}  # changes on the whole way


@contextmanager
def rooms() -> Iterator[list[str]]:
    """The room of every function that is called, in order. Modules of the package itself belong to nobody."""
    called: list[str] = []

    def note(frame: FrameType, event: str, argument: object) -> None:
        name = frame.f_code.co_filename
        if event == "call" and name.startswith(PACKAGE) and frame.f_code.co_flags & inspect.CO_OPTIMIZED:
            room, inside, _ = name[len(PACKAGE) :].partition(os.sep)
            if inside:
                called.append(room)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(before)


def changes(called: list[str]) -> list[str]:
    """The rooms, each time one is entered."""
    return [*called[:1], *(after for before, after in pairwise(called) if after != before)]


def path_of(command: str, folder: Path, *options: str) -> list[str]:
    """The rooms that a row passes; a first run has loaded everything."""
    spec = folder / "spec.yaml"
    spec.write_text(SPEC)
    arguments = [command, str(spec), "--csv", *options]
    assert main(arguments) == 0
    with rooms() as called:
        assert main(arguments) == 0
    return changes(called)


@pytest.mark.parametrize(("command", "options"), [("predict", ()), ("simulate", ("--draws", "2"))])
def test_rooms_are_changed_so_many_times(command: str, options: tuple[str, ...], tmp_path: Path) -> None:
    assert len(path_of(command, tmp_path, *options)) - 1 <= MOST[command]


@pytest.mark.parametrize("command", ["predict", "decompose"])
def test_once_the_spec_is_read_there_is_no_to_and_fro(command: str, tmp_path: Path) -> None:
    path = path_of(command, tmp_path)
    assert path[:2] == ["cli", "spec"]
    after = path[path.index("commands") :]
    assert after == ["commands", "results", "theory", "results", "output"]


def test_simulate_passes_the_output_once(tmp_path: Path) -> None:
    path = path_of("simulate", tmp_path, "--draws", "2")
    assert path.count("output") == 1
    assert path[-2:] == ["output", "cli"]
    assert "cli" not in path[path.index("spec") : -1]

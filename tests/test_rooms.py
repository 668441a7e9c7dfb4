"""One number on its way from the spec to the output: how often it changes rooms (first-level packages).

What is counted: the functions that are called, in order, while a command answers a spec of one point. A change is a
call of a function in another first-level package than that of the call before. Modules that stand beside the packages
belong to nobody: errors, records, coordinates.
"""

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
MOST = 9  # changes on the whole way of a row
MOST_OF_A_DRAW = 19  # on that of a draw
DRAW = 4  # those that each draw adds: the weights of either set of features are drawn in one go


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


@pytest.mark.parametrize("command", ["predict", "decompose"])
def test_a_row_changes_rooms_only_so_often(command: str, tmp_path: Path) -> None:
    assert len(path_of(command, tmp_path)) - 1 <= MOST


def test_a_draw_changes_rooms_only_so_often(tmp_path: Path) -> None:
    """The whole way is that of two draws, the fewest there can be."""
    two, three = (len(path_of("simulate", tmp_path, "--draws", draws)) - 1 for draws in ("2", "3"))
    assert three - two <= DRAW
    assert two - DRAW <= MOST_OF_A_DRAW


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

"""No output onto a file that the run reads, nor onto another output: looked into before anything is computed."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

from scalecalc.commands.base import Command
from scalecalc.errors import UsageError
from scalecalc.options import Option
from scalecalc.settings import Settings, taken

_STREAM = "-"

Output = tuple[str, str]


def refuse_to_overwrite(
    outputs: Iterable[Output], specs: Iterable[str], others: Iterable[Path] = (), what: str = "spec"
) -> None:
    """Raises UsageError when an output would replace, or grow, what the run reads, or another output.

    specs: as on the command line, or data.  others: further files that are read.
    """
    inputs = [(_standard(0) if spec == _STREAM else spec, f"the {what} itself") for spec in specs]
    inputs += [(os.fspath(path), f"{path}, a file that the run reads") for path in others]
    for option, path in outputs:
        for other, said in inputs:
            if _same(path, other):
                raise UsageError(f"{option} is {said}")
    for (option, path), (other, more) in combinations(outputs, 2):
        if _same(path, more) or _would_be_same(path, more):
            raise UsageError(f"{option} and {other} are the same file; give each its own")


def outputs_of(command: type[Command], settings: Settings, own: dict[str, Any]) -> list[Output]:
    """What is written: the option that names it, and its path. Raises UsageError for `-` where that is no stream."""
    given = vars(settings) | own
    named = [
        (one.flag, given.get(one.name))
        for one in taken(command)
        if isinstance(one.declared, Option) and one.declared.writes
    ]
    for flag, path in named:
        if isinstance(path, Path) and str(path) == _STREAM:
            raise UsageError(f"{flag} - : takes the name of a file, standard output has the table")
    found = [(f"{flag} {path}", str(path)) for flag, path in named if path not in (None, _STREAM)]
    if settings.output == _STREAM or settings.plot:
        found.append(("standard output", _standard(1)))
    return found


def _standard(number: int) -> str:
    """A name of standard input or output; of nothing, where it is closed or not the system's own."""
    stream = (sys.stdin, sys.stdout)[number]
    try:
        return f"/dev/fd/{stream.fileno()}" if stream is not None else ""
    except (OSError, ValueError):
        return ""


def _same(one: str, other: str) -> bool:
    """Whether both are there and are one file or pipe, by whatever names. Terminals are read and written at once."""
    try:
        found = os.stat(one), os.stat(other)  # noqa: PTH116  a Path would take "" for the folder
    except (OSError, ValueError):
        return False
    mode = found[0].st_mode
    return os.path.samestat(*found) and (stat.S_ISREG(mode) or stat.S_ISFIFO(mode))


def _would_be_same(one: str, other: str) -> bool:
    """Whether two files that are still to be made have one name, for a file system that does not tell case."""
    if Path(one).exists() and Path(other).exists():
        return False
    return os.path.realpath(one).casefold() == os.path.realpath(other).casefold()

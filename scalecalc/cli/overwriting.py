"""No output onto a file that the run reads, nor onto another output: looked into before anything is computed."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

from scalecalc.cli.options import ComputeOptions, TableOptions
from scalecalc.errors import UsageError

_STREAM = "-"


def refuse_to_overwrite(options: TableOptions, specs: Iterable[str], others: Iterable[Path | None] = ()) -> None:
    """Raises UsageError when an output would replace, or grow, what the run reads, or another output.

    specs: as on the command line.  others: further files that are read, and None for such as are not.
    """
    outputs = _outputs(options)
    inputs = [(_standard(0) if spec == _STREAM else spec, "the spec itself") for spec in specs]
    inputs += [(os.fspath(path), f"{path}, a file that the run reads") for path in others if path is not None]
    for option, path in outputs:
        for other, what in inputs:
            if _same(path, other):
                raise UsageError(f"{option} is {what}")
    for (option, path), (other, more) in combinations(outputs, 2):
        if _same(path, more) or _would_be_same(path, more):
            raise UsageError(f"{option} and {other} are the same file; give each its own")


def _outputs(options: TableOptions) -> list[tuple[str, str]]:
    """What is written, with the option that names it."""
    named = [("--output", None if options.output == _STREAM else options.output)]
    if isinstance(options, ComputeOptions):
        named += [("--figure", options.figure), ("--checkpoint", getattr(options, "checkpoint", None))]
    found = [(f"{option} {path}", path) for option, path in named if path is not None]
    if options.output == _STREAM or getattr(options, "plot", False):
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

"""The command line in this process, with its own folder and streams; a warning of a library is an error."""

from __future__ import annotations

import contextlib
import io
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from scalecalc.cli.main import main


@dataclass(frozen=True)
class Run:
    """What a command line left behind."""

    arguments: tuple[str, ...]
    status: int
    out: str
    err: str


def run(folder: Path, *arguments: str, stdin: bytes = b"") -> Run:
    """Run it there. Its output is text in memory, never a terminal."""
    out, err = io.StringIO(), io.StringIO()
    with _surroundings(folder, stdin), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(arguments)
    return Run(arguments, int(status), out.getvalue(), err.getvalue())


@contextlib.contextmanager
def _surroundings(folder: Path, stdin: bytes) -> Iterator[None]:
    with contextlib.chdir(folder), warnings.catch_warnings():
        warnings.simplefilter("error")
        with mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin))):
            yield

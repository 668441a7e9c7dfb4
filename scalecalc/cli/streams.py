"""Standard input, output and error, which may be closed, missing, a terminal or a pipe."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from scalecalc.errors import UsageError
from scalecalc.streams import is_terminal


def standard_output() -> TextIO:
    """Raises UsageError when it was closed before we started."""
    if sys.stdout is None or sys.stdout.closed:
        raise UsageError("standard output is closed; --output FILE writes to a file")
    return sys.stdout


def say(text: str) -> None:
    """Write to standard error. Raises BrokenPipeError; on a full disk nothing is lost."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except BrokenPipeError:
        raise
    except (OSError, ValueError):
        pass


def person_would_type_it() -> bool:
    """Whether standard input is a terminal, on which nobody means to write YAML or numbers unasked."""
    return is_terminal(sys.stdin)


def refuse_without_screen(name: str) -> TextIO:
    """Standard output, if it is a screen that can be drawn on and keys come in. Raises UsageError where it is not.

    name: of the command that takes it.
    """
    streams = {"standard input": sys.stdin, "standard output": sys.stdout, "standard error": sys.stderr}
    for what, stream in streams.items():
        if not is_terminal(stream):
            raise UsageError(f"{name} takes the screen and the keys of a terminal, and {what} is none")
    if os.environ.get("TERM", "dumb") in ("dumb", "unknown"):
        raise UsageError(f"{name} takes the screen of a terminal that can move its cursor, and TERM says it cannot")
    return standard_output()

"""Standard input, output and error, which may be closed, missing, a terminal or a pipe."""

from __future__ import annotations

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

"""Standard input, output and error, which may be closed, missing, a terminal or a pipe."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import TextIO

from scalecalc.errors import UsageError
from scalecalc.output.style import is_terminal
from scalecalc.table import Table


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


def person_would_type_the_spec() -> bool:
    """Whether standard input is a terminal, on which nobody means to write YAML unasked."""
    return is_terminal(sys.stdin)


def interruptible(blocks: Iterator[Table]) -> Iterator[Table]:
    """The blocks as they are; Ctrl-C waits while one is being written, so that no row is cut in two."""
    for block in blocks:
        with _interruptions_deferred():
            yield block


@contextlib.contextmanager
def _interruptions_deferred() -> Iterator[None]:
    """Ctrl-C inside takes effect at the end.

    The signal is blocked, not only noted: interrupted by a signal, Python's buffered streams can lose data.
    It is noted all the same, because other threads do not block it.
    """
    if threading.current_thread() is not threading.main_thread():  # signals are not for us there
        yield
        return
    pressed = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True

    before = signal.signal(signal.SIGINT, note)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt

"""Ctrl-C waits while a block is being written, so that no row is cut in two."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def uncut() -> Iterator[None]:
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

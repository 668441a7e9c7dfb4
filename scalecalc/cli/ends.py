"""How the system ends a run: by an exception, so that what is open is closed and cleared away on the way out."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from scalecalc.errors import Ended, ExitStatus

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_ENDS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
_SOON = 0.02  # seconds


@contextmanager
def orderly_ends() -> Iterator[None]:
    """SIGTERM and SIGHUP inside raise Ended; where they are ignored, as under nohup, they stay so."""
    if threading.current_thread() is not threading.main_thread():  # signals are not for us there
        yield
        return
    deadly = [number for number in _ENDS if signal.getsignal(number) is signal.SIG_DFL]
    for number in deadly:
        signal.signal(number, _end)
    sys.unraisablehook, before = _not_lost, sys.unraisablehook
    try:
        yield
    finally:
        sys.unraisablehook = before
        for number in deadly:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)  # who asks again means it
    raise Ended(ExitStatus(128 + number))


def _not_lost(lost: UnraisableHookArgs) -> None:
    """Send a signal again that came where Python drops exceptions, as in the clearing away of an object."""
    if isinstance(lost.exc_value, Ended):
        number = int(lost.exc_value.status) - 128
        signal.signal(number, _end)
    elif isinstance(lost.exc_value, KeyboardInterrupt):
        number = signal.SIGINT
    else:
        sys.__unraisablehook__(lost)
        return
    threading.Timer(_SOON, os.kill, (os.getpid(), number)).start()

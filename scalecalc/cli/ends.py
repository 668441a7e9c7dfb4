"""How the system ends a run: by an exception, so that what is open is closed and cleared away on the way out."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import ExitStack
from types import FrameType
from typing import TYPE_CHECKING

from scalecalc.errors import Ended, ExitStatus

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_ENDS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
_SOON = 0.02  # seconds


def orderly_ends(stack: ExitStack) -> None:
    """SIGTERM and SIGHUP raise Ended until the stack is closed; where they are ignored, as under nohup, they stay."""
    if threading.current_thread() is not threading.main_thread():  # signals are not for us there
        return
    for number in _ENDS:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)
            stack.callback(signal.signal, number, signal.SIG_DFL)
    stack.callback(setattr, sys, "unraisablehook", sys.unraisablehook)
    sys.unraisablehook = _not_lost


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

"""The first step of a worker process, before it loads anything large: it makes sure to end with the main process."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux's prctl


def end_with_parent(watched: Connection[Any, Any], parent: int) -> None:
    """Let this process end when the other end of a pipe is closed, which happens when the parent is gone.

    Linux is asked to do this too: unlike a thread here, it need not wait until a long computation lets a thread run.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # as the main process of the command does
    threading.Thread(target=_end_after, args=(watched,), daemon=True).start()
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:  # the parent was gone before that
            os._exit(1)


def _end_after(watched: Connection[Any, Any]) -> None:
    with contextlib.suppress(EOFError, OSError):
        watched.recv()
    os._exit(1)

"""Worker processes. They end when the main process ends, for whatever reason, and when one of them dies."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any

from scalecalc.errors import RunError
from scalecalc.running.mapped import Map
from scalecalc.running.watch import end_with_parent

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_AHEAD = 4  # tasks for each process that are sent in advance


@contextmanager
def processes(jobs: int) -> Iterator[Map]:
    """A map over this many processes. Raises RunError inside the block when one of them dies; then all have ended."""
    import multiprocessing

    for name in _THREADS:  # read by the processes when they load numpy: one thread each
        os.environ.setdefault(name, "1")
    _begin_tracker()
    context = multiprocessing.get_context("spawn")
    watched, held = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(jobs, context, initializer=end_with_parent, initargs=(watched, os.getpid()))
    waiting: deque[Future[Any]] = deque()
    try:
        yield partial(_in_order, pool, waiting, _AHEAD * jobs)
    finally:
        if waiting:
            held.close()  # the processes end at once: nobody wants the results of their tasks
        pool.shutdown(wait=True)
        held.close()
        watched.close()


def _in_order(
    pool: ProcessPoolExecutor,
    waiting: deque[Future[Any]],
    ahead: int,
    function: Callable[[Any], Any],
    tasks: Iterable[Any],
) -> Iterator[Any]:
    """The results in the order of the tasks.

    No future is cancelled here: when a process dies, the pool fails at a cancelled future and does not clean up.
    """
    rest = iter(tasks)
    try:
        waiting.extend(_sent(pool, function, task) for task in islice(rest, ahead))
        while waiting:
            result = waiting[0].result()
            waiting.popleft()
            waiting.extend(_sent(pool, function, task) for task in islice(rest, 1))
            yield result
    except BrokenProcessPool:
        raise RunError(
            "a worker process died, perhaps for want of memory; fewer jobs take less. With a checkpoint the same"
            " run goes on from what was finished"
        ) from None


def _sent(pool: ProcessPoolExecutor, function: Callable[[Any], Any], task: Any) -> Future[Any]:
    """Send a task. A process that this starts has Ctrl-C blocked from its start: only the main process acts on it."""
    if not hasattr(signal, "pthread_sigmask"):
        return pool.submit(function, task)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(function, task)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_tracker() -> None:
    """Start the resource tracker, which cleans up after a killed process, and keep its warnings from the user."""
    from multiprocessing import resource_tracker

    name, quiet = "PYTHONWARNINGS", "ignore:resource_tracker:UserWarning"
    before = os.environ.get(name)
    os.environ[name] = quiet if before is None else f"{before},{quiet}"
    try:
        resource_tracker.ensure_running()
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before

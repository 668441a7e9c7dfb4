"""Who does the work: this process, processes beside it, or a Dask cluster. All are used through a `map`."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from scalecalc.errors import UsageError
from scalecalc.simulation.run import Map

_CONNECT = 10.0  # seconds to find the scheduler, and for it to have a worker
_ALONE = 20.0  # seconds without any worker, after which a cluster is given up
_LOOK = 1.0  # seconds between looks at a cluster that has not answered yet
_SCHEME = "dask://"
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


@contextmanager
def mapping(jobs: int = 1, executor: str | None = None) -> Iterator[Map]:
    """A map over this many processes, or over a cluster named dask://HOST:PORT.

    Raises UsageError for a cluster that is not there, and inside the block for workers that are lost.
    """
    if executor is not None:
        with _dask(executor) as found:
            yield found
    elif jobs == 1:
        yield map
    else:
        with _processes(jobs) as found:
            yield found


@contextmanager
def _processes(jobs: int) -> Iterator[Map]:
    import multiprocessing

    for name in _THREADS:  # read by the processes when they load numpy: one thread each
        os.environ.setdefault(name, "1")
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_quiet)

    def through(function: Callable[[Any], Any], tasks: Iterable[Any], /) -> Iterator[Any]:
        try:
            yield from _in_order(pool, function, tasks, _wait)
        except BrokenProcessPool:
            raise UsageError(
                "a worker process died, perhaps for want of memory; fewer jobs take less. With a checkpoint the same"
                " run goes on from what was finished"
            ) from None

    try:
        yield through
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _quiet() -> None:
    """Ctrl-C is for the process that asked; its workers are told by it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _wait(future: Future[Any]) -> Any:
    return future.result()


def _in_order(
    pool: Executor, function: Callable[[Any], Any], tasks: Iterable[Any], wait: Callable[[Future[Any]], Any]
) -> Iterator[Any]:
    """The results in the order of the tasks; those not begun are cancelled when nobody wants more."""
    futures = [pool.submit(function, task) for task in tasks]
    futures.reverse()
    try:
        while futures:
            yield wait(futures[-1])
            futures.pop()  # and with it the result
    finally:
        for future in futures:
            future.cancel()


@contextmanager
def _dask(name: str) -> Iterator[Map]:
    address = name.removeprefix(_SCHEME)
    if not name.startswith(_SCHEME) or not address.rpartition(":")[2].isdigit():
        raise UsageError(f"executor {name} is no cluster; it takes dask://HOST:PORT, the address of a scheduler")
    try:
        from distributed import Client  # typed, but for some of its functions
    except ImportError:
        raise UsageError("an executor dask://... takes Dask: pip install 'scalecalc[dask]'") from None
    _silence_dask()
    try:
        client: Any = Client(f"tcp://{address}", timeout=_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError):
        raise UsageError(f"no Dask scheduler answers at {address}; 'dask scheduler' starts one") from None
    try:
        try:
            client.wait_for_workers(1, timeout=_CONNECT)
        except TimeoutError:
            raise UsageError(
                f"the Dask scheduler at {address} has no worker; 'dask worker {address}' starts one"
            ) from None
        yield _cluster_map(client, address)
    finally:
        client.close(timeout=2)


def _silence_dask() -> None:
    """Dask logs what it will mend by itself; what it cannot mend is told by us."""
    import logging

    for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _cluster_map(client: Any, address: str) -> Map:
    """A map through the client's concurrent.futures executor. A worker that dies is replaced by another one."""
    import time

    lost = f"the Dask cluster at {address} is gone; with a checkpoint the same run goes on from what was finished"

    def wait(future: Future[Any]) -> Any:
        alone_since: float | None = None
        while True:
            try:
                return future.result(timeout=_LOOK)
            except TimeoutError:
                if client.status != "running":
                    raise UsageError(lost) from None
                if _workers(client):
                    alone_since = None
                elif alone_since is None:
                    alone_since = time.monotonic()
                elif time.monotonic() - alone_since > _ALONE:
                    raise UsageError(lost) from None
            except ImportError as error:
                raise UsageError(f"the workers of the Dask cluster at {address} lack {error.name or error}") from None
            except Exception as error:
                if type(error).__module__.partition(".")[0] in ("distributed", "concurrent", "asyncio", "dask"):
                    raise UsageError(lost) from error
                raise

    def through(function: Callable[[Any], Any], tasks: Iterable[Any], /) -> Iterator[Any]:
        pool = client.get_executor(pure=False)
        yield from _in_order(pool, function, tasks, wait)

    return through


def _workers(client: Any) -> int:
    try:
        return len(client.scheduler_info()["workers"])
    except (OSError, TimeoutError, KeyError):
        return 0

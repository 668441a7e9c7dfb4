"""Work on a Dask cluster: workers are checked before they get work, and the run ends when the cluster is lost."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from functools import partial
from typing import Any

from scalecalc import __version__
from scalecalc.errors import RunError, ScalecalcError, UsageError
from scalecalc.running.mapped import Map

_CONNECT = 10.0  # seconds to find the scheduler, and for it to have a worker
_NO_WORKERS = 20.0  # seconds without any worker, after which a cluster is lost
_CHECK_EVERY = 1.0  # seconds between checks of a cluster that has not answered yet
_SCHEME = "dask://"
_VERSION = "__import__('scalecalc').__version__"  # evaluated by workers that may not have scalecalc


@contextmanager
def cluster(name: str) -> Iterator[Map]:
    """A map over the workers of dask://HOST:PORT.

    Raises UsageError if no cluster answers, or if a worker has another version of scalecalc or none. Raises RunError
    inside the block when the cluster is lost.
    """
    address = address_of(name)
    with _connected(address) as client:
        _check_versions(client)
        yield partial(_through, client, address)


def address_of(name: str) -> str:
    """HOST:PORT of a cluster by its name. Raises UsageError for what is no such name."""
    address = name.removeprefix(_SCHEME)
    if not name.startswith(_SCHEME) or not address.rpartition(":")[2].isdigit():
        raise UsageError(f"executor {name} is no cluster; it takes dask://HOST:PORT, the address of a scheduler")
    return address


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    try:
        from distributed import Client  # some of its functions have no types
    except ImportError:
        raise UsageError("an executor dask://... takes Dask: pip install 'scalecalc[dask]'") from None
    _silence()
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
        yield client
    finally:
        client.close(timeout=2)


def _silence() -> None:
    """Stop Dask's log: what it reports is repaired by Dask itself, or raised as an error here."""
    for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _check_versions(client: Any) -> None:
    for worker, found in sorted(client.run(eval, _VERSION, on_error="return").items()):
        if isinstance(found, ImportError):
            raise UsageError(f"the Dask worker {worker} has no scalecalc; it takes scalecalc {__version__}")
        if isinstance(found, str) and found != __version__:
            raise UsageError(f"the Dask worker {worker} has scalecalc {found}, and this is scalecalc {__version__}")


def _do_task(version: str, function: Callable[[Any], Any], task: Any) -> Any:
    """Do a task on a worker of the same version. A worker may have joined after the check of all workers."""
    if version != __version__:
        raise RunError(f"a Dask worker came that has scalecalc {__version__}, and this is scalecalc {version}")
    return function(task)


def _through(client: Any, address: str, function: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[Any]:
    """A map by the client's concurrent.futures executor. The tasks of a worker that dies go to another one."""
    pool = client.get_executor(pure=False)
    yield from _in_order(pool, partial(_do_task, __version__, function), tasks, partial(_wait, client, address))


def _in_order(
    pool: Executor, function: Callable[[Any], Any], tasks: Iterable[Any], wait: Callable[[Future[Any]], Any]
) -> Iterator[Any]:
    """The results in the order of the tasks. When the caller stops early, tasks that have not begun are cancelled."""
    futures = [pool.submit(function, task) for task in tasks]
    futures.reverse()
    try:
        while futures:
            yield wait(futures[-1])
            futures.pop()  # frees the memory of the result
    finally:
        for future in futures:
            future.cancel()


def _wait(client: Any, address: str, future: Future[Any]) -> Any:
    """The result. Raises RunError when the cluster is lost."""
    lost = f"the Dask cluster at {address} is gone; with a checkpoint the same run goes on from what was finished"
    empty_since: float | None = None
    while True:
        try:
            return future.result(timeout=_CHECK_EVERY)
        except TimeoutError:
            if _workers(client):
                empty_since = None
            empty_since = empty_since or time.monotonic()
            if client.status != "running" or time.monotonic() - empty_since > _NO_WORKERS:
                raise RunError(lost) from None
        except ScalecalcError:
            raise
        except ImportError as error:
            raise RunError(f"the workers of the Dask cluster at {address} lack {error.name or error}") from None
        except Exception as error:
            if type(error).__module__.partition(".")[0] in ("distributed", "concurrent", "asyncio", "dask"):
                raise RunError(lost) from error
            raise


def _workers(client: Any) -> int:
    try:
        return len(client.scheduler_info()["workers"])
    except (OSError, TimeoutError, KeyError):
        return 0

"""The same digits from one process, from several, and from a Dask cluster of which a worker dies."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

import scalecalc
from scalecalc.errors import UsageError
from scalecalc.running import executors
from scalecalc.running import session as session_module
from scalecalc.running.executors import mapping
from scalecalc.running.session import Session, Settings
from tests.cli.conftest import environment

SPEC = {
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": 40},
    "target": {"kind": "power_law", "r": 0.4},
    "noise": 0.1,
    "ridge": [1e-3, 1e-1],
    "samples": [20, 30, 40],
    "features": {"width": 20},
}
COLUMNS = ("mean", "stderr", "z")


def same(one: scalecalc.Table, other: scalecalc.Table) -> None:
    assert one.names == other.names
    for name in COLUMNS:
        np.testing.assert_array_equal(one[name], other[name])


@pytest.fixture(scope="module")
def serial() -> scalecalc.Table:
    return scalecalc.simulate(SPEC, 60)


def test_processes(serial: scalecalc.Table) -> None:
    same(serial, scalecalc.simulate(SPEC, 60, jobs=2))


@contextmanager
def program(*arguments: str, ready: str) -> Iterator[subprocess.Popen[str]]:
    """A program of Dask's, once it has written what says that it is ready."""
    running = subprocess.Popen(
        [sys.executable, "-m", *arguments], stderr=subprocess.PIPE, text=True, env=environment(), start_new_session=True
    )
    try:
        assert running.stderr is not None
        for line in running.stderr:
            if ready in line:
                break
        threading.Thread(target=running.stderr.read, daemon=True).start()  # or the pipe fills up
        yield running
    finally:
        killed(running)
        running.stderr.close()


def killed(running: subprocess.Popen[str]) -> None:
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[subprocess.Popen[str]], subprocess.Popen[str]]]:
    """dask://HOST:PORT of a scheduler with workers on this machine, the workers, and the scheduler."""
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    port = str(free_port())
    scheduler = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
    worker = ("distributed.cli.dask_worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--no-nanny")
    worker += ("--no-dashboard", "--memory-limit", "0")
    with program(*scheduler, ready="Scheduler at") as main:
        found = []
        stack = [program(*worker, ready="Registered to") for _ in range(workers)]
        try:
            found = [one.__enter__() for one in stack]
            yield f"dask://127.0.0.1:{port}", found, main
        finally:
            for one in stack[: len(found)]:
                one.__exit__(None, None, None)


def killing(victim: subprocess.Popen[str], after: int) -> Callable[[int], None]:
    """A progress function that kills a program once that many draws are finished."""

    def tell(finished: int) -> None:
        if finished >= after:
            killed(victim)

    return tell


def test_a_cluster_that_loses_a_worker(serial: scalecalc.Table, tmp_path: Path) -> None:
    with cluster(2) as (address, workers, _):
        session = Session(scalecalc.load(SPEC), Settings(60, executor=address))
        session.run(killing(workers[0], 20))
        assert workers[0].poll() is not None
        same(serial, session.table())


def test_a_cluster_that_dies_loses_nothing_finished(
    serial: scalecalc.Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "draws.jsonl"
    monkeypatch.setattr(executors, "_ALONE", 2.0)
    with cluster(1) as (address, workers, _):
        session = Session(scalecalc.load(SPEC), Settings(60, executor=address, checkpoint=path))
        with pytest.raises(UsageError, match=r"the Dask cluster at 127.0.0.1:\d+ is gone"):
            session.run(killing(workers[0], 20))
    assert session.finished >= 20
    resumed = Session(scalecalc.load(SPEC), Settings(60, checkpoint=path))
    resumed.run()
    same(serial, resumed.table())


def test_the_command_prints_what_was_finished_before_a_cluster_died(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from scalecalc.cli.main import main

    def broken(function: Callable[[object], object], tasks: list[object]) -> Iterator[object]:
        for number, task in enumerate(tasks):
            if number == 3:
                raise UsageError("the Dask cluster is gone")
            yield function(task)

    @contextmanager
    def found(*arguments: object) -> Iterator[object]:
        yield broken

    monkeypatch.setattr(session_module, "mapping", found)
    spec = tmp_path / "spec.yaml"
    spec.write_text(json.dumps(SPEC))
    assert main(["simulate", str(spec), "--draws", "3000"]) == 2
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 1 + 6 * 11
    assert "stopped early: " in err
    assert "error: the Dask cluster is gone" in err


def test_no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "_CONNECT", 1.0)
    with pytest.raises(UsageError, match="no Dask scheduler answers"), mapping(1, f"dask://127.0.0.1:{free_port()}"):
        pass
    for name in ("127.0.0.1:8786", "dask://", "dask://host"):
        with pytest.raises(UsageError, match="takes dask://HOST:PORT"), mapping(1, name):
            pass


def dies(task: object) -> None:
    os._exit(1)


def test_a_process_that_dies() -> None:
    with mapping(2) as found, pytest.raises(UsageError, match="a worker process died"):
        list(found(dies, [1, 2, 3]))


def test_results_come_in_order_and_the_rest_is_cancelled() -> None:
    with mapping(2) as found:
        results = iter(found(time.sleep, [0.0] * 50 + [20.0] * 3))
        assert next(results) is None
        begin = time.monotonic()
        results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begin < 30

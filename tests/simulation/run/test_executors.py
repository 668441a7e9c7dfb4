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
from scalecalc.errors import RunError, UsageError
from scalecalc.running import cluster as cluster_module
from scalecalc.running.executors import mapping
from scalecalc.simulation.run import session as session_module
from scalecalc.simulation.run.session import Session, Settings
from tests.cli.conftest import environment

SPEC = {
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": 40},
    "target": {"kind": "power_law", "r": 0.4},
    "noise": 0.1,
    "ridge": [1e-3, 1e-1],
    "samples": [20, 30, 40],
    "features": {"width": 20},
}
COLUMNS = ("mean", "stderr", "z_score")


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
def program(*arguments: str, ready: str, path: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    """A program of Dask's, once it has written what says that it is ready."""
    environ = environment() if path is None else environment(PYTHONPATH=str(path))
    command = [sys.executable, "-m", *arguments]
    running = subprocess.Popen(
        command, cwd=path, stderr=subprocess.PIPE, text=True, env=environ, start_new_session=True
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
def cluster(
    workers: int, path: Path | None = None
) -> Iterator[tuple[str, list[subprocess.Popen[str]], subprocess.Popen[str]]]:
    """dask://HOST:PORT of a scheduler with workers on this machine, the workers, and the scheduler.

    path: where the workers look for modules first.
    """
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    port = str(free_port())
    scheduler = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
    worker = ("distributed.cli.dask_worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--no-nanny")
    worker += ("--no-dashboard", "--memory-limit", "0")
    with program(*scheduler, ready="Scheduler at") as main:
        found = []
        stack = [program(*worker, ready="Registered to", path=path) for _ in range(workers)]
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
    monkeypatch.setattr(cluster_module, "_NO_WORKERS", 2.0)
    with cluster(1) as (address, workers, _):
        session = Session(scalecalc.load(SPEC), Settings(60, executor=address, checkpoint=path))
        with pytest.raises(RunError, match=r"the Dask cluster at 127.0.0.1:\d+ is gone"):
            session.run(killing(workers[0], 20))
    assert session.finished >= 20
    resumed = Session(scalecalc.load(SPEC), Settings(60, checkpoint=path))
    resumed.run()
    same(serial, resumed.table())


def test_the_command_leaves_the_old_file_when_a_cluster_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from scalecalc.cli.main import main

    def broken(function: Callable[[object], object], tasks: list[object]) -> Iterator[object]:
        for number, task in enumerate(tasks):
            if number == 2:
                raise RunError("the Dask cluster is gone")
            yield function(task)

    @contextmanager
    def found(*arguments: object) -> Iterator[object]:
        yield broken

    monkeypatch.setattr(session_module, "mapping", found)
    spec = tmp_path / "spec.yaml"
    spec.write_text(json.dumps(SPEC))
    old = tmp_path / "old.csv"
    old.write_text("old")
    assert main(["simulate", str(spec), "--draws", "60", "--jobs", "2", "-o", str(old)]) == 2
    out, err = capsys.readouterr()
    assert (out, old.read_text(), len(list(tmp_path.iterdir()))) == ("", "old", 2)
    assert "stopped early: " in err
    assert "error: the Dask cluster is gone" in err


def test_no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "_CONNECT", 1.0)
    with pytest.raises(UsageError, match="no Dask scheduler answers"), mapping(1, f"dask://127.0.0.1:{free_port()}"):
        pass
    for name in ("127.0.0.1:8786", "dask://", "dask://host"):
        with pytest.raises(UsageError, match="takes dask://HOST:PORT"), mapping(1, name):
            pass


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ("0.0.9", r"the Dask worker tcp://\S+ has scalecalc 0\.0\.9, and this is scalecalc"),
        (None, r"the Dask worker tcp://\S+ has no scalecalc"),
    ],
)
def test_a_worker_of_another_version_is_refused_by_name(tmp_path: Path, found: str | None, message: str) -> None:
    """What such workers answer is what a module of that name, found first, says."""
    (tmp_path / "scalecalc.py").write_text("raise ImportError" if found is None else f"__version__ = {found!r}")
    with cluster(1, path=tmp_path) as (address, _, _), pytest.raises(UsageError, match=message), mapping(1, address):
        pytest.fail("it was taken")


def test_a_worker_of_another_version_that_comes_later_does_nothing() -> None:
    with pytest.raises(RunError, match=r"a Dask worker came that has scalecalc .*, and this is scalecalc 0\.0\.9"):
        cluster_module._do_task("0.0.9", dies, None)


def dies(task: object) -> None:
    os._exit(1)


def test_a_process_that_dies() -> None:
    with mapping(2) as found, pytest.raises(RunError, match="a worker process died"):
        list(found(dies, [1, 2, 3]))


def test_results_come_in_order_and_the_rest_is_ended() -> None:
    begin = time.monotonic()
    with mapping(2) as found:
        results = iter(found(time.sleep, [0.0] * 50 + [60.0] * 3))
        assert next(results) is None
        results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begin < 50


LONG = {**SPEC, "samples": [2000], "spectrum": {"kind": "isotropic", "modes": 2000}, "target": {"kind": "isotropic"}}


def children(process: int) -> list[int]:
    """The processes below one, at any depth."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [child for one in map(int, listed) for child in (one, *children(one))]


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path(f"/proc/self/task/{os.getpid()}/children").exists(), reason="no list of children here")
@pytest.mark.parametrize("victim", ["SIGTERM", "SIGHUP", "SIGKILL", "a worker"])
def test_no_process_is_left_alone(victim: str, tmp_path: Path) -> None:
    """While workers are in long computations; a worker that is killed takes all with it, and there is one sentence."""
    (tmp_path / "spec.yaml").write_text(json.dumps(LONG))
    (tmp_path / "old.csv").write_text("old")
    command = [sys.executable, "-m", "scalecalc", "simulate", "spec.yaml", "--jobs", "2", "-q", "-o", "old.csv"]
    running = subprocess.Popen(command, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True)
    found: list[int] = []
    while len(found) < 3:  # two workers, and what clears away after them
        found = children(running.pid)
        time.sleep(0.05)
    time.sleep(1.5)
    if victim == "a worker":
        os.kill(found[-1], signal.SIGKILL)
    else:
        running.send_signal(getattr(signal, victim))
    _, err = running.communicate(timeout=60)
    wait_until(lambda: not any(map(alive, found)))
    expected = {"SIGTERM": 143, "SIGHUP": 129, "SIGKILL": -signal.SIGKILL, "a worker": 2}
    assert running.returncode == expected[victim]
    assert err.count("\n") == (victim == "a worker")
    assert err.startswith("error: a worker process died") == (victim == "a worker")
    assert (tmp_path / "old.csv").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old.csv", "spec.yaml"]


def wait_until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)

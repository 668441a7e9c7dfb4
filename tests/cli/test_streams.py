"""Terminals, pipes that close, interruptions and full disks."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scalecalc.errors import ExitStatus
from tests.cli.conftest import Result, environment

COMMAND = [sys.executable, "-m", "scalecalc"]
LONG = ("--set", "samples={from: 10, to: 1e9, points: 400000, spacing: linear}", "--csv")


def on_a_terminal(
    *arguments: str,
    columns: int = 100,
    meanwhile: Callable[[subprocess.Popen[bytes]], None] = lambda process: None,
    **environ: str,
) -> tuple[int, str]:
    """Run with all streams on a pseudo-terminal; the exit status and what a person sees."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=environment(COLUMNS=str(columns), TERM=environ.pop("TERM", "xterm"), **environ),
    )
    os.close(slave)
    meanwhile(process)
    seen = b""
    while select.select([master], [], [], 60)[0]:
        try:
            part = os.read(master, 65536)
        except OSError:  # Linux says so when the other side is closed
            break
        if not part:
            break
        seen += part
    os.close(master)
    return process.wait(timeout=60), seen.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_a_terminal_gets_a_table(folder: Path, columns: int) -> None:
    status, text = on_a_terminal("predict", "spec.yaml", columns=columns, NO_COLOR="1")
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    assert status == 0
    assert plain.startswith("Random features on a power-law task\n")
    assert "─" in plain
    assert max(map(len, plain.splitlines())) <= columns
    assert "\x1b[3" not in text


def test_colours(folder: Path) -> None:
    assert "\x1b[36m" in on_a_terminal("predict", "spec.yaml")[1]
    assert "\x1b" not in on_a_terminal("predict", "spec.yaml", "--color", "never")[1]
    assert "\x1b" not in on_a_terminal("predict", "spec.yaml", TERM="dumb")[1]
    assert "\x1b[36m" not in on_a_terminal("predict", "spec.yaml", NO_COLOR="1")[1]


def test_an_ascii_terminal(folder: Path) -> None:
    status, text = on_a_terminal("predict", "spec.yaml", "--color", "never", PYTHONIOENCODING="ascii")
    assert status == 0
    assert text.isascii()
    assert "kappa" in text


def test_problems_on_a_terminal_are_coloured(folder: Path) -> None:
    status, text = on_a_terminal("predict", "bad.yaml")
    assert status == 2
    assert "\x1b[1;31merror:\x1b[0m" in text


def test_check_on_a_terminal(folder: Path) -> None:
    assert on_a_terminal("check", "spec.yaml") == (0, "spec.yaml is valid\n")
    assert on_a_terminal("check", "spec.yaml", "spec.yaml") == (0, "all 2 specs are valid\n")
    assert on_a_terminal("check", "spec.yaml", "-q") == (0, "")
    status, text = on_a_terminal("check", "bad.yaml", "--color", "never")
    assert status == 1
    assert text.count("error:") == text.count("bad.yaml:")


@pytest.mark.parametrize("command", ["predict", "decompose", "exponents", "regimes", "check"])
def test_a_missing_spec_is_not_typed(folder: Path, command: str) -> None:
    status, text = on_a_terminal(command, "--color", "never")
    assert status == 2
    assert text == f"error: which spec? e.g. scalecalc {command} spec.yaml; 'scalecalc {command} --help' says more\n"


def test_progress_leaves_no_trace_in_the_data(folder: Path) -> None:
    long = ("--set", "samples={from: 10, to: 1e9, points: 100000, spacing: linear}")
    status, text = on_a_terminal("predict", "spec.yaml", *long, "-o", "long.csv", "--color", "never")
    assert status == 0
    assert "/100000" in text
    assert text.endswith("wrote 100000 rows to long.csv\n")
    assert len((folder / "long.csv").read_text().splitlines()) == 100_001


def test_a_closed_pipe(folder: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "predict", "spec.yaml", *LONG],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith("samples,")
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(timeout=60) == ExitStatus.PIPE_CLOSED
    process.stderr.close()


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_pipe_that_closes_within_one_text(folder: Path, unbuffered: str) -> None:
    """A block of rows is one text, larger than a pipe holds. Python without buffers takes a part of it as all of it."""
    process = subprocess.Popen(
        [*COMMAND, "predict", "spec.yaml", "--set", "samples={from: 1, to: 1e4, points: 3000}", "--csv"],
        stdout=subprocess.PIPE,
        bufsize=0,
        env=environment(PYTHONUNBUFFERED=unbuffered),
    )
    assert process.stdout is not None
    process.stdout.readline()
    os.read(process.stdout.fileno(), 100)  # the rows are on their way
    process.stdout.close()
    assert process.wait(timeout=60) == ExitStatus.PIPE_CLOSED


def test_a_pipe_that_closes_before_a_short_result(folder: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*COMMAND, "predict", "spec.yaml"],
        stdout=write,
        stderr=subprocess.PIPE,
        env=environment(),
        timeout=60,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (ExitStatus.PIPE_CLOSED, b"")


TEXTS = [
    ("--help",),
    ("predict", "--help"),
    ("--version",),
    ("schema",),
    ("completion", "bash"),
    ("decompose", "spec.yaml"),
    ("exponents", "spec.yaml", "-f", "table"),
    ("regimes", "spec.yaml", "--json"),
    ("flow", "spec.yaml", "-f", "markdown"),
    ("predict", "spec.yaml", "--plot"),
    ("predict", "spec.yaml", "--show-spec"),
    ("predict", "spec.yaml", "--dry-run"),
    ("predict", "spec.yaml", "-o", "/dev/stdout"),
    ("predict", "spec.yaml", "-o", "x.csv"),  # whose note has no reader
    ("predict", "bad.yaml"),
    ("check", "bad.yaml"),
    ("predict", "--wrong"),
    ("predict", "none.yaml"),
    ("simulate", "spec.yaml", "--set", "samples=10", "--set", "features.width=9", "--draws", "2"),
]


def test_nobody_reads(folder: Path) -> None:
    """Be it data, help, an error or a note; each with fresh streams, one after the other in one process."""
    script = """if True:
        import json, os, sys
        from scalecalc.cli.main import main
        told = os.dup(1)
        read, write = os.pipe()
        os.close(read)
        found = []
        for arguments in json.loads(sys.argv[1]):
            for number in (1, 2):
                os.dup2(write, number)
            sys.stdout, sys.stderr = (open(number, "w", closefd=False) for number in (1, 2))
            found.append(main(arguments))
        os.write(told, json.dumps(found).encode())
        """
    done = subprocess.run(
        [sys.executable, "-c", script, json.dumps(TEXTS)], capture_output=True, env=environment(), timeout=60
    )
    assert done.stderr == b""
    assert dict(zip(map(" ".join, TEXTS), json.loads(done.stdout), strict=True)) == {
        " ".join(arguments): ExitStatus.PIPE_CLOSED for arguments in TEXTS
    }


@pytest.mark.parametrize("arguments", [("--help",), ("exponents", "spec.yaml", "-f", "table")])
def test_nobody_reads_the_data_and_nothing_is_said(arguments: tuple[str, ...], folder: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([*COMMAND, *arguments], stdout=write, stderr=subprocess.PIPE, env=environment(), timeout=60)
    os.close(write)
    assert (done.returncode, done.stderr) == (ExitStatus.PIPE_CLOSED, b"")


def test_an_interruption_keeps_finished_rows(folder: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "predict", "spec.yaml", *LONG],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    text = process.stdout.readline() + process.stdout.readline()
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)  # while it waits for us to read the first block
    text += process.stdout.read()
    assert process.wait(timeout=60) == ExitStatus.INTERRUPTED
    assert process.stderr.read() == ""
    process.stdout.close()
    process.stderr.close()
    lines = text.splitlines()
    assert 1 < len(lines) < 400_000
    assert text.endswith("ok\n")
    assert {line.count(",") for line in lines} == {15}


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="what a process has open is not told here")
@pytest.mark.parametrize(
    ("name", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129), ("SIGKILL", -signal.SIGKILL)]
)
def test_an_end_leaves_the_old_file_and_no_other(name: str, status: int, folder: Path) -> None:
    (folder / "x.csv").write_text("old")
    command = [*COMMAND, "predict", "spec.yaml", *LONG, "-o", "x.csv", "--figure", "x.svg"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment())
    while sum(inside.startswith(str(folder)) for inside in open_files(process.pid)) < 2:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(getattr(signal, name))
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == status
    assert (folder / "x.csv").read_text() == "old"
    assert sorted(path.name for path in folder.iterdir()) == ["bad.yaml", "spec.yaml", "x.csv"]


def open_files(process: int) -> list[str]:
    """The names of what a process has open, gone ones included."""
    found = []
    for one in Path(f"/proc/{process}/fd").glob("*"):
        with contextlib.suppress(OSError):
            found.append(str(one.readlink()))
    return found


def test_where_hanging_up_is_ignored_it_stays_so(folder: Path) -> None:
    """As under nohup."""
    script = "trap '' HUP; scalecalc predict spec.yaml --csv & kill -HUP $!; wait $!; echo $?"
    assert shell(script).out.endswith("ok\n0\n")


def shell(script: str) -> Result:
    done = subprocess.run(
        ["/bin/sh", "-c", script.replace("scalecalc", " ".join(COMMAND))],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
    )
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="open files have no names here")
def test_outputs_that_pass_on(folder: Path) -> None:
    """To where they lead, in the place where that is, and figures as text."""
    rows = shell("scalecalc predict spec.yaml --csv").out
    assert shell("scalecalc predict spec.yaml -q -o /dev/stdout") == Result(0, rows, "")
    assert shell("scalecalc predict spec.yaml -q -o /dev/stderr") == Result(0, "", rows)
    assert shell("scalecalc predict spec.yaml -q -o /dev/fd/3 3>&1 >&2") == Result(0, rows, "")
    assert shell("(echo head; scalecalc predict spec.yaml -q -o /dev/stdout) > x; cat x").out == f"head\n{rows}"
    figure = shell("scalecalc predict spec.yaml -q -o x.csv --figure /dev/stdout")
    assert (figure.status, figure.err, figure.out[:5]) == (0, "", "<?xml")
    both = shell("scalecalc predict spec.yaml --figure /dev/stdout")
    assert (both.status, both.out) == (2, "")
    assert "are the same file" in both.err


def test_standard_output_may_be_closed(folder: Path) -> None:
    result = shell("scalecalc predict spec.yaml >&-")
    assert result.status == 2
    assert result.err.startswith("error: standard output is closed")
    assert shell("scalecalc predict spec.yaml -o x.csv -q >&-") == Result(0, "", "")


def test_standard_error_and_input_may_be_closed(folder: Path) -> None:
    assert shell("scalecalc predict spec.yaml 2>&-").status == 0
    assert shell("scalecalc predict bad.yaml 2>&-") == Result(2, "", "")
    assert shell("scalecalc predict spec.yaml <&-").status == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "command", ["predict spec.yaml", "predict spec.yaml -f table", "--help", "--version", "schema"]
)
def test_a_full_disk(folder: Path, command: str) -> None:
    result = shell(f"scalecalc {command} > /dev/full")
    assert result.status == 2
    assert len(result.err.splitlines()) == 1
    assert "No space left on device" in result.err


def test_names_outside_the_encoding(folder: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "check", b"caf\xe9\xff.yaml"],
        capture_output=True,
        env=environment(PYTHONIOENCODING="ascii"),
        timeout=60,
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_rows_do_not_pile_up(folder: Path) -> None:
    """The peak of memory does not grow with the rows that pass by."""

    def peak(points: int) -> int:
        script = (
            "import resource, sys; from scalecalc.cli.main import main; status = main(sys.argv[1:]);"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr); sys.exit(status)"
        )
        sweep = f"samples={{from: 10, to: 1e9, points: {points}, spacing: linear}}"
        done = subprocess.run(
            [sys.executable, "-c", script, "predict", "spec.yaml", "--csv", "--set", sweep],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
            env=environment(),
        )
        return int(done.stderr.split()[-1])

    assert peak(160_000) < peak(40_000) + 25_000  # kilobytes; the coordinates themselves take some

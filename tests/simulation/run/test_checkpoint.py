"""A checkpoint holds what was finished, whatever happens to the process; anything else is an error with a sentence."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from scalecalc.errors import DataError, RunError, UsageError
from scalecalc.simulation.draw.drawn_task import DrawnTask, Size
from scalecalc.simulation.run import checkpoint as checkpoint_module
from scalecalc.simulation.run.checkpoint import Checkpoint, checkpoint, fingerprint
from scalecalc.simulation.run.experiment import Block
from tests.cli.conftest import environment
from tests.fuzz.running import run

IDENTITY = {"seed": 0, "problem": "abc"}


def block(first: int, cell: int = 0) -> Block:
    return Block(cell, first, np.random.default_rng(first).standard_normal((3, 2, 4, 2)))


def written(path: Path, number: int = 3) -> None:
    with checkpoint(path, IDENTITY) as kept:
        for k in range(number):
            kept.append(block(3 * k))


def read(path: Path) -> list[Block]:
    with checkpoint(path, IDENTITY) as kept:
        return kept.blocks


def test_what_is_kept_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    path = tmp_path / "draws.jsonl"
    written(path)
    back = read(path)
    assert [one.first for one in back] == [0, 3, 6]
    for one in back:
        np.testing.assert_array_equal(one.values, block(one.first).values)


def test_cut_off_anywhere_it_holds_the_whole_lines_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "draws.jsonl"
    written(path)
    content = path.read_bytes()
    ends = [place + 1 for place, byte in enumerate(content) if byte == ord("\n")]
    for length in [0, 1, 10, *(end + step for end in ends for step in (-1, 0, 1, 40) if end + step <= len(content))]:
        path.write_bytes(content[:length])
        with checkpoint(path, IDENTITY) as kept:
            assert len(kept.blocks) == max(sum(end <= length for end in ends) - 1, 0), length
            kept.append(block(99))
        assert read(path)[-1].first == 99


def test_damage_is_found(tmp_path: Path) -> None:
    path = tmp_path / "draws.jsonl"
    written(path)
    content = bytearray(path.read_bytes())
    second = content.index(b"\n") + 1
    content[second + 150] ^= 1
    path.write_bytes(content)
    with pytest.raises(DataError, match="damaged, or was changed, in line 2"):
        read(path)
    assert path.read_bytes() == bytes(content)


@pytest.mark.parametrize("line", [1, 3])
def test_every_change_is_found(tmp_path: Path, line: int) -> None:
    """Of any value, in any line, be it written in good order."""
    path = tmp_path / "draws.jsonl"
    written(path)
    lines = path.read_text().splitlines()
    for key, value in json.loads(lines[line - 1]).items():
        changed = json.loads(lines[line - 1]) | {key: f"{value}x" if isinstance(value, str) else [9]}
        content = "\n".join([*lines[: line - 1], json.dumps(changed), *lines[line:], ""])
        path.write_text(content)
        with pytest.raises((DataError, UsageError), match="is left as it is"):
            read(path)
        assert path.read_text() == content


def test_lines_of_another_run_are_found(tmp_path: Path) -> None:
    """Of the same shape, but with another seed."""
    path, other = tmp_path / "draws.jsonl", tmp_path / "other.jsonl"
    written(path)
    with checkpoint(other, IDENTITY | {"seed": 1}) as kept:
        kept.append(block(9))
    path.write_bytes(path.read_bytes() + other.read_bytes().splitlines(keepends=True)[1])
    with pytest.raises(DataError, match="in line 5"):
        read(path)


def test_another_version_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "draws.jsonl"
    monkeypatch.setattr(checkpoint_module, "__version__", "0.0.9")
    written(path)
    monkeypatch.undo()
    with pytest.raises(UsageError, match=r"of scalecalc 0\.0\.9, and this is scalecalc"):
        read(path)


def test_a_full_disk_stops_the_run(tmp_path: Path) -> None:
    full = os.open("/dev/full", os.O_WRONLY) if Path("/dev/full").exists() else pytest.skip("needs /dev/full")
    with pytest.raises(RunError, match="no space left"):
        Checkpoint(tmp_path / "x", full, [], {}).append(block(0))
    os.close(full)


def test_other_files_and_other_runs_are_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    for text in ("Dear Sir,\nyours\n", "Dear Sir"):
        other.write_text(text)
        with pytest.raises(UsageError, match="not a checkpoint"):
            read(other)
        assert other.read_text() == text
    path = tmp_path / "draws.jsonl"
    written(path)
    before = path.read_bytes()
    with pytest.raises(UsageError, match="seed is 0 there and 1 here"), checkpoint(path, {**IDENTITY, "seed": 1}):
        pass
    with pytest.raises(UsageError, match="another spec"), checkpoint(path, {**IDENTITY, "problem": "xyz"}):
        pass
    assert path.read_bytes() == before


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no" / "such.jsonl", Path("/dev/full")):
        with pytest.raises(UsageError, match="cannot write the checkpoint"):
            read(path)


def test_one_run_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "draws.jsonl"
    with checkpoint(path, IDENTITY), pytest.raises(UsageError, match="in use"):
        read(path)


def test_fingerprints() -> None:
    def of(**changes: object) -> str:
        values = {"stddev": np.ones(3), "target": np.ones(3), "hidden": 0.0} | changes
        return fingerprint([(DrawnTask(**values), Size(3), (0.1,))])  # type: ignore[arg-type]

    assert of() == of()
    assert len({of(), of(hidden=0.1), of(target=np.zeros(3)), of(stddev=np.ones(4))}) == 4


SPEC = """\
spectrum: {kind: power_law, alpha: 1.5, modes: 60}
target: {kind: power_law, r: 0.4}
noise: 0.1
ridge: 1e-2
samples: [30, 50]
features: {width: 40}
"""


def test_killed_at_any_moment_it_resumes_to_the_same_digits(tmp_path: Path) -> None:
    """SIGKILL, as soon as the file has grown: after the first block, and after some more."""
    (tmp_path / "spec.yaml").write_text(SPEC)
    command = [sys.executable, "-m", "scalecalc", "simulate", "spec.yaml", "--draws", "150"]
    path = tmp_path / "draws.jsonl"
    kept = [*command, "--checkpoint", path.name]
    finished = []
    for more in (1, 3000):
        before = path.stat().st_size if path.exists() else 0
        running = subprocess.Popen(
            kept, cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL, start_new_session=True
        )
        while running.poll() is None and (path.stat().st_size if path.exists() else 0) < before + more:
            time.sleep(0.01)
        os.killpg(running.pid, signal.SIGKILL)
        assert running.wait() == -signal.SIGKILL
        finished.append(path.stat().st_size)
    assert finished == sorted(finished)
    resumed = subprocess.run(kept, cwd=tmp_path, env=environment(), capture_output=True, check=True)
    whole = run(tmp_path, *command[3:])
    assert resumed.stdout.decode() == whole.out
    assert resumed.stderr.decode() == whole.err == ""

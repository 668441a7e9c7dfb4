"""Files appear whole or not at all."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from scalecalc.errors import RunError, UsageError
from scalecalc.output import destination
from scalecalc.output.destination import whole_file


def test_writes(tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    with whole_file(path) as out:
        out.write("a\nκ\n")
        assert not path.exists()
    assert path.read_bytes() == "a\nκ\n".encode()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_failed_run_leaves_the_old_file(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "old.csv"
    path.write_text("old")
    with pytest.raises(error), whole_file(path) as out:
        out.write("new")
        raise error
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_old_files_mode_stays(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text("old")
    path.chmod(0o640)
    with whole_file(path) as out:
        out.write("new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_files_mode_is_what_the_user_set(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with whole_file(tmp_path / "new.csv"):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.csv").stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to("real.csv")
    with whole_file(tmp_path / "link.csv") as out:
        out.write("x")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "x"


def test_a_pipe_is_written_directly(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    with whole_file(pipe) as out:
        out.write("x")
    reader.join()
    assert read == ["x"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "is a folder"),
        ("none/x.csv", "no such file"),
        ("file/x.csv", "not a directory"),
        ("x" * 300, "too long"),
    ],
)
def test_what_cannot_be_written_is_said_before_the_work(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=message), whole_file(tmp_path / name):
        pytest.fail("the work began")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk() -> None:
    with pytest.raises(RunError, match="cannot write /dev/full: no space left"), whole_file(Path("/dev/full")) as out:
        out.write("x" * 100_000)


def test_another_file_that_is_full_is_not_named_as_this_one(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space left"), whole_file(tmp_path / "x.csv"):
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("kind", ["without a name", "with a name"])
def test_what_is_left_behind_by_others_is_not_in_the_way(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files of a process of the same number that was killed, as every run in a container is."""
    if kind == "with a name":
        monkeypatch.setattr(destination, "_OPEN_FILES", tmp_path / "none")
    path = tmp_path / "x.csv"
    (tmp_path / f".x.csv.{os.getpid()}.part").write_text("half")
    for text in ("one", "two"):
        with whole_file(path) as out, whole_file(path) as other:
            out.write(text)
            other.write("other")
            out.flush()
            assert len(list(tmp_path.iterdir())) <= 2 + 2 * (kind == "with a name")
        assert path.read_text() == text
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="open files have no names here")
def test_what_is_open_already_is_written_where_it_is(tmp_path: Path) -> None:
    """As with `>> file`, nothing that is there is lost; a link to it, as /dev/stdout is, is followed."""
    path = tmp_path / "x.csv"
    path.write_text("head\n")
    with path.open("a") as end:
        (tmp_path / "link").symlink_to(f"/dev/fd/{end.fileno()}")
        for name in (f"/dev/fd/{end.fileno()}", f"/proc/self/fd/{end.fileno()}", str(tmp_path / "link")):
            with whole_file(Path(name)) as out:
                out.write("line\n")
    assert path.read_text() == "head\nline\nline\nline\n"
    with path.open() as begin:
        name = Path(f"/dev/fd/{begin.fileno()}")
        with pytest.raises(UsageError, match="bad file descriptor"), whole_file(name):
            pytest.fail("the work began")

"""Files that appear whole or not at all, and other destinations of output."""

from __future__ import annotations

import contextlib
import io
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from scalecalc.errors import RunError, UsageError

_OPEN_FILES = Path("/proc/self/fd")
_DESCRIPTOR = r"/dev/fd/(\d+)|/proc/(?:self|thread-self|PID)/fd/(\d+)"
_MOST_LINKS = 40  # in a chain of links


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A text file that replaces `path` when the block ends, and leaves no trace when the block fails.

    Devices, pipes, and files that are open already (/dev/stdout, /dev/fd/3) are written directly. Raises UsageError,
    before the block runs, if the path cannot be written, and RunError for a full disk and the like.
    """
    with whole_binary_file(path) as raw:
        out = io.TextIOWrapper(raw, encoding="utf-8", newline="")
        yield out
        out.detach()  # flushes the text; the file stays open until it has its name


@contextmanager
def whole_binary_file(path: Path) -> Iterator[BinaryIO]:
    """The same for bytes."""
    with _opened_directly(path) or _replacing(path) as out:
        yield out
        out.flush()


class _Bytes(io.FileIO):
    """A file for writing whose errors are sentences."""

    def __init__(self, descriptor: int, path: Path) -> None:
        super().__init__(descriptor, "wb")
        self._path = path

    def write(self, data: Any, /) -> int:
        with _as_run_error(self._path):
            return super().write(data)


def passes_through(path: Path) -> bool:
    """Whether a path does not keep what is written to it: a device, a pipe, or a file that is open already."""
    return _descriptor(path) is not None or (path.exists() and not path.is_file() and not path.is_dir())


def _opened_directly(path: Path) -> BinaryIO | None:
    """The device, pipe or open file of that path; None for an ordinary file. Raises UsageError for a folder."""
    number = _descriptor(path)
    try:
        if number is not None:
            os.write(number, b"")  # fails for a file that is open for reading only
            return _buffered(os.dup(number), path)
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UsageError(f"cannot write {path}: it is a folder; give the name of a file")
        return None if stat.S_ISREG(mode) else _buffered(os.open(path, os.O_WRONLY), path)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise UsageError(_cannot(path, error)) from error


def _descriptor(path: Path) -> int | None:
    """The number of the open file that a path such as /dev/stdout names, directly or through links; else None."""
    name, pattern = str(path.absolute()), _DESCRIPTOR.replace("PID", str(os.getpid()))
    with contextlib.suppress(OSError, ValueError):
        for _ in range(_MOST_LINKS):
            found = re.fullmatch(pattern, name)
            if found is not None:
                return int(found[1] or found[2])
            name = os.path.normpath(Path(name).parent / Path(name).readlink())
    return None


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    target = Path(os.path.realpath(path))  # a link stays a link
    part = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
    out, named = _begun(path, target, part)
    try:
        with out:
            if target.exists():
                os.fchmod(out.fileno(), stat.S_IMODE(target.stat().st_mode))
            yield out
            out.flush()
            if not named:  # os.link follows the link to the open file only if it is given a folder, which it ignores
                with _as_run_error(path):
                    os.link(_OPEN_FILES / str(out.fileno()), part, src_dir_fd=out.fileno())
        with _as_run_error(path):
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _as_run_error(path: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # not an error: the reader wants no more
        raise
    except OSError as error:
        raise RunError(_cannot(path, error)) from error


def _begun(path: Path, target: Path, part: Path) -> tuple[BinaryIO, bool]:
    """A new file in the folder of `target`, and whether it has a name yet.

    Where the system allows it, the file has no name: then it vanishes with the process, however the process ends.
    """
    try:
        if target.exists() and not os.access(target, os.W_OK):
            raise UsageError(f"cannot write {path}: it is write-protected")
        if hasattr(os, "O_TMPFILE") and _OPEN_FILES.exists():
            with contextlib.suppress(OSError):
                return _buffered(os.open(target.parent, os.O_WRONLY | os.O_TMPFILE, 0o666), path), False
        return _buffered(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), path), True
    except OSError as error:
        raise UsageError(_cannot(path, error)) from error


def _buffered(descriptor: int, path: Path) -> BinaryIO:
    return io.BufferedWriter(_Bytes(descriptor, path))


def _cannot(path: Path, error: OSError | ValueError) -> str:
    return f"cannot write {path}: {(getattr(error, 'strerror', None) or str(error)).lower()}"


def silence(stream: TextIO) -> None:
    """Redirect a stream whose reader is gone to the null device, so that Python does not write to it at exit."""
    with contextlib.suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)

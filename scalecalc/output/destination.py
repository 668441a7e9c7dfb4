"""Where data go: standard output, or a file that appears whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from scalecalc.errors import UsageError


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A text file that takes the place of `path` when the block ends, and leaves no trace when it fails.

    Devices and pipes are written directly. Raises UsageError, before the block runs, if it cannot be written.
    """
    with whole_binary_file(path) as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="") as out:
        yield out


@contextmanager
def whole_binary_file(path: Path) -> Iterator[BinaryIO]:
    """The same for bytes."""
    target = Path(os.path.realpath(path))  # a link stays a link
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        mode = None
    except OSError as error:
        raise _cannot(path, error) from error
    if mode is not None and stat.S_ISDIR(mode):
        raise UsageError(f"cannot write {path}: it is a folder; give the name of a file")
    if mode is not None and not stat.S_ISREG(mode):
        with _opened(path, target, os.O_WRONLY) as out:
            yield out
        return
    if mode is not None and not os.access(target, os.W_OK):
        raise UsageError(f"cannot write {path}: it is write-protected")
    yield from _replacing(path, target, mode)


def _replacing(path: Path, target: Path, mode: int | None) -> Iterator[BinaryIO]:
    part = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
    out = _opened(path, part, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        with out:
            if mode is not None:
                os.fchmod(out.fileno(), stat.S_IMODE(mode))
            yield out
        part.replace(target)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _cannot(path, error) from error
        raise


def _opened(path: Path, actual: Path, flags: int) -> BinaryIO:
    try:
        return os.fdopen(os.open(actual, flags, 0o666), "wb")
    except OSError as error:
        raise _cannot(path, error) from error


def _cannot(path: Path, error: OSError) -> UsageError:
    return UsageError(f"cannot write {path}: {(error.strerror or str(error)).lower()}")


def silence(stream: TextIO) -> None:
    """Point a stream whose reader is gone at nothing, so that leaving does not write to it again."""
    with contextlib.suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)

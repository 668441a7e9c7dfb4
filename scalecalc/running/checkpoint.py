"""Finished draws in a file, so that a run can be killed at any moment and resumed with nothing lost or counted twice.

Lines of JSON: what run it is, then one line for each block of draws, with its checksum, written in one go as soon as
the block is there. A process that dies leaves at most half a line at the end, which is no result yet and is cut off;
damage anywhere else is an error. The file is locked while in use.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scalecalc.errors import DataError, UsageError
from scalecalc.simulation.run import Block

_FORMAT = "scalecalc simulate checkpoint 1"


class Checkpoint:
    """An open checkpoint file; `blocks` are those that were in it."""

    def __init__(self, path: Path, descriptor: int, blocks: list[Block]) -> None:
        self.path = path
        self.blocks = blocks
        self._descriptor = descriptor

    def append(self, block: Block) -> None:
        """Keep a block. Raises UsageError when it cannot be written; what was kept before stays."""
        line = _line(_record(block))
        try:
            while line:
                line = line[os.write(self._descriptor, line) :]
        except OSError as error:
            raise _cannot("write", self.path, error) from error


@contextmanager
def checkpoint(path: Path, identity: dict[str, Any]) -> Iterator[Checkpoint]:
    """Open a checkpoint, or begin one. identity: what makes it the same run, as JSON.

    Raises UsageError for a file that cannot be written, is in use, or belongs to something else, and DataError for one
    that is damaged; the file is left as it is.
    """
    if path.exists() and not path.is_file():
        raise UsageError(f"cannot write the checkpoint {path}: it is no ordinary file")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    except OSError as error:
        raise _cannot("write", path, error) from error
    try:
        _lock(descriptor, path)
        yield Checkpoint(path, descriptor, _resumed(descriptor, path, identity))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, path: Path) -> None:
    try:
        import fcntl
    except ImportError:  # no such thing on this system
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UsageError(f"the checkpoint {path} is in use by another run; wait for it, or give another name") from None
    except OSError as error:
        raise _cannot("lock", path, error) from error


def _resumed(descriptor: int, path: Path, identity: dict[str, Any]) -> list[Block]:
    """The blocks in the file, with half a line at the end cut off; a header is written where there is none."""
    try:
        with open(descriptor, "rb", closefd=False) as file:
            content = file.read()
    except OSError as error:
        raise _cannot("read", path, error) from error
    whole = content.rfind(b"\n") + 1
    lines = content[:whole].splitlines()
    header = _line({"format": _FORMAT, **identity})
    if not lines:
        if not header.startswith(content):
            raise UsageError(f"{path} is not a checkpoint of 'scalecalc simulate'; it is left as it is")
        _rewritten(descriptor, path, 0, header)
        return []
    _check_identity(lines[0], path, identity)
    blocks = [_block(line, path, number) for number, line in enumerate(lines[1:], start=2)]
    if whole < len(content):
        _rewritten(descriptor, path, whole, b"")
    return blocks


def _rewritten(descriptor: int, path: Path, length: int, more: bytes) -> None:
    try:
        os.ftruncate(descriptor, length)
        os.write(descriptor, more)
    except OSError as error:
        raise _cannot("write", path, error) from error


def _check_identity(line: bytes, path: Path, identity: dict[str, Any]) -> None:
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict) or found.get("format") != _FORMAT:
        raise UsageError(f"{path} is not a checkpoint of 'scalecalc simulate'; it is left as it is")
    for key, value in identity.items():
        if found.get(key) != value and key != "problem":
            raise UsageError(
                f"the checkpoint {path} is of another run: {key} is {found.get(key)} there and {value} here; it is left"
                " as it is"
            )
    if found.get("problem") != identity["problem"]:
        raise UsageError(f"the checkpoint {path} is of another spec or grid; it is left as it is")


def _record(block: Block) -> dict[str, Any]:
    values = np.ascontiguousarray(block.values, dtype="<f8")
    data = values.tobytes()
    return {
        "cell": block.cell,
        "first": block.first,
        "shape": list(values.shape),
        "check": zlib.crc32(data),
        "values": base64.b64encode(data).decode("ascii"),
    }


def _block(line: bytes, path: Path, number: int) -> Block:
    try:
        record = json.loads(line)
        data = base64.b64decode(record["values"], validate=True)
        if zlib.crc32(data) != record["check"]:
            raise ValueError("checksum")
        values = np.frombuffer(data, dtype="<f8").reshape(record["shape"]).astype(float)
        return Block(int(record["cell"]), int(record["first"]), values)
    except (ValueError, KeyError, TypeError):
        raise DataError(
            f"the checkpoint {path} is damaged in line {number}; it is left as it is. Without the lines from there on"
            " it can be used"
        ) from None


def _line(record: dict[str, Any]) -> bytes:
    return (json.dumps(record, separators=(",", ":"), allow_nan=False) + "\n").encode("ascii")


def _cannot(what: str, path: Path, error: OSError) -> UsageError:
    return UsageError(f"cannot {what} the checkpoint {path}: {(error.strerror or str(error)).lower()}")


def fingerprint(value: object) -> str:
    """A text that is the same for equal dataclasses of numbers, texts and arrays."""
    digest = hashlib.sha256()
    _feed(digest, value)
    return digest.hexdigest()


def _feed(digest: hashlib._Hash, value: object) -> None:
    if isinstance(value, np.ndarray):
        digest.update(f"{value.dtype.str}{value.shape}".encode())
        digest.update(np.ascontiguousarray(value).tobytes())
    elif is_dataclass(value) and not isinstance(value, type):
        digest.update(type(value).__name__.encode())
        for field in fields(value):
            digest.update(field.name.encode())
            _feed(digest, getattr(value, field.name))
    elif isinstance(value, tuple | list):
        digest.update(f"({len(value)}".encode())
        for one in value:
            _feed(digest, one)
    else:
        digest.update(f"{value!r};".encode())

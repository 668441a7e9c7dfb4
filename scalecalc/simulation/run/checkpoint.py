"""Finished draws in a file, so that a run can be killed at any moment and resumed.

The file has lines of JSON. The first line says which run it is and which version wrote it. Each block of draws has one
further line, which is written as soon as the block is finished. No such block is lost or counted twice. Every line has
a checksum of its content and of the first line, so that edited lines and lines of another run are found. A process that
dies leaves at most an incomplete last line, which is cut off. Damage anywhere else is an error. The file is locked
while in use, where the system has locks.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scalecalc import __version__
from scalecalc.errors import DataError, RunError, UsageError
from scalecalc.reading.fields.types import Model
from scalecalc.simulation.run.experiment import Block

_FORMAT = "scalecalc simulate checkpoint"
_SUM = "check"  # the key of a line's checksum


class Checkpoint:
    """An open checkpoint file.  blocks: those that it held when it was opened."""

    def __init__(self, path: Path, descriptor: int, blocks: list[Block], header: dict[str, Any]) -> None:
        self.path = path
        self.blocks = blocks
        self._descriptor = descriptor
        self._header = header

    def append(self, block: Block) -> None:
        """Write a block. Raises RunError when it cannot be written; earlier blocks stay."""
        line = _line(_record(block), self._header)
        try:
            while line:
                line = line[os.write(self._descriptor, line) :]
        except OSError as error:
            raise RunError(_cannot("write", self.path, error)) from error


@contextmanager
def checkpoint(path: Path, identity: dict[str, Any]) -> Iterator[Checkpoint]:
    """Open a checkpoint, or begin one.  identity: all that two runs must have in common to share it, as JSON.

    Raises UsageError for a file that cannot be written, is in use, or belongs to another run or program, and DataError
    for a damaged one. The file is then left as it is.
    """
    if path.exists() and not path.is_file():
        raise UsageError(f"cannot write the checkpoint {path}: it is no ordinary file")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    except OSError as error:
        raise UsageError(_cannot("write", path, error)) from error
    header = {"format": _FORMAT, "version": __version__, **identity}
    try:
        _lock(descriptor, path)
        yield Checkpoint(path, descriptor, _resumed(descriptor, path, header), header)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, path: Path) -> None:
    try:
        import fcntl
    except ImportError:  # this system has no such locks
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UsageError(f"the checkpoint {path} is in use by another run; wait for it, or give another name") from None
    except OSError as error:
        raise UsageError(_cannot("lock", path, error)) from error


def _resumed(descriptor: int, path: Path, header: dict[str, Any]) -> list[Block]:
    """The blocks in the file. An incomplete last line is cut off; a file without a header gets one."""
    try:
        with open(descriptor, "rb", closefd=False) as file:
            content = file.read()
    except OSError as error:
        raise UsageError(_cannot("read", path, error)) from error
    whole = content.rfind(b"\n") + 1
    lines = content[:whole].splitlines()
    if not lines:
        if not _line(header).startswith(content):
            raise UsageError(f"{path} is not a checkpoint of 'scalecalc simulate'; it is left as it is")
        _rewritten(descriptor, path, 0, _line(header))
        return []
    _check_header(lines[0], path, header)
    blocks = [_block(line, header, path, number) for number, line in enumerate(lines[1:], start=2)]
    if whole < len(content):
        _rewritten(descriptor, path, whole, b"")
    return blocks


def _rewritten(descriptor: int, path: Path, length: int, more: bytes) -> None:
    try:
        os.ftruncate(descriptor, length)
        os.write(descriptor, more)
    except OSError as error:
        raise UsageError(_cannot("write", path, error)) from error


def _check_header(line: bytes, path: Path, header: dict[str, Any]) -> None:
    """Raises UsageError where the first line is of another run or version, and DataError where it is damaged."""
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not str(found.get("format")).startswith(_FORMAT):
        raise UsageError(f"{path} is not a checkpoint of 'scalecalc simulate'; it is left as it is")
    if found.get("version") != header["version"]:
        raise UsageError(
            f"the checkpoint {path} is of scalecalc {found.get('version', '(an older one)')}, and this is scalecalc"
            f" {header['version']}, whose draws may differ; it is left as it is"
        )
    _verified(line, {}, path, 1)
    for key, value in header.items():
        if found.get(key) != value and key != "problem":
            raise UsageError(
                f"the checkpoint {path} is of another run: {key} is {found.get(key)} there and {value} here; it is left"
                " as it is"
            )
    if found.get("problem") != header["problem"]:
        raise UsageError(f"the checkpoint {path} is of another spec or grid; it is left as it is")


def _record(block: Block) -> dict[str, Any]:
    values = np.ascontiguousarray(block.values, dtype="<f8")
    return {
        "cell": block.cell,
        "first": block.first,
        "shape": list(values.shape),
        "values": base64.b64encode(values.tobytes()).decode("ascii"),
    }


def _block(line: bytes, header: dict[str, Any], path: Path, number: int) -> Block:
    record = _verified(line, header, path, number)
    data = base64.b64decode(record["values"])
    values = np.frombuffer(data, dtype="<f8").reshape(record["shape"]).astype(float)
    return Block(record["cell"], record["first"], values)


def _verified(line: bytes, header: dict[str, Any], path: Path, number: int) -> dict[str, Any]:
    """The record in a line, if its checksum fits the record and the header. Raises DataError otherwise."""
    try:
        record: dict[str, Any] = json.loads(line)
        if record.pop(_SUM) == _checksum(record, header):
            return record
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise DataError(
        f"the checkpoint {path} is damaged, or was changed, in line {number}; it is left as it is."
        + (" Without the lines from there on it can be used" if number > 1 else "")
    )


def _line(record: dict[str, Any], header: dict[str, Any] | None = None) -> bytes:
    return (_json(record | {_SUM: _checksum(record, header or {})}) + "\n").encode("ascii")


def _checksum(record: dict[str, Any], header: dict[str, Any]) -> str:
    """The checksum of a record and of the first line of its file."""
    return hashlib.sha256(f"{_json(header)}\n{_json(record)}".encode()).hexdigest()[:16]


def _json(record: dict[str, Any]) -> str:
    return json.dumps(record, separators=(",", ":"), allow_nan=False)


def _cannot(what: str, path: Path, error: OSError) -> str:
    return f"cannot {what} the checkpoint {path}: {(error.strerror or str(error)).lower()}"


def fingerprint(value: object) -> str:
    """A text that is the same for equal dataclasses, and kinds of a spec, of numbers, texts and arrays."""
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
    elif isinstance(value, Model):
        digest.update(type(value).__name__.encode())
        _feed(digest, value.parts)
    elif isinstance(value, tuple | list):
        digest.update(f"({len(value)}".encode())
        for one in value:
            _feed(digest, one)
    else:
        digest.update(f"{value!r};".encode())

"""The bytes of a data file, a pipe or a device, packed by gzip or not. Streams and unpacked data are limited."""

from __future__ import annotations

import codecs
import io
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from scalecalc.errors import SpecError
from scalecalc.record import record
from scalecalc.wording import located

if TYPE_CHECKING:
    from gzip import GzipFile

LARGEST_STREAM = 1 << 29  # bytes that are taken from a pipe, or unpacked
NPY, ZIP, GZIP, PARQUET = b"\x93NUMPY", b"PK\x03\x04", b"\x1f\x8b", b"PAR1"
_BLOCK = 1 << 20
_HEAD = 4096
_MARKS = (  # of UTF-32 before those of UTF-16, which they begin with
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@record
class Content:
    """What a file holds.

    head: the first bytes.  data: all bytes; None for a plain file on disk, which is read when it is opened.
    """

    path: Path
    head: bytes
    data: bytes | None = None

    def open(self) -> BinaryIO:
        """The bytes as a stream, from the first one on."""
        return io.BytesIO(self.data) if self.data is not None else self.path.open("rb")

    def whole(self) -> bytes:
        """All bytes."""
        return self.data if self.data is not None else self.path.read_bytes()

    def refused(self, message: str) -> SpecError:
        """An error about the file as a whole."""
        return SpecError((located(message, str(self.path)),))


def read_content(path: Path) -> Content:
    """The content of a file. Text in other encodings is converted to UTF-8.

    Raises OSError when the file cannot be read, and SpecError when it is neither text nor arrays, or a stream is too
    long.
    """
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise OSError(0, "Is a directory")
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith(GZIP):
            content = _unpacked(path, head, file, file.seekable())
        elif stat.S_ISREG(mode):
            content = Content(path, head)
        else:
            content = _streamed(path, head, file, "come through this pipe")
    return _as_utf8(content)


def standard_input() -> Content:
    """The content that is piped in. Raises SpecError as `read_content` does."""
    path = Path("<stdin>")
    if sys.stdin is None:
        raise Content(path, b"").refused("standard input is closed, must be a file or a pipe")
    file = sys.stdin.buffer
    head = file.read(_HEAD)
    if not head.startswith(GZIP):
        return _as_utf8(_streamed(path, head, file, "come through this pipe"))
    return _as_utf8(_unpacked(path, head, file, seekable=False))


def _unpacked(path: Path, head: bytes, file: BinaryIO, seekable: bool) -> Content:
    if seekable:
        file.seek(0)
    else:
        file = io.BytesIO(_streamed(path, head, file, "come through this pipe").whole())
    import gzip
    import zlib

    try:
        with gzip.GzipFile(fileobj=file) as unpacked:
            return _streamed(path, unpacked.read(_HEAD), unpacked, "are packed in this file")
    except (OSError, EOFError, zlib.error) as error:
        raise Content(path, head).refused(f"not a .gz file that can be read ({error})") from None


def _streamed(path: Path, head: bytes, file: BinaryIO | GzipFile, where: str) -> Content:
    """The content of a stream whose head has been read. If the head is no data, the rest is not read."""
    _check_kind(Content(path, head))
    blocks, size = [head], len(head)
    while size <= LARGEST_STREAM and (block := file.read(_BLOCK)):
        blocks.append(block)
        size += len(block)
    if size > LARGEST_STREAM:
        message = f"more than {LARGEST_STREAM >> 20} MB {where}, must be fewer (a plain file on disk may be larger)"
        raise Content(path, head).refused(message)
    return Content(path, head, b"".join(blocks))


def encoding(head: bytes) -> str | None:
    """The encoding of a text that is not UTF-8, by its byte order mark, or by the zero bytes of ASCII in UTF-16."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    even, odd = head[0::2], head[1::2]
    if odd and 0 not in even and odd.count(0) > len(odd) // 2:
        return "utf-16-le"
    if even and 0 not in odd and even.count(0) > len(even) // 2:
        return "utf-16-be"
    return None


def is_array(head: bytes) -> bool:
    """Whether a file is one of numpy's, by its first bytes."""
    return head.startswith((NPY, ZIP))


def is_parquet(head: bytes) -> bool:
    """Whether a file is a Parquet file, by its first bytes."""
    return head.startswith(PARQUET)


def _is_binary(head: bytes) -> bool:
    return is_array(head) or is_parquet(head)


def _check_kind(content: Content) -> None:
    head = content.head
    if not _is_binary(head) and not head.startswith(GZIP) and 0 in head and encoding(head) is None:
        raise content.refused("neither text nor one of numpy's arrays, got bytes 0 in it, must be a table of numbers")


def _as_utf8(content: Content) -> Content:
    _check_kind(content)
    name = None if _is_binary(content.head) else encoding(content.head)
    if name is None:
        return content
    try:
        data = content.whole().decode(name).encode("utf-8")
    except UnicodeError as error:
        raise content.refused(f"not text in {name.upper()} ({error}), must be UTF-8 or UTF-16") from None
    return Content(content.path, data[:_HEAD], data)

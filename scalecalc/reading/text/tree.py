"""A spec as a tree of values with their places, however it is given: a file, standard input, or a Python mapping."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path as FilePath

from scalecalc.data.content import encoding
from scalecalc.errors import DataError, Problem, SpecError, UsageError
from scalecalc.reading.ignored import without_ignored
from scalecalc.reading.overrides import overridden
from scalecalc.reading.report import shown
from scalecalc.reading.text.compose import compose
from scalecalc.reading.text.objects import from_object
from scalecalc.reading.text.source import Node, Path, Source
from scalecalc.wording import located, printable

Given = str | FilePath | Mapping[str, object]

LARGEST = 10_000_000  # bytes; measured data belongs into data files
_STDIN = "<stdin>"
_HEAD = 4096  # bytes that tell the encoding


def read_tree(given: Given, overrides: Iterable[str], laws: Collection[Path]) -> tuple[Node, list[Problem]]:
    """The tree of a spec with the overrides in place, a mapping, and what is wrong so far.

    given: a path, "-" for standard input, or a dict in the form of the YAML.  laws: where a value may be a law.
    Raises SpecError where there is no tree, and DataError when there is no reading the file.
    """
    root, problems = _root(given)
    if not isinstance(root.value, dict):
        message = f"the spec is {shown(root)}, must be a mapping of keys to values, such as 'ridge: 1e-6'"
        raise SpecError((*problems, root.place.problem(message)))
    root, more = overridden(root, overrides, laws)
    return without_ignored(root), [*problems, *more]


def _root(given: Given) -> tuple[Node, list[Problem]]:
    if isinstance(given, Mapping):
        return from_object(given)
    if not isinstance(given, str | FilePath):
        raise UsageError(f"a spec is a path, '-' or a dict, not {type(given).__name__}")
    name = _STDIN if str(given) == "-" else str(given)
    try:
        content = _content(name)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path, a closed stream
        raise DataError(f"cannot read {printable(name)}: {getattr(error, 'strerror', None) or error}") from None
    if len(content) > LARGEST:
        message = f"the spec is larger than {LARGEST // 10**6} MB, must be smaller (data go into data files)"
        raise SpecError((located(message, name),))
    return compose(Source(name, _decoded(content, name)))


def _content(name: str) -> bytes:
    """The bytes of a spec, at most one more than it may have."""
    if name != _STDIN:
        with FilePath(name).open("rb") as file:
            return file.read(LARGEST + 1)
    if sys.stdin is None:
        raise DataError("cannot read the spec from standard input: it is closed")
    return sys.stdin.buffer.read(LARGEST + 1)


def _decoded(content: bytes, name: str) -> str:
    """The text without a byte order mark; raises SpecError at the first byte that is not UTF-8, or in broken UTF-16."""
    head = content[:_HEAD]
    marked = 0 in head or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # as all but UTF-8 are
    if marked and (other := encoding(head)) is not None:
        try:
            return content.decode(other).removeprefix("\ufeff")
        except UnicodeError as error:
            message = f"the spec is not text in {other.upper()} ({error}), must be UTF-8"
            raise SpecError((located(message, name),)) from None
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise SpecError((_not_utf8(content, error.start, name),)) from None


def _not_utf8(content: bytes, at: int, name: str) -> Problem:
    """The problem with the byte there."""
    before = content[:at].decode("utf-8").split("\n")
    column = len(before[-1].removeprefix("\ufeff")) + 1
    line = content.split(b"\n")[len(before) - 1].decode("utf-8", "replace").removeprefix("\ufeff")
    message = f"the spec is not UTF-8 text, got the byte 0x{content[at]:02x}, must be UTF-8"
    return located(message, name, len(before), column, 1, line.rstrip("\r"))

"""Sinks: where rows go. There is one for each format; `sink` makes it from a stream and a Style, by one registry.

A sink takes blocks one after the other (`put`), and `finish` follows the last one. Only this package and `figures`
draw. Of this package, only `terminal` and `progress` import Rich and only `parquet` imports pyarrow, when needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import chain
from pathlib import PurePath
from typing import Any, Literal, Protocol, cast

from scalecalc.arrow import require_pyarrow
from scalecalc.output.style import Style
from scalecalc.record import record
from scalecalc.table import Table

FormatName = Literal["table", "csv", "tsv", "json", "jsonl", "markdown", "parquet"]


class Sink(Protocol):
    """Takes a result, block by block."""

    def put(self, block: Table) -> None:
        """Take the next rows."""

    def finish(self) -> None:
        """Called after the last block, but not when something stopped the run."""


@record
class Format:
    """A format: the suffixes of its files, the class of its sink, whether it is bytes, not text, and needs pyarrow."""

    suffixes: tuple[str, ...]
    module: str
    name: str
    binary: bool = False
    arrow: bool = False


FORMATS: dict[FormatName, Format] = {
    "table": Format((".txt",), "scalecalc.output.formats.terminal", "Terminal"),
    "csv": Format((".csv",), "scalecalc.output.formats.delimited", "Csv"),
    "tsv": Format((".tsv",), "scalecalc.output.formats.delimited", "Tsv"),
    "json": Format((".json",), "scalecalc.output.formats.json_", "Json"),
    "jsonl": Format((".jsonl", ".ndjson"), "scalecalc.output.formats.json_", "JsonLines"),
    "markdown": Format((".md", ".markdown"), "scalecalc.output.formats.markdown", "Markdown"),
    "parquet": Format((".parquet",), "scalecalc.output.formats.parquet", "Parquet", binary=True, arrow=True),
}


def format_of(path: PurePath) -> FormatName | None:
    """The format that a file's suffix stands for, or None."""
    suffix = path.suffix.lower()
    return next((name for name, known in FORMATS.items() if suffix in known.suffixes), None)


def check_installed(name: FormatName) -> None:
    """Raises UsageError where a package is missing that a format needs."""
    if FORMATS[name].arrow:
        require_pyarrow()


def sink(name: FormatName, out: Any, style: Style, columns: tuple[str, ...] | None = None) -> Sink:
    """What writes a result, or some columns of it, to a stream: of bytes if the format is binary, else of text."""
    known = FORMATS[name]
    whole = cast(Sink, getattr(import_module(known.module), known.name)(out, style))
    return whole if columns is None else _Selecting(whole, columns)


def pour(first: Table, rest: Iterator[Table], sinks: Sequence[Sink]) -> None:
    """Hand each block to every sink before the next one is asked for."""
    for block in chain([first], rest):
        for one in sinks:
            one.put(block)
    for one in sinks:
        one.finish()


class _Selecting:
    """Hands on some columns of a result. Raises UsageError for one that it does not have."""

    def __init__(self, whole: Sink, columns: tuple[str, ...]) -> None:
        self._whole = whole
        self._columns = columns

    def put(self, block: Table) -> None:
        self._whole.put(block.select(self._columns))

    def finish(self) -> None:
        self._whole.finish()

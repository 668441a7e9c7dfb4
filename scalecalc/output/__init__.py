"""Writers: one per format, all with the signature write(blocks, out, style), behind one registry.

Only this package draws; only `terminal` and `progress` import Rich, and only when they are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import PurePath
from typing import Literal, TextIO, cast

from scalecalc.output.style import Style
from scalecalc.record import record
from scalecalc.table import Table

FormatName = Literal["table", "csv", "tsv", "json", "jsonl", "markdown"]
Writer = Callable[[Iterator[Table], TextIO, Style], None]


@record
class Format:
    """A format: the suffixes of its files, and where its writer is."""

    suffixes: tuple[str, ...]
    module: str
    function: str

    @property
    def write(self) -> Writer:
        return cast(Writer, getattr(import_module(self.module), self.function))


FORMATS: dict[FormatName, Format] = {
    "table": Format((".txt",), "scalecalc.output.terminal", "write_table"),
    "csv": Format((".csv",), "scalecalc.output.delimited", "write_csv"),
    "tsv": Format((".tsv",), "scalecalc.output.delimited", "write_tsv"),
    "json": Format((".json",), "scalecalc.output.json_", "write_json"),
    "jsonl": Format((".jsonl", ".ndjson"), "scalecalc.output.json_", "write_jsonl"),
    "markdown": Format((".md", ".markdown"), "scalecalc.output.markdown", "write_markdown"),
}


def format_of(path: PurePath) -> FormatName | None:
    """The format that a file's suffix stands for, or None."""
    suffix = path.suffix.lower()
    return next((name for name, known in FORMATS.items() if suffix in known.suffixes), None)


def write(blocks: Iterator[Table], out: TextIO, name: FormatName, style: Style) -> None:
    """Write a result, block by block, in a format."""
    FORMATS[name].write(blocks, out, style)

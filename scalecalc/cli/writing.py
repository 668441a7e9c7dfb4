"""From blocks of rows to the place and the format that the options name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from scalecalc.cli.options import TableOptions
from scalecalc.cli.streams import say, standard_output
from scalecalc.errors import UsageError
from scalecalc.output import FORMATS, FormatName, format_of, write
from scalecalc.output.destination import passes_through, whole_file
from scalecalc.output.style import is_terminal, style_of
from scalecalc.table import Table

_TO_STDOUT = "-"


def chosen_format(options: TableOptions) -> FormatName:
    """The format that --format, --csv, --json, the suffix of --output or the terminal ask for.

    Raises UsageError when they contradict each other, or when a suffix stands for no format.
    """
    asked = [name for name, wanted in (("csv", options.csv), ("json", options.json)) if wanted]
    if options.format != "auto" and options.format not in asked and asked:
        asked.append(options.format)
    if len(asked) > 1:
        raise UsageError(f"one format at a time: got {' and '.join(asked)}")
    if asked:
        return "csv" if options.csv else "json"
    if options.format != "auto":
        return options.format
    if options.output == _TO_STDOUT:
        return "table" if is_terminal(sys.stdout) else "csv"
    return _format_of_file(Path(options.output))


def _format_of_file(path: Path) -> FormatName:
    name = format_of(path)
    if name is None and passes_through(path):
        return "csv"
    if name is None:
        suffixes = ", ".join(suffix for known in FORMATS.values() for suffix in known.suffixes)
        raise UsageError(f"the suffix of {path} stands for no format; use one of {suffixes}, or --format")
    return name


def chosen_columns(options: TableOptions) -> tuple[str, ...] | None:
    """The names in --columns, each once; None for all. Raises UsageError when there is none."""
    if options.columns is None:
        return None
    names = tuple(dict.fromkeys(name.strip() for name in options.columns.split(",") if name.strip()))
    if not names:
        raise UsageError("--columns got no name; it takes names separated by commas, e.g. samples,test_error")
    return names


def selected(blocks: Iterator[Table], names: tuple[str, ...] | None) -> Iterator[Table]:
    """The blocks with these columns."""
    return blocks if names is None else (block.select(names) for block in blocks)


@contextmanager
def destination(output: str) -> Iterator[TextIO]:
    """Standard output for -, else a file that appears whole when all went well."""
    if output == _TO_STDOUT:
        yield standard_output()
    else:
        with whole_file(Path(output)) as out:
            yield out


def write_blocks(blocks: Iterator[Table], out: TextIO, name: FormatName, options: TableOptions) -> None:
    """Write the blocks in the style of the stream."""
    style = replace(style_of(out, options.color), notes=not options.quiet, chosen=options.columns is not None)
    write(blocks, out, name, style)


def announce(count: int, what: str, options: TableOptions) -> None:
    """Say what was written to a file."""
    if options.output != _TO_STDOUT and not options.quiet:
        say(f"wrote {count} {what}{'' if count == 1 else 's'} to {options.output}\n")

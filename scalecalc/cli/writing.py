"""Which format and columns the options ask for, and where the rows go."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO, TextIO

from scalecalc.cli.streams import say, standard_output
from scalecalc.errors import UsageError
from scalecalc.output import FORMATS, FormatName, format_of
from scalecalc.output.destination import passes_through
from scalecalc.settings import Settings
from scalecalc.streams import is_terminal

TO_STDOUT = "-"


def chosen_format(settings: Settings) -> FormatName:
    """The format that --format, --csv, --json, the suffix of --output or the terminal ask for.

    Raises UsageError when they contradict each other, or when a suffix stands for no format.
    """
    asked = [name for name, wanted in (("csv", settings.csv), ("json", settings.json)) if wanted]
    if settings.format != "auto" and settings.format not in asked and asked:
        asked.append(settings.format)
    if len(asked) > 1:
        raise UsageError(f"one format at a time: got {' and '.join(asked)}")
    if asked:
        return "csv" if settings.csv else "json"
    if settings.format != "auto":
        return settings.format
    if settings.output == TO_STDOUT:
        return "table" if is_terminal(sys.stdout) else "csv"
    return _format_of_file(Path(settings.output))


def _format_of_file(path: Path) -> FormatName:
    name = format_of(path)
    if name is None and passes_through(path):
        return "csv"
    if name is None:
        suffixes = ", ".join(suffix for known in FORMATS.values() for suffix in known.suffixes)
        raise UsageError(f"the suffix of {path} stands for no format; use one of {suffixes}, or --format")
    return name


def chosen_columns(settings: Settings) -> tuple[str, ...] | None:
    """The names in --columns, each once; None for all. Raises UsageError when there is none."""
    if settings.columns is None:
        return None
    names = tuple(dict.fromkeys(name.strip() for name in settings.columns.split(",") if name.strip()))
    if not names:
        raise UsageError("--columns got no name; it takes names separated by commas, e.g. samples,test_error")
    return names


def stream_for(form: FormatName) -> TextIO | BinaryIO:
    """Standard output, of bytes for a format that is bytes. Raises UsageError where it cannot go there."""
    out = standard_output()
    if not FORMATS[form].binary:
        return out
    if is_terminal(out):
        raise UsageError(f"{form} is not text, and no terminal shows it; --output FILE, or a pipe, takes it")
    if not hasattr(out, "buffer"):
        raise UsageError(f"{form} is not text, and standard output takes only text here; --output FILE takes it")
    return out.buffer


def shows_progress(form: FormatName, settings: Settings) -> bool:
    """Whether it is shown how far a run has come: to people, and not where it would run into rows."""
    rows_pass_by = settings.output == TO_STDOUT and is_terminal(sys.stdout) and form != "table"
    return is_terminal(sys.stderr) and not settings.quiet and not rows_pass_by


def announce(count: int, what: str, settings: Settings) -> None:
    """Say what was written to files."""
    if settings.quiet:
        return
    if settings.output != TO_STDOUT:
        say(f"wrote {count} {what}{'' if count == 1 else 's'} to {settings.output}\n")
    if settings.figure is not None:
        say(f"wrote {settings.figure}\n")

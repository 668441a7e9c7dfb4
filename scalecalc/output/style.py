"""What a stream can show: its width, escape sequences and characters. Imports nothing that is slow to import."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from typing import IO, Any, Literal

from scalecalc.record import record
from scalecalc.streams import is_terminal

Color = Literal["auto", "always", "never"]

_NARROWEST = 20  # characters; below this, tables and text are not readable
_USUAL = (80, 24)


@record
class Style:
    """How a writer may draw.

    width, height: of the terminal, in characters; width None sets no limit.
    ansi: escape sequences may be used (bold); color: colours too.
    unicode: characters outside ASCII may be used.
    notes: whether notes are written.
    chosen: the user chose the columns, so that all of them are shown as columns.
    """

    width: int | None = None
    height: int = 24
    ansi: bool = False
    color: bool = False
    unicode: bool = True
    notes: bool = True
    chosen: bool = False


def style_of(stream: IO[Any], color: Color = "auto", environ: Mapping[str, str] | None = None) -> Style:
    """The style of a stream. `color` has priority over FORCE_COLOR, NO_COLOR and the kind of stream."""
    environ = os.environ if environ is None else environ
    terminal = is_terminal(stream)
    width, height = _size(stream, environ) if terminal else (_positive(environ, "COLUMNS"), _USUAL[1])
    ansi, colored = _escapes(terminal, color, environ)
    return Style(
        width=None if width is None else max(width, _NARROWEST),
        height=height or _USUAL[1],
        ansi=ansi,
        color=colored,
        unicode=(getattr(stream, "encoding", None) or "utf-8").lower().startswith("utf"),
    )


def _escapes(terminal: bool, color: Color, environ: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether escape sequences, and whether colours, are wanted. NO_COLOR does not forbid bold type."""
    if color != "auto":
        return color == "always", color == "always"
    if environ.get("FORCE_COLOR"):
        return True, True
    if not terminal or environ.get("TERM") in ("dumb", "unknown"):
        return False, False
    return True, not environ.get("NO_COLOR")


def _size(stream: IO[Any], environ: Mapping[str, str]) -> tuple[int, int]:
    """Columns and lines: COLUMNS and LINES where they are set, else the size of the terminal, else 80 x 24."""
    try:
        columns, lines = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError, io.UnsupportedOperation):
        columns, lines = 0, 0
    return (
        _positive(environ, "COLUMNS") or columns or _USUAL[0],
        _positive(environ, "LINES") or lines or _USUAL[1],
    )


def _positive(environ: Mapping[str, str], name: str) -> int | None:
    text = environ.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and int(text[:9]) > 0 else None
